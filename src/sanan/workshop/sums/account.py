"""Whether a bank could have such an account number, before money is sent there."""

import unicodedata

LEAST, MOST = 8, 25
CARD = range(16, 20)
"""Figures of a bank card; those of UnionPay begin with 62 and end in a check figure (ISO/IEC 7812)."""


def fault_of(account: str) -> str:
    """Why no bank has it: `letters`, `length` or `check`; empty where it can be."""
    bare = "".join(unicodedata.normalize("NFKC", account).split()).replace("-", "")
    if not bare.isdecimal() or not bare.isascii():
        return "letters"
    if not LEAST <= len(bare) <= MOST:
        return "length"
    if bare.startswith("62") and len(bare) in CARD and not _checks(bare):
        return "check"
    return ""


def _checks(figures: str) -> bool:
    total = 0
    for place, figure in enumerate(reversed(figures)):
        n = int(figure) * (1 + place % 2)
        total += n - 9 if n > 9 else n
    return total % 10 == 0
