"""A county's table of messages: each row once, a later reply taken over, or all of it as history."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.cases import deadlines
from sanan.cases.actions.intake import MOST_CHARACTERS, first_words, number, renumber_taken
from sanan.cases.actions.mining import DAYS
from sanan.cases.enums import CloseKind, Door, State
from sanan.cases.models import Case, Category, Reply
from sanan.cases.queries.whereabouts import whereabouts
from sanan.cases.rules import CASE
from sanan.imports.taking import Outcome, Row, Terms
from sanan.insight.private.contact import contact
from sanan.kit import background, bulk, phones, vault, words
from sanan.kit.errors import Forbidden, Refused
from sanan.ledger import actions as ledger
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.process.declare import SYSTEM
from sanan.process.models import TimelineEntry

BATCH = 1000
READ = "sanan.cases.tasks.read_imported"
MINE = "sanan.cases.tasks.mine_hot"
IMPORTERS = frozenset({Role.DISPATCHER, Role.TENANT_ADMIN})
OLD = timedelta(days=365)
"""An unanswered message older than that is hardly work: whoever imports it is told."""

SHOWN_COUNTIES = 12
Item = tuple[Case, Row]


class TakingCases:
    """Takes rows of messages in as cases; what every row of one import shares is read once.

    A row is known again by the source and its number, or by its words and time where it has none:
    then a new reply or other likes are taken over. Without a place `queries.whereabouts` finds it; a
    waiting message that stands above the place now given moves there. As history a row is closed when
    it was answered or said, has no clock and is nobody's work; a message that waits untouched becomes
    history too.
    Raises `Forbidden` for whoever does not dispatch there.
    """

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.where = whereabouts(terms.place, day=timezone.localdate(terms.at))
        self.place = place = self.where.base
        if terms.by is not None and not people.holds(terms.by, IMPORTERS, path=place.path):
            raise Forbidden(_("导入由本地的派单员来办。"), "not_yours")
        self.moment = self.oldest = terms.at
        self.somewhere = self.old = 0
        self.used: set[int] = set()
        self.lineages = {place.pk: places.lineage(place)}
        self.places: dict[str, Place | None] = {}
        self.categories = {c.name: c for c in Category.objects.order_by("-code")}
        self.categories |= {c.code: c for c in self.categories.values()}

    def read(self, row: Row) -> Item:
        """A case that is not yet written."""
        return _case(self, row), row

    def key(self, item: Item) -> str:
        """The sender's number, or a hash of the words."""
        found = item[0].external_id
        assert found is not None  # noqa: S101 - _case gives every row one
        return found

    def words(self, item: Item) -> object:
        """What was said."""
        return item[0].title, item[0].text

    def find(self, keys: Sequence[str]) -> Mapping[str, Case]:
        """Cases of this source."""
        found = Case.objects.select_related("place").filter(
            external_source=self.terms.source, external_id__in=keys
        )
        return {case.external_id: case for case in found if case.external_id is not None}

    def differs(self, known: Case, item: Item) -> bool:
        """Whether the sender's system has learnt something since: likes, a reply, where it belongs."""
        case, row = item
        waits = known.state == State.SUBMITTED
        return (
            (row.get("likes") is not None and known.likes != case.likes)
            or (waits and _under(case.place, known.place))
            or (waits and case.state == State.CLOSED)
        )

    def write(self, fresh: Sequence[Item], changed: Sequence[tuple[Case, Item]]) -> None:
        """New cases in one go, changed ones one by one."""
        if fresh:
            cases = [case for case, _row in fresh]
            _insert(self, cases, [row for _case, row in fresh])
            self.somewhere += sum(case.county_id is None for case in cases)
            self.old += sum(
                case.state != State.CLOSED and case.opened_at < self.moment - OLD for case in cases
            )
            self.touch(*cases)
        for known, item in changed:
            _sync(self, known, *item)

    def forget(self) -> None:
        """A rehearsal leaves nothing to look for."""
        self.used.clear()

    def finish(self, outcome: Outcome) -> None:
        """Say where they stand, and look for hot issues where there are new ones."""
        outcome.asides.append(self._whereabouts())
        if self.old:
            outcome.asides.append(
                _(
                    "有 %(n)d 件早于一年、没有答复，按待办计时就已经逾期。"
                    "如果是历史，请按“历史”导入（命令行：--history），不计时、不派单。"
                )
                % {"n": self.old}
            )
        if self.used and not self.terms.history:
            days = max(DAYS, (self.moment - self.oldest).days + 1)
            for county in sorted(self.used):
                background.enqueue(MINE, county, days)

    def touch(self, *cases: Case) -> None:
        """What was written, for the hot issues that follow."""
        self.oldest = min(self.oldest, *(case.opened_at for case in cases))
        self.used |= {case.county_id or self.place.pk for case in cases}

    def _whereabouts(self) -> str:
        counties = tuple(self.where.counties.values())
        if not self.somewhere or not counties:
            return _("没有写明地点的，放在%(place)s（%(code)s）。") % {
                "place": self.place.name,
                "code": self.place.code,
            }
        codes = "、".join(f"{one.code} {one.name}" for one in counties[:SHOWN_COUNTIES])
        return _(
            "%(n)d 件看不出是哪个县的，放在%(place)s，县里的人看不到。"
            "请加 --place 再导一次，就会移过去；可用：%(codes)s"
        ) % {"n": self.somewhere, "place": self.place.name, "codes": codes}

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


def _case(desk: TakingCases, row: Row) -> Case:
    text = words.clean(_text(row, "text"), most=MOST_CHARACTERS)
    title = words.clean_line(_text(row, "title"), most=400)
    if words.is_blank(text) and words.is_blank(title):
        raise Refused(_("没有主题也没有内容。"), "empty")
    at = row.get("at") or desk.moment
    if at > desk.moment:
        raise Refused(_("留言时间在将来。"), "in_future")
    named = _text(row, "place").strip()
    place = desk.find_place(named, f"{title}\n{text}")
    case = bulk.new(
        Case,
        external_source=desk.terms.source,
        external_id=_external_id(row, title, text, at),
        door=Door.IMPORT,
        title=title or first_words(text),
        text=text or title,
        likes=row.get("likes") or 0,
        place=place,
        address=words.clip(named, 200) if named and desk.places.get(named) is None else "",
        category=desk.categories.get(_text(row, "category").strip()),
        entered_by=desk.terms.by,
        opened_at=at,
        clock_from_at=at,
        may_publish=True,
    )
    number(case)
    _contact(case, _text(row, "contact"))
    _answered(case, row)
    if desk.terms.history:
        _over(case)
    _stand(desk, case)
    return case


def _stand(desk: TakingCases, case: Case) -> None:
    """What follows from where a case stands: who is above, and by when."""
    lineage = desk.lineages[case.place_id]
    case.county_id, case.township_id = lineage.county_id, lineage.township_id
    case.village_id = lineage.village_id
    if case.clock_from_at is None:
        return
    moments = deadlines.moments(case)
    case.policy, case.due_at = moments.policy, moments.due_at
    case.contact_due_at = moments.contact_due_at


def _external_id(row: Row, title: str, text: str, at: datetime) -> str:
    given = words.clean_line(_text(row, "external_id"), most=60)
    if given:
        return given
    said = f"{title}\n{text}\n{at.isoformat() if row.get('at') else ''}"
    return "sha256:" + hashlib.sha256(said.encode()).hexdigest()[:40]


def _answered(case: Case, row: Row) -> None:
    if words.is_blank(_text(row, "reply")):
        return
    replied_at = row.get("replied_at") or case.opened_at
    case.replied_at = case.closed_at = max(replied_at, case.opened_at)
    case.state, case.close_kind = State.CLOSED, CloseKind.IMPORTED


def _over(case: Case) -> None:
    """It is history: it ended when it was answered, or when it was said; no clock ever runs."""
    case.closed_at = case.replied_at or case.opened_at
    case.state, case.close_kind = State.CLOSED, CloseKind.HISTORY
    case.clock_from_at = case.due_at = case.contact_due_at = None
    case.policy = ""


def _contact(case: Case, said: str) -> None:
    found = contact(said)
    number = phones.reached(found.figures)
    if number:
        case.contact_locked, case.contact_hash = vault.lock(number), phones.hashed(number)
    extension = f" 转{found.extension}" if found.extension else ""
    unreached = f" {found.figures}" if not number else ""
    case.contact_name = words.clip(f"{found.name}{unreached}{extension}".strip(), 40)


def _insert(desk: TakingCases, cases: list[Case], rows: list[Row]) -> None:
    renumber_taken(cases)
    bulk.insert_many(cases)
    drafts = [
        ledger.Draft(
            "case.open",
            case.code,
            _content(case, row),
            _by(desk),
            case.text,
        )
        for case, row in zip(cases, rows, strict=True)
    ]
    entries = ledger.record_many(drafts=drafts, at=desk.moment)
    steps = [
        bulk.new(
            TimelineEntry,
            kind=CASE.name,
            subject=case.pk,
            verb="open",
            at=case.opened_at,
            by=desk.terms.by,
            state=case.state,
            public=True,
            data={"door": Door.IMPORT, "source": desk.terms.source},
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
    if not desk.terms.history:
        background.enqueue(READ, cases[0].pk, cases[-1].pk)


def _sync(desk: TakingCases, case: Case, said: Case, row: Row) -> None:
    """Take over what the sender's system has learnt since."""
    with CASE.step("sync", case, by=desk.terms.by, at=desk.moment, relation=SYSTEM) as step:
        fresh = step.thing
        if row.get("likes") is not None:
            fresh.likes = said.likes
        if fresh.state == State.SUBMITTED:
            _learn(desk, fresh, said, row)
        step.target = fresh.state
        step.data = {"likes": fresh.likes, "source": desk.terms.source}


def _learn(desk: TakingCases, case: Case, said: Case, row: Row) -> None:
    """What a message that waits untouched may still learn: its place, its answer, that it is over."""
    if _under(said.place, case.place):
        case.place = said.place
        _stand(desk, case)
        desk.touch(case)
    _answered(case, row)
    if case.replied_at is not None:
        reply = words.clean(_text(row, "reply"))
        Reply.objects.create(case=case, public_text=reply, at=case.replied_at)
    if desk.terms.history:
        _over(case)


def _by(desk: TakingCases) -> str:
    return desk.terms.by.ref if desk.terms.by else ""


def _under(place: Place, above: Place) -> bool:
    return place.path != above.path and place.path.startswith(above.path)


def _content(case: Case, row: Row) -> dict[str, Any]:
    return {
        "case": case.code,
        "source": case.external_source,
        "external_id": case.external_id,
        "title": case.title,
        "likes": case.likes,
        "reply": _text(row, "reply"),
        "opened_at": case.opened_at,
        "replied_at": case.replied_at,
    }


def _text(row: Row, name: str) -> str:
    return row.get(name) or ""
