"""What the desk writes about families and their people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.livelihood.enums import (
    HouseholdKind,
    JoinReason,
    Kin,
    LeaveReason,
    Qualifier,
    Sex,
    Skill,
    Tab,
    WorkState,
)
from sanan.livelihood.queries.nearby import estates_in, villages_around
from sanan.places.models import Place, PlaceQuerySet
from sanan.process.forms import (
    DeskForm,
    VerbForm,
    YuanField,
    area,
    day,
    line,
    number,
    picked,
    several,
    tick,
)

FIRST_YEAR, LAST_YEAR = 2000, 2100


def chosen(label: Any, choices: Any, *, required: bool = True) -> forms.ChoiceField:
    """One of known words."""
    first = [] if required else [("", _("不填"))]
    return forms.ChoiceField(label=label, choices=[*first, *choices], required=required)


def clock_time(label: Any, hint: Any = "") -> forms.TimeField:
    """An hour of the day, or none."""
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, help_text=hint)


class _OfHousehold(forms.Form):
    """What both a new family and a correction say."""

    head = line(_("户主"), 40)
    kind = chosen(_("哪一类"), HouseholdKind.choices)
    origin = picked(_("原来的村"), Place)
    moved_on = day(_("搬来的日期"))
    estate = picked(_("小区"), Place, required=False)
    building = line(_("楼栋"), 30, required=False)
    dwelling = line(_("房号"), 30, required=False)
    phone = line(_("电话"), 20, required=False)
    before_fen = YuanField(
        label=_("搬迁前一年人均收入（元）"),
        required=False,
        help_text=_("用来看生活水平恢复了没有。"),
    )


class NewHousehold(_OfHousehold, DeskForm):
    """A family that is not yet in the register."""

    place = picked(_("现在的社区（村）"), Place)
    number = line(_("户号"), 24)
    field_order = ["place", "number", "head", "kind", "origin", "moved_on"]

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)
        _offer_places(self, places)


class Amend(_OfHousehold, VerbForm):
    """A correction."""

    def prepare(self) -> None:
        """As it stands now."""
        _offer_places(self, Place.objects.filter(pk=self.thing.place_id))
        for name in ("head", "kind", "origin", "moved_on", "estate", "building", "dwelling"):
            self.fields[name].initial = getattr(self.thing, name)
        if self.thing.before_fen is not None:
            self.fields["before_fen"].initial = f"{self.thing.before_fen / 100:.2f}"
        self.fields["phone"].help_text = _("空着就不改。现在是 %(phone)s") % {
            "phone": self.thing.masked_phone or "—"
        }


def _offer_places(form: Any, places: PlaceQuerySet) -> None:
    form.offer("origin", villages_around(places))
    form.offer("estate", estates_in(places))


class Account(VerbForm):
    """To which account the family's money goes."""

    told = _("账号加密保存，页面上只显示后四位。")
    account = line(_("账号或卡号"), 40)
    bank = line(_("开户银行"), 40)
    holder = line(_("户名"), 40, hint=_("要是这一户的人。"))


class Visit(VerbForm):
    """A visit."""

    told = _("走访记录加密保存。要看的人先写明为什么看，每看一次都留记录。")
    note = area(_("看到的、听到的"))
    purpose = line(_("为什么走访"), required=False)
    in_need = tick(_("这一户有困难，要继续关心"))
    next_on = day(_("下次什么时候去"), required=False)


class Survey(VerbForm):
    """What a family lived on in a year."""

    year = number(_("哪一年"), least=FIRST_YEAR, most=LAST_YEAR)
    people = number(_("几口人"), least=1, most=40)
    wages_fen = YuanField(label=_("工资收入（元）"), required=False)
    business_fen = YuanField(label=_("经营收入（元）"), required=False)
    property_fen = YuanField(label=_("财产收入（元）"), required=False)
    support_fen = YuanField(label=_("补贴和赡养（元）"), required=False)
    area_m2 = number(_("住房面积（平方米）"), most=2000, required=False)


class Follow(VerbForm):
    """What was offered to a family without work."""

    offered = area(_("介绍了什么活、下一步怎么办"), most=500)


class MoveAway(VerbForm):
    """That a family lives elsewhere."""

    danger = True
    told = _("在册的人同时从这里的名册核减，以后的发放名单里不再有这一户。")
    on = day(_("哪天搬走的"))
    to = line(_("搬到哪里"), required=False)


class NewMember(DeskForm):
    """A person of a family."""

    name = line(_("姓名"), 40)
    kin = chosen(_("和户主的关系"), Kin.choices)
    id_number = line(
        _("身份证号"), 20, required=False, hint=_("加密保存；填了就不用再填出生日期。")
    )
    birth_on = day(_("出生日期"), required=False)
    sex = chosen(_("性别"), Sex.choices, required=False)
    joined_on = day(
        _("移民在册的日期"),
        required=False,
        hint=_("随水库搬迁、核定在册的才填。后来出生、嫁入的不填。"),
    )


class Correct(VerbForm):
    """A correction of what is known of somebody."""

    name = line(_("姓名"), 40)
    kin = chosen(_("和户主的关系"), Kin.choices)
    birth_on = day(_("出生日期"), required=False)
    id_number = line(_("身份证号"), 20, required=False, hint=_("空着就不改。"))

    def prepare(self) -> None:
        """As it stands now."""
        for name in ("name", "kin", "birth_on"):
            self.fields[name].initial = getattr(self.thing, name)

    def given(self) -> dict[str, Any]:
        """An empty birthday leaves the one that is known."""
        data = super().given()
        data["birth_on"] = data["birth_on"] or self.thing.birth_on
        return data


class Enrol(VerbForm):
    """On the roll."""

    told = _("出生、嫁入不能进名册（增人不增）。")
    why = chosen(_("为什么"), JoinReason.choices)
    on = day(_("从哪天起"))


class Remove(VerbForm):
    """Off the roll."""

    danger = True
    told = _("从那天的下个月起不再发直补。")
    why = chosen(_("为什么"), LeaveReason.choices)
    on = day(_("哪天"))


class Leave(VerbForm):
    """No longer of the family."""

    danger = True
    why = chosen(_("为什么"), LeaveReason.choices)
    on = day(_("哪天"))


class Work(VerbForm):
    """Whether somebody works."""

    work = chosen(_("现在"), [c for c in WorkState.choices if c[0]])
    work_at = line(_("在哪里、做什么"), 80, required=False)

    def prepare(self) -> None:
        """As it stands now."""
        self.fields["work"].initial = self.thing.work
        self.fields["work_at"].initial = self.thing.work_at


class Wish(VerbForm):
    """What work somebody looks for."""

    wants_work = tick(_("想找活"))
    skills = several(_("会做什么"), Skill.choices)
    free_from = clock_time(_("从几点有空"), _("几点都行就空着。"))
    free_until = clock_time(_("到几点"))
    most_km = forms.DecimalField(
        label=_("最远去多远（公里）"), required=False, min_value=0, max_value=200, decimal_places=1
    )
    children_hours = tick(_("要接送孩子"))

    def prepare(self) -> None:
        """As it stands now."""
        for name in self.fields:
            self.fields[name].initial = getattr(self.thing, name)
        if not self.thing.skills:
            self.fields["wants_work"].initial = True


class Guide(VerbForm):
    """Start-up guidance."""

    topic = line(_("想做什么"), 120)
    advice = area(_("给了什么建议、下一步"), most=1000)


class Look(DeskForm):
    """What an encrypted note is looked at for."""

    purpose = line(
        _("为什么要看"), 200, hint=_("比如“安排下次走访”。看了什么、为什么看，都留记录。")
    )


class Figure(DeskForm):
    """A figure that a report states."""

    place = picked(_("哪里"), Place)
    tab = chosen(_("放在"), Tab.choices)
    label = line(_("叫什么"), 60)
    value = forms.DecimalField(label=_("数字"), max_digits=14, decimal_places=2)
    unit = line(_("单位"), 12)
    qualifier = chosen(_("准不准"), Qualifier.choices)
    meaning = line(_("怎么算的"), 200)
    source = line(_("从哪里来"), 200)
    on = day(_("截至哪天"))

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class Restate(VerbForm):
    """The figure anew."""

    value = forms.DecimalField(label=_("数字"), max_digits=14, decimal_places=2)
    qualifier = chosen(_("准不准"), Qualifier.choices)
    source = line(_("从哪里来"), 200)
    on = day(_("截至哪天"))

    def prepare(self) -> None:
        """As it stands now."""
        for name in self.fields:
            self.fields[name].initial = getattr(self.thing, name)
