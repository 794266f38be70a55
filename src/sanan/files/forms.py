"""Fields for what people send: each file is judged by its content, in the limited child."""

import io
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from sanan.files import pieces
from sanan.kit import words
from sanan.kit.errors import Refused
from sanan.kit.files import DEFAULT_LIMITS, Bomb, Crowded, Limits, Upload, inspect
from sanan.kit.filetypes import Kind

MOST_FILES = 10
MOST_PHOTOS = 9
TALKED = "talked"
"""What was held and talked has no ending; its content says what it is."""

ACCEPT = {
    Kind.PHOTO: "image/*,.heic,.heif",
    Kind.VOICE: "audio/*",
    Kind.VIDEO: "video/*",
    Kind.DOCUMENT: ".pdf,.docx,.xlsx",
}
PHOTOS = Limits(kinds=frozenset({Kind.PHOTO}))
PAPERS = Limits(kinds=frozenset({Kind.PHOTO, Kind.DOCUMENT}))
CLIPS = Limits(kinds=frozenset({Kind.VOICE, Kind.VIDEO}))


class FilesInput(forms.FileInput):
    """The browser's own file input, taking several where the field does."""

    template_name = "django/forms/widgets/file.html"

    def __init__(self, attrs: dict[str, Any], *, several: bool) -> None:
        self.allow_multiple_selected = several
        super().__init__({**attrs, "multiple": True} if several else attrs)

    def value_from_datadict(self, _data: Any, files: Any, name: str) -> list[Any]:
        """All that was sent under this name, also through a form that has one input of each kind."""
        return files.getlist(name) if hasattr(files, "getlist") else [files[name]] * (name in files)


class FilesField(forms.FileField):
    """At most `most` files of the kinds of `limits`; cleaned, a list of `kit.files.Upload`.

    A file that cannot be taken is named with the reason; the others are judged as well.
    """

    def __init__(
        self, *, limits: Limits = DEFAULT_LIMITS, most: int = MOST_FILES, **kwargs: Any
    ) -> None:
        self.limits, self.most = limits, most
        accept = ",".join(ACCEPT[kind] for kind in Kind if kind in limits.kinds)
        widget = FilesInput({"class": "form-control", "accept": accept}, several=most > 1)
        super().__init__(widget=widget, **kwargs)

    def clean(self, data: Any, _initial: Any = None) -> Sequence[Upload]:
        """What was sent, judged."""
        files = [file for file in (data if isinstance(data, list) else [data]) if file]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            raise forms.ValidationError(
                _("最多 %(most)d 个，请少选几个再发。"), params={"most": self.most}, code="many"
            )
        uploads, wrong = [], []
        for file in files:
            try:
                uploads.append(inspect(file.file, file.name or "", self.limits))
            except Refused as no:
                wrong.append(f"{words.clip(file.name or '', 30)}：{no.sentence}")
                if isinstance(no, Bomb | Crowded):
                    break  # one such file costs seconds; the others of this request wait for a better one
        if wrong:
            raise forms.ValidationError(wrong)
        return uploads


class PhotosField(FilesField):
    """Up to nine photos."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(limits=PHOTOS, most=MOST_PHOTOS, required=False, **kwargs)


class ClipField(FilesField):
    """One voice or video clip."""

    def __init__(self, *, limits: Limits = CLIPS, **kwargs: Any) -> None:
        super().__init__(limits=limits, most=1, required=False, **kwargs)


class WithUploads(forms.Form):
    """A resident's form with photos and one clip, shown by `files/_upload.html`.

    A clip that was held and talked may have come before the form, in pieces (`files.pieces`).
    """

    photos = PhotosField()
    clip = ClipField()

    def clean(self) -> dict[str, Any]:
        """The recording that came in pieces, where no file was chosen instead."""
        cleaned = super().clean() or self.cleaned_data
        name = self.data.get(self.add_prefix("pieces"), "")
        if name and not cleaned.get("clip") and "clip" not in self.errors:
            try:
                recording = File(io.BytesIO(pieces.whole(name)), TALKED)
                cleaned["clip"] = self.fields["clip"].clean([recording])
            except Refused as no:
                self.add_error("clip", str(no.sentence))
            except forms.ValidationError as wrong:
                self.add_error("clip", wrong)
        return cleaned

    @property
    def uploads(self) -> list[Upload]:
        """What was sent and may be kept, in order."""
        given = getattr(self, "cleaned_data", {})
        return [*given.get("photos", ()), *given.get("clip", ())]


class PurposeForm(forms.Form):
    """What an original is looked at for."""

    purpose = forms.CharField(
        label=_("为什么要看原件"),
        max_length=200,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off", "list": "reasons"}),
        error_messages={"required": _("请写明为什么要看原件，比如“办理这件事”。")},
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)
