"""What staff fill in, one form for each verb, in Tabler's dress."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.books.models import Contract
from sanan.council.enums import Kind
from sanan.council.models import Resolution
from sanan.kit.errors import Invalid
from sanan.kit.files import Upload, inspect
from sanan.places.models import Place
from sanan.powers.actions.disclosures import tidy_rows
from sanan.powers.enums import EvidenceKind, Rhythm
from sanan.powers.forms.table import read_table
from sanan.powers.models import (
    Disclosure,
    DisclosureItem,
    PowerItem,
    PowerRun,
    RunStep,
)
from sanan.powers.rules.disclosures import Verb

PICK = _("请选择")


class DeskForm(forms.Form):
    """A form with the staff pages' look; each has ids of its own on a page of several."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            kind = each.widget.__class__.__name__
            look = {"Select": "form-select", "CheckboxInput": "form-check-input"}
            if kind not in {"CheckboxSelectMultiple", "RadioSelect"}:
                each.widget.attrs.setdefault("class", look.get(kind, "form-control"))

    def offer(self, name: str, rows: Any) -> None:
        """What may be picked in a field."""
        field: Any = self.fields[name]
        field.queryset = rows


def area(label: Any, *, required: bool = True, rows: int = 3, hint: Any = "") -> forms.CharField:
    """A few lines of text."""
    return forms.CharField(
        label=label,
        required=required,
        widget=forms.Textarea({"rows": rows}),
        max_length=100_000,
        help_text=hint,
    )


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, with the browser's own calendar."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class Draft(DeskForm):
    """The one form of a disclosure: title, text, a table pasted from a sheet, what is in it."""

    title = forms.CharField(label=_("标题"), max_length=120)
    body = area(_("写给村民看的话"), required=False, rows=5)
    rows = area(
        _("表格"),
        required=False,
        rows=8,
        hint=_("可以从表格软件里整块复制过来;第一行是表头,一行一笔,用制表符或竖线隔开。"),
    )
    elements = forms.MultipleChoiceField(
        label=_("下面这些都写到了吗(全勾上才能送审核)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, disclosure: Disclosure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["elements"]
        field.choices = [(each, each) for each in disclosure.item.elements]
        self.before: dict[str, Any] = disclosure.rows

    def clean_rows(self) -> dict[str, Any]:
        """The table, each line as wide as its head; vouchers of unchanged lines are kept."""
        try:
            table = tidy_rows(read_table(str(self.cleaned_data["rows"])))
        except Invalid as wrong:
            raise forms.ValidationError(str(wrong.sentence)) from wrong
        known = {tuple(r["cells"]): r.get("voucher", "") for r in self.before.get("rows", [])}
        for row in table.get("rows", []):
            if voucher := known.get(tuple(row["cells"])):
                row["voucher"] = voucher
        return table


class Text(DeskForm):
    """One text that everyone will read."""

    text = area(_("说明(会公开)"))


class Note(DeskForm):
    """One line for colleagues."""

    note = forms.CharField(label=_("意见"), max_length=300)


class FreeNote(DeskForm):
    """One line that may stay empty."""

    note = forms.CharField(label=_("意见(可以不写)"), max_length=300, required=False)


class Changed(DeskForm):
    """What a correction changes."""

    changed = forms.CharField(label=_("更正了什么、为什么(会公开)"), max_length=300)


class Reason(DeskForm):
    """Why, in one line."""

    reason = forms.CharField(label=_("为什么"), max_length=300)


class Attach(DeskForm):
    """A file with what it proves."""

    evidence = forms.ChoiceField(label=_("是什么材料"), choices=EvidenceKind.choices)
    file = forms.FileField(label=_("文件(照片、PDF、Word、Excel)"))
    as_it_is = forms.BooleanField(
        label=_("我看过:上面没有证件号、电话、银行卡号和签名,可以原样公开"), required=False
    )

    def __init__(self, *args: Any, offered: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offered:
            field: Any = self.fields["evidence"]
            field.choices = [(k, EvidenceKind(k).label) for k in (*offered, EvidenceKind.OTHER)]

    def clean_file(self) -> Upload:
        """Judged by its content."""
        return _judged(self.cleaned_data["file"])


class Cover(DeskForm):
    """A covered copy, or nothing where the original may be shown as it is."""

    file = forms.FileField(label=_("遮好的一份(不选就是原样公开)"), required=False)
    looked = forms.BooleanField(label=_("我看过:公开的这一份上没有个人信息"))

    def clean_file(self) -> Upload | None:
        """Judged by its content."""
        given = self.cleaned_data["file"]
        return _judged(given) if given else None


def _judged(given: Any) -> Upload:
    try:
        return inspect(given, given.name)
    except Invalid as wrong:
        raise forms.ValidationError(str(wrong.sentence)) from wrong


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
    title = forms.CharField(label=_("这件事叫什么(会公开)"), max_length=120)
    amount = forms.DecimalField(
        label=_("金额(元,没有就不写)"),
        required=False,
        min_value=0,
        max_digits=13,
        decimal_places=2,
    )
    fund_source = forms.CharField(label=_("钱从哪里来"), max_length=80, required=False)
    counterparty = forms.CharField(label=_("对方(单位或个人)"), max_length=80, required=False)

    def __init__(self, *args: Any, places: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.offer("item", PowerItem.objects.current(today).order_by("code"))

    def clean_amount(self) -> int | None:
        """In fen."""
        given: Decimal | None = self.cleaned_data["amount"]
        return None if given is None else int(given * 100)


class Declare(DeskForm):
    """Whether a close relative has a part in it."""

    related = forms.TypedChoiceField(
        label=_("有没有村干部的近亲属参与"),
        choices=[("0", _("没有")), ("1", _("有"))],
        coerce=lambda value: value == "1",
    )
    who_text = forms.CharField(
        label=_("有的话:是谁、什么关系(只给审核的人看)"), max_length=200, required=False
    )


class Take(DeskForm):
    """Taking a step; the counts where the law asks for a quorum."""

    decision = area(_("怎么定的、办成什么样(会公开)"))
    resolution: Any = forms.ModelChoiceField(
        Resolution.objects.none(),
        label=_("议事厅里已公示的决议(选了就不用填人数)"),
        required=False,
        empty_label=_("没有,填人数"),
    )
    people = forms.IntegerField(label=_("应到人数"), min_value=0, required=False)
    present = forms.IntegerField(label=_("到会人数"), min_value=0, required=False)
    agree = forms.IntegerField(label=_("同意"), min_value=0, required=False)
    against = forms.IntegerField(label=_("不同意"), min_value=0, required=False)
    abstain = forms.IntegerField(label=_("弃权"), min_value=0, required=False)
    households = forms.IntegerField(label=_("总户数"), min_value=0, required=False)
    households_present = forms.IntegerField(label=_("到会户数"), min_value=0, required=False)
    representatives = forms.IntegerField(
        label=_("组成人员里的村民代表"), min_value=0, required=False
    )
    women = forms.IntegerField(label=_("其中妇女代表"), min_value=0, required=False)

    def __init__(self, *args: Any, step: RunStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = step.step.quorum
        drop = set() if kind else {*COUNTS, "resolution"}
        if kind not in {Kind.VILLAGERS, Kind.VILLAGE_GROUP}:
            drop |= {"households", "households_present"}
        if kind != Kind.REPRESENTATIVES:
            drop |= {"representatives", "women"}
        for name in drop:
            del self.fields[name]
        if kind:
            found = Resolution.objects.published().filter(
                topic__place=step.run.place, vote__meeting__council__kind=kind
            )
            self.offer("resolution", found.order_by("-published_at"))

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


class Link(DeskForm):
    """What belongs to a run."""

    disclosure: Any = forms.ModelChoiceField(
        Disclosure.objects.none(), label=_("已公开的哪一项"), required=False, empty_label=PICK
    )
    contract: Any = forms.ModelChoiceField(
        Contract.objects.none(), label=_("账里的哪份合同"), required=False, empty_label=PICK
    )
    case = forms.CharField(label=_("有关的一件事(编号)"), max_length=20, required=False)

    def __init__(self, *args: Any, run: PowerRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Disclosure.objects.public().filter(place=run.place).exclude(runs=run)
        self.offer("disclosure", mine.select_related("item").order_by("-published_at")[:200])
        self.offer("contract", Contract.objects.filter(place=run.place).order_by("-signed_on"))


class Paper(DeskForm):
    """A board or a letter of a stretch of days."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("村"), empty_label=None)
    first = day(_("从"))
    last = day(_("到"))

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class Nothing(DeskForm):
    """Only the button."""


LABELS = {
    Verb.SUBMIT: _("送村务监督委员会审核"),
    Verb.SIGN: _("看过,签字"),
    Verb.APPROVE: _("镇里审核通过,公开"),
    Verb.SEND_BACK: _("退回修改"),
    Verb.ORDER: _("责令公开"),
    Verb.AMEND: _("更正(旧的一版会留着)"),
    Verb.ARCHIVE: _("归档"),
}
