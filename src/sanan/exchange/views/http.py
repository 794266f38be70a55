"""What other systems call: messages in, receipts back, results out."""

import hashlib
import hmac
import re
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from sanan.api.door import NOTHING, REFUSALS, as_json, key, person_for
from sanan.api.forms.reading import TooBig
from sanan.channels.webhook.transport import SIGNATURE, TIMESTAMP, signature
from sanan.exchange import actions, formats
from sanan.exchange.enums import Scope
from sanan.exchange.forms import answers
from sanan.exchange.models import Message, System
from sanan.kit import clock
from sanan.kit.errors import Forbidden, Invalid, Missing
from sanan.people.models import Person

router = Router(tags=["exchange"])
SKEW_SECONDS = 300
MOST_RESULTS = 500
_CODE = re.compile(r"[0-9A-Za-z-]{1,40}")
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "messages": {
                            "type": "array",
                            "maxItems": formats.MOST_ROWS,
                            "items": {
                                "type": "object",
                                "properties": {
                                    name: {"type": "string", "description": "、".join(names[1:])}
                                    for name, names in formats.NAMES.items()
                                },
                                "required": ["outside_id"],
                            },
                        }
                    },
                    "required": ["messages"],
                },
                "example": {
                    "messages": [
                        {"outside_id": "QZ2026-0001", "state": "request", "text": "村口路灯不亮"}
                    ]
                },
            }
        },
    }
}


@router.post(
    "/{system}/messages",
    auth=key,
    response={200: answers.Receipts, **REFUSALS},
    summary="送来工单、退回、催办",
    operation_id="exchange_send",
    openapi_extra=_BODY,
)
def send(request: HttpRequest, system: str) -> HttpResponse:
    """Messages of a system, each once: the same again gives the same receipt. Also one object alone."""
    found = _system(person_for(request, Scope.EXCHANGE), system)
    return _taken(found, _body(request))


@router.get(
    "/{system}/messages/{receipt}",
    auth=key,
    response={200: answers.MessageReceipt, **REFUSALS},
    summary="一条消息怎么样了",
    operation_id="exchange_receipt",
)
def show(request: HttpRequest, system: str, receipt: str) -> HttpResponse:
    """How a message stands, by the number of its receipt."""
    found = _system(person_for(request, Scope.EXCHANGE), system)
    kept = found.messages.filter(ref=receipt if _CODE.fullmatch(receipt) else "")
    message = kept.select_related("case").first()
    if message is None:
        raise Missing(NOTHING, "not_found")
    return as_json(actions.receipt(message))


@router.get(
    "/{system}/results",
    auth=key,
    response={200: answers.Results, **REFUSALS},
    summary="取办理结果",
    operation_id="exchange_results",
)
def results(
    request: HttpRequest, system: str, after: str = "", limit: int = MOST_RESULTS
) -> HttpResponse:
    """Results that wait. `after` is the last `result_id` that arrived: it and all before are settled."""
    found = _system(person_for(request, Scope.EXCHANGE), system)
    last = after if _CODE.fullmatch(after) else ""
    rows = actions.results_after(found, last, limit=min(max(limit, 1), MOST_RESULTS))
    return as_json({"results": rows, "next": rows[-1]["result_id"] if rows else last or None})


@router.post(
    "/{system}/hook",
    response={200: answers.Receipts, **REFUSALS},
    summary="对方的推送",
    operation_id="exchange_hook",
    openapi_extra={
        **_BODY,
        "parameters": [
            {"in": "header", "name": name, "required": True, "schema": {"type": "string"}}
            for name in (TIMESTAMP, SIGNATURE)
        ],
    },
)
def hook(request: HttpRequest, system: str) -> HttpResponse:
    """The same by webhook: signed with the shared secret instead of a key, not older than five minutes."""
    found = System.objects.filter(code=system if _CODE.fullmatch(system) else "")
    known = found.filter(ended_at__isnull=True).select_related("place").first()
    body = _body(request)
    timestamp = request.headers.get(TIMESTAMP, "")
    right = signature(known.secret if known else "", timestamp, body)
    given = request.headers.get(SIGNATURE, "")
    if not hmac.compare_digest(_hashed(right), _hashed(given)) or known is None or not known.secret:
        raise Forbidden(_("签名不对。请核对双方共用的密钥。"), "signature")
    if not _recent(timestamp):
        raise Forbidden(_("时间相差超过五分钟，没有收下。请核对服务器的时间再送。"), "too_old")
    return _taken(known, body)


def _taken(system: System, body: bytes) -> HttpResponse:
    rows = formats.rows_of_json(body)
    kept = actions.receive_rows(system=system, rows=rows)
    actions.take_waiting(most=len(rows))
    refs = [each.message.pk for each in kept]
    fresh = Message.objects.select_related("case").in_bulk(refs)
    return as_json({"receipts": [actions.receipt(fresh[pk]) for pk in refs]})


def _body(request: HttpRequest) -> bytes:
    if request.content_type not in {"application/json", "text/json", ""}:
        raise Invalid(_("请用 JSON 送来。"), "not_json")
    try:
        return request.body
    except RequestDataTooBig as error:
        raise TooBig(_("请求太大。请分几次送，或者放进文件夹。"), "too_big") from error


def _system(person: Person, code: str) -> System:
    mine = System.objects.visible_to(person).filter(ended_at__isnull=True)
    found = mine.filter(code=code if _CODE.fullmatch(code) else "").select_related("place").first()
    if found is None:
        raise Missing(NOTHING, "not_found")
    return found


def _hashed(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def _recent(timestamp: str) -> bool:
    """Within five minutes, by seconds since 1970."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    return abs(clock.now().timestamp() - int(timestamp)) <= SKEW_SECONDS
