"""Tables of the powers room."""

from sanan.powers.models.catalogue import (
    AnswerClock,
    Calendar,
    DisclosureItem,
    PowerItem,
    PowerStep,
)
from sanan.powers.models.disclosure import (
    Disclosure,
    DisclosureVersion,
    Paper,
    Push,
    Receipt,
    SignOff,
)
from sanan.powers.models.question import Question
from sanan.powers.models.run import Objection, PowerRun, RunStep

__all__ = [
    "AnswerClock",
    "Calendar",
    "Disclosure",
    "DisclosureItem",
    "DisclosureVersion",
    "Objection",
    "Paper",
    "PowerItem",
    "PowerRun",
    "PowerStep",
    "Push",
    "Question",
    "Receipt",
    "RunStep",
    "SignOff",
]
