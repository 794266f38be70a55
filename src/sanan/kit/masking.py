"""What is left of a personal text when it is shown to someone who need not know the rest.

Domain brief §4.1: name 张*三, phone 138****1234, identity number 350526********1234, bank card by
its last four figures, address down to the building.
"""

import re

STAR = "*"
_FIGURES = re.compile(r"\d")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)(\d{4})(\d{4})(?!\d)")
_SPACED_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[ -](\d{4})[ -](\d{4})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
_BANK = re.compile(r"(?<!\d)\d{12,15}(\d{4})(?!\d)")
_BUILDING = re.compile(r"^.*?\d*(?:号楼|楼栋|[栋幢座])|^.*?\d+楼(?!\d)")
_DOOR = re.compile(r"[\d一二三四五六七八九十零〇百A-Za-z-]+(?:号|室|单元|户|层|楼)?")


def name(text: str) -> str:
    """Keep the first and the last character: 张*三, 张*; a foreign name keeps its first letter."""
    text = text.strip()
    if len(text) < 2:  # noqa: PLR2004
        return text
    if text.isascii():
        return f"{text[0]}{STAR * 3}"
    if len(text) == 2:  # noqa: PLR2004
        return text[0] + STAR
    return text[0] + STAR * (len(text) - 2) + text[-1]


def phone(text: str) -> str:
    """Keep three figures before and four behind: 138****1234; of a short number the last two."""
    figures = "".join(_FIGURES.findall(text))
    if len(figures) > 11 and figures.startswith("86"):  # noqa: PLR2004
        figures = figures[2:]
    if len(figures) >= 10:  # noqa: PLR2004
        return f"{figures[:3]}{STAR * 4}{figures[-4:]}"
    return STAR * 4 + figures[-2:] if figures else ""


def identity(text: str) -> str:
    """Keep the region and the last four: 350526********1234."""
    text = text.strip()
    return f"{text[:6]}{STAR * 8}{text[-4:]}" if len(text) >= 15 else STAR * len(text)  # noqa: PLR2004


def bank(text: str) -> str:
    """Keep the last four figures: **** 1234."""
    figures = "".join(_FIGURES.findall(text))
    return f"{STAR * 4} {figures[-4:]}" if len(figures) > 4 else STAR * 4  # noqa: PLR2004


def address(text: str) -> str:
    """Keep an address down to its building; without one, drop the door number at its end."""
    text = text.strip()
    found = _BUILDING.match(text)
    if found:
        return found.group()
    doors = list(_DOOR.finditer(text))
    return text[: doors[-1].start()].rstrip() if doors and doors[-1].start() > 0 else text


def inside(text: str) -> str:
    """Mask phones, identity numbers and bank cards that stand inside a longer text."""
    text = _IDENTITY.sub(rf"\1{STAR * 8}\2", text)
    text = _SPACED_MOBILE.sub(rf"\1{STAR * 4}\3", text)
    text = _MOBILE.sub(rf"\1{STAR * 4}\3", text)
    return _BANK.sub(rf"{STAR * 4}\1", text)
