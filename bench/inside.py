"""What must be done within the measured installation: keys, sign-ins, and counting statements.

`python -m bench.inside` prints, as JSON, what to ask for and how many statements each takes.
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
DISPATCHER = "xuwen"
TEXT = "{n}:蒲坂路土方车又多又快,学生上下学过路危险,请安排人在放学时段看一看,已经反映过几次。"


def main() -> None:
    """Entry point, with the installation's own environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(_plan(), default=str))


def _plan() -> dict[str, Any]:
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from sanan.api.queries import status_url
    from sanan.cases.models import Case
    from sanan.demo.cast import cast

    there = cast()
    person = there.person(DISPATCHER)
    shown = Case.objects.visible_to(person).filter(state="closed", handler__isnull=False)
    case = shown.select_related("handler", "category").order_by("-opened_at")[0]
    handler = _handler_of(case.handler)
    browser = Client()
    browser.force_login(person)
    cookie = "; ".join(f"{k}={v.value}" for k, v in browser.cookies.items())
    keys = {who: _key(p) for who, p in (("dispatcher", person), ("handler", handler))}
    village = case.village or case.place
    auth = {"Authorization": f"Bearer {keys['dispatcher']}"}
    status = status_url(case.code).partition("/api/")[2]
    asks = {
        "create": _ask("POST", "/api/v1/cases", body=_say(village.code)),
        "list_json": _ask("GET", "/api/v1/cases?limit=100", auth),
        "list_html": _ask("GET", "/staff/cases/", {"Cookie": cookie}),
        "one_case": _ask("GET", f"/api/v1/cases/{case.code}", auth),
        "public_status": _ask("GET", f"/api/{status}"),
        "first_page": _ask("GET", f"/?place={village.code}"),
        "board": _ask("GET", "/staff/board/", {"Cookie": cookie}),
    }
    from django.db import connection

    statements = {}
    for name, ask in asks.items():
        for _warm in range(2):
            with CaptureQueriesContext(connection) as seen:
                status_code = _send(ask)
        if status_code not in {200, 201}:
            raise SystemExit(f"{name}: {status_code}")
        statements[name] = sum(
            1 for q in seen.captured_queries if not q["sql"].startswith(TRANSACTIONS)
        )
    return {
        "asks": asks,
        "statements": statements,
        "keys": keys,
        "place": village.code,
        "unit": case.handler.code if case.handler else "",
        "category": case.category.code if case.category else "",
        "cases": Case.objects.count(),
    }


def _key(person: Any) -> str:
    """A key that its owner agreed to, good for everything in their own places."""
    from datetime import timedelta

    from sanan.kit import clock
    from sanan.people.actions import agree_token, issue_token
    from sanan.people.queries import posts
    from sanan.people.rules import KEY_VERBS
    from sanan.places.models import Place

    place = Place.objects.get(pk=posts(person)[0].place_id)
    ends_at = clock.now() + timedelta(days=30)
    token, text = issue_token(
        person=person, name="测速", place=place, verbs=KEY_VERBS, ends_at=ends_at, by=None
    )
    agree_token(token=token, by=person)
    return text


def _handler_of(org: Any) -> Any:
    from sanan.people.enums import HANDLING_ROLES
    from sanan.people.models import Person

    return Person.objects.filter(
        positions__org=org, positions__role__in=HANDLING_ROLES, positions__until_on=None
    )[0]


def _say(place: str) -> str:
    body = {"text": TEXT, "place_code": place, "contact": "13800000001"}
    return json.dumps(body, ensure_ascii=False)


def _ask(
    method: str, path: str, headers: Mapping[str, str] | None = None, body: str = ""
) -> dict[str, Any]:
    return {"method": method, "path": path, "headers": dict(headers or {}), "body": body}


def _send(ask: dict[str, Any]) -> int:
    from django.test import Client

    headers = {f"HTTP_{k.upper()}": v for k, v in ask["headers"].items()}
    answer = Client().generic(
        ask["method"],
        ask["path"],
        ask["body"],
        "application/json",
        SERVER_NAME="127.0.0.1",
        **headers,
    )
    return answer.status_code


if __name__ == "__main__":
    main()
