"""A check on the spot: begun, marked indicator by indicator, sent in; the stars follow from the points."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sanan.kit import words
from sanan.neighbourhood.enums import CentreState
from sanan.neighbourhood.models import Centre, SpotCheck
from sanan.neighbourhood.rules import CENTRE, CHECK
from sanan.neighbourhood.rules.indicators import newest, sheet_of
from sanan.people.models import Person
from sanan.process.declare import SYSTEM


@CHECK.action("begin")
def begin_check(*, centre: Centre, by: Person, at: datetime | None = None) -> SpotCheck:
    """Begin a check by the newest sheet; one that the same person has open goes on."""
    found = centre.checks.filter(by=by, state="open").first()
    if found is not None:
        return found
    made = SpotCheck(centre=centre, place=centre.place, version=newest().version, by=by)
    with CHECK.begin("begin", made, by=by, at=at) as step:
        made.begun_at = step.at
    return made


@CHECK.action("send")
def send_check(
    *,
    check: SpotCheck,
    marks: Mapping[str, Decimal | None],
    by: Person,
    notes: Mapping[str, str] | None = None,
    token: str = "",
    at: datetime | None = None,
) -> SpotCheck:
    """Send the sheet in: every indicator has its points, and the centre its stars.

    The same `token` again is the same sheet and changes nothing. Raises `Invalid`, naming the
    indicator, for points that are missing or out of bounds.
    """
    if token and check.token == token:
        return check
    sheet = sheet_of(check.version)
    points = sheet.read(marks)
    with CHECK.step("send", check, by=by, at=at) as step:
        fresh = step.thing
        total, stars = sheet.total(points), sheet.stars(points)
        fresh.marks = {key: str(value) for key, value in points.items()}
        fresh.notes = {
            key: words.clean(text, most=300, field=key)
            for key, text in (notes or {}).items()
            if text.strip()
        }
        fresh.total, fresh.stars, fresh.sent_at = total, stars, step.at
        fresh.token = token or None
        step.data = {"version": fresh.version, "total": str(total), "stars": stars}
        step.then(lambda done: _give_star(done.thing, done.at))
    return check


def _give_star(check: SpotCheck, at: datetime) -> None:
    """The centre has the stars of its newest check; without any it is to be improved."""
    centre = Centre.objects.select_related("place").get(pk=check.centre_id)
    with CENTRE.step("assess", centre, by=None, at=at, relation=SYSTEM) as step:
        step.thing.stars = check.stars or None
        step.target = CentreState.ASSESSED if check.stars else CentreState.IMPROVING
        step.data = {"check": check.code}
