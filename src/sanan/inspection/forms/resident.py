"""What residents write on a notice and to what was mended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import Anonymity
from sanan.cases.forms.resident import HEARD
from sanan.files.forms import WithUploads
from sanan.kit import phones, words
from sanan.process.enums import Satisfaction
from sanan.process.forms import ResidentVerbForm, area, line

ABOUT_THINGS = "things"


class Say(WithUploads, ResidentVerbForm):
    """An ordinary matter, named or not."""

    text = area(_("什么事，在哪里"), required=False, rows=4, most=3000)
    anonymity = forms.ChoiceField(
        label=_("我的名字"), choices=Anonymity.choices, initial=Anonymity.ANONYMOUS
    )
    contact_name = line(_("怎么称呼您（可以不写）"), 40, required=False)
    contact_phone = line(_("电话（可以不留）"), 20, required=False)

    field_order = ("text", "photos", "clip", "anonymity", "contact_name", "contact_phone")

    def clean_contact_phone(self) -> str:
        """A number that can be called, or nothing."""
        given = self.cleaned_data["contact_phone"]
        return phones.personal(given, field="contact_phone") if given else ""

    def clean(self) -> dict[str, Any]:
        """Something must be said, in words or aloud."""
        cleaned = super().clean() or self.cleaned_data
        if words.is_wordless(cleaned.get("text", "")) and "text" not in self.errors:
            if cleaned.get("clip"):
                cleaned["text"] = HEARD
            else:
                self.add_error("text", _("请写一句话，说说在哪里、是什么事；也可以按住说。"))
        return cleaned


class Rate(ResidentVerbForm):
    """What somebody thinks of what was mended."""

    said = forms.ChoiceField(
        label=_("改得怎么样"), choices=Satisfaction.choices, widget=forms.RadioSelect
    )


class Doubt(WithUploads, ResidentVerbForm):
    """It is not so."""

    folded = True
    told = _("说说现在是什么样，拍张照更清楚。不用留名字，马上成为一件要答复的事。")
    text = area(_("现在是什么样"), most=1000)
    field_order = ("text", "photos", "clip")

    def given(self) -> dict[str, Any]:
        """Words and what came along."""
        return {"text": self.cleaned_data["text"], "uploads": self.uploads}
