"""What is filled in for the joint committee, its lists, and for projects and deeds."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanan.council.enums import Attached, WorkKind
from sanan.council.models import CommitteeSeat, JointCommittee, Mechanism, Need, Resource
from sanan.council.queries.joint import left_in
from sanan.council.rules import may_run
from sanan.council.rules.joint import seats_of
from sanan.files.forms import FilesField
from sanan.files.models import StoredFile
from sanan.kit.files import Limits
from sanan.kit.filetypes import Kind as FileKind
from sanan.people.enums import OrgKind
from sanan.people.models import Org, Person
from sanan.places.models import Place, beyond
from sanan.process.forms import DeskForm, VerbForm, area, day, line, number, picked, tick

LIMITS = Limits(kinds=frozenset({FileKind.PHOTO, FileKind.DOCUMENT}))
COUNTY = 2
"""How many steps down the tree of places a county stands."""


def county_of(place: Place) -> tuple[str, str]:
    """The range of paths of the county in which a place lies."""
    top = place.path[: COUNTY * Place.steplen]
    return top, beyond(top)


def orgs_near(place: Place) -> QuerySet[Org]:
    """Organisations of the same county, those nearest below first."""
    low, high = county_of(place)
    found = Org.objects.filter(place__path__gte=low, place__path__lt=high)
    return found.order_by("-place__path", "name")


class Attach(VerbForm):
    """Files of a meeting."""

    uploads = FilesField(label=_("文件（照片、PDF、Word、Excel）"), limits=LIMITS)
    kind = forms.ChoiceField(label=_("是什么"), choices=Attached.choices)
    public = tick(_("公开，居民也能看"))


class Detach(VerbForm):
    """A file out of sight, with the reason."""

    file = picked(_("哪个文件"), StoredFile, to_field_name="ref")
    why = line(_("为什么拿掉"), 300)

    def prepare(self) -> None:
        """What is there."""
        there = [file.pk for file in self.thing.files if file.is_here]
        self.offer("file", StoredFile.objects.filter(pk__in=there).order_by("pk"))
        field: Any = self.fields["file"]
        labels = dict(Attached.choices)
        field.label_from_instance = lambda f: f"{labels.get(f.label, '')} {f.name}"


class Why(VerbForm):
    """A reason."""

    why = line(_("为什么"), 300)


class NewJoint(DeskForm):
    """A joint committee."""

    place = picked(_("社区"), Place)
    name = line(_("名称"), 80)
    lead = picked(_("牵头的党组织"), Org)

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        kinds = [OrgKind.COMMUNITY_PARTY, OrgKind.ESTATE_BRANCH]
        self.offer("lead", Org.objects.filter(place__in=places, kind__in=kinds).order_by("pk"))


class Sit(VerbForm):
    """A seat."""

    org = picked(_("代表哪个单位"), Org)
    person = line(_("谁（姓名；有同名就写账号）"), 40)
    part_time = forms.BooleanField(label=_("兼职委员"), required=False, initial=True)
    since_on = day(_("任期从"))
    until_on = day(_("到"), required=False)

    def prepare(self) -> None:
        """Organisations of the county."""
        self.offer("org", orgs_near(self.thing.place))

    def clean_person(self) -> Person:
        """By account, or by a name that only one person of the county's posts bears."""
        said = str(self.cleaned_data["person"]).strip()
        low, high = county_of(self.thing.place)
        here = Person.objects.filter(
            is_active=True, positions__place__path__gte=low, positions__place__path__lt=high
        ).distinct()
        found = list(here.filter(username=said)[:1]) or list(here.filter(name=said)[:2])
        if not found:
            raise forms.ValidationError(_("没有找到。请先在“人员和单位”里加上这位的任职。"))
        if len(found) > 1:
            raise forms.ValidationError(_("有几位同名，请写账号。"))
        return found[0]


class Leave(VerbForm):
    """The end of a term."""

    seat = picked(_("谁"), CommitteeSeat)
    until_on = day(_("任期到哪天"))

    def prepare(self) -> None:
        """Those who have a seat."""
        self.offer("seat", self.thing.seats.select_related("person", "org"))


def mechanism_field(*, required: bool) -> Any:
    """Which mechanism, where the page around the form says it."""
    return picked("", Mechanism, required=required, widget=forms.HiddenInput)


class MechanismForm(VerbForm):
    """How a mechanism works; without one, a new one."""

    mechanism = mechanism_field(required=False)
    name = line(_("名称"), 40)
    text = area(_("怎样运行"), rows=2)
    retired = tick(_("停用"))

    def prepare(self) -> None:
        """Those of the committee."""
        self.offer("mechanism", self.thing.mechanisms)


class UseForm(VerbForm):
    """What it held."""

    mechanism = mechanism_field(required=True)
    held_on = day(_("哪天"))
    title = line(_("开展了什么"))
    made = area(_("有什么结果"), required=False, rows=2)

    def prepare(self) -> None:
        """Those of the committee."""
        self.offer("mechanism", self.thing.mechanisms)


class NeedForm(DeskForm):
    """A line of the need list."""

    org = picked(_("哪个单位的需求"), Org)
    title = line(_("需要什么"))
    text = area(_("说明"), required=False, rows=2)
    due_on = day(_("希望哪天以前"), required=False)


class OfferForm(DeskForm):
    """A line of the resource list."""

    org = picked(_("哪个单位提供"), Org)
    title = line(_("能提供什么"))
    text = area(_("说明"), required=False, rows=2)
    times = number(_("能给几次"), least=1, most=999, initial=1)


class ClaimForm(VerbForm):
    """Who takes it up, or with which resource."""

    org = picked(_("由哪个单位认领"), Org, required=False)
    resource = picked(_("用资源清单上的哪一项"), Resource, required=False)

    def prepare(self) -> None:
        """Organisations for which this person speaks, and what is left on the list."""
        orgs = orgs_of(self.thing.committee, self.by)
        left = left_in(self.thing.committee)
        # Whoever is in need may match any resource; others offer their own.
        if not orgs.filter(pk=self.thing.org_id).exists():
            left = left.filter(org__in=orgs)
        self.offer("org", orgs)
        self.offer("resource", left)
        resource: Any = self.fields["resource"]
        resource.empty_label = _("不用清单上的")
        resource.label_from_instance = lambda r: f"{r.title}（{r.org.name}）"
        if not orgs:
            del self.fields["org"]


class Met(VerbForm):
    """What was given."""

    result = area(_("办到了什么（会公开）"), rows=2)


class Report(VerbForm):
    """How it goes."""

    text = area(_("进展（会公开）"), rows=2)


class Result(VerbForm):
    """What became of it."""

    result = area(_("办成了什么（会公开）"), rows=3)


class Stop(VerbForm):
    """Why it ends."""

    text = area(_("为什么停下（会公开）"), rows=2)


class Reach(DeskForm):
    """A step is done."""

    evidence = line(_("怎么看出来办成了"), 500)
    done_on = day(_("哪天办成"), required=False)
    uploads = FilesField(label=_("照片或材料"), limits=LIMITS, required=False)
    public = forms.BooleanField(label=_("照片公开"), required=False, initial=True)


class WorkForm(DeskForm):
    """A project or a deed."""

    place = picked(_("地点"), Place)
    committee = picked(_("哪个大党委的项目"), JointCommittee)
    title = line(_("办什么事"))
    text = area(_("怎样办，办成什么样（会公开）"), rows=3)
    org = picked(_("哪个单位负责"), Org)
    villages = line(_("参加的村（用顿号隔开，可不写）"), 300, required=False)
    need: Any = forms.ModelChoiceField(
        Need.objects.none(), label=_("来自哪条需求"), required=False, empty_label=_("不是")
    )
    budget = forms.DecimalField(
        label=_("预算（元）"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    year = number(_("哪一年的"), least=2000, most=2199)
    steps = area(_("分几步：每行一步，先写哪天以前，如“2026-05-01 开工”"), rows=5)

    def __init__(
        self,
        *args: Any,
        kind: WorkKind,
        places: QuerySet[Place],
        committees: QuerySet[JointCommittee],
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", {"year": timezone.localdate().year})
        super().__init__(*args, **kwargs)
        self.places = places
        self.offer("place", places)
        first = places.first()
        self.offer("org", orgs_near(first) if first else Org.objects.none())
        self.fields["place"].initial = first
        if kind == WorkKind.DEED:
            for name in ("committee", "need", "villages"):
                del self.fields[name]
            return
        self.offer("committee", committees)
        self.fields["committee"].initial = committees.first()
        self.offer("need", Need.objects.filter(committee__in=committees).order_by("-raised_at"))

    def clean_budget(self) -> int:
        """In fen."""
        return int((self.cleaned_data["budget"] or Decimal(0)) * 100)

    def clean_steps(self) -> list[tuple[str, date]]:
        """One step a line; the wrong line is named."""
        said = str(self.cleaned_data["steps"]).splitlines()
        return [_step(n, line) for n, line in enumerate(said, 1) if line.strip()]

    def clean_villages(self) -> Sequence[Place]:
        """By the names that people say; the unknown one is named."""
        said = str(self.cleaned_data["villages"])
        names = [name for name in re.split(r"[、,\uff0c;\uff1b\s]+", said) if name]
        first = self.places.first()
        if not names or first is None:
            return []
        low, high = county_of(first)
        near = Place.objects.filter(path__gte=low, path__lt=high, kind="village")
        known = {name: each for each in near for name in (each.spoken, each.name)}
        unknown = [name for name in names if name not in known]
        if unknown:
            raise forms.ValidationError(
                _("没有找到这个村：%(what)s"), params={"what": "、".join(unknown)}
            )
        return list({known[name].pk: known[name] for name in names}.values())


_STEP = re.compile(r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\s,:\uff0c\uff1a]*(.+)")


def _step(number: int, line: str) -> tuple[str, date]:
    found = _STEP.fullmatch(line)
    on = _day(*found.groups()[:3]) if found else None
    if found is None or on is None:
        raise forms.ValidationError(
            _("第 %(n)d 行看不懂。请先写日期再写做什么，如“2026-05-01 开工”。"),
            params={"n": number},
        )
    return found[4].strip()[:120], on


def _day(year: str, month: str, on: str) -> date | None:
    try:
        return date(int(year), int(month), int(on))
    except ValueError:
        return None


def seated_orgs(committee: JointCommittee) -> QuerySet[Org]:
    """Organisations with a seat today."""
    seats = CommitteeSeat.objects.on(timezone.localdate()).filter(committee=committee)
    return Org.objects.filter(pk__in=seats.values("org")).order_by("name")


def orgs_of(committee: JointCommittee, person: Person | None) -> QuerySet[Org]:
    """For whom this person may speak: every seat at the desk, else one's own."""
    seated = seated_orgs(committee)
    if may_run(committee.place, person):
        return seated
    return seated.filter(pk__in=seats_of(committee, person, timezone.localdate()))
