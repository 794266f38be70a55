"""The endpoints. JSON in, one action, JSON out; refusals carry their sentence."""

import base64
import binascii
import functools
import io
import json
from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer
from ninja.types import DictStrAny

from sanan.api import queries
from sanan.api.forms import CaseOpened, NewCase, Problem, arguments, request_of
from sanan.cases import actions
from sanan.cases.enums import Door, State
from sanan.cases.models import Case
from sanan.cases.queries import search
from sanan.cases.rules import Verb
from sanan.kit import files
from sanan.kit.errors import Invalid, Missing, Refused
from sanan.people.models import Person
from sanan.places import queries as places
from sanan.places.coordinates import Crs, Point, to_wgs84

NOT_OVER_HTTP = frozenset(
    {
        Verb.OPEN,
        Verb.FOLLOW,
        Verb.CLOSE_UNANSWERED,
        Verb.ANSWER_MERGED,
        Verb.REMIND,
        Verb.LEAVE_MASTER,
    }
)
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Problem)


class Key(HttpBearer):
    """A program's key stands for the person it was given to."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """The person, or None for a key that is unknown or has ended."""
        person = queries.person_of_key(token)
        if person is not None:
            request.user = person
        return person


class Lenient(Parser):
    """Reads JSON as people send it: lone surrogates are dropped instead of failing the request."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body as a dictionary. Raises `Invalid` where it is not one."""
        try:
            found = json.loads(request.body)
        except (ValueError, RecursionError) as error:
            raise Invalid(_("请求正文不是有效的 JSON。"), "not_json") from error
        if not isinstance(found, dict):
            raise Invalid(_("请求正文应当是一个 JSON 对象。"), "not_an_object")
        return {str(k): _sound(v) for k, v in found.items()}


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "ignore").decode()
    return [_sound(v) for v in value] if isinstance(value, list) else value


api = NinjaAPI(title="Sanan", version="1", urls_namespace="api", parser=Lenient(), docs_url=None)
key = Key()


@api.post("/cases", response={201: CaseOpened, 200: CaseOpened, **REFUSALS}, summary="反映一件事")
def open_case(request: HttpRequest, body: NewCase) -> HttpResponse:
    """Open a case. The same `Idempotency-Key` header gives the same case again (200)."""
    place = places.by_code(body.place_code) if body.place_code else places.default()
    point, warnings = _point(body)
    number = any(c.isdigit() for c in body.contact)
    opened = actions.open_case(
        text=body.text,
        title=body.title,
        place=place,
        door=Door.API,
        kind=body.kind,
        anonymity=body.anonymity,
        contact_name="" if number else body.contact,
        contact_phone=body.contact if number else "",
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        uploads=[_photo(i, text) for i, text in enumerate(body.photos)],
        idempotency=request.headers.get("Idempotency-Key", ""),
    )
    case = opened.case
    answer = {
        "code": case.code,
        "query_code": opened.query_code,
        "status_url": queries.status_url(request, case.code),
        "state": case.state,
        "due_at": case.due_at,
        "suggested": case.suggested,
        "receipt": {"entry": opened.entry.pk, "commit": opened.entry.commit.hex()},
        "warnings": [str(w) for w in warnings],
    }
    return _json(answer, 201 if opened.created else 200)


@api.get("/cases", auth=key, response={200: dict, **REFUSALS}, summary="工单列表")
def list_cases(
    request: HttpRequest,
    limit: int = 100,
    after: str = "",
    state: State | None = None,
    place_code: str = "",
    q: str = "",
) -> HttpResponse:
    """Cases that the key's person may see, newest first."""
    cases = Case.objects.visible_to(_person(request))
    if state:
        cases = cases.filter(state=state)
    if place_code:
        cases = cases.filter(place__code=place_code)
    if q:
        cases = search.matching(cases, q)
    found = queries.rows(cases, limit=limit, after=after)
    return _json({"cases": found, "next": found[-1]["code"] if len(found) >= limit else None})


@api.get("/cases/{code}", auth=key, response={200: dict, **REFUSALS}, summary="一件工单")
def show_case(request: HttpRequest, code: str) -> HttpResponse:
    """One case with its timeline."""
    found = queries.detail(_person(request), code)
    if found is None:
        raise Missing(_("没有找到这件事。"), "not_found")
    return _json(found)


@api.get("/status/{code}/{seal}", response={200: dict, **REFUSALS}, summary="查进度")
def show_status(request: HttpRequest, code: str, seal: str) -> HttpResponse:  # noqa: ARG001
    """Where a case stands, without an account; the address itself is the key."""
    found = queries.status(code, seal)
    if found is None:
        raise Missing(_("没有找到这件事。"), "not_found")
    return _json(found)


def _verb(verb: Verb) -> Callable[..., HttpResponse]:
    action = actions.VERBS[verb]
    shape = request_of(action)

    @functools.wraps(action)
    def act(request: HttpRequest, code: str, body: Any) -> HttpResponse:
        person = _person(request)
        case = Case.objects.visible_to(person).select_related("place").filter(code=code).first()
        if case is None:
            raise Missing(_("没有找到这件事。"), "not_found")
        action(case=case, by=person, **arguments(action, body))
        return _json({"code": case.code, "state": case.state, "due_at": case.due_at})

    del act.__wrapped__
    act.__annotations__ = {
        "request": HttpRequest,
        "code": str,
        "body": shape,
        "return": HttpResponse,
    }
    return act


for _each in Verb:
    if _each not in NOT_OVER_HTTP:
        api.post(
            f"/cases/{{code}}/{_each}",
            auth=key,
            response={200: dict, **REFUSALS},
            summary=str(_each),
            operation_id=f"cases_{_each}",
        )(_verb(_each))


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:  # noqa: ARG001
    """A domain's no, with its status."""
    answer = _json(
        {"code": error.code, "message": str(error.sentence), "field": error.field}, error.status
    )
    if retry := getattr(error, "retry_after", None):
        answer["Retry-After"] = str(retry)
    return answer


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    """A value that the document of this interface does not allow; names the field, not the value."""
    first = error.errors[0] if error.errors else {}
    where = str(first.get("loc", [""])[-1])
    sentence = _("“%(field)s”缺少或不符合要求,请对照接口文档检查。") % {"field": where}
    return _json({"code": "malformed", "message": str(sentence), "field": where}, 422)


@api.exception_handler(AuthenticationError)
def unknown_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    """No key, or one that is unknown or has ended."""
    sentence = _("需要有效的接口密钥,请向系统管理员申请。")
    return _json({"code": "no_key", "message": str(sentence), "field": ""}, 401)


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 - the key put them there
    return request.user


def _point(body: NewCase) -> tuple[Point | None, list[Any]]:
    if body.lat is None and body.lon is None:
        return None, []
    if body.lat is None or body.lon is None:
        raise Invalid(
            _("经度和纬度要一起给。"), "half_a_point", field="lat" if body.lat is None else "lon"
        )
    if not body.crs:
        return None, [
            _("坐标没有注明坐标系(crs),位置没有采用。请注明 wgs84、cgcs2000、gcj02 或 bd09。")
        ]
    try:
        crs = Crs(body.crs.lower())
    except ValueError as error:
        raise Invalid(
            _("不认识这个坐标系。请用 wgs84、cgcs2000、gcj02 或 bd09。"), "crs", field="crs"
        ) from error
    return to_wgs84(Point(body.lat, body.lon, crs)), []


def _photo(number: int, text: str) -> files.Upload:
    try:
        content = base64.b64decode(text.partition(",")[2] or text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid(_("照片要用 base64 编码。"), "photo", field="photos") from error
    return files.inspect(io.BytesIO(content), f"photo-{number + 1}.jpg")


def _json(answer: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(answer, default=str), content_type="application/json", status=status
    )
