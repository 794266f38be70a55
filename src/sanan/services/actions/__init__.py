"""Every verb of the services room."""

from sanan.services.actions.contact import may_reveal, reveal_contact
from sanan.services.actions.dispatching import dispatch, lapse, raise_up, reoffer, tick
from sanan.services.actions.ending import confirm, rate
from sanan.services.actions.helpers import (
    accept,
    change,
    check_in_unit,
    check_out_unit,
    join_team,
    leave,
    make_slip,
    make_slips,
    register,
)
from sanan.services.actions.menu import add_item, retire_item
from sanan.services.actions.partners import (
    add_partner,
    announce_outage,
    end_posting,
    post,
    relay,
    report,
    take_back_outage,
)
from sanan.services.actions.placing import Placed, cancel, place, reject, screen
from sanan.services.actions.taking import begin, claim, decline, end, release, schedule

__all__ = [
    "Placed",
    "accept",
    "add_item",
    "add_partner",
    "announce_outage",
    "begin",
    "cancel",
    "change",
    "check_in_unit",
    "check_out_unit",
    "claim",
    "confirm",
    "decline",
    "dispatch",
    "end",
    "end_posting",
    "join_team",
    "lapse",
    "leave",
    "make_slip",
    "make_slips",
    "may_reveal",
    "place",
    "post",
    "raise_up",
    "rate",
    "register",
    "reject",
    "relay",
    "release",
    "reoffer",
    "report",
    "retire_item",
    "reveal_contact",
    "schedule",
    "screen",
    "take_back_outage",
    "tick",
]
