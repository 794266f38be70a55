"""What disclosures and runs themselves give reason to look at, for the books' look-out."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.books.enums import Colour, ContractKind
from sanan.books.models import Contract
from sanan.books.rules.registry import Finding, declared, limit
from sanan.council.enums import FINAL
from sanan.files.models import StoredFile
from sanan.kit.rounding import yuan
from sanan.powers.enums import EvidenceKind, StepState
from sanan.powers.models import Disclosure, PowerRun, Question, RunStep

LOOK_BACK = timedelta(days=730)


@declared(
    "disclosure_late_twice",
    gettext_lazy("连着两期没有按时公开"),
    Colour.YELLOW,
    gettext_lazy("同一项公开，最近两期都过了到期日才公开，或者到现在还没有公开。"),
    times=2,
)
def disclosure_late_twice(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """One item of one village late in each of its last two due periods."""
    today = timezone.localdate(at)
    late = Disclosure.objects.filter(due_on__lt=today, due_on__gte=today - LOOK_BACK)
    late = late.exclude(rhythm="event").filter(
        Q(published_on__isnull=True) | Q(published_on__gt=F("due_on"))
    )
    if places is not None:
        late = late.filter(place__in=places)
    several = set(late.values_list("place_id", "item_code").distinct())
    if not several:
        return
    due = Disclosure.objects.filter(
        place__in={p for p, _c in several},
        item_code__in={c for _p, c in several},
        due_on__lt=today,
        due_on__gte=today - LOOK_BACK,
    ).exclude(rhythm="event")
    series: dict[tuple[int, str], list[Disclosure]] = {}
    for each in due.select_related("place", "item").order_by("due_on"):
        series.setdefault((each.place_id, each.item_code), []).append(each)
    times = limit("disclosure_late_twice", "times")
    for (place_id, code), found in series.items():
        last = found[-times:]
        if (
            (place_id, code) in several
            and len(last) == times
            and all(each.is_late(today) for each in last)
        ):
            rows = [_late_row(each) for each in last]
            said = _("%(item)s：连着 %(n)d 期没有按时公开。") % {
                "item": last[-1].item.name,
                "n": times,
            }
            yield Finding(f"late-{code}", last[-1].place, rows, said)


def _late_row(each: Disclosure) -> list[str]:
    shown = f"{each.published_on}" if each.published_on else _("还没有公开")
    return [each.period, f"{each.due_on}", shown]


@declared(
    "no_minutes",
    gettext_lazy("大额支出没有会议记录"),
    Colour.RED,
    gettext_lazy(
        "金额到了这个数的一次权力运行，已经办过会议以后的步骤，却没有会议记录，也没有连到公示的决议。"
    ),
    fen=1_000_000,
)
def no_minutes(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Runs of at least so much money that went past their meetings without minutes."""
    runs = PowerRun.objects.filter(amount__gte=limit("no_minutes", "fen"))
    if places is not None:
        runs = runs.filter(place__in=places)
    taken = Q(steps__state=StepState.DONE, steps__step__quorum="")
    minutes = StoredFile.objects.filter(
        owner_kind=RunStep.files.kind, label=EvidenceKind.MINUTES, original__isnull=True
    )
    kept = Q(steps__in=minutes.values("owner_pk")) | Q(steps__resolution__isnull=False)
    found = runs.filter(taken).exclude(pk__in=runs.filter(kept).values("pk")).distinct()
    for run in found.select_related("place", "item"):
        row = [run.title, yuan(run.amount or 0), run.item.name, f"{run.begun_at:%Y-%m-%d}"]
        said = _("%(what)s:%(sum)s，没有会议记录。") % {
            "what": run.title,
            "sum": yuan(run.amount or 0),
        }
        yield Finding(run.code, run.place, [row], said)


@declared(
    "project_without_four_two",
    gettext_lazy("工程没有走四议两公开"),
    Colour.RED,
    gettext_lazy(
        "到了这个数的工程合同，没有连到一次经村民（代表）会议决议的权力运行（村民委员会组织法第二十四条）。"
    ),
    fen=2_000_000,
)
def project_without_four_two(
    places: Collection[int] | None,
    at: datetime,  # noqa: ARG001
) -> Iterator[Finding]:
    """Contracts for works above a sum, with no run in which the villagers decided."""
    works = Contract.objects.filter(
        kind=ContractKind.WORKS, amount__gte=limit("project_without_four_two", "fen")
    )
    if places is not None:
        works = works.filter(place__in=places)
    decided = PowerRun.objects.filter(
        contract__isnull=False, steps__state=StepState.DONE, steps__step__quorum__in=FINAL
    )
    for work in works.exclude(pk__in=decided.values("contract")).select_related("place"):
        row = [work.title, work.party_shown, yuan(work.amount), f"{work.signed_on}"]
        said = _("%(what)s：合同价 %(sum)s，没有村民（代表）会议的决议。") % {
            "what": work.title,
            "sum": yuan(work.amount),
        }
        yield Finding(work.code, work.place, [row], said)


@declared(
    "questions_unanswered",
    gettext_lazy("村民的提问没人答"),
    Colour.YELLOW,
    gettext_lazy("对公开内容的提问，过了这么多天还没有回答。"),
    days=10,
)
def questions_unanswered(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """Villages with questions open for longer than so many days."""
    before = at - timedelta(days=limit("questions_unanswered", "days"))
    found = Question.objects.open().filter(asked_at__lt=before)
    if places is not None:
        found = found.filter(place__in=places)
    mine: dict[int, list[Question]] = {}
    for each in found.select_related("place", "disclosure__item").order_by("asked_at"):
        mine.setdefault(each.place_id, []).append(each)
    for questions in mine.values():
        rows = [
            [q.code, q.disclosure.heading, f"{timezone.localdate(q.asked_at)}"] for q in questions
        ]
        said = _("有 %(n)d 个提问过期没有回答。") % {"n": len(questions)}
        yield Finding("questions", questions[0].place, rows, said)
