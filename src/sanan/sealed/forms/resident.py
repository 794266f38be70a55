"""What a reporter fills in, with and without script."""

import base64
import binascii
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.kit import filetypes, words
from sanan.kit.errors import Invalid
from sanan.kit.files import MEGABYTE, Limits, inspect
from sanan.places.models import Place
from sanan.sealed.actions.intake import MOST_FILES
from sanan.sealed.crypto import letter as letters
from sanan.sealed.crypto.letter import Letter
from sanan.sealed.crypto.padding import TooLongError
from sanan.sealed.crypto.passphrase import DIGITS
from sanan.sealed.enums import About
from sanan.sealed.models import Body
from sanan.sealed.queries import routes

SALT = "sanan.sealed.route"
TEXT, WHO, NAME = 10_000, 300, 40
_TEN = 10 * MEGABYTE
LIMITS = Limits(photo=_TEN, voice=_TEN, video=_TEN, document=_TEN)
EMPTY = {"required": gettext_lazy("请写一句话。")}


class ChooseForm(forms.Form):
    """Where, and whom it is about: asked before anything is written."""

    where = forms.CharField(error_messages={"required": gettext_lazy("请选一个地方。")})
    about = forms.ChoiceField(
        choices=About.choices, error_messages={"required": gettext_lazy("请选要反映的是谁。")}
    )
    up = forms.IntegerField(min_value=0, max_value=3, required=False)

    def clean_where(self) -> Place:
        """One of the places shown."""
        code = self.cleaned_data["where"]
        found = next((place for place in routes.wheres() if place.code == code), None)
        if found is None:
            raise forms.ValidationError(_("请选一个地方。"))
        return found


class WordsForm(forms.Form):
    """Something added to a report, read by the server for want of script."""

    text = forms.CharField(max_length=TEXT, error_messages=EMPTY)

    def header(self) -> dict[str, Any]:
        """What is sealed, without the files."""
        return {"text": words.clean(self.cleaned_data["text"])}


class WriteForm(WordsForm):
    """A report, read by the server for want of script."""

    who = forms.CharField(
        max_length=WHO, error_messages={"required": gettext_lazy("请写要反映谁。")}
    )
    name = forms.CharField(max_length=NAME, required=False)
    phone = forms.CharField(max_length=NAME, required=False)
    where = forms.CharField(max_length=80, required=False)
    about = forms.CharField(max_length=80, required=False)

    def header(self) -> dict[str, Any]:
        """What is sealed, without the files."""
        line = {k: words.clean_line(self.cleaned_data[k]) for k in ("who", "name", "phone")}
        chosen = {k: self.cleaned_data[k] for k in ("where", "about")}
        return {**super().header(), **line, **chosen}

    @property
    def named(self) -> bool:
        """Named is with a name and a way to reach them (检举控告工作规则, 实名检举控告)."""
        return bool(self.cleaned_data["name"].strip() and self.cleaned_data["phone"].strip())


def keys_of(bodies: Iterable[Body]) -> dict[str, str]:
    """The public keys of the readers, for the browser."""
    return {body.code: base64.b64encode(bytes(body.public)).decode() for body in bodies}


def route_token(bodies: Iterable[Body]) -> str:
    """Who was shown as the readers, signed, so that nobody changes it in between."""
    return signing.dumps([body.code for body in bodies], salt=SALT)


def route_of(token: str) -> list[Body]:
    """The readers again; raises `Invalid` where they changed meanwhile."""
    try:
        bodies = routes.by_codes(signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError):
        bodies = []
    if not bodies:
        raise Invalid(_("接收的机关刚刚变了。请回到第一步，重新选要反映的是谁。"), "route")
    return bodies


def sealed_letter(data: Mapping[str, str], files: Any) -> Letter | None:
    """What the browser has sealed; None where it has not. Raises `Invalid` where it is torn."""
    content = files.get("content")
    if content is None:
        return None
    try:
        told = orjson.loads(data.get("wraps", ""))
        wraps = {str(k): base64.b64decode(v, validate=True) for k, v in told.items()}
    except (orjson.JSONDecodeError, AttributeError, TypeError, binascii.Error) as error:
        raise Invalid(_("没有收全。请回到上一页，再交一次。"), "torn") from error
    return Letter(content.read(), wraps, tuple(file.read() for file in files.getlist("sealed")))


def plain_letter(header: Mapping[str, Any], files: Sequence[Any], bodies: Iterable[Body]) -> Letter:
    """Seal here, in memory, what a browser without script sent."""
    if len(files) > MOST_FILES:
        raise Invalid(_("一次最多 5 个文件。"), "many_files", field="files")
    taken = [_taken(file, number) for number, file in enumerate(files, 1)]
    readers = {body.code: bytes(body.public) for body in bodies}
    told = {**header, "files": [head for head, _body in taken]}
    try:
        return letters.write(told, readers, taken)
    except TooLongError as error:
        raise Invalid(_("写得太长了，请缩短一些。"), "too_long", field="text") from error


def _taken(file: Any, number: int) -> tuple[dict[str, Any], bytes]:
    """A file that was judged; a photo is drawn anew without hidden data and loses its name."""
    upload = inspect(io.BytesIO(file.read()), file.name or "", LIMITS)
    photo = upload.kind == filetypes.Kind.PHOTO
    name = f"{number}{upload.suffix}" if photo else upload.name
    return {"name": name, "type": upload.content_type, "size": upload.size}, upload.stream.read()


def tidy_receipt(text: str) -> str:
    """Sixteen ASCII figures, or empty."""
    figures = "".join(str(int(c)) for c in text if c.isdecimal())
    return figures if len(figures) == DIGITS else ""
