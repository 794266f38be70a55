"""How a case begins, through whichever door."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from sanan.cases import deadlines
from sanan.cases.actions.steps import attach, tell
from sanan.cases.enums import Anonymity, Door, Nature, State
from sanan.cases.kinds import CONCERN
from sanan.cases.models import Case, Category
from sanan.cases.queries import suggestions
from sanan.cases.rules import CASE
from sanan.files import actions as stored
from sanan.files.models import StoredFile
from sanan.kit import bulk, clock, dates, phones, tokens, vault, words
from sanan.kit.errors import Invalid
from sanan.kit.files import Upload
from sanan.ledger.models import Entry
from sanan.people.actions import NoticeKind
from sanan.people.models import Person
from sanan.places import queries as places
from sanan.places.models import Place

MOST_CHARACTERS = 20_000
TITLE_CHARACTERS = 60
MOST_FILES = 10
RECEIVED = NoticeKind(
    _("您反映的“%(title)s”已收到，查询码 %(code)s。"),
    plain=_("您反映的事已收到，查询码 %(code)s。"),
)
_DIGITS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Opened:
    """A case, its appellant's figures for following it, its ledger entry, and whether it is new.

    `heard` says how urgent it sounds and by which words: all that is read of it at once.
    """

    case: Case
    query_code: str
    created: bool
    entry: Entry
    heard: Mapping[str, Any] = field(default_factory=dict)


def open_case(
    *,
    text: str,
    place: Place,
    door: Door,
    title: str = "",
    kind: str = CONCERN,
    nature: Nature = Nature.HELP,
    anonymity: Anonymity = Anonymity.MASKED,
    contact_name: str = "",
    contact_phone: str = "",
    appellant: Person | None = None,
    entered_by: Person | None = None,
    lat: float | None = None,
    lon: float | None = None,
    address: str = "",
    uploads: Sequence[Upload] = (),
    idempotency: str = "",
    category: Category | None = None,
    may_publish: bool = True,
    source: str = "",
    at: datetime | None = None,
) -> Opened:
    """Take in what someone said; `kind` is the name of its kind.

    Coordinates are WGS84 degrees. The same `idempotency` key gives the case that it made before,
    so a double tap or a repeated request makes one case. `source` is where a visitor came from
    (`visitor.source`), for the brake on messages.
    Raises `Invalid` where nothing was said or a value cannot be, `Forbidden` where `entered_by`
    may not speak for others here.
    """
    text, title = _said(text, title)
    if len(uploads) > MOST_FILES:
        raise Invalid(
            _("一次最多附 %(most)d 个文件，请减少几个再提交。") % {"most": MOST_FILES}, "files"
        )
    moment = clock.at_or_now(at)
    case = bulk.new(
        Case,
        idempotency=tokens.keyed_hash("idempotency", idempotency) if idempotency else None,
        door=door,
        kind=kind,
        nature=nature,
        title=title,
        text=text,
        place=place,
        address=words.clean_line(address, most=200, field="address"),
        lat=lat,
        lon=lon,
        anonymity=anonymity,
        appellant=appellant,
        contact_name="" if anonymity == Anonymity.ANONYMOUS else words.clip(contact_name, 40),
        entered_by=entered_by,
        opened_at=moment,
        clock_from_at=moment,
        category=category,
        may_publish=may_publish,
    )
    _keep_contact(case, contact_phone)
    place_columns(case)
    # What cannot wait; the rest is read within a second (`actions.index`), or when a desk opens it.
    heard = suggestions.alarm(case.text, case.title)
    case.urgency = heard["urgency"]
    return replace(_write(case, uploads, moment, source), heard=heard)


def place_columns(case: Case) -> None:
    """Repeat the place's county, township and village on the case, for its lists and boards."""
    lineage = places.lineage(case.place)
    case.county_id = lineage.county_id
    case.township_id = lineage.township_id
    case.village_id = lineage.village_id


def new_code(moment: datetime) -> str:
    """A public number: the day and six symbols, 31⁶ a day, unguessable enough to tell nothing."""
    number, symbols = secrets.randbelow(len(_DIGITS) ** 6), ""
    for _symbol in range(6):
        number, digit = divmod(number, len(_DIGITS))
        symbols += _DIGITS[digit]
    return f"{dates.local_day(moment):%y%m%d}{symbols}"


def query_hash(query_code: str) -> str:
    """What stands in the database for a query code."""
    return tokens.keyed_hash("query", query_code)


def _said(text: str, title: str) -> tuple[str, str]:
    text = words.clean(text, most=MOST_CHARACTERS, field="text")
    title = words.clean_line(title, most=400, field="title")
    if words.is_blank(text) and words.is_blank(title):
        raise Invalid(_("请写一句话，说说是什么事。"), "empty", field="text")
    text = text or title
    return text, title or first_words(text)


def first_words(text: str) -> str:
    """The first sentence, as a title where none was given."""
    line = text.replace("\n", " ")
    ends = [
        i
        for i in (line.find(mark) for mark in "。\uff01\uff1f\uff1b!?;")
        if 0 < i < TITLE_CHARACTERS
    ]
    return line[: min(ends)] if ends else words.clip(line, TITLE_CHARACTERS)


def _keep_contact(case: Case, phone: str) -> None:
    if phone.strip() and case.anonymity != Anonymity.ANONYMOUS:
        number = phones.personal(phone, field="contact_phone")
        case.contact_locked = vault.lock(number)
        case.contact_hash = phones.hashed(number)


def _write(case: Case, uploads: Sequence[Upload], moment: datetime, source: str) -> Opened:
    moments = deadlines.moments(case)
    case.policy, case.due_at = moments.policy, moments.due_at
    case.contact_due_at = moments.contact_due_at
    with stored.kept(uploads) as files:
        return _inserted(case, files, moment, source)


def _inserted(case: Case, files: list[StoredFile], moment: datetime, source: str) -> Opened:
    while True:
        number(case)
        try:
            entry = _begin(case, moment, files, source)
        except IntegrityError:
            if before := _said_before(case):
                stored.discard(files)
                code = tokens.query_code(before.code)
                return Opened(before, code, created=False, entry=_first_entry(before))
            if not _taken([case]):
                raise
        else:
            return Opened(case, tokens.query_code(case.code), created=True, entry=entry)


def number(case: Case) -> None:
    """Give a new case its number, and what stands in the database for its query code."""
    case.code = new_code(case.opened_at)
    case.query_hash = query_hash(tokens.query_code(case.code))


def renumber_taken(cases: Sequence[Case]) -> None:
    """Give numbered but unwritten cases another number where their query code is in use.

    A query code has 12 figures, so that it can be read out; among a million cases two meet with a
    chance of two in five.
    """
    seen: set[str] = set()
    again = _taken(cases)
    for case in cases:
        while case.query_hash in again or case.query_hash in seen:
            number(case)
            again |= _taken([case])
        seen.add(case.query_hash)


def _taken(cases: Sequence[Case]) -> set[str]:
    hashes = [case.query_hash for case in cases]
    return set(Case.objects.filter(query_hash__in=hashes).values_list("query_hash", flat=True))


def _said_before(case: Case) -> Case | None:
    return Case.objects.filter(idempotency=case.idempotency).first() if case.idempotency else None


def _first_entry(case: Case) -> Entry:
    return Entry.objects.get(subject=case.code, event="case.open")


def _begin(case: Case, moment: datetime, files: list[StoredFile], source: str) -> Entry:
    case.state = State.SUBMITTED
    who = case.entered_by or case.appellant
    with CASE.begin("open", case, by=who, at=moment) as step:
        attach(step, files)
        step.said = case.text
        step.data = {"door": case.door, "place": case.place.code}
        tell(
            step,
            RECEIVED,
            source=source,
            title=words.clip(case.title, 20),
            code=tokens.query_code(case.code),
        )
    assert step.entry is not None  # noqa: S101 - every step writes one
    return step.entry
