"""What is left of a number or an address for those who hold the record, until they look behind it.

Domain brief §4.1: phone 138****1234, identity number 350526********1234, bank card by its last four
figures, address down to the building.
"""

import re

from sanan.insight.private.fold import folded

STAR = "*"
_FIGURES = re.compile("[0-9]")
_BUILDING = re.compile(r"^.*?\d*(?:号楼|楼栋|[栋幢座])|^.*?\d+楼(?!\d)")
_DOOR = re.compile(r"[\d一二三四五六七八九十零〇百A-Za-z-]+(?:号|室|单元|户|层|楼)?")
_LONGEST_PHONE, _WHOLE_PHONE, _TAIL, _OLD_IDENTITY = 11, 10, 4, 15


def phone(text: str) -> str:
    """Keep three figures before and four behind: 138****1234; of a short number the last two."""
    figures = "".join(_FIGURES.findall(folded(text)))
    if len(figures) > _LONGEST_PHONE and figures.startswith("86"):
        figures = figures[2:]
    if len(figures) >= _WHOLE_PHONE:
        return f"{figures[:3]}{STAR * 4}{figures[-4:]}"
    return STAR * 4 + figures[-2:] if figures else ""


def identity(text: str) -> str:
    """Keep the region and the last four: 350526********1234."""
    text = text.strip()
    whole = len(text) >= _OLD_IDENTITY
    return f"{text[:6]}{STAR * 8}{text[-4:]}" if whole else STAR * len(text)


def bank(text: str) -> str:
    """Keep the last four figures: **** 1234."""
    figures = "".join(_FIGURES.findall(folded(text)))
    return f"{STAR * 4} {figures[-4:]}" if len(figures) > _TAIL else STAR * 4


def address(text: str) -> str:
    """Keep an address down to its building; without one, drop the door number at its end."""
    text = text.strip()
    found = _BUILDING.match(text)
    if found:
        return found.group()
    doors = list(_DOOR.finditer(text))
    return text[: doors[-1].start()].rstrip() if doors and doors[-1].start() > 0 else text
