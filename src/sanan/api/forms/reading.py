"""From a request to a checked body: JSON, or a form with files for what is too large for JSON."""

import base64
import binascii
import io
import json
from collections.abc import Iterator
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ValidationError

from sanan.api.forms.requests import MOST_PHOTOS
from sanan.kit import files
from sanan.kit.errors import Invalid, Refused

Body = TypeVar("Body", bound=BaseModel)
FORM = "multipart/form-data"
MOST_DEPTH = 8
_SENTENCES = {
    "missing": _("缺少“%(field)s”。"),
    "too_long": _("“%(field)s”最多 %(most)s 个，请减少一些再提交。"),
    "string_too_long": _("“%(field)s”太长，请缩短到 %(most)s 个字以内。"),
}
_OTHERWISE = _("“%(field)s”不符合要求，请对照接口文档检查。")


class TooBig(Refused):
    """More than a request may hold."""

    status = 413


def read(request: HttpRequest, shape: type[Body]) -> Body:
    """The body of a request as `shape`. Raises `Invalid`, or `TooBig` (413)."""
    given = _form(request) if request.content_type == FORM else _json(request)
    try:
        return shape.model_validate(_sound(given))
    except ValidationError as error:
        raise refusal(error) from error


def refusal(error: ValidationError) -> Invalid:
    """The first thing wrong, named by its field, never by its value."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = str(first["loc"][0])[:60] if first["loc"] else ""
    context = first.get("ctx") or {}
    said = _SENTENCES.get(first["type"], _OTHERWISE)
    return Invalid(
        said % {"field": field, "most": context.get("max_length")}, "malformed", field=field
    )


def uploads(request: HttpRequest, photos: list[str]) -> list[files.Upload]:
    """What was attached, judged and cleaned: base64 in JSON, or the files of a form."""
    sent = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if len(photos) + len(sent) > MOST_PHOTOS:
        raise Invalid(
            _SENTENCES["too_long"] % {"field": "photos", "most": MOST_PHOTOS},
            "malformed",
            field="photos",
        )
    return [*_decoded(photos), *(_inspected(file.file, file.name or "") for file in sent)]


def _json(request: HttpRequest) -> Any:
    try:
        found = json.loads(request.body or b"{}")
    except RequestDataTooBig as error:
        raise TooBig(
            _("请求太大。大的照片和视频请用 multipart/form-data 上传。"), "too_big"
        ) from error
    except (ValueError, RecursionError) as error:
        raise Invalid(_("请求正文不是有效的 JSON。"), "not_json") from error
    if not isinstance(found, dict):
        raise Invalid(_("请求正文应当是一个 JSON 对象。"), "not_an_object")
    return found


def _form(request: HttpRequest) -> Any:
    try:
        given = request.POST
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise Invalid(_("表单没有传完整，请再试一次。"), "not_a_form") from error
    # An empty field of a form says nothing.
    return {name: given[name] for name in given if given[name] != ""}


def _sound(value: Any, depth: int = 0) -> Any:
    """Without lone surrogates and null characters, which no database keeps."""
    if isinstance(value, str):
        return value.encode("utf-8", "ignore").decode().replace("\x00", "")
    if depth > MOST_DEPTH:
        return None
    if isinstance(value, list):
        return [_sound(v, depth + 1) for v in value]
    if isinstance(value, dict):
        return {_sound(k): _sound(v, depth + 1) for k, v in value.items()}
    return value


def _decoded(photos: list[str]) -> Iterator[files.Upload]:
    for number, text in enumerate(photos, start=1):
        try:
            content = base64.b64decode(text.partition(",")[2] or text, validate=True)
        except (binascii.Error, ValueError) as error:
            sentence = _("第 %(number)s 张照片不是有效的 base64。") % {"number": number}
            raise Invalid(sentence, "not_base64", field="photos") from error
        yield _inspected(io.BytesIO(content), f"photo-{number}.jpg")


def _inspected(stream: Any, name: str) -> files.Upload:
    try:
        return files.inspect(stream, name)
    except Refused as refused:
        refused.field = refused.field or "photos"
        raise
