"""What was found in a text, and where."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found."""

    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    PLATE = "plate"
    BANK_CARD = "bank_card"
    EMAIL = "email"
    ACCOUNT = "account"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of the text as given."""

    start: int
    end: int
    kind: Kind
    text: str
