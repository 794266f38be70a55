"""A county's table of messages: each row once, bad rows listed, nothing half-written."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.cases.actions.intake import MOST_CHARACTERS, first_words, number, renumber_taken
from sanan.cases.actions.mining import DAYS
from sanan.cases.enums import CloseKind, Door, State
from sanan.cases.models import Case, Category, Reply, Step
from sanan.cases.queries import deadlines
from sanan.cases.queries.whereabouts import Whereabouts, whereabouts
from sanan.cases.rules import Verb
from sanan.kit import bulk, clock, later, phones, vault, words
from sanan.kit.errors import Refused
from sanan.ledger import actions as ledger
from sanan.people.models import Person
from sanan.places import queries as places
from sanan.places.models import Place

BATCH = 1000
FIELDS = (
    "external_id", "title", "text", "at", "reply", "replied_at", "likes", "place", "category", "contact",
)  # fmt: skip
READ = "sanan.cases.tasks.read_imported"
MINE = "sanan.cases.tasks.mine_hot"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be taken: its line in the file, and why."""

    line: int
    sentence: str


@dataclass
class Imported:
    """What became of the rows."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    place: Place | None = None
    somewhere: int = 0
    """Rows that stand at the top of the tree, since nothing tells their county."""

    counties: Sequence[Place] = ()
    """Then: the counties to choose from."""


def import_cases(
    *,
    rows: Iterable[tuple[int, Row]],
    source: str,
    place: Place | None = None,
    by: Person | None = None,
    dry_run: bool = False,
    told: Callable[[int], None] | None = None,
    at: datetime | None = None,
) -> Imported:
    """Take in rows as (line, values by the names of `FIELDS`), `BATCH` at a time.

    `at` and `replied_at` values are moments or None. A row is known again by `source` and its
    `external_id`, or by its words and time where it has none: then a new reply or other likes
    are taken over, and nothing is doubled. Without `place`, `queries.whereabouts` finds it; a
    waiting message that stands above the place now given moves there. `told` hears how many rows
    each batch held.
    A batch is written whole or not at all; what was written stays when a later one fails.
    """
    moment = clock.at_or_now(at)
    taken = Imported()
    where = whereabouts(place, day=timezone.localdate(moment))
    desk = _Desk(source, where, by, moment)
    taken.place, taken.counties = where.base, tuple(where.counties.values())
    feed = iter(rows)
    while batch := list(islice(feed, BATCH)):
        with transaction.atomic():
            _take(desk, batch, taken)
            if dry_run:
                transaction.set_rollback(True)
        if told is not None:
            told(len(batch))
    if desk.used and not dry_run:
        days = max(DAYS, (moment - desk.oldest).days + 1)
        for county in sorted(desk.used):
            later.enqueue(MINE, county, days)
    return taken


class _Desk:
    """What every row of one import shares, read once."""

    def __init__(
        self, source: str, where: Whereabouts, by: Person | None, moment: datetime
    ) -> None:
        self.source = source
        self.where = where
        self.place = place = where.base
        self.used: set[int] = set()
        self.by = by
        self.moment = self.oldest = moment
        self.lineages = {place.pk: places.lineage(place)}
        self.places: dict[str, Place | None] = {}
        self.categories = {c.name: c for c in Category.objects.order_by("-code")}
        self.categories |= {c.code: c for c in self.categories.values()}

    def find_place(self, name: str, text: str) -> Place:
        """The place of that code or name under the import's own, else the one the text tells."""
        found = self._named(name) if name else None
        if found is None:
            found = self.where.of(text)
            if found.pk not in self.lineages:
                self.lineages[found.pk] = places.lineage(found)
        return found

    def _named(self, name: str) -> Place | None:
        if name not in self.places:
            under = Place.objects.all().within(self.place)
            found = under.filter(code=name).first() or under.filter(name=name).first()
            self.places[name] = found
            if found is not None and found.pk not in self.lineages:
                self.lineages[found.pk] = places.lineage(found)
        return self.places[name]


def _take(desk: _Desk, batch: list[tuple[int, Row]], taken: Imported) -> None:
    fresh: dict[str, tuple[Case, Row]] = {}
    read = list(_read(desk, batch, taken))
    known = {
        case.external_id: case
        for case in Case.objects.select_related("place").filter(
            external_source=desk.source, external_id__in=[case.external_id for case, _row in read]
        )
    }
    taken.somewhere += sum(case.county_id is None for case, _row in read)
    for case, row in read:
        assert case.external_id is not None  # noqa: S101 - _case gives every row one
        if case.external_id in known:
            _sync(desk, known[case.external_id], case.place, row, taken)
        elif case.external_id in fresh:
            taken.unchanged += 1
        else:
            fresh[case.external_id] = (case, row)
    if fresh:
        _insert(
            desk, [case for case, _row in fresh.values()], [row for _case, row in fresh.values()]
        )
        taken.imported += len(fresh)
        desk.oldest = min(desk.oldest, *(case.opened_at for case, _row in fresh.values()))
        desk.used |= {case.county_id or desk.place.pk for case, _row in fresh.values()}


def _read(desk: _Desk, batch: list[tuple[int, Row]], taken: Imported) -> Iterator[tuple[Case, Row]]:
    for line, row in batch:
        try:
            yield _case(desk, row), row
        except Refused as refused:
            taken.rejected.append(Rejected(line, str(refused.sentence)))
        except (ValueError, TypeError, OverflowError):
            taken.rejected.append(Rejected(line, _("这一行有看不懂的值,请对照表头检查。")))


def _case(desk: _Desk, row: Row) -> Case:
    text = words.clean(_text(row, "text"), most=MOST_CHARACTERS)
    title = words.clean_line(_text(row, "title"), most=400)
    if words.is_blank(text) and words.is_blank(title):
        raise Refused(_("没有主题也没有内容。"), "empty")
    at = _moment(row, "at") or desk.moment
    if at > desk.moment:
        raise Refused(_("留言时间在将来。"), "in_future")
    named = _text(row, "place").strip()
    place = desk.find_place(named, f"{title}\n{text}")
    case = bulk.new(
        Case,
        external_source=desk.source,
        external_id=_external_id(row, title, text, at),
        door=Door.IMPORT,
        title=title or first_words(text),
        text=text or title,
        likes=_count(row.get("likes")),
        place=place,
        address=words.clip(named, 200) if named and desk.places.get(named) is None else "",
        category=desk.categories.get(_text(row, "category").strip()),
        entered_by=desk.by,
        opened_at=at,
        clock_from_at=at,
        may_publish=True,
    )
    number(case)
    _contact(case, _text(row, "contact"))
    _answered(case, row)
    _stand(desk, case)
    return case


def _stand(desk: _Desk, case: Case) -> None:
    """What follows from where a case stands: who is above, and by when."""
    lineage = desk.lineages[case.place_id]
    case.county_id, case.township_id = lineage.county_id, lineage.township_id
    case.village_id = lineage.village_id
    moments = deadlines.moments(case)
    case.policy, case.due_at = moments.policy, moments.due_at
    case.contact_due_at = moments.contact_due_at


def _external_id(row: Row, title: str, text: str, at: datetime) -> str:
    given = words.clean_line(_text(row, "external_id"), most=60)
    if given:
        return given.removesuffix(".0")
    said = f"{title}\n{text}\n{at.isoformat() if row.get('at') else ''}"
    return "sha256:" + hashlib.sha256(said.encode()).hexdigest()[:40]


def _answered(case: Case, row: Row) -> None:
    if words.is_blank(_text(row, "reply")):
        return
    replied_at = _moment(row, "replied_at") or case.opened_at
    case.replied_at = case.closed_at = max(replied_at, case.opened_at)
    case.state, case.close_kind = State.CLOSED, CloseKind.IMPORTED


def _contact(case: Case, contact: str) -> None:
    number = phones.tidy(contact)
    if phones.is_mobile(number) or contact.replace("-", "").strip().isdecimal():
        case.contact_locked = vault.lock(number)
        case.contact_hash = phones.hashed(number)
    elif contact.strip():
        case.contact_name = words.clip(contact.strip(), 40)


def _insert(desk: _Desk, cases: list[Case], rows: list[Row]) -> None:
    renumber_taken(cases)
    bulk.insert_many(cases)
    drafts = [
        ledger.Draft(
            f"case.{Verb.OPEN}",
            case.code,
            _content(case, row),
            desk.by.ref if desk.by else "",
            case.text,
        )
        for case, row in zip(cases, rows, strict=True)
    ]
    entries = ledger.record_many(drafts=drafts, at=desk.moment)
    steps = [
        bulk.new(
            Step,
            case=case,
            verb=Verb.OPEN,
            at=case.opened_at,
            by=desk.by,
            state=case.state,
            public=True,
            data={"door": Door.IMPORT, "source": desk.source},
            entry_id=entry.pk,
        )
        for case, entry in zip(cases, entries, strict=True)
    ]
    bulk.insert_many(steps)
    replies = [
        Reply(case=case, public_text=words.clean(_text(row, "reply")), at=case.replied_at)
        for case, row in zip(cases, rows, strict=True)
        if case.replied_at is not None
    ]
    bulk.insert_many(replies)
    later.enqueue(READ, cases[0].pk, cases[-1].pk)


def _sync(desk: _Desk, case: Case, place: Place, row: Row, taken: Imported) -> None:
    """Take over what the sender's system has learnt since: likes, a reply, or where it belongs."""
    before = (case.likes, case.state, case.place_id)
    if case.state == State.SUBMITTED and _under(place, case.place):
        case.place = place
        _stand(desk, case)
        desk.oldest = min(desk.oldest, case.opened_at)
        desk.used.add(case.county_id or desk.place.pk)
    case.likes = _count(row.get("likes")) if row.get("likes") is not None else case.likes
    reply = words.clean(_text(row, "reply"))
    if not words.is_blank(reply) and case.state == State.SUBMITTED:
        _answered(case, row)
        Reply.objects.create(case=case, public_text=reply, at=case.replied_at or desk.moment)
    if before == (case.likes, case.state, case.place_id):
        taken.unchanged += 1
        return
    case.save(update_fields=_SYNCED)
    entry = ledger.record(
        event=f"case.{SYNC}",
        subject=case.code,
        content=_content(case, row) | {"place": case.place.code},
        words=case.text,
        by=desk.by.ref if desk.by else "",
        at=desk.moment,
    )
    Step.objects.create(
        case=case, verb=SYNC, at=desk.moment, by=desk.by, state=case.state, entry_id=entry.pk,
        data={"likes": case.likes, "source": desk.source},
    )  # fmt: skip
    taken.updated += 1


def _under(place: Place, above: Place) -> bool:
    return place.path != above.path and place.path.startswith(above.path)


SYNC = "sync"
_SYNCED = (
    "likes", "state", "replied_at", "closed_at", "close_kind", "place", "county", "township",
    "village", "policy", "due_at", "contact_due_at",
)  # fmt: skip


def _content(case: Case, row: Row) -> dict[str, Any]:
    return {
        "case": case.code, "source": case.external_source, "external_id": case.external_id,
        "title": case.title, "likes": case.likes, "reply": _text(row, "reply"),
        "opened_at": case.opened_at, "replied_at": case.replied_at,
    }  # fmt: skip


def _moment(row: Row, name: str) -> datetime | None:
    value = row.get(name)
    if isinstance(value, str):
        raise Refused(_("看不懂时间“%(value)s”。") % {"value": words.clip(value, 30)}, "no_moment")
    return value


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _count(value: Any) -> int:
    return int(float(value)) if value not in (None, "") else 0
