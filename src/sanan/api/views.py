"""The endpoints. JSON in, one action, JSON out; refusals carry their sentence."""

import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from sanan.api import queries
from sanan.api.door import NOTHING, REFUSALS, as_json, key, person_for, problem
from sanan.api.forms import answers, document, reading
from sanan.api.forms.requests import NewCase, arguments, shapes
from sanan.api.things import OFFERS, router_of
from sanan.cases import actions, kinds
from sanan.cases.enums import Door, State
from sanan.cases.models import Case
from sanan.cases.rules import CASE
from sanan.insight.private.contact import contact
from sanan.kit import manifest, phones, words
from sanan.kit.errors import Invalid, Missing, Refused
from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry
from sanan.ledger.queries import leaves, receipts
from sanan.people import visitor
from sanan.people.models import Person
from sanan.people.rules import READ
from sanan.places import coordinates
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.process.declare import SYSTEM

kinds.forms()  # what does the verbs of kinds is loaded with them
OVER_HTTP = [
    v.name for v in CASE.verbs.values() if not v.begins and (v.roles or set(v.relations) - {SYSTEM})
]
"""What people do; the rest follows by itself."""
_CODE = re.compile(r"[0-9A-Za-z._-]{1,40}")
_KEY_LENGTH = 200


api = NinjaAPI(title="Sanan", version="1", urls_namespace="api", docs_url=None)


@api.post(
    "/cases",
    response={201: answers.CaseOpened, 200: answers.CaseOpened, **REFUSALS},
    summary="反映一件事",
    openapi_extra={
        **document.body(NewCase, {"text": "村口路灯不亮", "contact": "13800000001"}),
        "parameters": [
            {
                "in": "header",
                "name": "Idempotency-Key",
                "schema": {"type": "string", "maxLength": _KEY_LENGTH},
                "description": "同一个编号、同样的内容再发一次，得到的是同一件事（200）",
            }
        ],
    },
)
def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case. The same `Idempotency-Key` with the same words gives the same case again (200).

    No key is needed; who shows one is not slowed down.
    """
    if key(request) is None:
        visitor.slow_programs(request)
    body = reading.read(request, NewCase)
    point, warnings = _point(body)
    name, phone = _contact(body.contact)
    opened = actions.open_case(
        text=body.text,
        title=body.title,
        place=_place(body.place_code),
        door=Door.API,
        nature=body.nature,
        anonymity=body.anonymity,
        contact_name=name,
        contact_phone=phone,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        address=body.address,
        uploads=reading.uploads(request, body.photos),
        idempotency=_once(request, body),
        source=visitor.source(request),
    )
    return as_json(_opened(opened, warnings), 201 if opened.created else 200)


@api.get("/cases", auth=key, response={200: answers.CaseList, **REFUSALS}, summary="看列表")
def list_cases(
    request: HttpRequest,
    limit: int = queries.MOST,
    after: str = "",
    state: State | None = None,
    place_code: str = "",
    q: str = "",
) -> HttpResponse:
    """Cases that are the work of the key's person, newest first; `place_code` with all under it."""
    person = person_for(request, READ)
    top = _place(place_code) if place_code else None
    narrowed: dict[str, Any] = {
        "limit": limit,
        "after": after,
        "state": str(state or ""),
        "top": top,
    }
    if q := words.clean_line(q)[:100]:
        found, more = queries.said(person, q, **narrowed)
    else:
        found, more = queries.work(person, **narrowed)
    return as_json({"cases": found, "next": found[-1]["code"] if more else None})


@api.get(
    "/cases/{code}", auth=key, response={200: answers.CaseDetail, **REFUSALS}, summary="看一件事"
)
def show_case(request: HttpRequest, code: str) -> HttpResponse:
    """One case with its timeline."""
    person = person_for(request, READ)
    found = queries.detail(person, code) if _CODE.fullmatch(code) else None
    if found is None:
        raise Missing(NOTHING, "not_found")
    return as_json(found)


@api.get("/status/{code}/{seal}", response={200: answers.CaseStatus, **REFUSALS}, summary="查进度")
def show_status(request: HttpRequest, code: str, seal: str) -> HttpResponse:  # noqa: ARG001
    """Where a case stands, without an account; the address itself is the key."""
    found = queries.status(code, seal)
    if found is None:
        raise Missing(NOTHING, "not_found")
    return as_json(found)


def _verb(verb: str) -> Callable[[HttpRequest, str], HttpResponse]:
    action = CASE.actions[verb]
    shape = SHAPES[verb]

    def act(request: HttpRequest, code: str) -> HttpResponse:
        person = person_for(request, verb)
        case = _seen(person, code)
        body = reading.read(request, shape)
        given = arguments(action, body, person)
        if "photos" in shape.model_fields:
            given["uploads"] = reading.uploads(request, getattr(body, "photos", []))
        action(case=case, by=person, **given)
        return as_json({"code": case.code, "state": case.state, "due_at": case.due_at})

    act.__doc__ = (action.__doc__ or "").partition("\n")[0]
    return act


SHAPES = shapes({verb: CASE.actions[verb] for verb in OVER_HTTP})
for _each, _shape in SHAPES.items():
    api.post(
        f"/cases/{{code}}/{_each}",
        auth=key,
        response={200: answers.CaseMoved, **REFUSALS},
        summary=_each,
        operation_id=f"cases_{_each}",
        openapi_extra=document.body(_shape),
    )(_verb(_each))


for _offer in OFFERS:
    api.add_router(f"/{_offer.name}", router_of(_offer))
for _prefix, _router in (pair for room in manifest.rooms() for pair in room.routers):
    api.add_router(_prefix, manifest.load(_router))


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as a page."""
    return render(request, "api/docs.html", {"calls": _calls()})


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The OpenAPI document itself."""
    return HttpResponse(_document(), content_type="application/json")


@cache
def _document() -> bytes:
    """Built once: it costs a fifth of a second, and anyone may ask for it."""
    found = document.with_samples(api.get_openapi_schema())
    return orjson.dumps(found, default=str, option=orjson.OPT_NON_STR_KEYS)


@cache
def _calls() -> Any:
    return document.calls(api.get_openapi_schema())


def nothing_here(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What a wrong address answers: the same as a thing that is hidden."""
    return problem(Missing(NOTHING, "not_found"))


def no_such_way(allowed: str) -> HttpResponse:
    """What an address answers that is asked in a way which it does not offer."""
    sentence = _("这个地址不接受这种请求，可用：%(ways)s。") % {"ways": allowed}
    response = as_json({"code": "no_such_way", "message": str(sentence), "field": ""}, 405)
    response["Allow"] = allowed
    return response


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:  # noqa: ARG001
    """A domain's no, with its status."""
    return problem(error)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    """A parameter that the document of this interface does not allow."""
    field = str(error.errors[0]["loc"][-1]) if error.errors else ""
    sentence = _("“%(field)s”不符合要求，请对照接口文档检查。") % {"field": field}
    return problem(Invalid(sentence, "malformed", field=field))


@api.exception_handler(AuthenticationError)
def unknown_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    """No key, or one that is unknown, revoked or over."""
    sentence = _("需要有效的接口密钥，请向系统管理员申请。")
    response = as_json({"code": "no_key", "message": str(sentence), "field": ""}, 401)
    response["WWW-Authenticate"] = "Bearer"
    return response


def _seen(person: Person, code: str) -> Case:
    seen = queries.inside(Case.objects.visible_to(person), person).select_related("place")
    case = seen.filter(code=code).first() if _CODE.fullmatch(code) else None
    if case is None:
        raise Missing(NOTHING, "not_found")
    return case


def _place(code: str) -> Place:
    if not code:
        return places.default()
    found = places.with_code(code)
    if found is None:
        raise Invalid(_("没有这个地方编码，请核对。"), "unknown_place", field="place_code")
    return found


def _point(body: NewCase) -> tuple[coordinates.Point | None, list[str]]:
    """Numbers without their system are not used, and the answer says so: a guess is 500 m wrong."""
    if body.lat is not None and body.lon is not None and not body.crs:
        said = _("坐标没有注明坐标系（crs），位置没有采用。请注明 wgs84、cgcs2000、gcj02 或 bd09。")
        return None, [str(said)]
    try:
        found = coordinates.point(body.lat, body.lon, body.crs)
    except Invalid as error:
        error.field = _wrong_part(body, error.code)
        raise
    return (found.to(coordinates.Crs.WGS84) if found else None), []


def _wrong_part(body: NewCase, code: str) -> str:
    if code == "untagged_point":
        return "crs"
    return "lat" if body.lat is None else "lon"


def _contact(text: str) -> tuple[str, str]:
    """A name and a number, however they were written together; an extension stays with the name."""
    found = contact(text)
    name = words.clean_line(found.name)
    if not found.figures:
        return name, ""
    said = f"{name} 转{found.extension}".strip() if found.extension else name
    return said, phones.personal(found.figures, field="contact")


def _once(request: HttpRequest, body: NewCase) -> str:
    """The caller's key together with what was said, so that a guessed key shows nobody's case."""
    given = request.headers.get("Idempotency-Key", "")[:_KEY_LENGTH]
    if not given:
        return ""
    said = body.model_dump_json(exclude={"photos"})
    return f"api|{given}|{sha256(said.encode()).hexdigest()}"


def _opened(opened: actions.Opened, warnings: list[str]) -> dict[str, Any]:
    case, entry = opened.case, opened.entry
    return {
        "code": case.code,
        "query_code": opened.query_code,
        "status_url": queries.status_url(case.code),
        "state": case.state,
        "due_at": case.due_at,
        "suggested": case.suggested or opened.heard,
        "receipt": _receipt(entry),
        "warnings": warnings,
    }


def _receipt(entry: Entry) -> dict[str, str]:
    """The log's signed promise now; at `proof_url`, within a minute or so, the proof itself."""
    page = receipts.url_of(entry)
    return {
        "entry": leaves.leaf(entry).encode().decode(),
        "promise": ledger.promise(entry),
        "url": page,
        "proof_url": f"{page}receipt.tlog-proof",
    }
