"""Every verb of the estates room."""

from sanan.estates.actions.committee import ask as ask_committee
from sanan.estates.actions.committee import call, count, publicise, stand
from sanan.estates.actions.committee import end as end_committee
from sanan.estates.actions.estates import (
    employ,
    end_contract,
    leave,
    open_accounts,
    owners_of,
    print_codes,
    promise,
    register,
    set_hours,
    set_roll,
    sign,
)
from sanan.estates.actions.fund import (
    accept,
    ask,
    decide,
    declare_urgent,
    pay,
    plan,
    put,
    show,
    start,
)
from sanan.estates.actions.life import answer, contact, post, quarter_of, rate, withdraw
from sanan.estates.actions.repairs import climb, climb_all, mark_repair, report

__all__ = [
    "accept",
    "answer",
    "ask",
    "ask_committee",
    "call",
    "climb",
    "climb_all",
    "contact",
    "count",
    "decide",
    "declare_urgent",
    "employ",
    "end_committee",
    "end_contract",
    "leave",
    "mark_repair",
    "open_accounts",
    "owners_of",
    "pay",
    "plan",
    "post",
    "print_codes",
    "promise",
    "publicise",
    "put",
    "quarter_of",
    "rate",
    "register",
    "report",
    "set_hours",
    "set_roll",
    "show",
    "sign",
    "stand",
    "start",
    "withdraw",
]
