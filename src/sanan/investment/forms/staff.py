"""What the desk writes."""

from codecs import BOM_UTF8
from typing import Any, ClassVar

import orjson
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanan.files.forms import PAPERS, FilesField
from sanan.investment.enums import (
    BY_LEVEL,
    MONEY,
    OFFICERS,
    EventKind,
    Kind,
    Level,
    Metric,
    Side,
    Source,
    Step,
    VoidReason,
    Why,
)
from sanan.investment.forms.fields import AreaField, SumField, read_sum
from sanan.investment.models import Mandate, PromotionEvent, Rules
from sanan.investment.queries import companies
from sanan.kit import clock, dates
from sanan.kit.errors import Invalid
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place, PlaceQuerySet
from sanan.process.forms import (
    DeskForm,
    PersonField,
    VerbForm,
    area,
    day,
    line,
    number,
    picked,
    tick,
)

FIRST = [("", _("请选择"))]
MOST_RULES = 1_000_000
"""Bytes of a file of rules."""


def _choice(label: Any, choices: Any, *, required: bool = True, blank: Any = FIRST) -> Any:
    return forms.ChoiceField(label=label, choices=[*blank, *choices], required=required)


def _papers(label: Any) -> FilesField:
    hint = _("照片、PDF、Word 或 Excel，最多 10 个。")
    return FilesField(limits=PAPERS, label=label, required=False, help_text=hint)


def _officers(place: Place) -> Any:
    """Whoever may carry a lead at a place."""
    held = people.holders(OFFICERS, at=clock.now(), above=place)
    return Person.objects.filter(pk__in=[each.pk for each in held]).order_by("name")


class Card(DeskForm):
    """A company's card."""

    place = picked(_("哪个县的名片"), Place)
    name = line(_("企业全称"), 100)
    credit_code = line(
        _("统一社会信用代码"), 30, required=False, hint=_("18 位，营业执照上有；系统核对校验位。")
    )
    sector = line(_("行业"), 40, required=False)
    home = line(_("注册地"), 80, required=False)

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class ChangeCard(VerbForm):
    """The same, put right."""

    name = line(_("企业全称"), 100)
    credit_code = line(_("统一社会信用代码"), 30, required=False)
    sector = line(_("行业"), 40, required=False)
    home = line(_("注册地"), 80, required=False)

    def suggestion(self, name: str) -> Any:
        """What the card says now."""
        return getattr(self.thing, name)


class Merge(VerbForm):
    """Into which other card."""

    danger = True
    told = _("这张名片的线索和会面都转过去，旧名字以后也找得到那一家。")
    into = line(_("并入哪一家（在册的名称或信用代码）"), 100)

    def given(self) -> dict[str, Any]:
        """The card that was named."""
        return {"into": companies.typed(self.thing.place, self.cleaned_data["into"])}


class NewEvent(DeskForm):
    """An event to come, or one that took place: then with what came of it."""

    place = picked(_("哪里办的"), Place)
    kind = _choice(_("怎么办的"), EventKind.choices)
    title = line(_("活动名称"), 120)
    held_on = day(_("哪天"))
    venue = line(_("地点"), 120, required=False)
    host = line(_("牵头单位"), 80, required=False)
    mandate = picked(_("第三方合同"), Mandate, required=False)
    outcome = area(
        _("结果"), required=False, hint=_("已经办过的要写结果；还没办的空着，办完再登记。")
    )

    def __init__(self, *args: Any, places: PlaceQuerySet, mandates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.offer("mandate", mandates)


class Invite(VerbForm):
    """Somebody who takes part."""

    side = _choice(_("哪一方"), Side.choices)
    name = line(_("姓名"), 60)
    post = line(_("职务"), 80, required=False)
    company = line(_("代表哪家企业"), 100, required=False, hint=_("客商才写。"))


class Outcome(VerbForm):
    """What came of it."""

    outcome = area(_("结果"), hint=_("见了谁，谈了什么，签了什么，下一步是什么。"))
    uploads = _papers(_("材料"))

    def suggestion(self, name: str) -> Any:
        """What is known by now."""
        return self.thing.outcome if name == "outcome" else None


class Reason(VerbForm):
    """Why."""

    danger = True
    reason = area(_("原因"), most=500)


class NewLead(DeskForm):
    """A lead; the company is found however its name is typed, or gets its card."""

    place = picked(_("落在哪里"), Place)
    company_name = line(_("企业全称"), 100, hint=_("在册的会认出来，不用再录。"))
    credit_code = line(_("统一社会信用代码"), 30, required=False)
    title = line(_("项目"), 120, hint=_("做什么，例如“竹纤维餐具生产线”。"))
    source = _choice(_("怎么来的"), Source.choices)
    event = picked(_("哪场活动"), PromotionEvent, required=False)
    mandate = picked(_("哪份第三方合同"), Mandate, required=False)
    found_on = day(_("来的日子"))
    sector = line(_("行业"), 40, required=False)
    scale = SumField(label=_("规模（总投资）"), required=False)
    contact = line(_("企业联系人"), 60, required=False)
    phone = line(_("电话"), 30, required=False)
    next_on = day(_("下次跟进"), required=False)

    def __init__(
        self,
        *args: Any,
        places: PlaceQuerySet,
        events: Any,
        mandates: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        self.offer("event", events)
        self.offer("mandate", mandates)


class Negotiate(VerbForm):
    """What must be known once talks begin."""

    on = day(_("哪天开始谈"))
    sector = line(_("行业"), 40)
    scale = SumField(label=_("规模（总投资）"))
    owner = PersonField(Person.objects.none(), label=_("负责人"), empty_label=_("请选择"))
    note = area(_("谈了什么"), required=False, most=1000)
    next_on = day(_("下次跟进"), required=False)

    def prepare(self) -> None:
        """Whoever may carry it."""
        self.offer("owner", _officers(self.thing.place))

    def suggestion(self, name: str) -> Any:
        """What the lead says; the day is today's."""
        if name == "on":
            return dates.local_day(clock.now())
        return self.thing.owner_id if name == "owner" else getattr(self.thing, name, None)


class Follow(VerbForm):
    """What was said, and when the next step is due."""

    note = area(_("见了谁，说了什么"), most=1000)
    next_on = day(_("下次跟进"), required=False, hint=_("到那天会出现在“我的工作”里。"))


class ChangeLead(VerbForm):
    """What is known of it."""

    title = line(_("项目"), 120)
    sector = line(_("行业"), 40, required=False)
    scale = SumField(label=_("规模（总投资）"), required=False)
    contact = line(_("企业联系人"), 60, required=False)
    phone = line(_("电话"), 30, required=False)

    def suggestion(self, name: str) -> Any:
        """What the lead says."""
        return getattr(self.thing, name)


class Assign(VerbForm):
    """Who carries it."""

    owner = PersonField(Person.objects.none(), label=_("负责人"), empty_label=_("请选择"))

    def prepare(self) -> None:
        """Whoever may carry it."""
        self.offer("owner", _officers(self.thing.place))


class Rest(VerbForm):
    """Why it rests or is given up."""

    why = _choice(_("原因"), Why.choices)
    note = area(_("说明"), most=1000)


class Drop(Rest):
    """The same, in red."""

    danger = True


class Resume(VerbForm):
    """It goes on."""

    note = area(_("为什么重新启动"), most=1000)
    next_on = day(_("下次跟进"), required=False)


class NewAgreement(DeskForm):
    """An agreement that was signed."""

    kind = _choice(_("什么协议"), Kind.choices)
    level = _choice(_("级别"), Level.choices)
    amount = SumField(label=_("总投资"))
    signed_on = day(_("签约日期"))
    foreign = tick(_("外资项目"))
    note = line(_("备注"), 500, required=False)
    uploads = _papers(_("协议扫描件"))


class NewLanding(DeskForm):
    """What happened on the ground."""

    kind = _choice(_("登记什么"), Step.choices)
    happened_on = day(_("哪天"))
    amount = SumField(label=_("这次到位的资金"), required=False)
    area = AreaField(label=_("土地（亩）"), required=False)
    foreign = tick(_("外资到位"))
    note = line(_("凭据"), 500, required=False, hint=_("例如营业执照、土地证、验资报告的编号。"))
    uploads = _papers(_("凭据扫描件"))


class Checked(VerbForm):
    """A second person has looked."""

    told = _("请先看过扫描件。核实以后开始计数，记下是您核实的。")
    note = line(_("怎么核实的"), 500, required=False)


class CorrectAgreement(VerbForm):
    """The next version."""

    told = _("更正是新的一版：写明原因，另一个人重新核实以后再计数。")
    level = _choice(_("级别"), Level.choices, blank=())
    amount = SumField(label=_("总投资"))
    signed_on = day(_("签约日期"))
    foreign = tick(_("外资项目"))
    note = line(_("备注"), 500, required=False)
    reason = line(_("为什么更正"), 500)

    def suggestion(self, name: str) -> Any:
        """What it says now."""
        return self.thing.words if name == "note" else getattr(self.thing, name, None)


class CorrectLanding(VerbForm):
    """The next version."""

    told = _("更正是新的一版：写明原因，另一个人重新核实以后再计数。")
    happened_on = day(_("哪天"))
    amount = SumField(label=_("这次到位的资金"), required=False)
    area = AreaField(label=_("土地（亩）"), required=False)
    note = line(_("凭据"), 500, required=False)
    reason = line(_("为什么更正"), 500)

    def prepare(self) -> None:
        """Only what this kind has."""
        if self.thing.kind != Step.PAID_IN:
            del self.fields["amount"]
        if self.thing.kind != Step.LAND:
            del self.fields["area"]

    def suggestion(self, name: str) -> Any:
        """What it says now."""
        if name == "area":
            return self.thing.area / 100 if self.thing.area else None
        return self.thing.words if name == "note" else getattr(self.thing, name, None)


class Void(VerbForm):
    """Why it counts no longer."""

    danger = True
    told = _("作废以后不再计数，这一条和经过都留着。")
    why = _choice(_("原因"), VoidReason.choices)
    note = area(_("说明"), most=500)


class Publish(VerbForm):
    """What everyone may read of it."""

    told = _("居民只看到这句话、级别、规模档和月份，看不到企业和准确金额。")
    shown_as = line(_("公开的话"), 120, hint=_("只写做什么，例如“竹制品深加工项目”。"))


class NewMandate(DeskForm):
    """A contract with a third party."""

    place = picked(_("哪里"), Place)
    agency = line(_("第三方（企业全称）"), 100)
    scope = line(_("做什么"), 200, hint=_("找哪一类企业、在哪些地方找。"))
    terms = area(_("怎么付费"), required=False, most=1000)
    signed_on = day(_("签约日期"))
    ends_on = day(_("到期日期"))
    fee = SumField(label=_("约定费用"))
    uploads = _papers(_("合同扫描件"))

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class Settle(VerbForm):
    """What came of it and what was paid."""

    result = area(_("结果"), most=1000, hint=_("带来几条线索、几个签约；核实过的列在上面。"))
    paid = SumField(label=_("付了多少"))


def _target(metric: str, text: str) -> int:
    if metric in MONEY:
        return read_sum(text, "亿") or 0
    plain = text.strip()
    if not (plain.isascii() and plain.isdecimal()) or len(plain) > 6:
        raise Invalid(gettext("请写整数，例如 50。"), "no_count", field="target")
    return int(plain)


TARGET_HINT = _("个数写整数；金额不写单位就是亿元，例如 300。")


class NewTask(DeskForm):
    """What a year asks for."""

    place = picked(_("哪里的任务"), Place)
    year = number(_("年度"), least=2000, most=2100)
    metric = _choice(_("指标"), Metric.choices)
    level = _choice(
        _("级别（只有签约类指标分级别）"),
        Level.choices,
        required=False,
        blank=[("", _("不分"))],
    )
    target = line(_("任务数"), 20, hint=TARGET_HINT)

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)

    def clean(self) -> dict[str, Any]:
        """The target by its metric; a level only where there is one."""
        given = super().clean() or {}
        metric = given.get("metric", "")
        if given.get("level") and metric not in BY_LEVEL:
            self.add_error("level", gettext("这个指标不分级别，请选“不分”。"))
        _read_target(self, given, metric)
        return given


def _read_target(form: Any, given: dict[str, Any], metric: str) -> None:
    if metric and given.get("target"):
        try:
            given["target"] = _target(metric, given["target"])
        except Invalid as no:
            form.add_error("target", str(no.sentence))


class ChangeTask(VerbForm):
    """Another target, and why."""

    target = line(_("改成多少"), 20, hint=TARGET_HINT)
    reason = line(_("原因"), 500)

    def clean(self) -> dict[str, Any]:
        """The target by its metric."""
        given = super().clean() or {}
        _read_target(self, given, self.thing.metric)
        return given


class Settings(DeskForm):
    """The next version of the settings."""

    DAYS: ClassVar = {
        "days_register": _("签合同后几天内注册"),
        "days_land": _("注册后几天内拿到土地"),
        "days_start": _("注册后几天内开工"),
        "days_funds": _("注册后几天内资金到位"),
        "days_produce": _("开工后几天内投产"),
    }
    since_on = day(_("从哪天起"))
    reason = line(_("为什么改"), 300)
    counts = _choice(_("从哪种协议起算签约"), Kind.choices, blank=())
    small = SumField(label=_("小档从多少起"))
    middle = SumField(label=_("中档从多少起"))
    big = SumField(label=_("大档从多少起"))
    days_register = number(DAYS["days_register"], least=1, most=3650)
    days_land = number(DAYS["days_land"], least=1, most=3650)
    days_start = number(DAYS["days_start"], least=1, most=3650)
    days_funds = number(DAYS["days_funds"], least=1, most=3650)
    days_produce = number(DAYS["days_produce"], least=1, most=3650)

    scoring = forms.FileField(
        label=_("新的评分规则"),
        required=False,
        help_text=_("一个 JSON 文件，写法见说明书“评分”；不换就空着。"),
    )

    def __init__(self, *args: Any, now: Rules, **kwargs: Any) -> None:
        left = {"since_on", "reason", "scoring"}
        held = [name for name in self.base_fields if name not in left]
        first = {name: getattr(now, name) for name in held}
        super().__init__(*args, initial=first, **kwargs)

    def clean_scoring(self) -> dict[str, Any] | None:
        """The rules of the file, as data; None where none was sent."""
        sent = self.cleaned_data["scoring"]
        if not sent:
            return None
        try:
            found = orjson.loads(sent.read(MOST_RULES).removeprefix(BOM_UTF8))
        except ValueError:
            raise forms.ValidationError(
                gettext("这个文件不是 JSON，请按说明书“评分”的写法改好再传。")
            ) from None
        if not isinstance(found, dict):
            raise forms.ValidationError(gettext("评分规则要是一个对象，请看说明书“评分”。"))
        return found
