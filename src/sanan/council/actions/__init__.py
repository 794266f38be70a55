"""Every verb of the council room."""

from sanan.council.actions.bodies import add_hall, book, end_term, found, free, seat, set_roll
from sanan.council.actions.meetings import (
    begin,
    cancel,
    convene,
    deliberate,
    hold,
    plan,
    record_past,
    schedule,
    sign_in,
)
from sanan.council.actions.resolutions import adopt, assign, finish, publish
from sanan.council.actions.topics import (
    admit,
    decline,
    escalate,
    evaluate,
    opine,
    propose,
    shelve,
    state,
    take_up,
)
from sanan.council.actions.votes import cast, close_vote, enter_papers, open_vote, show_hands

__all__ = [
    "add_hall",
    "admit",
    "adopt",
    "assign",
    "begin",
    "book",
    "cancel",
    "cast",
    "close_vote",
    "convene",
    "decline",
    "deliberate",
    "end_term",
    "enter_papers",
    "escalate",
    "evaluate",
    "finish",
    "found",
    "free",
    "hold",
    "open_vote",
    "opine",
    "plan",
    "propose",
    "publish",
    "record_past",
    "schedule",
    "seat",
    "set_roll",
    "shelve",
    "show_hands",
    "sign_in",
    "state",
    "take_up",
]
