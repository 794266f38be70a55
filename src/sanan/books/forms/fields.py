"""Files that come with this room's forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Invalid
from sanan.kit.files import DEFAULT_LIMITS, Limits, Upload, inspect


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
                _("%(name)s：%(why)s"), params={"name": file.name, "why": no.sentence}
            ) from no
