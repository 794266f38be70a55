"""The shape of requests. Those of the verbs are read off the actions' own signatures."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema
from pydantic import AwareDatetime, create_model
from pydantic.errors import PydanticSchemaGenerationError

from sanan.cases.enums import Anonymity, Nature
from sanan.cases.models import Case, Category
from sanan.kit.errors import Invalid
from sanan.people.models import Org, Person

MOST_PHOTOS = 9
MOST_CHARACTERS = 20_000
LEFT_OUT = frozenset({"case", "order", "disclosure", "by", "at", "relation", "rows", "return"})
"""What a request does not say: the thing itself, who acts and when, and tables that come as files."""

KEYS: Mapping[type[models.Model], str] = {
    Org: "code",
    Category: "code",
    Case: "code",
    Person: "ref",
}
"""What a request names, and by which of its fields."""

# What every database holds, and every calendar can count with.
WHOLE = Annotated[int, Field(ge=-(2**31), lt=2**31)]
WORDS = Annotated[str, Field(max_length=MOST_CHARACTERS)]
CODE = Annotated[str, Field(max_length=20)]
DAY = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
PHOTOS = Annotated[list[str], Field(max_length=MOST_PHOTOS, description="每张照片的 base64")]


class NewCase(Schema):
    """What someone says. Only `text` is needed."""

    text: str = Field(description="原话，2万字以内")
    title: str = Field("", description="一句话标题，可以不写")
    place_code: str = Field("", max_length=20, description="行政区划代码或地点编码")
    lat: float | None = Field(None, ge=-90, le=90, description="纬度，要和 lon、crs 一起给")
    lon: float | None = Field(None, ge=-180, le=180, description="经度")
    crs: str = Field("", max_length=12, description="坐标系：wgs84、cgcs2000、gcj02 或 bd09")
    address: str = Field("", max_length=200, description="具体位置")
    contact: str = Field("", max_length=60, description="电话号码、称呼，或两样都写")
    anonymity: Anonymity = Field(Anonymity.MASKED, description="谁能知道是谁反映的")
    nature: Nature = Nature.HELP
    photos: PHOTOS = []


def request_of(action: Callable[..., Any]) -> type[Schema]:
    """The request body of a verb: its action's own arguments; things are named by their code."""
    hints = get_type_hints(action)
    fields: dict[str, Any] = {}
    for name, parameter in inspect.signature(action).parameters.items():
        if name == "uploads":
            fields["photos"] = (PHOTOS, [])
        elif name not in LEFT_OUT:
            default = ... if parameter.default is parameter.empty else _plain(parameter.default)
            fields[name] = (_wire(hints.get(name, str)), default)
    title = "".join(part.title() for part in action.__name__.split("_")) + "Request"
    return create_model(title, __base__=Schema, **fields)


def arguments(action: Callable[..., Any], given: Schema, by: Person) -> dict[str, Any]:
    """`given` with codes turned into things. Raises `Invalid` for a code that names nothing."""
    hints = get_type_hints(action)
    names = [name for name in type(given).model_fields if name != "photos"]
    return {name: _thing(hints.get(name, str), name, getattr(given, name), by) for name in names}


def shapes(actions: Mapping[str, Callable[..., Any]]) -> dict[str, type[Schema]]:
    """The request of each verb; one whose particulars no JSON can say is done on its page alone."""
    found = {}
    for verb, action in actions.items():
        try:
            found[verb] = request_of(action)
        except PydanticSchemaGenerationError:
            continue
    return found


def _key(hint: Any) -> str:
    """By which field a request names a thing of this class; empty where it cannot."""
    if not (isinstance(hint, type) and issubclass(hint, models.Model)):
        return ""
    if hint in KEYS:
        return KEYS[hint]
    return "code" if any(field.name == "code" for field in hint._meta.concrete_fields) else ""


def _plain(default: Any) -> Any:
    return list(default) if isinstance(default, tuple) else default


def _wire(hint: Any) -> Any:
    """What stands in JSON for an argument of this type."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in {UnionType, Union}:
        return Union[tuple(_parts(args))]  # noqa: UP007 - built at run time
    if origin is Sequence:
        return Annotated[list[_wire(args[0])], Field(max_length=50)]  # type: ignore[misc]
    if origin is Mapping:  # figures by unit
        return dict[CODE, WHOLE]
    if _key(hint):
        return CODE
    return {str: WORDS, int: WHOLE, date: DAY, datetime: AwareDatetime}.get(hint, hint)


def _parts(args: Iterable[Any]) -> list[Any]:
    """Beside a list of choices, a plain figure is left out and a plain text may only be empty."""
    args = list(args)
    if any(isinstance(a, type) and issubclass(a, Enum) for a in args):
        return [Literal[""] if a is str else a for a in args if a is not int]
    return [_wire(a) for a in args]


def _thing(hint: Any, name: str, value: Any, by: Person) -> Any:
    if isinstance(value, dict):
        return {_named(Org, name, code, by).pk: figure for code, figure in value.items()}
    model = _model(hint)
    if model is None or value is None:
        return value
    if isinstance(value, list):
        return [_named(model, name, each, by) for each in value]
    if not value and type(None) in get_args(hint):
        return None
    return _named(model, name, value, by)


def _model(hint: Any) -> type[models.Model] | None:
    if _key(hint):
        found: type[models.Model] = hint
        return found
    return next((m for m in (_model(a) for a in get_args(hint)) if m), None)


def _named(model: type[models.Model], name: str, code: str, by: Person) -> models.Model:
    known: QuerySet[Any] = model._default_manager.all()
    if model is Case:
        known = Case.objects.visible_to(by).select_related("place")
    elif hasattr(known, "visible_to"):
        known = known.visible_to(by)
    named = {_key(model): code}
    found: models.Model | None = known.filter(**named).first() if code.isprintable() else None
    if found is None:
        sentence = _("“%(code)s”这个编码没有对应的内容，请核对。") % {"code": code[:40]}
        raise Invalid(sentence, "unknown_code", field=name)
    return found
