"""What residents fill in on a phone: the parts that every room's forms share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.kit import phones
from sanan.kit.errors import Invalid

PLAIN = frozenset({"CheckboxInput", "CheckboxSelectMultiple", "RadioSelect", "HiddenInput"})


class Words(forms.CharField):
    """What a person writes: whatever was pasted with it that nobody sees is left out, not refused."""

    def to_python(self, value: Any) -> str:
        """Without the characters on which Django would refuse the whole field."""
        return super().to_python(str(value).replace("\x00", "") if value else value) or ""


class ResidentForm(forms.Form):
    """A form whose fields look as WeUI's do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            if each.widget.__class__.__name__ not in PLAIN:
                each.widget.attrs.setdefault("class", "text")

    def offer(self, name: str, rows: Any) -> None:
        """What may be picked in a field."""
        field: Any = self.fields[name]
        field.queryset = rows


class PhoneNumberForm(forms.Form):
    """A mobile number."""

    phone = Words(max_length=40, error_messages={"required": _("请填 11 位手机号码。")})

    def clean_phone(self) -> str:
        """Eleven figures of a mobile number."""
        try:
            return phones.mobile(self.cleaned_data["phone"])
        except Invalid as error:
            raise forms.ValidationError(str(error.sentence)) from error


class CodeForm(PhoneNumberForm):
    """A mobile number and the code that came to it."""

    code = Words(max_length=20, error_messages={"required": _("请填短信里的 6 位验证码。")})
