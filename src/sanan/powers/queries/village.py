"""What a village's people read: what was laid open, what is late, what is asked, what is under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from sanan.kit.errors import Missing
from sanan.ledger.models import Entry
from sanan.ledger.queries import receipts
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place, beyond
from sanan.powers.enums import Affair, PowerKind, RunState
from sanan.powers.models import (
    AnswerClock,
    Disclosure,
    DisclosureVersion,
    PowerItem,
    PowerRun,
    Question,
)
from sanan.process.enums import Satisfaction

SHOWN = 30
RUN_BEGUN = "run.begin"


def _none(code: str) -> Missing:
    from django.utils.translation import gettext

    return Missing(gettext("没有找到，或者还没有公开。"), code)


def here(place: Place) -> Q:
    """What belongs to the village of `place`, or to the villages under it."""
    under = Q(place__path__gte=place.path, place__path__lt=beyond(place.path))
    step = Place.steplen
    above = [place.path[:end] for end in range(step, len(place.path), step)]
    return under | Q(place__path__in=above, place__kind=PlaceKind.VILLAGE)


@dataclass(frozen=True, slots=True)
class Look:
    """The page 看: the class shown, how many there are, what is late."""

    place: Place
    affair: str
    rows: Sequence[Disclosure]
    counts: Sequence[tuple[str, str, int]]
    late: int
    follows: bool


def look(place: Place, affair: str, number: int, today: date) -> Look:
    """What was published, newest first; four statements whatever their number."""
    public = Disclosure.objects.public().filter(here(place))
    counted = dict(
        public.values_list("affair").annotate(n=Count("pk")).values_list("affair", "n").order_by()
    )
    shown = public.filter(affair=affair) if affair in Affair.values else public
    rows = list(
        shown.select_related("item", "place").order_by("-published_at", "-pk")[
            (number - 1) * SHOWN : number * SHOWN + 1
        ]
    )
    late = Disclosure.objects.filter(here(place)).overdue(today).count()
    counts = [(a.value, str(a.label), counted.get(a.value, 0)) for a in Affair]
    return Look(place, affair, rows[:SHOWN], counts, late, len(rows) > SHOWN)


def late(place: Place, today: date, number: int = 1, size: int = 100) -> list[Disclosure]:
    """Everything due and not published, oldest first."""
    found = Disclosure.objects.filter(here(place)).overdue(today)
    rows = found.select_related("item", "place").order_by("due_on", "place__path", "item_code")
    return list(rows[(number - 1) * size : number * size + 1])


def public_disclosure(code: str) -> Disclosure:
    """One that was published. Raises `Missing`."""
    found = Disclosure.objects.public().select_related("item", "place").filter(code=code).first()
    if found is None:
        raise _none("no_disclosure")
    return found


def version_of(disclosure: Disclosure, number: int | None = None) -> DisclosureVersion:
    """A published version; the last without a number. Raises `Missing`."""
    wanted = number or disclosure.version
    found = disclosure.versions.filter(number=wanted).first()
    if found is None:
        raise _none("no_version")
    return found


@dataclass(frozen=True, slots=True)
class Differs:
    """One line that a correction changed: what stood there and what stands now."""

    before: str
    after: str


def differences(before: DisclosureVersion, after: DisclosureVersion) -> list[Differs]:
    """What changed between two versions, line by line, in title, text and table."""
    found = []
    if before.title != after.title:
        found.append(Differs(before.title, after.title))
    if before.body != after.body:
        found.append(Differs(before.body, after.body))
    old = [" · ".join(line["cells"]) for line in before.lines]
    new = [" · ".join(line["cells"]) for line in after.lines]
    import difflib

    for tag, a0, a1, b0, b1 in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal":
            found.append(Differs("\n".join(old[a0:a1]), "\n".join(new[b0:b1])))
    return found


def limits() -> dict[str, str]:
    """How long each stage of an answer may take, in words."""
    return {row.stage: row.said for row in AnswerClock.objects.all()}


def asked(place: Place, size: int = 50) -> list[Question]:
    """Questions of the village, newest first; their words only once they are answered."""
    found = Question.objects.filter(here(place)).select_related("disclosure__item", "place")
    return list(found.order_by("-asked_at")[:size])


def questions_of(disclosure: Disclosure) -> list[Question]:
    """Questions on one disclosure, oldest first."""
    return list(disclosure.questions.order_by("asked_at", "pk"))


def runs(place: Place, size: int = 60) -> list[PowerRun]:
    """Runs of the village, those under way first."""
    found = PowerRun.objects.filter(here(place)).exclude(state=RunState.ARCHIVED)
    rows = found.select_related("item", "place").annotate(
        taken=Count("steps", filter=Q(steps__at__isnull=False)), of=Count("steps")
    )
    return list(rows.order_by("completed_at", "-begun_at")[:size])


def public_run(code: str) -> PowerRun:
    """A run. Raises `Missing`."""
    found = PowerRun.objects.select_related("item", "place").filter(code=code).first()
    if found is None:
        raise _none("no_run")
    return found


def services(today: date) -> list[PowerItem]:
    """What people come for, and how it goes."""
    return list(_items(today).filter(kind=PowerKind.SERVICE))


def powers(today: date) -> list[PowerItem]:
    """The public powers of the list."""
    return list(_items(today).filter(kind=PowerKind.PUBLIC_POWER))


def _items(today: date) -> "QuerySet[PowerItem]":
    return PowerItem.objects.current(today).order_by("area", "code")


def item(code: str, today: date) -> PowerItem:
    """The version in force. Raises `Missing`."""
    found: PowerItem | None = PowerItem.objects.current(today).filter(code=code).first()
    if found is None:
        raise _none("no_item")
    return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """What askers think of the answers, and how they were given."""

    asked: int
    answered: int
    in_time: int
    ratings: Sequence[tuple[str, int]]


def verdict(place: Place) -> Verdict:
    """The page 评: how questions were answered and rated here; two statements."""
    mine = Question.objects.filter(here(place))
    sums = mine.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        in_time=Count("pk", filter=Q(answered_at__lte=F("promised_at"))),
    )
    counted = dict(mine.exclude(rating="").values_list("rating").annotate(n=Count("pk")).order_by())
    ratings = [(str(s.label), counted.get(s.value, 0)) for s in Satisfaction]
    return Verdict(sums["asked"], sums["answered"], sums["in_time"], ratings)


def readers(disclosure: Disclosure) -> tuple[int, int, int]:
    """How many registered there said that they read it, how many are registered, how many others."""
    there = Person.objects.filter(
        home__path__gte=disclosure.place.path, home__path__lt=beyond(disclosure.place.path)
    )
    each = dict(disclosure.receipts.values_list("known").annotate(n=Count("pk")).order_by())
    return each.get(True, 0), there.count(), each.get(False, 0)


def receipt_path(entry_id: int | None) -> str:
    """The page of a ledger entry, whose receipt anyone may check."""
    entry = Entry.objects.filter(pk=entry_id).first() if entry_id else None
    return receipts.path_of(entry) if entry else ""


def receipt_of(run: PowerRun) -> str:
    """The page of the entry with which a run began."""
    entry = receipts.first_of(run.code, RUN_BEGUN)
    return receipts.path_of(entry) if entry else ""


def draft_of(disclosure: Disclosure) -> DisclosureVersion:
    """The draft as the version it would become; not kept."""
    return DisclosureVersion(
        disclosure=disclosure,
        number=disclosure.version + 1,
        title=disclosure.heading,
        body=disclosure.body,
        rows=disclosure.rows,
        elements=disclosure.elements,
        changed=disclosure.changed,
    )
