"""What disclosures and runs themselves give reason to look at, for the books' look-out."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.books.enums import Colour, ContractKind, ContractState, Direction
from sanan.books.models import BookEntry, Contract
from sanan.books.rules.registry import Finding, declared, limit
from sanan.cases.models import Case
from sanan.council.enums import FINAL
from sanan.files.models import StoredFile
from sanan.kit.dates import end_of
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


@declared(
    "ghost_works",
    gettext_lazy("付了款看不到工程"),
    Colour.RED,
    gettext_lazy(
        "工程款付到合同价的这个比例，工期过了这么多天，没有验收，权力运行里也没有一张施工照片。"
    ),
    percent=50,
    days=60,
)
def ghost_works(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """Works paid for and past their term that nobody accepted and of which there is no photo."""
    percent, days = limit("ghost_works", "percent"), limit("ghost_works", "days")
    over = timezone.localdate(at) - timedelta(days=days)
    works = Contract.objects.filter(
        kind=ContractKind.WORKS, accepted_on__isnull=True, ends_on__lt=over, amount__gt=0
    ).exclude(state=ContractState.TERMINATED)
    if places is not None:
        works = works.filter(place__in=places)
    paid = BookEntry.objects.standing().filter(direction=Direction.EXPENSE, contract__in=works)
    sums = dict(paid.order_by().values_list("contract").annotate(sum=Sum("amount")))
    seen = _photographed()
    for work in works.filter(pk__in=sums).exclude(pk__in=seen).select_related("place"):
        if sums[work.pk] * 100 < work.amount * percent:
            continue
        told = {"what": work.title, "sum": yuan(sums[work.pk]), "day": f"{work.ends_on}"}
        said = _("%(what)s：已付 %(sum)s，%(day)s到期，没有验收，也没有施工照片。") % told
        row = [work.title, work.party_shown, yuan(work.amount), told["sum"], told["day"]]
        yield Finding(work.code, work.place, [row], said)


def _photographed() -> QuerySet[Any]:
    """Contracts with a photo of the works, or the sheet of their acceptance, in a run of theirs."""
    photos = StoredFile.objects.filter(
        owner_kind=RunStep.files.kind,
        label__in=[EvidenceKind.WORK_PHOTO, EvidenceKind.ACCEPTANCE],
        original__isnull=True,
    )
    steps = RunStep.objects.filter(pk__in=photos.values("owner_pk"))
    runs = PowerRun.objects.filter(contract__isnull=False, steps__in=steps)
    return runs.values("contract")


@declared(
    "warranty_failure",
    gettext_lazy("保修期里又坏了"),
    Colour.YELLOW,
    gettext_lazy(
        "验收以后这么多个月里，村里对同一处又签了工程合同，或者有人反映它坏了。保修期里应当由原来的施工方免费修。"
    ),
    months=24,
)
def warranty_failure(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """Accepted works that were done again, or of which people say that they broke, within `months`."""
    day = timezone.localdate(at)
    since = day - timedelta(days=round(limit("warranty_failure", "months") * 365 / 12))
    works = Contract.objects.filter(
        kind=ContractKind.WORKS, accepted_on__gte=since, accepted_on__lte=day
    )
    if places is not None:
        works = works.filter(place__in=places)
    for work in works.select_related("place"):
        rows = [*_done_again(work), *_said_broken(work)]
        if rows:
            told = {"what": work.title, "day": f"{work.accepted_on}", "n": len(rows)}
            said = _("%(what)s：%(day)s验收，保修期里又有 %(n)d 件。") % told
            yield Finding(work.code, work.place, rows, said)


def _done_again(work: Contract) -> list[list[str]]:
    if work.asset_id is None:
        return []
    later = Contract.objects.filter(
        place=work.place_id,
        asset=work.asset_id,
        kind=ContractKind.WORKS,
        signed_on__gt=work.accepted_on,
    )
    return [
        [_("又签了工程合同"), each.title, yuan(each.amount), f"{each.signed_on}"]
        for each in later.order_by("signed_on")
    ]


def _said_broken(work: Contract) -> list[list[str]]:
    """Cases of the village that name what was built and say that it broke; by number, not in words."""
    name = core(work.title)
    if len(name) < SHORTEST or work.accepted_on is None:
        return []
    said = Case.objects.filter(village=work.place_id, opened_at__gt=end_of(work.accepted_on))
    said = said.filter(Q(text__contains=name) | Q(title__contains=name)).order_by("opened_at")
    return [
        [_("有人反映坏了"), each.code, name, f"{timezone.localdate(each.opened_at)}"]
        for each in said.exclude(kind=IMMEDIATE)
        if BROKEN.search(each.text)
    ]


def core(title: str) -> str:
    """What was built, by the words of a contract: 蒲坂路 of 蒲坂路硬化工程."""
    return GENERAL.split(title.strip(), maxsplit=1)[0]


SHORTEST = 3
GENERAL = re.compile(
    "硬化|修建|新建|扩建|建设|改造|提升|修缮|维修|修复|加固|安装|铺设|施工|工程|项目|合同"
)
BROKEN = re.compile("塌|裂|坑|破|漏|断|松动|坏|下沉|翘|脱落|不亮|堵")
IMMEDIATE = "immediate_fix"
