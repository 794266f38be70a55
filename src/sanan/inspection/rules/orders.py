"""Orders to mend at once as cases, what is handed over, and joint pushes."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import State as CaseState
from sanan.cases.kinds import Kind
from sanan.cases.models import Case
from sanan.inspection.enums import DISCIPLINE, OFFICE, TEAMS, PushState, TransferState
from sanan.inspection.models import FixOrder, Heard, JointPush, Target, Transfer
from sanan.inspection.rules.relations import RECEIVER, TEAM, away, stays_away
from sanan.kit.errors import Refused
from sanan.people import queries as people
from sanan.people.enums import HANDLING_ROLES
from sanan.people.models import Person
from sanan.process.declare import Process, Relation, Sentence, Verb

_T, _J = TransferState, PushState
ANSWERED = {CaseState.REPLIED, CaseState.VERIFYING, CaseState.REVISITING}


def _ordered(case: Case, by: Person | None) -> bool:
    """A member of the round's team, or the office, who does not stay away from the village."""
    found = FixOrder.objects.select_related("target__round__place").filter(case=case).first()
    if found is None or by is None or stays_away(found.target, by):
        return False
    office = people.holds(by, OFFICE, path=found.target.round.place.path)
    return office or found.target.round.duty_of(by) is not None


FIX_TEAM = Relation("fix_team", _ordered, whose=_("这一步由开单的巡察组来办。"), roles=TEAMS)


def _inspects(person: Person) -> bool:
    return bool({post.role for post in people.posts(person)} & set(TEAMS))


def _my_orders(person: Person) -> Q | None:
    if not _inspects(person):
        return None
    return Q(fix_order__target__in=Target.objects.visible_to(person))


def _my_heard(person: Person) -> Q | None:
    return Q(heard__target__in=Target.objects.visible_to(person)) if _inspects(person) else None


def _order_facts(case: Case) -> Iterator[tuple[Sentence, str]]:
    found = FixOrder.objects.select_related("target__round").filter(case=case).first()
    if found is not None:
        yield _("哪一轮巡察"), str(found.target.round)
        yield _("要改什么"), found.shown_text


def _heard_facts(case: Case) -> Iterator[tuple[Sentence, str]]:
    found = Heard.objects.select_related("target__round", "item__paper").filter(case=case).first()
    if found is not None:
        yield _("哪一轮巡察"), str(found.target.round)
        if found.item is not None:
            yield _("说的是哪个问题"), found.item.paper.problem


IMMEDIATE_FIX = Kind(
    name="immediate_fix",
    label=_("立行立改"),
    verbs=[
        Verb(
            "mended",
            ANSWERED,
            CaseState.CLOSED,
            label=_("现场看过，改好了"),
            told=_("巡察组现场看过，改好了"),
            relations=[FIX_TEAM],
        ),
        Verb(
            "not_mended",
            ANSWERED,
            CaseState.REWORK,
            label=_("还没改好"),
            told=_("巡察组说还没改好"),
            relations=[FIX_TEAM],
        ),
    ],
    forms={
        "mended": "sanan.inspection.forms.staff:Mended",
        "not_mended": "sanan.inspection.forms.staff:Why",
    },
    actions="sanan.inspection.actions.orders",
    first=["mended"],
    facts=_order_facts,
    pack="immediate_fix",
    shows=_my_orders,
    published=False,
    counts=frozenset(),
)
"""From the team to a village or township; villagers read of it on the page of the round."""
INSPECTION_CONCERN = Kind(
    name="inspection_concern",
    label=_("码上巡"),
    facts=_heard_facts,
    shows=_my_heard,
)
"""An ordinary matter said on a notice: handled like any other, and the team reads along."""

TRANSFER = Process(
    "inspection_transfer",
    Transfer,
    states=TransferState,
    title=_("移交"),
    thing="transfer",
    joins=("target__place", "target__round", "to"),
    path=lambda transfer: transfer.target.place.path,
    before=away,
    verbs=[
        Verb("send", [], _T.SENT, label=_("移交"), told=_("移交了"), relations=[TEAM]),
        Verb(
            "receive",
            [_T.SENT],
            _T.RECEIVED,
            label=_("回执"),
            told=_("回了执"),
            relations=[RECEIVER],
        ),
        Verb(
            "answer",
            [_T.RECEIVED],
            _T.ANSWERED,
            label=_("反馈办理结果"),
            told=_("反馈了办理结果"),
            relations=[RECEIVER],
        ),
    ],
)


def _pushed(push: JointPush, by: Person | None) -> bool:
    return any(p.org_id == push.org_id and p.role in HANDLING_ROLES for p in people.posts(by))


PUSHED = Relation("pushed", _pushed, whose=_("这一步由承办单位来办。"))


def _other_side(thing: JointPush, by: Person | None, _at: datetime) -> Refused | None:
    if by is None:
        return None
    if by.pk in {thing.office_by_id, thing.discipline_by_id}:
        return Refused(_("您这一方已经在了，请另一方来加入。"), "own")
    side = OFFICE if thing.office_by_id is None else DISCIPLINE
    if people.holds(by, side, path=thing.place.path):
        return None
    return Refused(_("您这一方已经在了，请另一方来加入。"), "own")


def _left(thing: JointPush, _by: Person | None, _at: datetime) -> Refused | None:
    waiting = thing.milestones.filter(reached_on=None).first()
    if waiting is None and thing.milestones.exists():
        return None
    name = waiting.title if waiting else _("节点")
    return Refused(_("“%(what)s”还没有到，到了才能办结。") % {"what": name}, "milestones_open")


_BOTH = (*OFFICE, *DISCIPLINE)
PUSH = Process(
    "joint_push",
    JointPush,
    states=PushState,
    title=_("纪巡联动"),
    thing="push",
    verbs=[
        Verb("raise", [], _J.RAISED, label=_("提出联动"), roles=_BOTH),
        Verb(
            "join",
            [_J.RAISED],
            _J.PUSHING,
            label=_("加入，一起推动"),
            roles=_BOTH,
            when=_other_side,
        ),
        Verb(
            "set",
            [_J.RAISED, _J.PUSHING],
            label=_("加一个节点"),
            told=_("定了一个节点"),
            roles=_BOTH,
        ),
        Verb(
            "reach",
            [_J.PUSHING],
            label=_("一个节点到了"),
            told=_("一个节点到了"),
            roles=_BOTH,
            relations=[PUSHED],
        ),
        Verb("finish", [_J.PUSHING], _J.DONE, label=_("办结"), roles=_BOTH, when=_left),
    ],
)
