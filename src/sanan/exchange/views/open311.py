"""Open311 GeoReport v2 under `/open311/v2/`, in JSON and XML (docs/exchange.md)."""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from xml.etree import ElementTree as ET

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from sanan.api import queries as status
from sanan.cases import actions as cases
from sanan.cases.enums import Door, Nature
from sanan.cases.models import Case
from sanan.exchange.enums import Scope
from sanan.exchange.forms import open311 as forms
from sanan.exchange.queries import open311 as queries
from sanan.kit import clock
from sanan.kit.errors import Refused, TooMany
from sanan.people import queries as people
from sanan.people import visitor
from sanan.people.actions import note_use
from sanan.people.models import Person
from sanan.places import coordinates
from sanan.places import queries as places
from sanan.places.models import Place

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-30T00:00:00+08:00"
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
NOTHING = gettext_lazy("没有找到。请核对编号。")
_UNSOUND = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Answer = Callable[..., HttpResponse]


class Said(Refused):
    """What the standard has a number of its own for."""

    def __init__(self, number: int, sentence: Any) -> None:
        super().__init__(sentence, "open311")
        self.status = number


def open_call(*methods: str) -> Callable[[Answer], Answer]:
    """A call of the standard: its errors are lists of number and sentence, in the form asked for."""

    def wrap(view: Answer) -> Answer:
        @wraps(view)
        def answered(request: HttpRequest, form: str = "json", **given: Any) -> HttpResponse:
            if request.method not in methods:
                response = errors(405, _("这个地址不接受这种请求。"), form)
                response["Allow"] = ", ".join(methods)
                return response
            try:
                return view(request, form=form, **given)
            except Refused as no:
                number = 400 if no.status == 422 else no.status
                response = errors(number, str(no.sentence), form)
                if isinstance(no, TooMany):
                    response["Retry-After"] = str(no.retry_after)
                return response

        return csrf_exempt(answered)

    return wrap


def errors(number: int, sentence: str, form: str) -> HttpResponse:
    """The standard's error: a list of number and sentence."""
    return written([{"code": number, "description": sentence}], form, "errors", "error", number)


@open_call("GET", "HEAD")
def discovery(_request: HttpRequest, *, form: str) -> HttpResponse:
    """Where this server's endpoints are."""
    root = settings.SITE_URL.rstrip("/")
    found = {
        "changeset": CHANGESET,
        "contact": _("请用“说一件事”告诉我们，或者打社区的电话。"),
        "key_service": _("密钥由县里的系统管理员开。不用密钥也能递交。"),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{root}/open311/v2",
                "changeset": CHANGESET,
                "type": "production",
                "formats": ["application/json", "text/xml"],
            }
        ],
    }
    if form == "json":
        return _sent(orjson.dumps(found), form)
    top = ET.Element("discovery")
    for name in ("changeset", "contact", "key_service"):
        ET.SubElement(top, name).text = str(found[name])
    ends = ET.SubElement(top, "endpoints")
    _fill(ET.SubElement(ends, "endpoint"), found["endpoints"][0])  # type: ignore[arg-type]  # made above
    return _sent(ET.tostring(top, encoding="utf-8", xml_declaration=True), form)


@open_call("GET", "HEAD")
def services(request: HttpRequest, *, form: str) -> HttpResponse:
    """What a request may be of."""
    _jurisdiction(request.GET)
    return written(queries.services(), form, "services", "service")


@open_call("GET", "HEAD")
def service(request: HttpRequest, *, code: str, form: str) -> HttpResponse:
    """What is asked of a request of one service."""
    _jurisdiction(request.GET)
    found = queries.definition(code)
    if found is None:
        raise Said(404, _("没有这一类。请先取服务列表。"))
    if form == "json":
        return _sent(orjson.dumps(found), form)
    top = ET.Element("service_definition")
    ET.SubElement(top, "service_code").text = code
    attributes = ET.SubElement(top, "attributes")
    for each in found["attributes"]:
        _fill(ET.SubElement(attributes, "attribute"), each)
    return _sent(ET.tostring(top, encoding="utf-8", xml_declaration=True), form)


@open_call("GET", "HEAD", "POST")
def requests(request: HttpRequest, *, form: str) -> HttpResponse:
    """What was raised and published; by POST, one more."""
    if request.method == "POST":
        return _raised(request, form)
    asked = forms.asked(request.GET, under=_jurisdiction(request.GET))
    rows = queries.requests(asked, now=clock.now())
    return written(rows, form, "service_requests", "request")


@open_call("GET", "HEAD")
def request(request: HttpRequest, *, code: str, form: str) -> HttpResponse:
    """One published request."""
    found = queries.one(code, under=_jurisdiction(request.GET))
    if found is None:
        raise Said(404, NOTHING)
    return written([found], form, "service_requests", "request")


@open_call("GET", "HEAD")
def token(_request: HttpRequest, *, token: str, form: str) -> HttpResponse:
    """The number that a token stands for; here every request has its number at once."""
    code, _colon, seal = token.partition(":")
    if status.status(code, seal) is None:
        raise Said(404, NOTHING)
    row = {"service_request_id": code, "token": token}
    return written([row], form, "service_requests", "request")


@open_call("GET", "HEAD", "POST")
def nothing(_request: HttpRequest, **_given: str) -> HttpResponse:
    """An address that the standard does not have, or that asks for another format."""
    raise Said(404, _("没有这个地址。可用的格式是 json 和 xml。"))


def _raised(request: HttpRequest, form: str) -> HttpResponse:
    sent = _form(request)
    if not sent.get("api_key"):
        visitor.slow_programs(request)
    given = forms.posted(sent)
    person = _bearer(given)
    place, point = _where(given)
    opened = cases.open_case(
        text=given.text,
        place=place,
        door=Door.EXCHANGE,
        nature=Nature(given.nature),
        contact_name=given.name,
        contact_phone=given.phone,
        address=given.address,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        category=queries.category_of(given.service_code),
        idempotency=given.once(
            person.ref if person else "", request.headers.get("Idempotency-Key", "")
        ),
        source=visitor.source(request),
    )
    return written([_taken(opened.case)], form, "service_requests", "request", 201)


def _taken(case: Case) -> dict[str, Any]:
    told = _("已收到。进度在这里看：%(address)s") % {"address": status.status_url(case.code)}
    return {
        "service_request_id": case.code,
        "token": f"{case.code}:{status.status_seal(case.code)}",
        "service_notice": told,
        "account_id": None,
    }


def _form(request: HttpRequest) -> Mapping[str, str]:
    try:
        return request.POST.dict()
    except RequestDataTooBig as error:
        raise Said(413, _("请求太大，请把话说短一些。")) from error
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise Said(400, _("表单没有传完整，请再试一次。")) from error


def _bearer(given: forms.Posted) -> Person | None:
    """For whom it is raised by key; nobody without one, where that is allowed."""
    if not given.api_key:
        if settings.OPEN311_ANONYMOUS:
            return None
        raise Said(403, _("需要接口密钥（api_key），请向系统管理员申请。"))
    person = people.person_of_token(given.api_key) if given.api_key.isascii() else None
    if person is None or person.within is None or Scope.OPEN311 not in person.within.verbs:
        raise Said(403, _("接口密钥无效，或者不能用来递交。"))
    note_use(person=person)
    return person


def _where(given: forms.Posted) -> tuple[Place, coordinates.Point | None]:
    """The standard's three ways to say where; its coordinates are WGS84."""
    place = places.default()
    if given.address_id:
        found = places.with_code(given.address_id)
        if found is None:
            raise Said(400, _("没有这个地方编码（address_id），请核对。"))
        place = found
    elif given.jurisdiction is not None:
        place = given.jurisdiction
    if given.lat is None or given.lon is None:
        return place, None
    point = coordinates.point(given.lat, given.lon, "wgs84")
    return place, point


def _jurisdiction(given: Mapping[str, str]) -> Place | None:
    return forms.jurisdiction(given.get("jurisdiction_id", ""))


def written(
    rows: list[dict[str, Any]], form: str, top: str, each: str, number: int = 200
) -> HttpResponse:
    """A list in the form asked for."""
    if form == "json":
        return _sent(orjson.dumps(rows), form, number)
    root = ET.Element(top)
    for row in rows:
        _fill(ET.SubElement(root, each), row)
    return _sent(ET.tostring(root, encoding="utf-8", xml_declaration=True), form, number)


def _fill(into: ET.Element, row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        inner = ET.SubElement(into, name)
        if isinstance(value, list):
            for each in value:
                part = ET.SubElement(inner, name.removesuffix("s"))
                if isinstance(each, Mapping):
                    _fill(part, each)
                else:
                    part.text = _sound(each)
        elif value is not None:
            inner.text = _sound(value)


def _sound(value: object) -> str:
    """Without the characters that no XML may hold."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return _UNSOUND.sub("", text)


def _sent(content: bytes, form: str, number: int = 200) -> HttpResponse:
    return HttpResponse(content, content_type=TYPES[form], status=number)
