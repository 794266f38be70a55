"""Lists and single cases as JSON-ready rows, straight from the database's values."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from sanan.cases.enums import State
from sanan.cases.models import Case, CaseQuerySet, Reply, beside_work
from sanan.cases.queries import search
from sanan.kit import tokens
from sanan.kit.errors import Invalid
from sanan.kit.statements import Prepared, Shaped
from sanan.people.models import Person, person_of, shape_of
from sanan.places.models import Place
from sanan.process.models import TimelineEntry

PLAIN = (
    "code",
    "title",
    "state",
    "kind",
    "nature",
    "urgency",
    "door",
    "opened_at",
    "due_at",
    "likes",
    "supervision",
)
NAMED = {
    "place_code": F("place__code"),
    "place": F("place__name"),
    "category": F("category__name"),
    "handler": F("handler__name"),
}
ALSO = ("text", "replied_at", "closed_at", "satisfaction", "public_text")
STATUS = ("code", "state", "opened_at", "due_at", "replied_at", "closed_at", "handler")
STEP = ("verb", "at", "state", "said", "note", "public", "by", "org")
REPLY = ("public_text", "at", "org")
MOST = 100


def rows(cases: CaseQuerySet, *, limit: int, after: str = "") -> tuple[list[dict[str, Any]], bool]:
    """Up to `limit` cases, newest first, and whether more follow.

    `after` is the last code of the page before; raises `Invalid` where it names nothing.
    """
    if after:
        cases = _before(cases, *_moment_of(after))
    size = min(max(limit, 1), MOST)
    page = list(_newest(cases)[: size + 1])
    names = (*PLAIN, *NAMED)
    return [dict(zip(names, row, strict=True)) for row in page[:size]], len(page) > size


def work(
    person: Person, *, limit: int, after: str = "", state: str = "", top: Place | None = None
) -> tuple[list[dict[str, Any]], bool]:
    """`rows` of what is the work of a key's person, in a `state`, at or under `top`."""
    within = person.within
    if within is None:
        return [], False
    beside = beside_work(person)
    if beside is None or beside:
        cases = _narrowed(inside(Case.objects.at_work(person), person), state, top)
        return rows(cases, limit=limit, after=after)
    size, (held, values) = min(max(limit, 1), MOST), shape_of(person)
    last = _moment_of(after) if after else (None, None)
    place = (top.pk, top.path) if top else (None, None)
    shape = (held, top.kind if top else "", size + 1)
    page = _WORK(shape, *values, state or None, *place, *last)
    return [dict(zip((*PLAIN, *NAMED), row, strict=True)) for row in page[:size]], len(page) > size


def said(
    person: Person,
    text: str,
    *,
    limit: int,
    after: str = "",
    state: str = "",
    top: Place | None = None,
) -> tuple[list[dict[str, Any]], bool]:
    """The same of those that say `text`."""
    cases = _narrowed(inside(Case.objects.at_work(person), person), state, top)
    return rows(search.matching(cases, text), limit=limit, after=after)


def detail(person: Person, code: str) -> dict[str, Any] | None:
    """One case with its timeline and replies, in three statements; None where it is not for them."""
    shape, values = shape_of(person)
    seen = _ONE(shape, *values, code) if person.within else []
    if not seen:
        return None
    names = ("pk", *PLAIN, *NAMED, *ALSO)
    found: dict[str, Any] = dict(zip(names, seen[0], strict=True))
    pk = found.pop("pk")
    found["timeline"] = [dict(zip(STEP, step, strict=True)) for step in _STEPS(pk)]
    found["replies"] = [dict(zip(REPLY, reply, strict=True)) for reply in _REPLIES(pk)]
    return found


def inside(cases: CaseQuerySet, person: Person) -> CaseQuerySet:
    """Only what lies at or under the place of a program's key, also of what a unit has elsewhere."""
    if person.within is None:
        return cases.none()
    top = person.within
    return cases.under(top.kind, top.place_id, top.path)


def status(code: str, seal: str) -> dict[str, Any] | None:
    """Where a case stands, for whoever holds its status address. One statement."""
    if not constant_time_compare(seal, status_seal(code)):
        return None
    rows = _STATUS(code)
    if not rows:
        return None
    found = dict(zip(STATUS, rows[0], strict=True))
    return {**found, "state_text": str(State(found["state"]).label)}


def status_seal(code: str) -> str:
    """What makes a status address impossible to guess: 128 bits of a keyed hash of the code."""
    return tokens.keyed_hash("status", code)[:32]


def status_url(code: str) -> str:
    """The address under which this case's status can be read without an account."""
    return f"{settings.SITE_URL.rstrip('/')}/api/v1/status/{code}/{status_seal(code)}"


def _narrowed(cases: CaseQuerySet, state: str, top: Place | None) -> CaseQuerySet:
    cases = cases.filter(state=state) if state else cases
    return cases.within(top) if top else cases


def _moment_of(after: str) -> tuple[datetime, int]:
    known = Case.objects.filter(code=after) if after.isprintable() else Case.objects.none()
    last = known.values_list("opened_at", "pk").first()
    if last is None:
        sentence = _("没有编号“%(after)s”。请用上一页的 next。") % {"after": after[:20]}
        raise Invalid(sentence, "unknown_code", field="after")
    return last


def _before(cases: CaseQuerySet, opened_at: datetime, pk: int) -> CaseQuerySet:
    # The first condition alone can be looked up by index; the second tells equals apart.
    return cases.filter(Q(opened_at__lt=opened_at) | Q(pk__lt=pk), opened_at__lte=opened_at)


def _newest(cases: CaseQuerySet) -> Any:
    return cases.order_by("-opened_at", "-pk").values_list(*PLAIN, *NAMED.values())


def _build_work(shape: Any, *values: Any) -> Any:
    held, kind, size = shape
    *about, state, place, path, opened_at, pk = values
    top = Place(pk=place, path=path, kind=kind) if kind else None
    person = person_of(held, about)
    cases = _narrowed(inside(Case.objects.of_posts(person), person), state, top)
    cases = _before(cases, opened_at, pk) if pk else cases
    return _newest(cases)[:size]


def _build_one(shape: Any, *values: Any) -> Any:
    *about, code = values
    person = person_of(shape, about)
    seen = inside(Case.objects.visible_to(person).filter(code=code), person)
    return seen.order_by().values_list("pk", *PLAIN, *NAMED.values(), *ALSO)[:1]


_WORK = Shaped(_build_work)
_ONE = Shaped(_build_one)
_STEPS = Prepared(
    lambda case: (
        TimelineEntry.objects.of("case", case)
        .order_by("at", "pk")
        .values_list(*STEP[:-2], "by__name", "org__name")
    ),
    int,
)
_REPLIES = Prepared(
    lambda case: (
        Reply.objects.filter(case=case)
        .order_by("at", "pk")
        .values_list("public_text", "at", "org__name")
    ),
    int,
)
_STATUS = Prepared(
    lambda code: Case.objects.filter(code=code).values_list(*STATUS[:-1], "handler__name"), str
)
