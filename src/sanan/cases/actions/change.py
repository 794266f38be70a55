"""One change of one case: rule, lock, change, timeline line, ledger entry, in one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from sanan.cases import rules
from sanan.cases.actions import notices
from sanan.cases.enums import Alarm, Relation, State
from sanan.cases.models import Case, Step
from sanan.cases.queries import deadlines
from sanan.cases.rules import Verb
from sanan.files import actions as stored
from sanan.files.models import StoredFile
from sanan.kit import bulk, clock
from sanan.kit.files import Upload
from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry
from sanan.people.actions import NoticeKind
from sanan.people.actions.notices import Say
from sanan.people.models import Org, Person

LOCKED_WITH = ("place", "category", "handler")


@dataclass
class Change:
    """What an action fills in between the check and the writing.

    `said` is what the appellant reads in the timeline, where `public`; `note` is for staff;
    `data` holds the verb's particulars.
    """

    case: Case
    verb: Verb
    by: Person | None
    at: datetime
    target: State
    org: Org | None = None
    said: str = ""
    note: str = ""
    public: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    files: list[StoredFile] = field(default_factory=list)
    told: list[notices.Told] = field(default_factory=list)
    source: str = ""

    def set(self, **values: Any) -> None:
        """Give fields of the case new values; they are written together with the state."""
        for name, value in values.items():
            setattr(self.case, name, value)

    def tell(self, say: Say | NoticeKind, **words: object) -> None:
        """Tell the appellant this sentence, with what goes into it, once the change is safe."""
        self.told.append(notices.Told(say, words))


@contextmanager
def changing(
    case: Case,
    verb: Verb,
    by: Person | None,
    *,
    at: datetime | None = None,
    relation: Relation | None = None,
    uploads: Sequence[Upload] = (),
) -> Iterator[Change]:
    """Lock `case`, check the rule, let the caller change it, then write everything at once.

    Raises the rule's refusal before anything is touched; if the ledger cannot be written, nothing
    is. The caller's `case` is brought up to date, so that it can be shown at once.
    """
    rules.check(verb, case, by, relation=relation)
    with stored.kept(uploads) as files, transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related(*LOCKED_WITH)
        fresh = locked.get(pk=case.pk)
        rules.check(verb, fresh, by, relation=relation)
        target = rules.RULES[verb].target or State(fresh.state)
        change = Change(fresh, verb, by, clock.at_or_now(at), target, files=files)
        change.org = fresh.handler if Relation.HANDLER in rules.RULES[verb].relations else None
        before = _values(fresh)
        yield change
        fresh.state = change.target
        write(change, changed=[n for n, v in _values(fresh).items() if before[n] != v])
    _bring_up_to_date(case, fresh)


def write(change: Change, *, changed: Sequence[str]) -> Entry:
    """The case's new values, its timeline line, its files, its ledger entry, its notices."""
    case = change.case
    if changed:
        case.save(update_fields=[*changed])
    entry = ledger.record(
        event=f"case.{change.verb}",
        subject=case.code,
        content=_content(change, changed),
        words=_words(change),
        by=change.by.ref if change.by else "",
        at=change.at,
    )
    step = bulk.new(
        Step,
        case=case,
        verb=change.verb,
        at=change.at,
        by=change.by,
        org=change.org,
        state=case.state,
        said=change.said,
        note=change.note,
        data=change.data,
        public=change.public,
        entry_id=entry.pk,
    )
    bulk.insert(step)
    stored.attach(change.files, to=case, by=change.by, at=change.at, part=step.pk)
    if change.told:
        notices.tell_appellant(case, change.told, at=change.at, source=change.source)
    return entry


def restart_clock(change: Change, *, start: datetime | None = None) -> None:
    """Work out the clock's moments again, from `start` where the case begins anew."""
    case = change.case
    if start is not None:
        change.set(clock_from_at=start, extension_days=0, contacted_at=None)
    moments = deadlines.moments(case, now=change.at)
    if moments.due_at != case.due_at:
        change.set(alarm=Alarm.NONE.value)
    change.set(policy=moments.policy, due_at=moments.due_at)
    if case.contacted_at is None:
        change.set(contact_due_at=moments.contact_due_at)


def _content(change: Change, changed: Sequence[str]) -> Mapping[str, Any]:
    return {
        "case": change.case.code,
        "state": str(change.case.state),
        "note": change.note,
        "data": {n: v for n, v in change.data.items() if n != "text" or change.said},
        "set": {name: _plain(getattr(change.case, name)) for name in changed},
        "files": stored.hashes(change.files),
    }


def _words(change: Change) -> str:
    """What the appellant wrote or was answered: with these alone they can prove it later."""
    return change.said or str(change.data.get("text", ""))


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | datetime | None) else str(value)


def _values(case: Case) -> dict[str, Any]:
    return {f.attname: getattr(case, f.attname) for f in Case._meta.concrete_fields}


def _bring_up_to_date(case: Case, fresh: Case) -> None:
    for name in ("co_handler_ids", "whistled_ids", "_case_orgs"):
        case.__dict__.pop(name, None)
    case.__dict__.update(_values(fresh))
    case._state.fields_cache.update(fresh._state.fields_cache)
