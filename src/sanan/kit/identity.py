"""Identity numbers of residents: the check digit of GB 11643, and the birthday that they say."""

import re
from datetime import date, datetime

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def is_right(number: str) -> bool:
    """Whether it has 17 figures, the right check digit and a birthday that exists."""
    shaped = re.fullmatch(r"\d{17}[\dX]", number, re.ASCII) is not None
    return shaped and check_digit(number) == number[17] and birth_of(number) is not None


def check_digit(number: str) -> str:
    """The eighteenth sign that belongs to the first seventeen figures."""
    total = sum(int(figure) * weight for figure, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11]


def birth_of(number: str) -> date | None:
    """The birthday in a number; None where there is no such day."""
    try:
        return datetime.strptime(number[6:14], "%Y%m%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        return None


def is_male(number: str) -> bool:
    """Whether the seventeenth figure is odd."""
    return int(number[16]) % 2 == 1
