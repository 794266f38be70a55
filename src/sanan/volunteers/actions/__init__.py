"""Every verb of the volunteers room."""

from sanan.volunteers.actions.activities import (
    cancel,
    change,
    close_project,
    finish,
    plan,
    set_up,
)
from sanan.volunteers.actions.certificates import (
    ask_certificate,
    certify,
    issue,
    refuse_certificate,
    revoke,
)
from sanan.volunteers.actions.corrections import correct, question, settle
from sanan.volunteers.actions.registering import (
    amend,
    enrol,
    join,
    leave,
    note,
    part,
    register,
    register_team,
)
from sanan.volunteers.actions.services import (
    Served,
    accept,
    agree,
    claim,
    decline,
    log_service,
    rate,
    record_hours,
    strike,
    withdraw,
)
from sanan.volunteers.actions.signups import check_in, give_up, sign_up

__all__ = [
    "Served",
    "accept",
    "agree",
    "amend",
    "ask_certificate",
    "cancel",
    "certify",
    "change",
    "check_in",
    "claim",
    "close_project",
    "correct",
    "decline",
    "enrol",
    "finish",
    "give_up",
    "issue",
    "join",
    "leave",
    "log_service",
    "note",
    "part",
    "plan",
    "question",
    "rate",
    "record_hours",
    "refuse_certificate",
    "register",
    "register_team",
    "revoke",
    "set_up",
    "settle",
    "sign_up",
    "strike",
    "withdraw",
]
