"""The shape of requests and answers. Verb requests are read off the actions' own signatures."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.db import models
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema
from pydantic import create_model

from sanan.cases.enums import Anonymity, Kind
from sanan.cases.models import Case, Category
from sanan.kit.errors import Invalid
from sanan.people.models import Org

MOST_PHOTOS = 9
LEFT_OUT = frozenset({"case", "by", "at", "as_appellant", "uploads", "return"})
KEYS: Mapping[type[models.Model], str] = {Org: "code", Category: "code", Case: "code"}


class NewCase(Schema):
    """What someone says. Only `text` is needed."""

    text: str = Field(min_length=1, description="在他们自己的话里")
    title: str = Field("", max_length=400)
    place_code: str = Field("", max_length=20, description="行政区划代码或地点编码")
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    crs: str = Field("", max_length=12, description="wgs84, cgcs2000, gcj02, bd09")
    contact: str = Field("", max_length=60, description="电话号码或称呼")
    anonymity: Anonymity = Anonymity.MASKED
    kind: Kind = Kind.HELP
    photos: list[str] = Field(default_factory=list, max_length=MOST_PHOTOS, description="base64")


class CaseOpened(Schema):
    """Where the case can be followed, and what was noticed while taking it in."""

    code: str
    query_code: str
    status_url: str
    state: str
    due_at: datetime | None
    suggested: dict[str, Any]
    receipt: dict[str, Any]
    warnings: list[str]


class Problem(Schema):
    """Why something was refused: a stable code, and a sentence for the person."""

    code: str
    message: str
    field: str = ""


def request_of(action: Callable[..., Any]) -> type[Schema]:
    """The request body of a verb: its action's own arguments; things are named by their code."""
    hints = get_type_hints(action)
    fields: dict[str, Any] = {}
    for name, parameter in inspect.signature(action).parameters.items():
        if name in LEFT_OUT:
            continue
        default = ... if parameter.default is inspect.Parameter.empty else _plain(parameter.default)
        fields[name] = (_wire(hints[name]), default)
    title = "".join(part.title() for part in action.__name__.split("_")) + "Request"
    return create_model(title, __base__=Schema, **fields)


def arguments(action: Callable[..., Any], given: Schema) -> dict[str, Any]:
    """`given` with codes turned into things. Raises `Invalid` for a code that names nothing."""
    hints = get_type_hints(action)
    return {n: _thing(hints[n], n, getattr(given, n)) for n in type(given).model_fields}


def _plain(default: Any) -> Any:
    return list(default) if isinstance(default, tuple) else default


def _wire(hint: Any) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin in {UnionType, Union}:
        wired = [_wire(a) for a in args]
        return Union[tuple(wired)]  # noqa: UP007 - built at run time
    if (origin is not None and origin in {list, Sequence}) or hint is Sequence:
        return list[_wire(args[0])]  # type: ignore[misc]
    if origin is Mapping:
        return dict[str, int]
    return str if hint in KEYS else hint


def _thing(hint: Any, name: str, value: Any) -> Any:
    model = _model(hint)
    if model is None or value in (None, ""):
        return None if model and value == "" else value
    if isinstance(value, list):
        return [_named(model, name, each) for each in value]
    return _named(model, name, value)


def _model(hint: Any) -> type[models.Model] | None:
    if hint in KEYS:
        found: type[models.Model] = hint
        return found
    return next((m for m in (_model(a) for a in get_args(hint)) if m), None)


def _named(model: type[models.Model], name: str, code: str) -> models.Model:
    found: models.Model | None = model._default_manager.filter(**{KEYS[model]: code}).first()
    if found is None:
        raise Invalid(
            _("“%(code)s”这个编码没有对应的内容,请核对。") % {"code": code[:40]},
            "unknown_code",
            field=name,
        )
    return found
