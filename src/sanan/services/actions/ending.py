"""评单 and 存档: what the person served says, and the branch's confirmation, from which hours arise."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import words
from sanan.kit.errors import Invalid
from sanan.people.enums import OrgKind
from sanan.people.models import Org, Person
from sanan.process.declare import Relation
from sanan.services.actions import notices
from sanan.services.enums import DESK
from sanan.services.models import Member, Order
from sanan.services.rules.states import ORDER
from sanan.volunteers import actions as volunteers

WORST, BEST = 1, 5


@ORDER.action("rate")
def rate(
    *,
    order: Order,
    score: int,
    comment: str = "",
    charged: bool = False,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Order:
    """评单: 1 to 5, by whoever ordered, or told to whoever ordered for them.

    `charged`: somebody asked for money or a gift, which the branch looks into.
    """
    if not WORST <= score <= BEST:
        raise Invalid(_("请选一到五分。"), "score", field="score")
    comment = words.clean(comment, most=500, field="comment")
    with ORDER.step("rate", order, by=by, at=at, relation=relation) as step:
        fresh = step.thing
        fresh.score, fresh.comment, fresh.charged, fresh.rated_at = score, comment, charged, step.at
        step.said = comment
        step.data = {"score": score, "charged": charged}
        if charged:
            notices.tell_roles(
                fresh,
                tuple(DESK),
                gettext_noop("有人说“%(title)s”被要了钱物，请核实。"),
                at=step.at,
            )
    return order


@ORDER.action("confirm")
def confirm(*, order: Order, by: Person, note: str = "", at: datetime | None = None) -> Order:
    """The branch confirms the visit: the order is archived and the helper's minutes arise.

    Both sides stand behind the minutes: the helper who ended the visit, and somebody else here.
    """
    with ORDER.step("confirm", order, by=by, at=at) as step:
        fresh = step.thing
        fresh.closed_at = step.at
        step.note = words.clean(note, most=500, field="note")
        step.data = {"minutes": fresh.minutes, "score": fresh.score}
        team = fresh.team or home_team(fresh)
        if team and fresh.taker and fresh.began_at and fresh.ended_at and fresh.minutes:
            volunteers.log_service(
                person=fresh.taker,
                team=team,
                place=fresh.village,
                title=fresh.title,
                content=fresh.result,
                began_at=fresh.began_at,
                ended_at=fresh.ended_at,
                breaks=fresh.breaks,
                source=f"order:{fresh.code}",
                by=by,
                at=step.at,
            )
    return order


def home_team(order: Order) -> Org | None:
    """Who records it where no team was asked: the helper's own team here, else the community.

    The villagers' or residents' committee may record and certify (民政部令第67号).
    """
    mine = Member.objects.filter(helper__person=order.taker_id, helper__place=order.village_id)
    first = mine.select_related("team").order_by("since_at", "pk").first()
    if first is not None:
        return first.team
    kinds = [OrgKind.VILLAGE_COMMITTEE, OrgKind.COMMUNITY_PARTY]
    found = Org.objects.filter(place_id=order.village_id, kind__in=kinds)
    return found.order_by("-kind", "pk").first()
