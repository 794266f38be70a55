"""Every verb of mediation, by what it is about."""

from sanan.mediation.actions.centre import (
    add_mediator,
    add_window,
    end_mediator,
    open_centre,
    publish_figure,
    put_on_duty,
)
from sanan.mediation.actions.consent import consent, take_up_again, withdraw_consent
from sanan.mediation.actions.deal import answer, draw_up, propose, sign
from sanan.mediation.actions.ending import (
    apply_confirmation,
    check,
    fail,
    give_up,
    record_ruling,
    say_not_kept,
)
from sanan.mediation.actions.intake import (
    PartyGiven,
    add_party,
    mark_limit,
    put_together,
    take_in,
    to_mediation,
    watch,
)
from sanan.mediation.actions.referral import receive, refer
from sanan.mediation.actions.talks import (
    acknowledge,
    call_off,
    hold,
    move,
    note,
    plan,
    serve,
    tell,
)
from sanan.mediation.actions.team import assign, recuse

__all__ = [
    "PartyGiven",
    "acknowledge",
    "add_mediator",
    "add_party",
    "add_window",
    "answer",
    "apply_confirmation",
    "assign",
    "call_off",
    "check",
    "consent",
    "draw_up",
    "end_mediator",
    "fail",
    "give_up",
    "hold",
    "mark_limit",
    "move",
    "note",
    "open_centre",
    "plan",
    "propose",
    "publish_figure",
    "put_on_duty",
    "put_together",
    "receive",
    "record_ruling",
    "recuse",
    "refer",
    "say_not_kept",
    "serve",
    "sign",
    "take_in",
    "take_up_again",
    "tell",
    "to_mediation",
    "watch",
    "withdraw_consent",
]
