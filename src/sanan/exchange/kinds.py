"""What comes from a hotline or a petition office is a case of a kind of its own.

A hotline order runs by the county's own deadline pack; petitions, their review and their re-check
by the pack 信访 (domain brief §2.15). The other side's clock is shown beside ours and moves nothing.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import State
from sanan.cases.kinds import Kind
from sanan.cases.models import Case
from sanan.exchange.models import OutsideOrder
from sanan.kit import clock, dates
from sanan.process.declare import SYSTEM, Sentence, Verb

CHECKED = {State.REPLIED, State.VERIFYING, State.REVISITING}
ACTIONS = "sanan.exchange.actions.orders"
PACK = "petition"


def facts(case: Case) -> Iterator[tuple[Sentence, str]]:
    """The number there, and the clock there."""
    order = OutsideOrder.objects.select_related("system", "of").filter(case=case).first()
    if order is None:
        return
    yield _("对方编号"), f"{order.system.name} {order.outside_id}"
    if order.of is not None:
        yield _("针对"), order.of.outside_id
    if order.due_at is not None:
        over = order.overdue_at is None and order.due_at < clock.now() and order.ended_at is None
        late = f" · {_('已过对方的期限')}" if over and case.replied_at is None else ""
        yield _("对方的期限"), f"{dates.moment(order.due_at)}{late}"
    if order.overdue_at is not None:
        yield _("对方系统已超时"), dates.moment(order.overdue_at)
    if order.sent_back:
        yield _("对方退回"), str(_("%(n)d 次") % {"n": order.sent_back})
    if order.ended_at is not None:
        yield _("对方已办结"), dates.moment(order.ended_at)


def _back(name: str, again: str) -> list[Verb]:
    return [
        Verb(
            name,
            CHECKED,
            State.REWORK,
            label=_("对方退回重办"),
            relations=[SYSTEM],
            public=True,
        ),
        Verb(
            again,
            {State.CLOSED},
            State.REOPENED,
            label=_("办结后对方退回"),
            relations=[SYSTEM],
            public=True,
        ),
    ]


HOTLINE = Kind(
    name="hotline",
    label=_("12345 工单"),
    verbs=_back("send_back", "send_again"),
    actions=ACTIONS,
    facts=facts,
)
PETITION = Kind(
    name="petition",
    label=_("信访事项"),
    verbs=_back("petition_back", "petition_again"),
    actions=ACTIONS,
    facts=facts,
    pack=PACK,
    published=False,
)
REVIEW = Kind(
    name="petition_review",
    label=_("信访复查"),
    facts=facts,
    pack=PACK,
    published=False,
)
RECHECK = Kind(
    name="petition_recheck",
    label=_("信访复核"),
    facts=facts,
    pack=PACK,
    published=False,
)
BACK = {
    HOTLINE.name: ("send_back", "send_again"),
    PETITION.name: ("petition_back", "petition_again"),
}
"""Of each kind, the verb by which an answered order comes back, and that of a closed one."""
