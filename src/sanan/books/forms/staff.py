"""What whoever keeps or watches the books fills in, one form for each verb."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.books import actions
from sanan.books.enums import (
    INCOMES,
    AccountKind,
    AssetKind,
    AssetUse,
    Award,
    Benefit,
    Category,
    ContractKind,
    Cover,
    Direction,
    Method,
    PayeeKind,
    RosterKind,
)
from sanan.books.models import Account, Asset, Contract
from sanan.files.forms import MOST_PHOTOS, PAPERS, PHOTOS, FilesField
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.forms import PICK, DeskForm, VerbForm, YuanField, area, day

MOST_SHEET = 20 << 20


class OpenAccount(DeskForm):
    """An account of a village."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("哪个村"), empty_label=PICK)
    name = forms.CharField(label=_("账户名称"), max_length=60, initial=_("村集体基本户"))
    kind = forms.ChoiceField(label=_("账户种类"), choices=AccountKind.choices)
    tail = forms.CharField(label=_("账号末四位（现金不填）"), max_length=4, required=False)
    opened_on = day(_("从哪天开始记账"))
    opening = YuanField(label=_("那天的余额（元）"), required=False, negative=True)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class Enter(VerbForm):
    """One entry, of the place that is its thing."""

    account: Any = forms.ModelChoiceField(Account.objects.none(), label=_("账户"), empty_label=None)
    on = day(_("日期"))
    category = forms.ChoiceField(label=_("收支类别"), choices=())
    amount = YuanField(label=_("金额（元）"), negative=True)  # refused with what to do instead
    summary = forms.CharField(label=_("摘要：为什么收、为什么付"), max_length=200)
    voucher_no = forms.CharField(label=_("凭证号"), max_length=24)
    payee = forms.CharField(label=_("对方（付给谁、谁交来）"), max_length=80)
    payee_kind = forms.ChoiceField(label=_("对方是"), choices=PayeeKind.choices)
    method = forms.ChoiceField(label=_("怎么付的"), choices=Method.choices)
    card = forms.CharField(label=_("收款账号（只存密文和末四位）"), max_length=30, required=False)
    invoice_no = forms.CharField(label=_("发票号码"), max_length=24, required=False)
    handled = forms.CharField(label=_("经手人"), max_length=40, required=False)
    witnessed = forms.CharField(label=_("证明人"), max_length=40, required=False)
    approved = forms.CharField(label=_("审批人"), max_length=40, required=False)
    contract: Any = forms.ModelChoiceField(
        Contract.objects.none(), label=_("属于哪份合同"), required=False, empty_label=_("没有合同")
    )

    def prepare(self) -> None:
        """Accounts and contracts of the place, categories by what they are."""
        self.offer("account", self.thing.accounts.order_by("pk"))
        self.offer("contract", self.thing.contracts.order_by("-signed_on"))
        groups = (
            (Direction.INCOME.label, [c for c in Category.choices if c[0] in INCOMES]),
            (Direction.EXPENSE.label, [c for c in Category.choices if c[0] not in INCOMES]),
        )
        field: Any = self.fields["category"]
        field.choices = groups

    def given(self) -> dict[str, Any]:
        """As `actions.enter` takes it."""
        data = self.cleaned_data
        income = data["category"] in INCOMES
        duties = [(duty, data[duty]) for duty in ("handled", "witnessed", "approved") if data[duty]]
        return {
            "account": data["account"],
            "on": data["on"],
            "direction": Direction.INCOME if income else Direction.EXPENSE,
            "category": data["category"],
            "amount": data["amount"],
            "method": data["method"],
            "contract": data["contract"],
            "words": actions.Words(data["summary"], data["voucher_no"], data["invoice_no"], duties),
            "payee": actions.Payee(data["payee"], data["payee_kind"], card=data["card"]),
        }


class TextForm(VerbForm):
    """One text."""

    text = area(_("说明"))


class ReverseForm(VerbForm):
    """Why an entry is reversed."""

    danger = True

    text = forms.CharField(label=_("哪里记错了（会公开）"), max_length=150)


class PhotoForm(DeskForm):
    """Photos of papers."""

    photos = FilesField(label=_("票据照片（可以多张）"), limits=PHOTOS, most=MOST_PHOTOS)


class Confirm(VerbForm):
    """Whoever looked says so, of the boxes as they saw them."""

    told = _(
        "我看过了：姓名、身份证号、电话、银行账号和签名都遮住了。确认以后记下您的名字，"
        "这一笔公开时大家能看到遮好的这张。"
    )
    mark = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def prepare(self) -> None:
        """What the page shows now."""
        self.fields["mark"].initial = actions.boxes_mark(self.thing)

    def given(self) -> dict[str, Any]:
        """As `actions.confirm_voucher` takes it."""
        return {"seen": self.cleaned_data["mark"]}

    def refuse(self, no: Refused) -> None:
        """The page comes back with the boxes as they are now: those are looked at next."""
        super().refuse(no)
        sent: Any = self.data
        self.data = {**sent.dict(), "mark": actions.boxes_mark(self.thing)}


class Withdraw(VerbForm):
    """What still shows."""

    danger = True
    text = area(_("还看得见什么"), most=300)


class BoxForm(DeskForm):
    """One more box, in percent of the picture, for whoever cannot point."""

    left = forms.FloatField(label=_("左边 %"), min_value=0, max_value=100)
    top = forms.FloatField(label=_("上边 %"), min_value=0, max_value=100)
    right = forms.FloatField(label=_("右边 %"), min_value=0, max_value=100)
    bottom = forms.FloatField(label=_("下边 %"), min_value=0, max_value=100)
    kind = forms.ChoiceField(label=_("遮的是"), choices=Cover.choices)


class SheetForm(DeskForm):
    """An accounting sheet."""

    account: Any = forms.ModelChoiceField(
        Account.objects.none(), label=_("记到哪个账户"), empty_label=PICK
    )
    file = forms.FileField(label=_("账表（.xlsx、.xls 或 .csv）"))
    mapping = forms.CharField(
        label=_("哪一列是什么（认得出的不用写）"),
        required=False,
        max_length=500,
        help_text=_("写成 字段=列名，用逗号隔开，例如 on=记账时间，expense=付出金额"),
    )
    year = forms.IntegerField(
        label=_("只有月、日的表是哪一年"), required=False, min_value=2000, max_value=2100
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("account", kept_accounts(person))
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.xls,.csv"

    def clean_file(self) -> Any:
        """Not larger than any village's books."""
        file = self.cleaned_data["file"]
        if file.size > MOST_SHEET:
            raise forms.ValidationError(_("这张表太大，最多 20 MB。请按年份分开再传。"))
        return file


def kept_accounts(person: Person) -> Any:
    """Accounts of the villages whose books this person keeps."""
    from sanan.books.enums import KEEPERS
    from sanan.people.queries import below

    return (
        Account.objects.filter(below(person, KEEPERS))
        .select_related("place")
        .order_by("place__path", "pk")
    )


@contextmanager
def on_disk(file: Any) -> Iterator[tuple[Path, str]]:
    """An uploaded table as a file for its reader, and its hash."""
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile() as kept:
        for block in file.chunks():
            digest.update(block)
            kept.write(block)
        kept.flush()
        yield Path(kept.name), digest.hexdigest()


class LoadForm(VerbForm):
    """Taking a sheet in; a gap needs its reason."""

    reason = forms.CharField(label=_("为什么断号（会记下）"), max_length=300, required=False)

    def prepare(self) -> None:
        """How many lines; the reason only where there is a gap."""
        self.told = _("%(n)d 笔全部入账，要么全部，要么一笔也不记。") % {"n": self.thing.count}
        if not self.thing.gaps:
            del self.fields["reason"]


class RegisterAsset(DeskForm):
    """Something the village owns."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("哪个村"), empty_label=PICK)
    kind = forms.ChoiceField(label=_("资产还是资源"), choices=AssetKind.choices)
    name = forms.CharField(label=_("名称"), max_length=80)
    where = forms.CharField(label=_("在哪里"), max_length=120, required=False)
    size = forms.DecimalField(
        label=_("面积或数量"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    unit = forms.CharField(label=_("单位（亩、平方米、台）"), max_length=10, required=False)
    value = YuanField(label=_("账面价值（元）"), required=False)
    use = forms.ChoiceField(label=_("怎么用"), choices=AssetUse.choices)
    holder = forms.CharField(label=_("谁在管"), max_length=80, required=False)
    acquired_on = day(_("哪天得来"), required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)

    def clean_size(self) -> int:
        """In hundredths of the unit."""
        return int((self.cleaned_data["size"] or 0) * 100)


class SignContract(VerbForm):
    """A contract."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("哪个村"), empty_label=PICK)
    kind = forms.ChoiceField(label=_("种类"), choices=ContractKind.choices)
    number = forms.CharField(label=_("合同编号"), max_length=40)
    title = forms.CharField(label=_("合同名称"), max_length=120)
    asset: Any = forms.ModelChoiceField(
        Asset.objects.none(), label=_("关于哪项资产"), required=False, empty_label=_("没有")
    )
    party = forms.CharField(label=_("对方"), max_length=80)
    party_kind = forms.ChoiceField(label=_("对方是"), choices=PayeeKind.choices, initial="body")
    award = forms.ChoiceField(label=_("对方怎么选的"), choices=Award.choices)
    amount = YuanField(label=_("合同总价（元）"))
    signed_on = day(_("签订日"))
    begins_on = day(_("开始日"))
    ends_on = day(_("到期日"))
    rent = YuanField(label=_("每期租金（元，出租、发包的填）"), required=False)
    months = forms.IntegerField(
        label=_("几个月交一次"), required=False, min_value=1, max_value=120, initial=12
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.offer("asset", Asset.objects.filter(place__in=places).order_by("name"))

    def given(self) -> dict[str, Any]:
        """As `actions.sign_contract` takes it."""
        data = dict(self.cleaned_data)
        rent, months = data.pop("rent"), data.pop("months") or 12
        begins, ends = data["begins_on"], data["ends_on"]
        lease = data["kind"] == ContractKind.LEASE and rent > 0 and ends >= begins
        rents = actions.every(months, rent, begins, ends) if lease else []
        terms = actions.Terms(data.pop("signed_on"), begins, ends, data.pop("award"), rents)
        del data["begins_on"], data["ends_on"]
        return {**data, "terms": terms}


class ReceiveRent(VerbForm):
    """Rent that came in."""

    account: Any = forms.ModelChoiceField(
        Account.objects.none(), label=_("进了哪个账户"), empty_label=None
    )
    amount = YuanField(label=_("收到多少（元）"))
    received_on = day(_("哪天收到"))
    voucher_no = forms.CharField(label=_("凭证号"), max_length=24)
    method = forms.ChoiceField(label=_("怎么付的"), choices=Method.choices)

    def prepare(self) -> None:
        """The village's accounts."""
        self.offer("account", self.thing.place.accounts.order_by("pk"))


class AcceptWorks(VerbForm):
    """Acceptance."""

    accepted_on = day(_("哪天验收合格"))


class SettleWorks(VerbForm):
    """The final account."""

    settled = YuanField(label=_("结算价（元）"))


class Measure(VerbForm):
    """What was measured, beside what the contract says, in the asset's unit."""

    size = forms.DecimalField(label=_("合同写的面积"), min_value=0, max_digits=14, decimal_places=2)
    measured = forms.DecimalField(
        label=_("实际量的面积"), min_value=0, max_digits=14, decimal_places=2
    )
    measured_on = day(_("哪天量的"))

    def given(self) -> dict[str, Any]:
        """In hundredths."""
        data = self.cleaned_data
        return {**data, **{name: int(data[name] * 100) for name in ("size", "measured")}}


class HandBack(VerbForm):
    """Handed back."""

    closed_on = day(_("哪天交还"))


class Terminate(VerbForm):
    """Ended early."""

    danger = True

    closed_on = day(_("哪天终止"))
    text = area(_("为什么提前终止"), most=300)


class Answer(VerbForm):
    """What a warning is about, with its proof."""

    text = area(_("查明的情况"))
    uploads = FilesField(
        label=_("证据（照片、PDF、Word、Excel）"),
        limits=PAPERS,
        most=actions.MOST_FILES,
        required=False,
    )


class LoadRoster(DeskForm):
    """A list of persons."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("哪个村"), empty_label=PICK)
    kind = forms.ChoiceField(label=_("名单种类"), choices=RosterKind.choices)
    benefit = forms.ChoiceField(label=_("哪一项"), choices=Benefit.choices)
    period = forms.RegexField(
        r"\d{4}-\d{2}",
        label=_("哪个月"),
        widget=forms.TextInput({"type": "month"}),
        error_messages={"invalid": _("月份要写成 2026-10 这样。")},
    )
    file = forms.FileField(label=_("名单（.xlsx、.xls 或 .csv）"))

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class DeclareRelative(DeskForm):
    """A cadre's near relative."""

    place: Any = forms.ModelChoiceField(Place.objects.none(), label=_("哪个村"), empty_label=PICK)
    cadre: Any = forms.ModelChoiceField(
        Person.objects.none(), label=_("哪位干部"), empty_label=PICK
    )
    name = forms.CharField(label=_("亲属姓名"), max_length=40)
    relation = forms.CharField(label=_("是什么关系"), max_length=20)
    identity = forms.CharField(label=_("身份证号（只存密文）"), max_length=20, required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        cadres = Person.objects.filter(
            positions__role="village_cadre", positions__place__in=places, is_active=True
        )
        self.offer("cadre", cadres.distinct().order_by("name"))
