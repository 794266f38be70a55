"""Counting at the table by scanning, with or without a network; the scale on the line."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sanan.channels.scale.line import NotRead, scale
from sanan.kit import dates
from sanan.kit.errors import Invalid
from sanan.kit.numbers import exact
from sanan.people import access
from sanan.workshop import actions
from sanan.workshop.actions.issues import MOST_QUANTITY, Count
from sanan.workshop.models import Issue
from sanan.workshop.views.staff import keepers

MOST = 200
"""Counts in one sending."""
WORDS = 40
PLACES = 6


@require_safe
@keepers()
def count(request: HttpRequest) -> HttpResponse:
    """The page that counts; it holds nobody's name, so that the phone may keep it."""
    response = render(request, "workshop/resident/count.html")
    response["X-Sanan-Keep"] = "1"
    return response


@require_POST
@keepers()
def send(request: HttpRequest) -> HttpResponse:
    """Take in counts as JSON, each by itself; the same one again is the same.

    `{"counts": [{"key", "issue", "grade", "good", "rework", "reject", "grams", "at"}]}` is answered by
    `{"answers": [{"key", "no"}]}` with "" or the sentence why not.
    """
    person = access.me(request)

    def find(code: str) -> Issue | None:
        rows = Issue.objects.counted_by(person)
        return rows.select_related("order__workshop", "worker", "place").filter(code=code).first()

    found = actions.count(counts=_counts(request.body), by=person, find=find)
    answers = [{"key": each.key, "no": str(each.no)} for each in found]
    return JsonResponse({"answers": answers})


def _counts(body: bytes) -> list[Count]:
    try:
        given = orjson.loads(body)["counts"]
        if not isinstance(given, list) or len(given) > MOST:
            raise Invalid(_("一次最多送 %(n)s 笔。") % {"n": MOST}, "many")
        return [_one(each) for each in given]
    except (ValueError, KeyError, TypeError, OverflowError):
        raise Invalid(_("送来的数看不懂，请刷新页面再试。"), "no_counts") from None


def _one(each: dict[str, Any]) -> Count:
    at = datetime.fromisoformat(str(each["at"]))
    grams = each.get("grams")
    key = _word(each["key"])
    if not key or at.year not in dates.YEARS:
        raise ValueError
    return Count(
        key,
        _word(each["issue"]),
        _word(each.get("grade")),
        _figure(each.get("good")),
        _figure(each.get("rework")),
        _figure(each.get("reject")),
        None if grams in {None, ""} else _figure(grams),
        at if at.tzinfo else at.replace(tzinfo=UTC),
    )


def _word(said: object) -> str:
    """A code or a grade. Raises ValueError where it holds what no database keeps."""
    word = str(said or "")[:WORDS]
    if "\0" in word:
        raise ValueError
    return word


def _figure(said: object) -> Decimal:
    """A count or grams; none is nought. Raises ValueError for what no scale and no hand counts."""
    figure = exact(said or 0)
    if figure is None or abs(figure) > MOST_QUANTITY or figure != round(figure, PLACES):
        raise ValueError
    return figure


@require_safe
@keepers()
def weigh(_request: HttpRequest) -> HttpResponse:
    """What lies on the scale now, in grams, or the sentence why there is no weight."""
    sentences = {
        "not_set_up": _("没有接秤，请把重量打进去。"),
        "no_line": _("秤没有接好，请看插头和电源，或者把重量打进去。"),
        "overload": _("超过了秤的量程，请分几次称。"),
        "below_zero": _("秤没有归零，请先按归零。"),
        "unsteady": _("秤还没有稳，请再按一次。"),
    }
    try:
        return JsonResponse({"grams": str(scale().grams()), "no": ""})
    except NotRead as no:
        return JsonResponse({"grams": "", "no": sentences[no.code]})
