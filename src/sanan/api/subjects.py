"""Of which things outsiders may be told, and what of them: only what their rooms class as public."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from sanan.cases.models import Case
from sanan.powers.models import Disclosure
from sanan.services.models import Order


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of thing: its rows by primary key with their places, and what may be told of one."""

    rows: Callable[[], QuerySet[Any]]
    told: Callable[[Any], dict[str, Any]]


def _case(case: Case) -> dict[str, Any]:
    shown = case.published_at is not None
    return {
        "kind": case.kind,
        "code": case.code,
        "state": case.state,
        "place_code": case.place.code,
        "category": case.category.code if case.category else None,
        "handler": case.handler.name if case.handler else None,
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "replied_at": case.replied_at,
        "closed_at": case.closed_at,
        "public_title": case.public_title if shown else None,
        "public_text": case.public_text if shown else None,
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "kind": order.kind,
        "code": order.code,
        "state": order.state,
        "place_code": order.village.code,
        "post": order.post,
        "skill": order.skill,
        "placed_at": order.placed_at,
        "claimed_at": order.claimed_at,
        "ended_at": order.ended_at,
    }


def _disclosure(task: Disclosure) -> dict[str, Any]:
    return {
        "code": task.code,
        "state": task.state,
        "place_code": task.place.code,
        "item": task.item.name,
        "period": task.period,
        "due_on": task.due_on,
        "published_at": task.published_at,
    }


SUBJECTS: Mapping[str, Subject] = {
    "case": Subject(lambda: Case.objects.select_related("place", "category", "handler"), _case),
    "order": Subject(lambda: Order.objects.select_related("village", "place"), _order),
    "disclosure": Subject(lambda: Disclosure.objects.select_related("place", "item"), _disclosure),
}
"""By the name of the process. What is not here is told to nobody: no sealed report has a line here."""

TOLD = frozenset(SUBJECTS)


def told(kind: str, pks: Iterable[int]) -> dict[int, tuple[str, dict[str, Any]]]:
    """By primary key, the path of the thing's place and what may be told of it."""
    subject = SUBJECTS[kind]
    return {
        row.pk: (row.place.path, subject.told(row))
        for row in subject.rows().filter(pk__in=list(pks))
    }
