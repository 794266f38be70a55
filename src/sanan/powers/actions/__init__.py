"""Every verb of the powers room; those of runs stand in `runs`."""

from sanan.powers.actions import runs
from sanan.powers.actions.calendar import (
    archive_due,
    generate,
    generate_due,
    occasion,
    start,
)
from sanan.powers.actions.catalogue import revise_open_item, revise_power, set_clock
from sanan.powers.actions.disclosures import (
    amend,
    approve,
    archive,
    demand,
    draft,
    send_back,
    sign,
    submit,
)
from sanan.powers.actions.files import attach, cover
from sanan.powers.actions.papers import issue
from sanan.powers.actions.pushing import announce_due, push_due
from sanan.powers.actions.questions import (
    acknowledge,
    answer,
    ask,
    escalate,
    escalate_due,
    rate,
    reask,
)
from sanan.powers.actions.reading import read
from sanan.powers.actions.seed import seed

__all__ = [
    "acknowledge",
    "amend",
    "announce_due",
    "answer",
    "approve",
    "archive",
    "archive_due",
    "ask",
    "attach",
    "cover",
    "demand",
    "draft",
    "escalate",
    "escalate_due",
    "generate",
    "generate_due",
    "issue",
    "occasion",
    "push_due",
    "rate",
    "read",
    "reask",
    "revise_open_item",
    "revise_power",
    "runs",
    "seed",
    "send_back",
    "set_clock",
    "sign",
    "start",
    "submit",
]
