"""How somebody stands to a round, a village in it, and what was found there."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sanan.inspection.enums import OWNERS, TEAMS, Duty
from sanan.inspection.models import Item, Recusal, Round, Target, TeamMember, Transfer
from sanan.kit.errors import Forbidden, Refused
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.process.declare import ANYONE, Relation, Verb

AWAY = _("您申报过回避这个村，请由组里别的人来办。")


def target_of(thing: Any) -> Target | None:
    """The village that a thing is about; None for the round itself."""
    return None if isinstance(thing, Round) else thing.target


def _round_id(thing: Any) -> int | None:
    return thing.pk if isinstance(thing, Round) else thing.target.round_id


def _in_team(thing: Any, by: Person | None, *duties: Duty) -> bool:
    if by is None or not {post.role for post in people.posts(by)} & set(TEAMS):
        return False
    found = TeamMember.objects.filter(round=_round_id(thing), person=by)
    return (found.filter(duty__in=duties) if duties else found).exists()


def stays_away(target: Target | None, by: Person | None) -> bool:
    """Whether this member said that they stay away from this village."""
    if target is None or by is None:
        return False
    rows = Recusal.objects.filter(member__round=target.round_id, member__person=by)
    return rows.filter(place=target.place_id).exists()


def away(verb: Verb, thing: Any, by: Person | None) -> Refused | None:
    """Whoever stays away from a village does nothing there by their post; anyone may still rate."""
    if ANYONE in verb.relations:
        return None
    return Forbidden(AWAY, "recused") if stays_away(target_of(thing), by) else None


TEAM = Relation(
    "team",
    _in_team,
    whose=_("这一步由这一轮的巡察组来办。"),
    roles=TEAMS,
)
TEAM_LEADER = Relation(
    "team_leader",
    lambda thing, by: _in_team(thing, by, Duty.LEADER, Duty.DEPUTY),
    whose=_("这一步由组长或副组长来办。"),
    roles=TEAMS,
)


def _owns(item: Item, by: Person | None) -> bool:
    units = {post.org_id for post in people.posts(by) if post.role in OWNERS and post.org_id}
    cadre = people.holds(by, [Role.VILLAGE_CADRE], path=item.place.path)
    return item.owner_id in units or cadre


OWNER = Relation("owner", _owns, whose=_("这一步由负责整改的单位来办。"), roles=OWNERS)
ORGANISATION = Relation(
    "organisation",
    lambda item, by: item.target.round.organisation_id in people.org_ids(by),
    whose=_("这一步由组织部门来签。"),
)


def _received(transfer: Transfer, by: Person | None) -> bool:
    return transfer.to_id in people.org_ids(by)


RECEIVER = Relation("receiver", _received, whose=_("这一步由接收的单位来办。"))
