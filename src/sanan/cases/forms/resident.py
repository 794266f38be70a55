"""What residents fill in. Each mistake gets a sentence that says what to do; nothing is lost."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import Anonymity
from sanan.files.forms import WithUploads
from sanan.kit import phones, words
from sanan.kit.errors import Invalid, Missing
from sanan.people.forms.resident import PhoneNumberForm, Words
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.process.enums import Satisfaction

MOST_CHARACTERS = 20_000


class SayForm(WithUploads):
    """The first page: what it is about, where, and who may know who said it."""

    text = Words(required=False, strip=False)
    place = Words(required=False, max_length=40)
    place_name = Words(required=False, max_length=100)
    address = Words(required=False, max_length=500)
    lat = forms.FloatField(
        required=False, min_value=-90, max_value=90, error_messages={"invalid": _("纬度不对。")}
    )
    lon = forms.FloatField(
        required=False, min_value=-180, max_value=180, error_messages={"invalid": _("经度不对。")}
    )
    anonymity = forms.ChoiceField(
        required=False,
        choices=Anonymity.choices,
        error_messages={"invalid_choice": _("请选一个。")},
    )
    contact_name = Words(required=False, max_length=400)
    contact_phone = Words(required=False, max_length=40)
    private = forms.BooleanField(required=False)
    token = Words(required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: Place | None = None
        self.candidates: list[Place] = []

    def clean_text(self) -> str:
        """Something must be said, in words or in a clip or a photo with a word."""
        text = _cleaned(self.cleaned_data["text"], MOST_CHARACTERS, "text")
        if words.is_blank(text):
            raise forms.ValidationError(_("请写一句话，说说是什么事。"))
        return text

    def clean_contact_phone(self) -> str:
        """A number that can be called, or nothing."""
        return _number(self.cleaned_data["contact_phone"], "contact_phone")

    def clean_contact_name(self) -> str:
        """One line, at most 40 characters."""
        return _cleaned(words.clean_line(self.cleaned_data["contact_name"]), 40, "contact_name")

    def clean_address(self) -> str:
        """One line, at most 200 characters."""
        return _cleaned(words.clean_line(self.cleaned_data["address"]), 200, "address")

    def clean(self) -> dict[str, Any]:
        """The place, by its code or by its name; coordinates only in pairs."""
        cleaned = super().clean() or self.cleaned_data
        self._find_place(cleaned.get("place", ""), words.clean_line(cleaned.get("place_name", "")))
        if (cleaned.get("lat") is None) != (cleaned.get("lon") is None):
            self.add_error("lat", _("位置不完整，请重新定位，或者直接写地点。"))
        return cleaned

    def _find_place(self, code: str, name: str) -> None:
        if name:
            self.candidates = places.find(name)
            exact = [p for p in self.candidates if name in {p.name, p.spoken, p.full_name}]
            if len(found := exact or self.candidates) == 1:
                self.found = found[0]
            elif code and code in {p.code for p in self.candidates}:
                self.found = places.by_code(code)
            elif found:
                self.candidates = found
                self.add_error("place_name", _("有几个地方叫这个名字，请选一个。"))
            else:
                self.add_error("place_name", _("没有找到这个地方。请写村、社区或小区的名字。"))
        elif code:
            try:
                self.found = places.by_code(code)
            except Missing as error:
                self.add_error("place_name", str(error.sentence))
        else:
            self.add_error("place_name", _("请写是哪个村、社区或小区。"))


class TrackForm(forms.Form):
    """The query code."""

    code = Words(max_length=60, error_messages={"required": _("请填 12 位查询码。")})


class WordsForm(WithUploads):
    """A few words and perhaps photos: more about it, an answer, what is still wrong."""

    text = Words(required=False, strip=False)

    def clean_text(self) -> str:
        """Something must be said."""
        text = _cleaned(self.cleaned_data["text"], 5_000, "text")
        if words.is_blank(text):
            raise forms.ValidationError(_("请写一句话。"))
        return text


class WithdrawForm(forms.Form):
    """Taking it back, with a tick so that nobody does it by accident."""

    text = Words(required=False, max_length=2_000)
    sure = forms.BooleanField(error_messages={"required": _("确定要撤回的话，请先打勾。")})


class RateForm(forms.Form):
    """The three questions."""

    YES_NO = (("yes", _("是")), ("no", _("没有")))
    contacted = forms.ChoiceField(
        choices=YES_NO, error_messages={"required": _("有没有人联系过您？请选一个。")}
    )
    resolved = forms.ChoiceField(
        choices=YES_NO, error_messages={"required": _("事情解决了吗？请选一个。")}
    )
    satisfaction = forms.ChoiceField(
        choices=Satisfaction.choices, error_messages={"required": _("您满意吗？请选一个。")}
    )
    text = Words(required=False, max_length=2_000)
    as_it_is = forms.BooleanField(required=False)

    def answers(self) -> dict[str, Any]:
        """As the action takes them."""
        said = self.cleaned_data
        return {
            "contacted": said["contacted"] == "yes",
            "resolved": said["resolved"] == "yes",
            "satisfaction": Satisfaction(said["satisfaction"]),
            "text": said["text"],
            "as_it_is": said["as_it_is"],
        }


class CallForm(PhoneNumberForm):
    """A wish to be called back."""

    text = Words(required=False, max_length=500)


def _cleaned(text: str, most: int, field: str) -> str:
    try:
        return words.clean(text, most=most, field=field)
    except Invalid as error:
        raise forms.ValidationError(str(error.sentence)) from error


def _number(text: str, field: str) -> str:
    if not text.strip():
        return ""
    try:
        return phones.any_number(text, field=field)
    except Invalid as error:
        raise forms.ValidationError(str(error.sentence)) from error
