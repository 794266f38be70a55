"""What the desk writes of orders, materials, counts and workers."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sanan.books.models import Asset
from sanan.files.forms import PhotosField
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.process.forms import (
    DeskForm,
    PersonField,
    RowsField,
    VerbForm,
    YuanField,
    area,
    day,
    line,
    number,
    picked,
    tick,
)
from sanan.workshop.enums import Measure, WishState
from sanan.workshop.forms.fields import ClockField, figure, once
from sanan.workshop.models import (
    CraftOrder,
    Delivery,
    IssuedLot,
    Lot,
    Material,
    Partner,
    Worker,
    Workshop,
)
from sanan.workshop.models.people import LAST_PAY_DAY, PAY_DAY
from sanan.workshop.queries import material as materials
from sanan.workshop.queries.material import shown
from sanan.workshop.sums.exact import Wrong

BILL = (1, 2, 3)
"""Materials that the form of an order has room for."""


class Open(DeskForm):
    """A new workshop."""

    place = picked(_("在哪里"), Place)
    name = line(_("叫什么"), 60)
    villages = RowsField(Place.objects.none(), label=_("哪几个村的人优先"), required=False)
    rooms = line(_("有哪些场所"), 120, required=False, hint=_("用顿号隔开，例如：手工坊、培训室。"))
    shops = RowsField(
        Asset.objects.none(),
        label=_("无偿借用的铺面和场地"),
        required=False,
        help_text=_("从村账的资产里选。"),
    )
    outlay = YuanField(label=_("投入多少（元）"), required=False)
    pay_day = number(_("每月几号前发上月工钱"), least=1, most=LAST_PAY_DAY, initial=PAY_DAY)

    def __init__(self, *args: Any, places: Any, villages: Any, shops: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.offer("villages", villages)
        self.offer("shops", shops)

    def clean_rooms(self) -> list[str]:
        """Their names."""
        return [each.strip() for each in self.cleaned_data["rooms"].split("、") if each.strip()]


class AddPartner(DeskForm):
    """An enterprise that brings work."""

    workshop = picked(_("哪个手工坊"), Workshop)
    org = picked(_("企业"), Org)
    hometown = picked(_("乡贤来自哪个村"), Place, required=False)
    trade = line(_("做什么的"), 40, required=False)

    def __init__(self, *args: Any, workshops: Any, orgs: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("workshop", workshops)
        self.offer("org", orgs)
        self.offer("hometown", places)


class Offer(DeskForm):
    """An enterprise's order, with what one piece takes and what a worker gets."""

    partner = picked(_("哪家企业"), Partner)
    product = line(_("做什么"), 60)
    sort = line(_("产品种类"), 40, hint=_("例如：陶瓷手工、编织。"))
    measure = forms.ChoiceField(label=_("怎么算"), choices=Measure.choices)
    pieces = figure(_("一共多少"))
    price = figure(_("企业每件给多少元"))
    minutes = figure(_("熟手一件几分钟"), places=2)
    grams_each = figure(_("一件多少克"), required=False, places=3, hint=_("写了就可以称重点数。"))
    due_on = day(_("哪天交货"))
    grade_1 = line(_("等级"), 20, required=False, hint=_("不分等级就空着。"))
    rate_1 = figure(_("这一等每件给工人多少元"))
    grade_2 = line(_("第二个等级"), 20, required=False)
    rate_2 = figure(_("第二等每件多少元"), required=False)
    charge_rejects = tick(_("不合格件用掉的料，也算工人的损耗（协议这样写了才勾）"))
    how = area(_("怎么做"), required=False, most=1000)
    photos = PhotosField(label=_("样品照片"))

    def __init__(self, *args: Any, partners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("partner", partners)
        for n in BILL:
            need = n == BILL[0]
            told = {"n": n}
            self.fields[f"material_{n}"] = line(_now("第 %(n)s 种料") % told, 40, required=need)
            self.fields[f"unit_{n}"] = line(_now("单位（克、张、米）"), 10, required=need)
            self.fields[f"per_piece_{n}"] = figure(_now("一件用多少"), required=need)
            self.fields[f"allowance_{n}"] = figure(
                _now("允许损耗（%%）") % (), required=False, places=3
            )
            self.fields[f"price_{n}"] = figure(
                _now("多耗的每单位扣多少元"), required=False, hint=_now("空着就是不扣。")
            )
        for name, field in self.fields.items():
            if name.rpartition("_")[2].isdecimal():
                field.widget.attrs.setdefault("class", "form-control")

    def clean(self) -> dict[str, Any]:
        """Materials and rates as the action takes them."""
        found = super().clean() or {}
        if self.errors:
            return found
        bill = [self._material(n) for n in BILL if found.get(f"material_{n}")]
        if any(row["per_piece"] in {None, Decimal(0)} for row in bill):
            self.add_error("per_piece_1", _("写一件用多少料，要大于 0。"))
        rates = {
            found[f"grade_{n}"]: found[f"rate_{n}"]
            for n in (1, 2)
            if found.get(f"rate_{n}") is not None
        }
        keep = ("partner", "product", "sort", "measure", "pieces", "price", "minutes", "due_on")
        more = ("grams_each", "charge_rejects", "how", "photos")
        return {name: found[name] for name in (*keep, *more)} | {"bill": bill, "rates": rates}

    def _material(self, n: int) -> Mapping[str, Any]:
        found = self.cleaned_data
        return {
            "name": found[f"material_{n}"],
            "unit": found[f"unit_{n}"] or "",
            "per_piece": found[f"per_piece_{n}"],
            "allowance": found[f"allowance_{n}"] or Decimal(0),
            "price": found[f"price_{n}"] or Decimal(0),
        }


class Why(VerbForm):
    """Why."""

    why = area(_("为什么"), most=500)


class MaybeWhy(VerbForm):
    """Why the number was not reached."""

    why = area(_("没做满的，写一句为什么"), required=False, most=500)


class Receive(VerbForm):
    """A lot of material."""

    material = picked(_("什么料"), Material)
    number = line(_("批号"), 40)
    quantity = figure(_("多少"))

    def prepare(self) -> None:
        """The materials of this order."""
        self.offer("material", self.thing.materials.all())


class SetRate(VerbForm):
    """A new rate of a grade."""

    told = _("只对以后发的料有效；已经发出去的，还按发料那天的单价算。")
    grade = line(_("等级"), 20, required=False)
    yuan = figure(_("每件多少元"))

    def prepare(self) -> None:
        """The order's first grade."""
        grades = list(self.thing.rates_on(timezone.localdate()))
        self.fields["grade"].initial = grades[0] if grades else ""


class Wish(VerbForm):
    """Who asks for work."""

    worker = picked(_("谁"), Worker)

    def prepare(self) -> None:
        """Workers of this workshop."""
        self.offer("worker", self.thing.workshop.workers.active())


class DropWish(Wish):
    """Who does not want it any more."""

    def prepare(self) -> None:
        """Those who wait."""
        waiting = self.thing.wishes.filter(state=WishState.WAITING).values("worker")
        self.offer("worker", Worker.objects.filter(pk__in=waiting))


class SendBack(VerbForm):
    """Material for the enterprise."""

    lot = picked(_("哪一批"), Lot)
    quantity = figure(_("多少"))

    def prepare(self) -> None:
        """Lots of which something lies here."""
        here = [each.lot.pk for each in materials.stocks(self.thing) if each.here]
        self.offer("lot", Lot.objects.filter(pk__in=here))


class TakeMoney(VerbForm):
    """Money from the enterprise."""

    fen = YuanField(label=_("收到多少（元）"))
    note = line(_("凭证号"), 120, required=False)


class HandOut(DeskForm):
    """Material for a worker: for how many pieces, of which lots."""

    worker = picked(_("给谁"), Worker)
    pieces = figure(_("做多少"))
    due_on = day(_("哪天交活"))
    at_home = tick(_("拿回家做"))

    def __init__(self, *args: Any, order: CraftOrder, **kwargs: Any) -> None:
        super().__init__(*args, initial={"due_on": order.due_on, "at_home": True}, **kwargs)
        self.offer("worker", order.workshop.workers.active())
        self.lots = [each for each in materials.stocks(order) if each.here]
        for each in self.lots:
            told = {
                "material": each.lot.material.name,
                "lot": each.lot.number,
                "n": shown(each.here),
                "unit": each.lot.material.unit,
            }
            label = _now("%(material)s，批号 %(lot)s（库里 %(n)s%(unit)s）") % told
            field = figure(label, required=False)
            field.widget.attrs["class"] = "form-control"
            self.fields[f"lot_{each.lot.pk}"] = field

    def given(self) -> dict[str, Any]:
        """The action's particulars."""
        found = dict(self.cleaned_data)
        lots = {each.lot.pk: found.pop(f"lot_{each.lot.pk}") or Decimal(0) for each in self.lots}
        return {**found, "lots": lots}


class Count(VerbForm):
    """What a worker brings."""

    grade = forms.ChoiceField(label=_("等级"))
    good = figure(_("合格"), required=False)
    rework = figure(_("要返工"), required=False)
    reject = figure(_("不合格"), required=False)
    gross = figure(
        _("称重：连容器多少克"), required=False, places=3, hint=_("称重就不用写合格数。")
    )
    tare = figure(_("容器多少克"), required=False, places=3)
    key = once()

    def prepare(self) -> None:
        """The grades of the day of issue; weights only where a piece's is known."""
        rates = self.thing.order.rates_on(self.thing.issued_on)
        grade: Any = self.fields["grade"]
        grade.choices = [(name, f"{name} {shown(rate)}") for name, rate in rates.items()]
        if self.thing.order.grams_each is None and self.thing.order.measure == Measure.PIECE:
            del self.fields["gross"], self.fields["tare"]

    def given(self) -> dict[str, Any]:
        """Nothing written is 0; a weight stands instead of the good ones."""
        found = dict(self.cleaned_data)
        zero = Decimal(0)
        names = [name for name in ("rework", "reject", "tare") if name in found]
        found |= {name: found[name] or zero for name in names}
        if found.get("gross") is not None:
            found["good"] = None
        return found


class GiveBack(VerbForm):
    """Material that comes back."""

    issued = picked(_("哪一批"), IssuedLot)
    quantity = figure(_("多少"))
    key = once()

    def prepare(self) -> None:
        """The lots of this issue."""
        self.offer("issued", self.thing.lots.select_related("lot"))


class Amend(VerbForm):
    """The right figures of a count."""

    told = _("原来的数留着，旁边记一笔更正；已经付过的，下个月一起补正。")
    delivery = picked(_("哪一笔"), Delivery)
    good = figure(_("合格应当是"))
    rework = figure(_("返工应当是"), required=False)
    reject = figure(_("不合格应当是"), required=False)
    why = line(_("为什么"), 200)

    def prepare(self) -> None:
        """The counts of this issue, each told by its figures."""
        self.offer("delivery", self.thing.deliveries.filter(mends=None))
        field: Any = self.fields["delivery"]
        field.label_from_instance = _one_count

    def given(self) -> dict[str, Any]:
        """Nothing written is 0."""
        found = dict(self.cleaned_data)
        return found | {name: found[name] or Decimal(0) for name in ("rework", "reject")}


def _one_count(row: Delivery) -> str:
    told = {
        "day": f"{row.on:%m-%d}",
        "grade": row.grade,
        "good": shown(row.good),
        "rework": shown(row.rework),
        "reject": shown(row.reject),
    }
    said = _now("%(day)s %(grade)s：合格 %(good)s，返工 %(rework)s，不合格 %(reject)s")
    return said % told


class Clear(VerbForm):
    """A button that says what it will charge."""

    def prepare(self) -> None:
        """The balance as it stands."""
        try:
            rows = materials.held(self.thing)
        except Wrong as wrong:
            self.told = materials.refuse(wrong).sentence
            return
        said = [
            _now("%(material)s 还在手里 %(left)s%(unit)s，其中多耗 %(over)s%(unit)s")
            % {
                "material": each.material.name,
                "left": shown(each.sum.to_return),
                "over": shown(each.sum.over_loss),
                "unit": each.material.unit,
            }
            for each in rows
        ]
        self.told = _now("现在结清：%(said)s。多耗的按协议单价扣，最多扣到 0，不再追。") % {
            "said": "；".join(said)
        }


class Enrol(DeskForm):
    """Somebody who wants work."""

    workshop = picked(_("哪个手工坊"), Workshop)
    name = line(_("姓名"), 40)
    born_on = day(_("出生日期"), hint=_("满 16 周岁才可以。"))
    village = picked(
        _("从哪个村来"), Place, required=False, help_text=_("在移民户名册里的，按户里来。")
    )
    person = PersonField(Person.objects.none(), label=_("手机上登录的是谁"), required=False)
    at_home = tick(_("在家做"))

    def __init__(
        self, *args: Any, workshops: Any, villages: Any, people: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("workshop", workshops)
        self.offer("village", villages)
        self.offer("person", people)


class SetAccount(VerbForm):
    """Where money goes."""

    bank = line(_("开户银行"), 40)
    account = line(_("卡号或账号"), 30)


class WorkDay(VerbForm):
    """A part of a day on one task."""

    told = _("中午换了活，就记成两段。每天按 8 小时算。")
    on = day(_("哪天"))
    begins = ClockField(label=_("从几点"))
    ends = ClockField(label=_("到几点"))
    what = line(_("做什么"), 60)
    rate = figure(_("一天（8 小时）多少元"))
    key = once()


class Reward(VerbForm):
    """Something on top."""

    fen = YuanField(label=_("多少（元）"))
    why = line(_("为什么"), 120)
    key = once()
