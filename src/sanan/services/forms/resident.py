"""What residents and helpers fill in on a phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.kit import phones
from sanan.kit.errors import Invalid
from sanan.people.forms.resident import ResidentForm, Words
from sanan.people.models import Org
from sanan.places.models import Place
from sanan.process.forms import ResidentVerbForm, area, day, moment, several, units_around
from sanan.services.enums import Bond, DeclineReason, Free, Post, Skill
from sanan.services.forms.fields import EMPTY, fen
from sanan.services.models import Helper, MenuItem

SCORES = [(5, _("很好")), (4, _("好")), (3, _("一般")), (2, _("不太好")), (1, _("不好"))]


class Ask(ResidentForm):
    """What orders, wishes and partner matters share: where, and how to call back."""

    place: Any = forms.ModelChoiceField(
        Place.objects.none(),
        to_field_name="code",
        required=False,
        label=_("哪个小区、哪栋楼"),
        empty_label=_("就在这个社区"),
    )
    address = Words(label=_("单元和门牌（只给接单的人看）"), required=False, max_length=120)
    phone = Words(
        label=_("电话（只给接单的人看）"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    token = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, village: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = Place.objects.within(village).of_kind("estate", "building")
        self.offer("place", inside.order_by("path"))
        self.fields["place"].label_from_instance = _spoken  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        """A number that can be called, or nothing."""
        text = self.cleaned_data["phone"]
        try:
            return phones.personal(text) if text else ""
        except Invalid as error:
            raise forms.ValidationError(str(error.sentence)) from error


def _spoken(place: Place) -> str:
    """An estate by its name, its buildings set in under it."""
    return str(place.name) if place.kind == "estate" else f"— {place.name}"


class OrderForm(Ask):
    """A service of the menu, or something else in one's own words."""

    item: Any = forms.ModelChoiceField(
        MenuItem.objects.none(),
        to_field_name="code",
        required=False,
        label=_("要什么服务"),
        empty_label=_("单子里没有，我自己写"),
    )
    title = Words(label=_("自己写：要帮什么"), required=False, max_length=60)
    text = area(_("还想说的"), required=False, most=2000)
    for_whom = Words(label=_("给谁（比如“我妈妈，82岁”）"), required=False, max_length=40)
    wanted_at = moment(_("想要什么时候"), required=False, hint=_("可以不写，接单的人和您约。"))

    field_order = (
        "item",
        "title",
        "text",
        "for_whom",
        "wanted_at",
        "place",
        "address",
        "phone",
        "token",
    )

    def __init__(self, *args: Any, menu: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("item", menu)


class WishForm(Ask):
    """A micro-wish: small, with a cap and a day. What the public sees bears no name."""

    title = Words(label=_("想实现什么心愿"), max_length=60, error_messages={**EMPTY})
    text = area(_("为什么"), required=False, most=2000)
    for_whom = Words(
        label=_("是谁的心愿（公开时会遮住名字）"), max_length=40, error_messages={**EMPTY}
    )
    cost = forms.DecimalField(
        label=_("大约要多少钱（元，一千元以内）"), min_value=1, max_value=1000, decimal_places=2
    )
    deadline_on = day(_("希望哪天以前实现"))

    field_order = (
        "title",
        "text",
        "for_whom",
        "cost",
        "deadline_on",
        "place",
        "address",
        "phone",
        "token",
    )

    def clean_cost(self) -> int | None:
        """In fen."""
        return fen(self.cleaned_data["cost"])


class ReportForm(Ask):
    """A matter for a partner company: the fewest words that let it come."""

    text = area(_("怎么了"), most=2000)

    field_order = ("text", "place", "address", "phone", "token")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].label = _("单元和门牌（只给上门的人看）")
        self.fields["phone"].label = _("电话（只给上门的人看，可以不留）")
        self.fields["text"].error_messages = {**EMPTY}


class RateForm(ResidentVerbForm):
    """One to five, a word, and whether anyone asked for money."""

    score = forms.TypedChoiceField(
        label=_("做得怎么样？"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
    )
    comment = area(_("还想说的（可以不写）"), required=False)
    charged = forms.BooleanField(label=_("有人要了钱或者东西"), required=False)


class CancelForm(ResidentVerbForm):
    """Why, if they like."""

    reason = Words(label=_("为什么（可以不写）"), required=False, max_length=300)


class RegisterForm(ResidentForm):
    """报到: what I can do, when, how often."""

    bond = forms.ChoiceField(label=_("我是"), choices=Bond.choices, widget=forms.RadioSelect)
    unit: Any = forms.ModelChoiceField(
        Org.objects.none(), required=False, label=_("单位（在职党员必填）"), empty_label=_("没有")
    )
    skills = several(_("我会做什么"), Skill.choices)
    posts = several(_("认领什么岗位"), Post.choices)
    free = several(_("什么时候有空（不选就是都可以）"), Free.choices)
    home: Any = forms.ModelChoiceField(
        Place.objects.none(),
        required=False,
        label=_("我住哪栋楼（近的先问）"),
        empty_label=_("不写"),
    )
    most = forms.IntegerField(label=_("一个月最多请我几次"), min_value=1, max_value=31, initial=4)

    def __init__(self, *args: Any, village: Place, helper: Helper | None = None, **kw: Any) -> None:
        if helper is not None:
            names = ("bond", "unit", "skills", "posts", "free", "home", "most")
            kw.setdefault("initial", {n: getattr(helper, n) for n in names})
        super().__init__(*args, **kw)
        self.offer("unit", units_around([village]))
        inside = Place.objects.within(village).of_kind("estate", "building")
        self.offer("home", inside.order_by("path"))
        self.fields["home"].label_from_instance = _spoken  # type: ignore[attr-defined]
        if helper is not None:
            del self.fields["bond"]


class DeclineForm(ResidentVerbForm):
    """Why not this time."""

    reason = forms.ChoiceField(
        label=_("这次为什么不行"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
    )


class ReleaseForm(ResidentVerbForm):
    """Why it has to be given back."""

    reason = Words(label=_("为什么退回"), max_length=200, error_messages={**EMPTY})


class ScheduleForm(ResidentVerbForm):
    """When."""

    scheduled_at = moment(_("和对方约在什么时候"))

    def prepare(self) -> None:
        """What was agreed, else what was wished for."""
        self.fields["scheduled_at"].initial = self.thing.scheduled_at or self.thing.wanted_at


class BeginForm(ResidentVerbForm):
    """That the visit begins; with a risk, that an insurance is there."""

    began_at = moment(_("什么时候到的"), required=False, hint=_("不写就是现在。"))
    insured = forms.BooleanField(label=_("志愿者保险已经办好"), required=False)

    def prepare(self) -> None:
        """An insurance is asked for where there is a risk."""
        if not self.thing.risky:
            del self.fields["insured"]


class EndForm(ResidentVerbForm):
    """What was done, and how long it took without breaks."""

    result = area(_("做了什么"), most=500)
    ended_at = moment(_("什么时候做完的"), required=False, hint=_("不写就是现在。"))
    breaks = forms.IntegerField(
        label=_("中间休息几分钟"), min_value=0, max_value=720, initial=0, required=False
    )

    def clean_breaks(self) -> int:
        """Nothing is none."""
        return self.cleaned_data["breaks"] or 0
