"""Lists and single cases as JSON-ready rows, straight from the database's values."""

from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.crypto import constant_time_compare

from sanan.cases.enums import State
from sanan.cases.models import Case, CaseQuerySet
from sanan.kit import tokens
from sanan.people.models import Person

PLAIN = (
    "code", "title", "state", "kind", "urgency", "door", "opened_at", "due_at", "likes",
    "supervision",
)  # fmt: skip
NAMED = {
    "place_code": F("place__code"),
    "place": F("place__name"),
    "category": F("category__name"),
    "handler": F("handler__name"),
}
ALSO = ("text", "replied_at", "closed_at", "satisfaction", "public_text")
STATUS = ("code", "state", "opened_at", "due_at", "replied_at", "closed_at")
MOST = 100


def rows(cases: CaseQuerySet, *, limit: int, after: str = "") -> list[dict[str, Any]]:
    """Up to `limit` cases, newest first; `after` is the last code of the page before."""
    if after:
        last = Case.objects.filter(code=after).values_list("pk", flat=True).first()
        cases = cases.filter(pk__lt=last or 0)
    page = cases.order_by("-pk").values_list(*PLAIN, *NAMED.values())[: min(max(limit, 1), MOST)]
    names = (*PLAIN, *NAMED)
    return [dict(zip(names, row, strict=True)) for row in page]


def detail(person: Person, code: str) -> dict[str, Any] | None:
    """One case with its timeline and replies, in three statements; None where it is not for them."""
    seen = Case.objects.visible_to(person).filter(code=code)
    names = ("pk", *PLAIN, *NAMED, *ALSO)
    row = seen.values_list("pk", *PLAIN, *NAMED.values(), *ALSO).first()
    if row is None:
        return None
    found: dict[str, Any] = dict(zip(names, row, strict=True))
    case = Case(pk=found.pop("pk"))
    steps = ("verb", "at", "state", "said", "note", "public")
    found["timeline"] = _listed(case.steps.all(), steps, by="by__name", org="org__name")
    found["replies"] = _listed(
        case.replies.order_by("at", "pk"), ("public_text", "at"), org="org__name"
    )
    return found


def status(code: str, seal: str) -> dict[str, Any] | None:
    """Where a case stands, for whoever holds its status address. One statement."""
    if not constant_time_compare(seal, status_seal(code)):
        return None
    row = Case.objects.filter(code=code).values_list(*STATUS, "handler__name").first()
    if row is None:
        return None
    found = dict(zip((*STATUS, "handler"), row, strict=True))
    return {**found, "state_text": str(State(found["state"]).label)}


def status_seal(code: str) -> str:
    """What makes a status address impossible to guess: 128 bits of a keyed hash of the code."""
    return tokens.keyed_hash("status", code)[:32]


def status_url(code: str) -> str:
    """The address under which this case's status can be read without an account."""
    return f"{settings.SITE_URL.rstrip('/')}/api/v1/status/{code}/{status_seal(code)}"


def _listed(rows: Any, plain: tuple[str, ...], **named: str) -> list[dict[str, Any]]:
    names = (*plain, *named)
    return [dict(zip(names, row, strict=True)) for row in rows.values_list(*plain, *named.values())]
