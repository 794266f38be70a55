"""What the desk and residents write of a month's pay."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.process.forms import DeskForm, ResidentVerbForm, VerbForm, area, line, picked
from sanan.workshop.forms.reply import ReplyField
from sanan.workshop.models import Workshop
from sanan.workshop.models.pay import PUBLICITY_DAYS


class Draft(DeskForm):
    """Which month of which workshop."""

    workshop = picked(_("哪个手工坊"), Workshop)
    month = forms.CharField(
        label=_("哪个月"), max_length=7, widget=forms.TextInput({"type": "month"})
    )

    def __init__(
        self, *args: Any, workshops: Any, today: date, month: str = "", **kwargs: Any
    ) -> None:
        last = date.fromordinal(today.replace(day=1).toordinal() - 1)
        super().__init__(*args, initial={"month": month or f"{last:%Y-%m}"}, **kwargs)
        self.offer("workshop", workshops)
        if len(workshops) == 1:
            self.fields["workshop"].initial = workshops[0].pk


class Publicise(VerbForm):
    """A button that says what everyone will see."""

    told = _("姓名遮住，金额公开，从明天起公示三天；谁都可以说哪里不对。")
    days = PUBLICITY_DAYS


class Answer(VerbForm):
    """What came of an objection; the finding is public."""

    told = _("答复最早的一条。属实的，这个月撤回重算。")
    upheld = forms.TypedChoiceField(
        label=_("查下来"),
        choices=[("no", _("没有错")), ("yes", _("属实，撤回重算"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    finding = area(_("查明了什么（会公开，请不要写名字）"), most=1000)


class Withdraw(VerbForm):
    """Why it is worked out again."""

    danger = True
    why = area(_("为什么（会公开）"), most=500)


class Send(VerbForm):
    """A button that says who is in it."""

    told = _("登记了银行卡的都进代发表；没登记的，付现金、本人签字。办了以后下载代发表交给银行。")


class TakeReply(VerbForm):
    """The bank's file."""

    told = _("银行退回来的表：要有账号、金额、结果三列。对不上的行不动，写明在哪一行。")
    rows = ReplyField(label=_("回盘文件（Excel 或 CSV）"))


class Back(VerbForm):
    """The bank's words."""

    why = line(_("银行怎么说"), 120)


class Cash(VerbForm):
    """Who signed."""

    proof = line(_("谁签的字、收条放在哪里"), 120)


class Object(ResidentVerbForm):
    """What is wrong; nobody's name is asked."""

    told = _("不用写您的名字。每一条都要查清、答复，答复以前不会付钱。")
    text = area(_("哪里不对"), most=1000)
