"""Every verb of a case, and the other things that may be done with cases."""

from sanan.cases.actions.appellant import (
    add,
    follow,
    leave_master,
    not_fixed,
    object_to,
    rate,
    reopen,
    withdraw,
)
from sanan.cases.actions.checking import (
    answer_merged,
    close_unanswered,
    fail_check,
    pass_check,
    revisit,
    start_check,
)
from sanan.cases.actions.clock import remind, tick
from sanan.cases.actions.desk import (
    ask,
    decide_exclusion,
    note,
    request_exclusion,
    supervise,
)
from sanan.cases.actions.handling import (
    arrive,
    conclude,
    contact,
    decide_extension,
    reply,
    request_extension,
    request_return,
    resume,
    sign,
    suspend,
    whistle,
)
from sanan.cases.actions.index import take_up
from sanan.cases.actions.intake import Opened, open_case
from sanan.cases.actions.learning import go_back, learn, learn_due
from sanan.cases.actions.mining import mine_due, mine_hot, mine_later
from sanan.cases.actions.publishing import publish, unpublish
from sanan.cases.actions.reading import read_imported, read_unread, use_model
from sanan.cases.actions.rereading import reread, waiting_for
from sanan.cases.actions.triage import (
    accept,
    adjudicate,
    classify,
    decline,
    dispatch,
    merge,
    unmerge,
)

__all__ = [
    "Opened",
    "accept",
    "add",
    "adjudicate",
    "answer_merged",
    "arrive",
    "ask",
    "classify",
    "close_unanswered",
    "conclude",
    "contact",
    "decide_exclusion",
    "decide_extension",
    "decline",
    "dispatch",
    "fail_check",
    "follow",
    "go_back",
    "learn",
    "learn_due",
    "leave_master",
    "merge",
    "mine_due",
    "mine_hot",
    "mine_later",
    "not_fixed",
    "note",
    "object_to",
    "open_case",
    "pass_check",
    "publish",
    "rate",
    "read_imported",
    "read_unread",
    "remind",
    "reopen",
    "reply",
    "request_exclusion",
    "request_extension",
    "request_return",
    "reread",
    "resume",
    "revisit",
    "sign",
    "start_check",
    "supervise",
    "suspend",
    "take_up",
    "tick",
    "unmerge",
    "unpublish",
    "use_model",
    "waiting_for",
    "whistle",
    "withdraw",
]
