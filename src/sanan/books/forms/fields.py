"""Fields that this room's forms share."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Invalid
from sanan.kit.files import DEFAULT_LIMITS, Limits, Upload, inspect

PICK = _("请选择")
MOST_YUAN = Decimal(10) ** 11


class DeskForm(forms.Form):
    """A form with the staff pages' look; each has ids of its own on a page of several."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            kind = each.widget.__class__.__name__
            look = {"Select": "form-select", "CheckboxInput": "form-check-input"}
            each.widget.attrs.setdefault("class", look.get(kind, "form-control"))

    def offer(self, name: str, rows: Any) -> None:
        """What may be picked in a field."""
        field: Any = self.fields[name]
        field.queryset = rows


class YuanField(forms.CharField):
    """Money as people type it, in fen once cleaned; exact, at most to the cent."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """Fen; 0 where nothing was typed and nothing need be."""
        text = unicodedata.normalize("NFKC", super().clean(value))
        text = re.sub(r"[,¥元\s]", "", text)
        if not text:
            return 0
        try:
            yuan = Decimal(text)
        except InvalidOperation:
            raise forms.ValidationError(_("请写数字,例如 1250.50。")) from None
        if not yuan.is_finite() or yuan != yuan.quantize(Decimal("0.01")) or abs(yuan) > MOST_YUAN:
            raise forms.ValidationError(_("请写到分为止,例如 1250.50。"))
        return int(yuan * 100)


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A day."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def area(label: Any, *, required: bool = True, rows: int = 3, most: int = 2000) -> forms.CharField:
    """A few lines."""
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea({"rows": rows}), max_length=most
    )


class ManyFiles(forms.ClearableFileInput):
    """Django's file input, taking several."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files, each judged by its content."""

    def __init__(
        self, *, accept: str, limits: Limits = DEFAULT_LIMITS, most: int = 6, **kwargs: Any
    ) -> None:
        self.limits, self.most = limits, most
        widget = ManyFiles({"class": "form-control", "accept": accept, "multiple": True})
        super().__init__(widget=widget, **kwargs)

    def clean(self, data: Any, _initial: Any = None) -> list[Upload]:
        """What was sent, cleaned; a bad file is named with its reason."""
        files: list[Any] = [f for f in (data if isinstance(data, list) else [data]) if f]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"])
        if len(files) > self.most:
            raise forms.ValidationError(_("一次最多%(most)d个文件。"), params={"most": self.most})
        return [self._judged(file) for file in files]

    def _judged(self, file: Any) -> Upload:
        try:
            return inspect(file.file, file.name or "", self.limits)
        except Invalid as no:
            raise forms.ValidationError(
                _("%(name)s:%(why)s"), params={"name": file.name, "why": no.sentence}
            ) from no
