"""Private words in a text: numbers, accounts, flats and names, in one pass."""

from collections.abc import Iterator

from sanan.insight.private.accounts import accounts
from sanan.insight.private.fold import HIDDEN, folded, with_figures
from sanan.insight.private.numbers import numbers
from sanan.insight.private.people import names
from sanan.insight.private.spans import Kind, Span

_BEARER = frozenset({Kind.PHONE, Kind.ID_NUMBER, Kind.BANK_CARD, Kind.ACCOUNT, Kind.EMAIL})


def private_spans(text: str) -> list[Span]:
    """Return names, phones, identity and plate numbers, cards and the like, in order, apart.

    Offsets count characters of the text as given.
    """
    plain = folded(text)
    taken: list[tuple[int, int, Kind]] = []
    free = bytearray(b"\x01") * len(plain)
    for start, end, kind in _figures_and_accounts(plain):
        if all(free[start:end]):
            free[start:end] = bytes(end - start)
            taken.append((start, end, kind))
    hidden = _hidden(plain, taken)
    bearers = sorted((start, end) for start, end, kind in taken if kind in _BEARER)
    for start, end in names(hidden, bearers):
        if all(free[start:end]):
            free[start:end] = bytes(end - start)
            taken.append((start, end, Kind.NAME))
    return [Span(start, end, kind, text[start:end]) for start, end, kind in sorted(taken)]


def _figures_and_accounts(plain: str) -> Iterator[tuple[int, int, Kind]]:
    yield from numbers(with_figures(plain))
    yield from accounts(plain)


def _hidden(plain: str, taken: list[tuple[int, int, Kind]]) -> str:
    if not taken:
        return plain
    letters = list(plain)
    for start, end, _kind in taken:
        letters[start:end] = HIDDEN * (end - start)
    return "".join(letters)
