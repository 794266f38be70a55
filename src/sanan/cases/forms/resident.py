"""What residents fill in. Each mistake gets a sentence that says what to do; nothing is lost."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import Anonymity
from sanan.cases.forms.fields import YesNoField
from sanan.files.forms import WithUploads
from sanan.kit import phones, words
from sanan.kit.errors import Invalid, Missing
from sanan.people.forms.resident import PhoneNumberForm, Words
from sanan.places import queries as places
from sanan.places.coordinates import Crs, point
from sanan.places.models import Place
from sanan.process.enums import Satisfaction
from sanan.process.forms import ResidentVerbForm, area

MOST_CHARACTERS = 3_000
"""Of one message; more comes as photos or is added later."""

HEARD = "（一段录音，请听。）"
"""What stands for the words of whoever spoke instead of writing."""

YES_NO = ("yes", "no")


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
    crs = Words(required=False, max_length=20)
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
        """At most 3,000 characters; whether anything was said is seen with what came along."""
        return _cleaned(self.cleaned_data["text"], MOST_CHARACTERS, "text")

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
        self._find_words(cleaned)
        self._find_place(cleaned.get("place", ""), words.clean_line(cleaned.get("place_name", "")))
        if not {"lat", "lon"} & set(self.errors):
            self._find_position(cleaned)
        return cleaned

    def _find_words(self, cleaned: dict[str, Any]) -> None:
        """Something must be said, in words or aloud: emoji and marks alone tell nobody what is wrong."""
        if "text" in self.errors or not words.is_wordless(cleaned.get("text", "")):
            return
        if cleaned.get("clip"):
            cleaned["text"] = HEARD
        else:
            self.add_error("text", _("请写一句话，说说在哪里、是什么事；也可以按住说。"))

    def _find_position(self, cleaned: dict[str, Any]) -> None:
        """What the browser sent, in the system it sent it in; kept as WGS84."""
        crs = cleaned.get("crs") or Crs.WGS84
        try:
            found = point(cleaned.get("lat"), cleaned.get("lon"), crs)
        except Invalid as refused:
            if (
                refused.code == "no_fix"
            ):  # a phone that found no satellite keeps nobody from speaking
                cleaned["lat"] = cleaned["lon"] = None
                return
            self.add_error("lat", _("位置不完整，请重新定位，或者直接写地点。"))
            return
        if found is not None:
            there = found.to(Crs.WGS84)
            cleaned["lat"], cleaned["lon"] = there.lat, there.lon

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


class Said(ResidentVerbForm):
    """A few words."""

    text = Words(required=False, strip=False, widget=forms.Textarea({"rows": 3}))
    folded = True
    asks: str | Promise = ""

    def prepare(self) -> None:
        """The question that the words answer."""
        self.fields["text"].label = str(self.asks)

    def clean_text(self) -> str:
        """Something must be said."""
        text = _cleaned(self.cleaned_data["text"], 5_000, "text")
        if words.is_blank(text):
            raise forms.ValidationError(_("请写一句话。"))
        return text


class SaidWithPhotos(WithUploads, Said):
    """The same, and perhaps photos and a clip."""

    field_order = ["text", "photos", "clip"]

    def given(self) -> dict[str, Any]:
        """The words, and what came with them."""
        return {"text": self.cleaned_data["text"], "uploads": self.uploads}


class AddForm(SaidWithPhotos):
    """More about it; while something was asked, the answer."""

    def prepare(self) -> None:
        """What was asked stands above it."""
        self.folded = not self.thing.question
        self.label = _("补充") if self.folded else _("回答")
        self.asks = _("还有什么要说的？") if self.folded else _("您的回答")
        super().prepare()


class NotFixedForm(SaidWithPhotos):
    asks = _("哪里还没解决？")
    label = _("还没解决，退回重新办")


class ReopenForm(SaidWithPhotos):
    asks = _("现在是什么情况？")


class ObjectForm(Said):
    asks = _("为什么应该受理？")
    label = _("提出异议（只有一次）")


class WithdrawForm(ResidentVerbForm):
    """Taking it back, with a tick so that nobody does it by accident."""

    told = _("撤回以后就不办了。以后还可以再说一件。")
    label = _("撤回这件事")
    folded = danger = True
    reason = area(_("为什么撤回（可以不写）"), required=False, rows=2)
    sure = forms.BooleanField(
        label=_("确定撤回"), error_messages={"required": _("确定要撤回的话，请先打勾。")}
    )

    def given(self) -> dict[str, Any]:
        """The reason alone."""
        return {"reason": self.cleaned_data["reason"]}


class RateForm(ResidentVerbForm):
    """The three questions."""

    label = _("评价并办结")
    contacted = YesNoField(
        label=_("1. 有没有人联系过您？"),
        yes=_("联系过"),
        no=_("没有"),
        sent=YES_NO,
        error_messages={"required": _("有没有人联系过您？请选一个。")},
    )
    resolved = YesNoField(
        label=_("2. 事情解决了吗？"),
        yes=_("解决了"),
        no=_("没有解决"),
        sent=YES_NO,
        error_messages={"required": _("事情解决了吗？请选一个。")},
    )
    satisfaction = forms.ChoiceField(
        label=_("3. 您满意吗？"),
        choices=Satisfaction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("您满意吗？请选一个。")},
    )
    text = area(_("还想说的（可以不写）"), required=False, rows=2)
    as_it_is = forms.BooleanField(label=_("没有解决，也就这样办结"), required=False)

    def prepare(self) -> None:
        """Only whoever says that it is not resolved is asked whether it may end so."""
        if self.data.get("resolved") != "no":
            self.fields["as_it_is"].widget = forms.HiddenInput()


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
        return phones.personal(text, field=field)
    except Invalid as error:
        raise forms.ValidationError(str(error.sentence)) from error
