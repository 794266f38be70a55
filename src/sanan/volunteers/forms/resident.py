"""What volunteers fill in on their phones."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.people.models import Org
from sanan.process.forms import ResidentVerbForm, day, moment, number, picked, several
from sanan.volunteers.enums import Field as Work
from sanan.volunteers.enums import IdKind, Sex

EMPTY = {"required": _("请写一句话。")}


def wasted(label: Any, **more: Any) -> forms.IntegerField:
    """Minutes that do not count."""
    return number(label, most=1440, required=False, initial=0, **more)


class About(ResidentVerbForm):
    """What a volunteer says about themselves; everything but the skills may be left out."""

    skills = several(_("会做什么"), Work.choices)
    sex = forms.ChoiceField(
        label=_("性别（可以不填）"), choices=[("", _("不填")), *Sex.choices], required=False
    )
    birth_on = day(_("生日（可以不填）"), required=False)
    id_kind = forms.ChoiceField(label=_("证件类型"), choices=IdKind.choices, required=False)
    id_number = forms.CharField(
        label=_("证件号码（可以不填）"),
        required=False,
        max_length=30,
        help_text=_("只印在您自己的证明上，加密保存。不填也能服务，证明上写“未登记”。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class Join(About):
    """Registering."""

    name = forms.CharField(label=_("真实姓名"), max_length=40, error_messages=EMPTY)
    agreed = forms.BooleanField(
        label=_("我看过怎样使用我的信息，同意"),
        error_messages={"required": _("请先看一下怎样使用您的信息，再勾选“同意”。")},
    )
    field_order = ("name", "skills", "sex", "birth_on", "id_kind", "id_number", "agreed")

    def __init__(self, *args: Any, known: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["name"]


class Times(ResidentVerbForm):
    """From when to when, and what does not count."""

    began_at = moment(_("开始"))
    ended_at = moment(_("结束"))
    breaks = wasted(_("中间休息了几分钟"))
    travel = wasted(_("路上几分钟"), help_text=_("路上和休息不算服务时间。"))

    def clean(self) -> dict[str, Any]:
        """Minutes left out are none."""
        cleaned = super().clean() or {}
        for name in ("breaks", "travel"):
            if name not in self.errors:
                cleaned[name] = cleaned.get(name) or 0
        return cleaned


class Claim(Times):
    """What a volunteer did that nobody recorded."""

    org: Any = picked(_("哪支队伍"), Org)
    title = forms.CharField(label=_("做了什么"), max_length=120, error_messages=EMPTY)
    recipients = forms.CharField(label=_("帮了谁（可以不填）"), max_length=120, required=False)
    field_order = ("org", "title", "recipients", "began_at", "ended_at", "breaks", "travel")

    def __init__(self, *args: Any, orgs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("org", orgs)


class Question(Times):
    """Other times for a record, and why."""

    reason = forms.CharField(label=_("哪里不对"), max_length=300, error_messages=EMPTY)
    field_order = ("reason", "began_at", "ended_at", "breaks", "travel")

    def prepare(self) -> None:
        """As it stands now."""
        for name in ("began_at", "ended_at", "breaks", "travel"):
            self.initial.setdefault(name, getattr(self.thing, name))


class Ask(ResidentVerbForm):
    """A certificate."""

    org: Any = picked(_("请哪个单位开（谁记录谁证明）"), Org)
    since_on = day(_("从哪天"))
    until_on = day(_("到哪天"))
    purpose = forms.CharField(label=_("用在哪里（可以不填）"), max_length=120, required=False)

    def __init__(self, *args: Any, orgs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("org", orgs)
