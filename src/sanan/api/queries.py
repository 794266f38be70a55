"""Lists and single cases as JSON-ready rows, straight from the database's values."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from sanan.cases.enums import State
from sanan.cases.models import Case, CaseQuerySet
from sanan.kit import tokens
from sanan.kit.clock import now
from sanan.people.actions.tokens import token_hash
from sanan.people.models import ApiToken, Person

LIST_FIELDS = (
    "code", "title", "state", "kind", "urgency", "door", "opened_at", "due_at", "likes",
    "supervision", "place__code", "place__name", "category__name", "handler__name",
)  # fmt: skip
STATUS_FIELDS = ("code", "state", "opened_at", "due_at", "replied_at", "closed_at", "handler__name")
MOST = 100


def person_of_key(text: str) -> Person | None:
    """Whom a program's key stands for, while it lasts. One statement."""
    known = ApiToken.objects.select_related("person").filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now()),
        token_hash=token_hash(text),
        person__is_active=True,
    )
    found = known.first()
    return found.person if found else None


def rows(cases: CaseQuerySet, *, limit: int, after: str = "") -> list[dict[str, Any]]:
    """Up to `limit` cases, newest first; `after` is the last code of the page before."""
    if after:
        last = Case.objects.filter(code=after).values_list("pk", flat=True).first()
        cases = cases.filter(pk__lt=last or 0)
    return list(cases.order_by("-pk").values(*LIST_FIELDS)[: min(max(limit, 1), MOST)])


def detail(person: Person, code: str) -> dict[str, Any] | None:
    """One case with its timeline and replies, in three statements; None where it is not for them."""
    found: dict[str, Any] | None = (
        Case.objects.visible_to(person)
        .filter(code=code)
        .values(
            "pk", "text", *LIST_FIELDS, "replied_at", "closed_at", "satisfaction", "public_text"
        )
        .first()
    )
    if found is None:
        return None
    pk = found.pop("pk")
    case = Case(pk=pk)
    found["timeline"] = list(
        case.steps.values("verb", "at", "state", "said", "note", "public", "by__name", "org__name")
    )
    found["replies"] = list(case.replies.order_by("at").values("public_text", "at", "org__name"))
    return found


def status(code: str, seal: str) -> dict[str, Any] | None:
    """Where a case stands, for whoever holds its status address. One statement."""
    if not constant_time_compare(seal, status_seal(code)):
        return None
    found: dict[str, Any] | None = Case.objects.filter(code=code).values(*STATUS_FIELDS).first()
    if found is not None:
        found["state_text"] = str(State(found["state"]).label)
    return found


def status_seal(code: str) -> str:
    """What makes a status address impossible to guess: 128 bits of a keyed hash of the code."""
    return tokens.keyed_hash("status", code)[:32]


def status_url(request: HttpRequest, code: str) -> str:
    """The address under which this case's status can be read without an account."""
    return request.build_absolute_uri(f"/api/v1/status/{code}/{status_seal(code)}")
