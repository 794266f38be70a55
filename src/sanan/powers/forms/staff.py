"""What staff fill in, one form for each verb, in Tabler's dress."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.books.models import Contract
from sanan.cases.models import Case
from sanan.council.enums import Kind
from sanan.council.models import Resolution
from sanan.files.forms import PAPERS, FilesField
from sanan.kit.errors import Invalid
from sanan.places.models import Place
from sanan.powers.actions.disclosures import tidy_rows
from sanan.powers.enums import EvidenceKind, Rhythm, StepState
from sanan.powers.forms.table import read_table, write_table
from sanan.powers.models import (
    Disclosure,
    DisclosureItem,
    Objection,
    PowerItem,
    PowerRun,
    RunStep,
)
from sanan.powers.rules import runs as run_rules
from sanan.process.forms import PICK, DeskForm, VerbForm, area, day, line, number

MOST = 100_000


class Draft(VerbForm):
    """The one form of a disclosure: title, text, a table pasted from a sheet, what is in it."""

    also = (("preview", _("保存，看村民会看到的样子")),)
    title = line(_("标题"))
    body = area(_("写给村民看的话"), required=False, rows=5, most=100_000)
    rows = area(
        _("表格"),
        required=False,
        rows=8,
        most=100_000,
        hint=_("可以从表格软件里整块复制过来；第一行是表头，一行一笔，用制表符或竖线隔开。"),
    )
    elements = forms.MultipleChoiceField(
        label=_("下面这些都写到了吗（全勾上才能送审核）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        """What stands there already; the elements that the item asks for."""
        task: Disclosure = self.thing
        field: Any = self.fields["elements"]
        field.choices = [(each, each) for each in task.item.elements]
        self.initial = {
            "title": task.title or f"{task.item.name}（{task.period_name}）",
            "body": task.body,
            "rows": write_table(task.rows),
            "elements": task.elements,
        }

    def clean_rows(self) -> dict[str, Any]:
        """The table, each line as wide as its head; vouchers of unchanged lines are kept."""
        try:
            table = tidy_rows(read_table(str(self.cleaned_data["rows"])))
        except Invalid as wrong:
            raise forms.ValidationError(str(wrong.sentence)) from wrong
        known = {tuple(r["cells"]): r.get("voucher", "") for r in self.thing.rows.get("rows", [])}
        for row in table.get("rows", []):
            if voucher := known.get(tuple(row["cells"])):
                row["voucher"] = voucher
        return table


class Text(VerbForm):
    """One text that everyone will read."""

    text = area(_("说明（会公开）"))


class Answer(Text):
    """An answer, and what else of the question is to be covered once everyone reads it."""

    told = _("回答以后，提问的话也会公开；上面标出来的会遮住。")
    more = line(_("还要遮住的词（用空格隔开）"), most=200, required=False)

    def given(self) -> dict[str, Any]:
        """The answer, and the words apart."""
        more = re.split(r"[\s、，,;；]+", self.cleaned_data.get("more", ""))
        return {"text": self.cleaned_data["text"], "more": [word for word in more if word]}


class Note(VerbForm):
    """One line for colleagues."""

    note = line(_("意见"), 300)


class FreeNote(VerbForm):
    """One line that may stay empty."""

    note = line(_("意见（可以不写）"), 300, required=False)


class Changed(VerbForm):
    """What a correction changes."""

    changed = line(_("更正了什么、为什么（会公开）"), 300)


class Reason(VerbForm):
    """Why, in one line."""

    reason = line(_("为什么"), 300)


class Attach(DeskForm):
    """A file with what it proves."""

    evidence = forms.ChoiceField(label=_("是什么材料"), choices=EvidenceKind.choices)
    file = FilesField(label=_("文件（照片、PDF、Word、Excel）"), limits=PAPERS, most=1)
    as_it_is = forms.BooleanField(
        label=_("我看过：上面没有证件号、电话、银行卡号和签名，可以原样公开"), required=False
    )

    def __init__(self, *args: Any, offered: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offered:
            field: Any = self.fields["evidence"]
            field.choices = [(k, EvidenceKind(k).label) for k in (*offered, EvidenceKind.OTHER)]

    def given(self) -> dict[str, Any]:
        """As `actions.attach` takes it."""
        data = self.cleaned_data
        kind, clean = EvidenceKind(data["evidence"]), data["as_it_is"]
        return {"upload": data["file"][0], "evidence": kind, "clean": clean}


class Cover(DeskForm):
    """A covered copy, or nothing where the original may be shown as it is."""

    file = FilesField(
        label=_("遮好的一份（不选就是原样公开）"), limits=PAPERS, most=1, required=False
    )
    looked = forms.BooleanField(label=_("我看过：公开的这一份上没有个人信息"))

    def given(self) -> dict[str, Any]:
        """As `actions.cover` takes it."""
        return {"upload": next(iter(self.cleaned_data["file"]), None)}


class Occasion(DeskForm):
    """A major matter to be laid open at once."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("村"), empty_label=PICK)
    item: Any = forms.ModelChoiceField(
        DisclosureItem.objects.none(), label=_("属于哪一项"), empty_label=PICK
    )
    title = forms.CharField(label=_("什么事"), max_length=120)
    happened_on = day(_("哪天定的、发生的"))

    def __init__(self, *args: Any, places: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        items = DisclosureItem.objects.current(today).filter(rhythm=Rhythm.EVENT)
        self.offer("item", items.order_by("code"))


class Begin(DeskForm):
    """A run of a power."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("村"), empty_label=PICK)
    item: Any = forms.ModelChoiceField(
        PowerItem.objects.none(), label=_("清单里的哪一项"), empty_label=PICK
    )
    title = forms.CharField(label=_("这件事叫什么（会公开）"), max_length=120)
    amount = forms.DecimalField(
        label=_("金额（元，没有就不写）"),
        required=False,
        min_value=0,
        max_digits=13,
        decimal_places=2,
    )
    fund_source = forms.CharField(label=_("钱从哪里来"), max_length=80, required=False)
    counterparty = forms.CharField(label=_("对方（单位或个人）"), max_length=80, required=False)

    def __init__(self, *args: Any, places: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.offer("item", PowerItem.objects.current(today).order_by("code"))

    def clean_amount(self) -> int | None:
        """In fen."""
        given: Decimal | None = self.cleaned_data["amount"]
        return None if given is None else int(given * 100)


class Declare(VerbForm):
    """Whether a close relative has a part in it."""

    related = forms.TypedChoiceField(
        label=_("有没有村干部的近亲属参与"),
        choices=[("0", _("没有")), ("1", _("有"))],
        coerce=lambda value: value == "1",
    )
    who_text = forms.CharField(
        label=_("有的话：是谁、什么关系（只给审核的人看）"), max_length=200, required=False
    )


class Take(VerbForm):
    """Taking the step whose turn it is; the counts where the law asks for a quorum."""

    decision = area(_("怎么定的、办成什么样（会公开）"))
    resolution: Any = forms.ModelChoiceField(
        Resolution.objects.none(),
        label=_("议事厅里已公示的决议（选了就不用填人数）"),
        required=False,
        empty_label=_("没有，填人数"),
    )
    people = number(_("应到人数"), most=MOST, required=False)
    present = number(_("到会人数"), most=MOST, required=False)
    agree = number(_("同意"), most=MOST, required=False)
    against = number(_("不同意"), most=MOST, required=False)
    abstain = number(_("弃权"), most=MOST, required=False)
    households = number(_("总户数"), most=MOST, required=False)
    households_present = number(_("到会户数"), most=MOST, required=False)
    representatives = number(_("组成人员里的村民代表"), most=MOST, required=False)
    women = number(_("其中妇女代表"), most=MOST, required=False)

    def prepare(self) -> None:
        """Only what this step asks for."""
        step = run_rules.turn(run_rules.steps_of(self.thing))
        self.step = step
        kind = step.step.quorum if step else ""
        drop = set() if kind else {*COUNTS, "resolution"}
        if kind not in {Kind.VILLAGERS, Kind.VILLAGE_GROUP}:
            drop |= {"households", "households_present"}
        if kind != Kind.REPRESENTATIVES:
            drop |= {"representatives", "women"}
        for name in drop:
            del self.fields[name]
        if kind:
            found = Resolution.objects.published().filter(
                topic__place=self.thing.place, vote__meeting__council__kind=kind
            )
            self.offer("resolution", found.order_by("-published_at"))

    def given(self) -> dict[str, Any]:
        """The step with its decision, and either a resolution or what was counted."""
        resolution = self.cleaned_data.get("resolution")
        counted = bool(self.step and self.step.step.quorum and resolution is None)
        return {
            "seq": self.step.seq if self.step else 0,
            "decision": self.cleaned_data["decision"],
            "resolution": resolution,
            "votes": self.counts() if counted else None,
        }

    def counts(self) -> dict[str, int]:
        """What was counted, by the names of the council's `Facts`."""
        return {n: self.cleaned_data[n] or 0 for n in COUNTS if n in self.fields}


COUNTS = (
    "people",
    "present",
    "agree",
    "against",
    "abstain",
    "households",
    "households_present",
    "representatives",
    "women",
)


class Link(VerbForm):
    """What belongs to a run."""

    disclosure: Any = forms.ModelChoiceField(
        Disclosure.objects.none(), label=_("已公开的哪一项"), required=False, empty_label=PICK
    )
    contract: Any = forms.ModelChoiceField(
        Contract.objects.none(), label=_("账里的哪份合同"), required=False, empty_label=PICK
    )
    case = line(_("有关的一件事（编号）"), 20, required=False)

    def prepare(self) -> None:
        """What belongs to the same village."""
        run: PowerRun = self.thing
        mine = Disclosure.objects.public().filter(place=run.place).exclude(runs=run)
        self.offer("disclosure", mine.select_related("item").order_by("-published_at")[:200])
        self.offer("contract", Contract.objects.filter(place=run.place).order_by("-signed_on"))

    def clean_case(self) -> Case | None:
        """The case of that number, where this person may see it."""
        code = self.cleaned_data["case"]
        found = Case.objects.visible_to(self.by).filter(code=code).first() if code else None
        if code and found is None:
            raise forms.ValidationError(_("没有这个编号，请看一看有没有抄错。"))
        return found


class OfStep(VerbForm):
    """Something about one step of a run; which one is asked where there are several."""

    seq = forms.TypedChoiceField(label=_("哪一步"), coerce=int)

    def steps(self) -> list[RunStep]:
        """The steps that it may be about."""
        return [s for s in run_rules.steps_of(self.thing) if s.state != StepState.PENDING]

    def prepare(self) -> None:
        """Offer those steps; a single one needs no choosing."""
        field: Any = self.fields["seq"]
        field.choices = [(s.seq, f"{s.seq}. {s.step.name}") for s in self.steps()]
        if len(field.choices) == 1:
            field.initial, field.widget = field.choices[0][0], forms.HiddenInput()


class Skip(OfStep):
    """Leaving out the step whose turn it is."""

    reason = line(_("为什么（会公开）"), 300)

    def steps(self) -> list[RunStep]:
        """The one whose turn it is."""
        mine = run_rules.turn(run_rules.steps_of(self.thing))
        return [mine] if mine else []


class Sign(OfStep):
    """A signature under a step that waits for one."""

    note = line(_("意见（可以不写）"), 300, required=False)

    def steps(self) -> list[RunStep]:
        """Those that wait for a signature."""
        return [s for s in run_rules.steps_of(self.thing) if s.waits_for_sign]


class Object(OfStep):
    """An objection to a step."""

    text = area(_("哪里不对"), most=1000)


class AnswerObjection(VerbForm):
    """The answer to an objection; which one is asked where there are several."""

    objection: Any = forms.ModelChoiceField(
        Objection.objects.none(), label=_("回答哪一条"), empty_label=None
    )
    text = area(_("回答（会公开）"))

    def prepare(self) -> None:
        """Those that nobody answered yet."""
        self.offer("objection", run_rules.waiting(self.thing))


class Paper(DeskForm):
    """A board or a letter of a stretch of days."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("村"), empty_label=None)
    first = day(_("从"))
    last = day(_("到"))

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
