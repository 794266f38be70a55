"""Competitions as the desk and everyone read them: entries, earlier awards, what was funded."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.competitions.enums import (
    ORGANISERS,
    SETTLERS,
    CampaignState,
    EntryState,
    JudgeState,
    MilestoneState,
    StageState,
    State,
)
from sanan.competitions.models import (
    Campaign,
    Competition,
    Earlier,
    Entry,
    Judge,
    Milestone,
    Stage,
)
from sanan.competitions.queries.judging import my_sheets
from sanan.competitions.rules import COMPETITION, STAGE
from sanan.kit import words
from sanan.kit.calendar import SHANGHAI
from sanan.kit.errors import Missing
from sanan.people import queries as people
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.process.work import WorkItem
from sanan.slips.declare import Item, Kind
from sanan.volunteers.models import Activity, Project

ALIKE, MOST_ALIKE, MOST_KNOWN = 0.6, 5, 20_000
"""From which likeness of two titles an earlier project is shown beside an entry."""
SHOWN = 100


def _concerns(place: Place) -> Q:
    return Q(place__in=Place.objects.all().within(place)) | Q(place__path__in=line(place.path))


def competitions_for(place: Place) -> QuerySet[Competition]:
    """Those of a place, of what lies in it and of what it lies in, newest first."""
    return Competition.objects.filter(_concerns(place)).select_related("place")


def campaigns_for(place: Place) -> QuerySet[Campaign]:
    """Campaigns of a place and above and below it, newest first."""
    return Campaign.objects.filter(_concerns(place)).select_related("place")


def projects_for(place: Place) -> QuerySet[Project]:
    """The registered projects of volunteers' teams that may be entered: running ones at a place."""
    rows = Project.objects.filter(place__in=Place.objects.all().within(place), closed_at=None)
    return rows.select_related("org").order_by("name")


def teams_for(place: Place) -> QuerySet[Org]:
    """The volunteers' teams at and below a place."""
    rows = Org.objects.filter(place__in=Place.objects.all().within(place), team__isnull=False)
    return rows.order_by("name")


@dataclass(frozen=True, slots=True)
class Known:
    """An earlier project that reads like an entry, and how much: 1 is the very same."""

    earlier: Earlier
    likeness: float


def alike(entry: Entry) -> list[Known]:
    """Earlier projects of the same county that read like this one, likeliest first.

    The very same title and team, or titles that share most of their pairs of characters.
    """
    rows = Earlier.objects.filter(place__path__startswith=entry.competition.place.path)
    wanted = _pairs(entry.title)
    found = []
    for row in rows[:MOST_KNOWN]:
        same = row.same_project == entry.same_project
        likeness = 1.0 if same else _dice(wanted, _pairs(row.title))
        if likeness >= ALIKE:
            found.append(Known(row, likeness))
    return sorted(found, key=lambda each: (-each.likeness, -each.earlier.year))[:MOST_ALIKE]


def _pairs(text: str) -> Counter[str]:
    bare = words.bare_name(text)
    return Counter(bare[n : n + 2] for n in range(max(len(bare) - 1, 1)))


def _dice(one: Counter[str], other: Counter[str]) -> float:
    whole = one.total() + other.total()
    return 2 * (one & other).total() / whole if whole else 0.0


def by_certificate(number: str) -> Entry:
    """The prize of a certificate, revoked or not. Raises `Missing`."""
    rows = Entry.objects.select_related("competition__place")
    found = rows.filter(certificate=number).first() if number else None
    if found is None:
        raise Missing(_("没有这个证书编号。请对照证书再看一遍。"), "no_certificate")
    return found


def prizes(contest: Competition) -> list[tuple[str, list[Entry]]]:
    """The prizes from the best down, each with those that got it."""
    rows = contest.entries.filter(state=EntryState.AWARDED).order_by("place_reached", "number")
    given = list(rows)
    return [
        (str(prize["name"]), [entry for entry in given if entry.award == prize["name"]])
        for prize in contest.awards
    ]


@dataclass(frozen=True, slots=True)
class Deed:
    """One action of a campaign, with how much of it is on."""

    title: str
    text: str
    activities: list[Activity]


def deeds(campaign: Campaign) -> list[Deed]:
    """The actions of a campaign in order, with the volunteers' activities of their field meanwhile."""
    first = datetime.combine(campaign.begins_on, time(), SHANGHAI)
    after = datetime.combine(campaign.ends_on + timedelta(days=1), time(), SHANGHAI)
    within = Place.objects.all().within(campaign.place)
    rows = Activity.objects.filter(place__in=within, starts_at__gte=first, starts_at__lt=after)
    on: dict[str, list[Activity]] = {}
    for each in rows.select_related("project", "place").order_by("starts_at"):
        on.setdefault(each.project.work, []).append(each)
    return [
        Deed(a["title"], a.get("text", ""), on.get(a.get("work") or "-", [])[:MOST_ALIKE])
        for a in campaign.actions
    ]


def _items(given: Sequence[str]) -> Iterable[Item]:
    for entry in Entry.objects.filter(token__in=given).select_related("competition__place"):
        yield Item(
            entry.token,
            entry.title,
            reverse("competitions:mine", args=[entry.token]),
            entry.get_state_display(),
            entry.submitted_at,
            entry.competition.place.spoken,
        )


def _of(person: Person) -> Iterable[str]:
    rows = Entry.objects.filter(person=person).order_by("-submitted_at")
    return rows.values_list("token", flat=True)


ENTRY_SLIP = Kind("contest_entry", gettext_lazy("报名的项目"), _items, _of)


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Sheets to fill in, conflicts to declare, steps of a competition, objections, milestones."""
    yield from _of_judge(person)
    held = {post.role for post in people.posts(person)}
    if held & set(SETTLERS):
        contests = Competition.objects.filter(people.below(person, SETTLERS))
        for contest in contests.exclude(state=State.FINISHED).select_related("place")[:SHOWN]:
            yield from _steps(contest, person, now)
    if held & set(ORGANISERS):
        yield from _milestones(person, now)


def _of_judge(person: Person) -> Iterator[WorkItem]:
    desk = reverse("competitions_staff:judging")
    left: Counter[Stage] = Counter(s.stage for s in my_sheets(person) if s.state == "open")
    for stage, n in left.items():
        told = _("还有 %(n)s 张评分表") % {"n": n}
        yield WorkItem(
            "competitions", stage.competition.title, desk, told, _("打分"), stage.place.spoken
        )
    undeclared = Judge.objects.filter(
        person=person, state=JudgeState.NAMED, competition__state=State.ELIGIBILITY
    )
    for judge in undeclared.select_related("competition__place"):
        href = reverse("competitions_staff:judge", args=[judge.code])
        title, state = judge.competition.title, judge.get_state_display()
        yield WorkItem("competitions", title, href, state, _("申报回避"), judge.place.spoken)
    chaired = Stage.objects.filter(
        state=StageState.SCORING,
        competition__judges__in=Judge.objects.filter(person=person, chair=True),
    )
    for stage in chaired.select_related("competition__place", "rubric"):
        if stage.looked_at is None and STAGE.reason("look", stage, person) is None:
            href = reverse("competitions_staff:stage", args=[stage.code])
            title, state = stage.competition.title, stage.get_state_display()
            yield WorkItem(
                "competitions", title, href, state, STAGE["look"].label, stage.place.spoken
            )


STEPS = ("close_call", "start_judging", "rank", "publicise", "settle", "award", "follow", "finish")


def _steps(contest: Competition, person: Person, now: datetime) -> Iterator[WorkItem]:
    href = reverse("competitions_staff:competition", args=[contest.code])
    title, place = contest.title, contest.place.spoken
    for verb in STEPS:
        if COMPETITION.reason(verb, contest, person, at=now) is None:
            do = COMPETITION[verb].label
            yield WorkItem("competitions", title, href, contest.get_state_display(), do, place)
    unchecked = contest.entries.filter(state=EntryState.SUBMITTED).count()
    if contest.state == State.ELIGIBILITY and unchecked:
        state = _("还有 %(n)s 个报名没有审查") % {"n": unchecked}
        yield WorkItem("competitions", title, href, state, _("审查资格"), place)


def _milestones(person: Person, now: datetime) -> Iterator[WorkItem]:
    today = timezone.localtime(now, SHANGHAI).date()
    rows = Milestone.objects.filter(people.below(person, ORGANISERS, "entry__competition__place"))
    rows = rows.filter(
        Q(state=MilestoneState.REPORTED) | Q(state=MilestoneState.PLANNED, due_on__lt=today)
    )
    for each in rows.select_related("entry__competition__place")[:SHOWN]:
        href = reverse("competitions_staff:milestone", args=[each.code])
        state = _("已经过期") if each.late(today) else each.get_state_display()
        do = _("催一催") if each.late(today) else _("查验")
        yield WorkItem("competitions", each.title, href, state, do, each.place.spoken)


def told_here(place: Place) -> str:
    """What stands beside the entry of 我们村: a competition that takes entries, or a campaign that runs."""
    rows = competitions_for(place)
    if rows.filter(state=State.CALL).exists():
        return _("正在征集")
    if rows.filter(state=State.PUBLICITY).exists():
        return _("正在公示")
    return _("正在行动") if campaigns_for(place).filter(state=CampaignState.OPEN).exists() else ""


def figures(contest: Competition) -> dict[str, Any]:
    """How many entries stand where: of the desk, before judging without any score."""
    counted = Counter(contest.entries.values_list("state", flat=True))
    return {str(state.label): counted[state] for state in EntryState if counted[state]}
