"""What the desk writes about paying cycles and payments that did not arrive."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.livelihood.enums import ReturnReason
from sanan.livelihood.forms.households import chosen
from sanan.livelihood.models.subsidy import LEAST_PUBLICITY
from sanan.places.models import Place, PlaceQuerySet
from sanan.process.forms import (
    DeskForm,
    ResidentVerbForm,
    VerbForm,
    area,
    day,
    line,
    number,
    picked,
    tick,
)


class NewCycle(DeskForm):
    """A cycle of whole months."""

    place = picked(_("哪里"), Place)
    title = line(_("叫什么"), 60, hint=_("例如：2026 年下半年直补"))
    since_on = day(_("从哪个月 1 日"))
    until_on = day(_("到哪个月最后一天"))
    publicity_days = number(_("公示几天"), least=LEAST_PUBLICITY, most=30)

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, initial={"publicity_days": LEAST_PUBLICITY}, **kwargs)
        self.offer("place", places)


class Freeze(VerbForm):
    """A button that says what it means."""

    told = _("按现在的移民名册算出每人几个月、多少钱。锁定以后不能再加人，漏了的进下一期。")


class Publicise(VerbForm):
    """A button that says until when."""

    def prepare(self) -> None:
        """The number of days in words."""
        days = self.thing.publicity_days
        self.told = _("从明天起公示 %(n)s 天。姓名遮盖中间的字，不写证件和账号。") % {"n": days}


class Settle(VerbForm):
    """What came of an objection; the finding is public."""

    told = _("处理最早的一条异议。查明的结果会公开，请不要写名字。")
    upheld = forms.TypedChoiceField(
        label=_("查下来"),
        choices=[("no", _("不属实")), ("yes", _("属实"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    strike = tick(_("从这期名单剔除这一行"))
    finding = area(_("查明了什么"), most=1000)


class Bounce(VerbForm):
    """That a payment came back."""

    reason = chosen(
        _("为什么"), [c for c in ReturnReason.choices if c[0] != ReturnReason.NO_ACCOUNT]
    )
    note = line(_("银行怎么说"), 300, required=False)


class Void(VerbForm):
    """That a payment will never arrive."""

    danger = True
    why = area(_("为什么不再发"), most=300)


class Object(ResidentVerbForm):
    """An objection; nobody's name is asked."""

    told = _("不用写您的名字。每一条都要查清、答复，查清以前不发放。")
    number = number(_("名单上的序号（说漏了人就空着）"), least=1, most=100_000, required=False)
    text = area(_("哪里不对"), most=1000)
