"""The life of a joint committee and of the lines of its lists, and who speaks for whom in it."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanan.council.enums import ListState, ResourceState, Standing
from sanan.council.models import CommitteeSeat, JointCommittee, Need, Resource
from sanan.council.rules.states import NOT_THE_DESK, by_desk, for_all, may_run
from sanan.kit.errors import Forbidden
from sanan.kit.tones import Tone
from sanan.people.models import Org, Person
from sanan.process.declare import Process, Relation

SPEAKERS = _("这一步由社区的人，或者在大党委里代表这个单位的人来办。")


def seats_of(committee: JointCommittee, person: Person | None, day: date) -> frozenset[int]:
    """The organisations (primary keys) for which this person sits in the committee that day."""
    if person is None:
        return frozenset()
    held = CommitteeSeat.objects.on(day).filter(committee=committee, person=person)
    return frozenset(held.values_list("org", flat=True))


def check_speaks(
    committee: JointCommittee, by: Person | None, orgs: Iterable[Org], day: date
) -> None:
    """Allow the desk, and whoever sits for one of `orgs` that day; else raise `Forbidden`."""
    mine = {org.pk for org in orgs} & seats_of(committee, by, day)
    if not mine and not may_run(committee.place, by):
        raise Forbidden(SPEAKERS, "not_yours")


def _seats(need: Need, by: Person | None) -> frozenset[int]:
    return seats_of(need.committee, by, timezone.localdate())


def _took_it(need: Need, by: Person | None) -> bool:
    standing = need.claims.filter(given_back_at__isnull=True)
    return bool(standing.filter(org__in=_seats(need, by)).exists())


SEATED = Relation("seated", lambda need, by: bool(_seats(need, by)))
"""Whoever sits in the committee; for which organisation they claim is judged with the claim."""
IN_NEED = Relation("in_need", lambda need, by: need.org_id in _seats(need, by))
"""Whoever sits for the organisation whose need it is."""
CLAIMER = Relation("claimer", _took_it)
"""Whoever sits for the organisation that has taken it up."""

OFFERER = Relation(
    "offerer", lambda line, by: line.org_id in seats_of(line.committee, by, timezone.localdate())
)
"""Whoever sits for the organisation whose resource it is."""

JOINT = Process(
    "joint",
    JointCommittee,
    states=Standing,
    title=_("大党委"),
    thing="committee",
    whose=NOT_THE_DESK,
    verbs=[
        by_desk("found", [], Standing.STANDING, label=_("设立大党委")),
        by_desk("seat", [Standing.STANDING], label=_("加一席"), told=_("加了一席")),
        by_desk("leave", [Standing.STANDING], label=_("结束任期"), told=_("一席的任期定了结束")),
        by_desk("mechanism", [Standing.STANDING], label=_("加一项机制"), told=_("定了一项机制")),
        by_desk("use", [Standing.STANDING], label=_("记一次"), told=_("机制开展了一次")),
    ],
)

RESOURCE = Process(
    "resource",
    Resource,
    states=ResourceState,
    title=_("大党委的一项资源"),
    joins=("committee__place", "org"),
    path=lambda resource: resource.committee.place.path,
    whose=SPEAKERS,
    elsewhere=_("这项资源现在是“%(state)s”，不能这样办。"),
    verbs=[
        for_all("offer", [], ResourceState.OFFERED, label=_("提供一项资源"), relations=[OFFERER]),
        for_all(
            "retract",
            [ResourceState.OFFERED],
            ResourceState.WITHDRAWN,
            label=_("撤下"),
            told=_("撤下了"),
            relations=[OFFERER],
        ),
    ],
)

_L = ListState
NEED = Process(
    "need",
    Need,
    states=ListState,
    tones={
        Tone.DONE: [ListState.MET],
        Tone.SOON: [ListState.OPEN, ListState.CLAIMED],
    },
    title=_("大党委的一条需求"),
    joins=("committee__place", "org"),
    path=lambda need: need.committee.place.path,
    whose=SPEAKERS,
    elsewhere=_("这条需求现在是“%(state)s”，不能这样办。请刷新页面看最新情况。"),
    verbs=[
        for_all("raise", [], _L.OPEN, label=_("提出来"), relations=[IN_NEED]),
        for_all("claim", [_L.OPEN], _L.CLAIMED, label=_("认领"), relations=[SEATED]),
        for_all("meet", [_L.CLAIMED], _L.MET, label=_("办到了"), relations=[IN_NEED, CLAIMER]),
        for_all(
            "give_back",
            [_L.CLAIMED],
            _L.OPEN,
            label=_("办不了，退回清单"),
            told=_("退回清单"),
            relations=[CLAIMER],
        ),
        for_all(
            "withdraw",
            [_L.OPEN],
            _L.WITHDRAWN,
            label=_("撤下这条需求"),
            told=_("撤下了"),
            relations=[IN_NEED],
        ),
    ],
)
