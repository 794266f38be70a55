"""What officers fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.process.forms import VerbForm
from sanan.sealed.enums import Way

Text = Any
"""A string, or one that is translated when it is shown."""
EMPTY = {"required": _("请写一句话。")}


def secret(label: Text, hint: Text = "", *, new: bool = False) -> forms.CharField:
    """A passphrase field."""
    kind = "new-password" if new else "off"
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": kind}),
        error_messages={"required": _("请输密语。")},
    )


def line(
    label: Text, hint: Text = "", *, most: int = 200, required: bool = True
) -> forms.CharField:
    """One line."""
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=required,
        widget=widget,
        error_messages=EMPTY,
    )


def area(label: Text, hint: Text = "") -> forms.CharField:
    """Several lines."""
    widget = forms.Textarea(attrs={"class": "form-control", "rows": 4})
    return forms.CharField(
        label=label, help_text=hint, max_length=5000, widget=widget, error_messages=EMPTY
    )


class Passphrase(forms.Form):
    """One's own passphrase."""

    passphrase = secret(_("密语"))


class Twice(forms.Form):
    """A new passphrase, typed twice."""

    passphrase = secret(
        _("新密语"), _("至少 12 个字符，和登录密码不同。几个不相干的词连起来最好记。"), new=True
    )
    again = secret(_("再输一遍"), new=True)

    def clean_again(self) -> str:
        """The same."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("passphrase", again):
            raise forms.ValidationError(_("两遍不一样，请再输一遍。"))
        return again


class Found(Twice):
    """Setting a body up."""

    address = line(_("来信地址（可以不写）"), required=False)


class Shares(forms.Form):
    """Two of three."""

    first = line(_("第一份"), _("照纸上抄，横线和大小写不要紧。"))
    second = line(_("第二份"))


class Recover(Twice, Shares):
    """Two shares and a new passphrase."""

    field_order = ("first", "second", "passphrase", "again")


class Change(Twice):
    """Another passphrase for one's own key."""

    old = secret(_("现在的密语"))
    field_order = ("old", "passphrase", "again")


class Words(forms.Form):
    """What is said or noted."""

    text = area(_("写什么"))


class Reply(VerbForm):
    """To the reporter."""

    text = area(_("对举报人说的话"), _("只有拿回执的人看得到。不要写能认出举报人的细节。"))


class Outcome(VerbForm):
    """What the reporter is told at the end."""

    text = area(_("告诉举报人的结果"), _("办结和告知是同一步。"))


class Transfer(VerbForm):
    """Whereto, as the reporter is told."""

    text = area(_("转给了哪个机关，为什么"), _("举报人凭回执看得到。材料另行按规定送达。"))


class Assess(VerbForm):
    """What is done with the clue."""

    way = forms.ChoiceField(
        label=_("怎样处置"),
        choices=Way.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    text = area(_("理由（内部）"))


class Note(VerbForm):
    """For colleagues."""

    text = area(_("内部记录"), _("举报人看不到。"))


class Recuse(VerbForm):
    """Nothing is asked."""

    told = _(
        "原样交给上一级，本机关从此打不开；上一级没有接进来时，只是您看不到，由同事接手。不问原因。"
    )
    danger = True
