"""A county's workbooks of companies, leads and agreements: each row once, what is wrong named by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanan.imports.taking import Outcome, Row, Terms
from sanan.investment.actions import checks, companies, leads, wins
from sanan.investment.enums import (
    OFFICERS,
    OPEN,
    Kind,
    Level,
    Proof,
    Source,
    State,
    Why,
)
from sanan.investment.models import Agreement, Company, Lead
from sanan.investment.queries.companies import county_of, find_company
from sanan.kit import credit, phones, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Forbidden, Refused
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places import queries as places
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.process.declare import OPERATOR

LATER = (
    State.FRAMEWORK_SIGNED,
    State.CONTRACT_SIGNED,
    State.REGISTERED,
    State.STARTED,
    State.PRODUCING,
)
OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Card:
    """A company as a row names it."""

    name: str
    credit_code: str
    sector: str = ""
    home: str = ""

    @property
    def key(self) -> str:
        """By its code, else by its name."""
        return self.credit_code or words.bare_name(self.name)


class Taking:
    """What the three tables have in common: who may, and which company a row means."""

    def __init__(self, terms: Terms) -> None:
        self.terms, self.place = terms, terms.place or places.default()
        if terms.by is not None and not people.holds(terms.by, OFFICERS, path=self.place.path):
            raise Forbidden(_("这里的招商台账由这里的招商专员来导入。"), "not_yours")
        self.county = county_of(self.place)
        self.actor: dict[str, Any] = {"by": terms.by, "at": terms.at}
        if terms.by is None:
            self.actor["relation"] = OPERATOR
        self.forget()

    def forget(self) -> None:
        """Nothing is kept that a rehearsal made."""
        self.cards: dict[str, Company | None] = {}
        self.codes: dict[str, str] = {}

    def card(self, row: Row) -> Card:
        """The company of a row. Raises `Refused` for a wrong code, or for another than is known."""
        name = words.clean_line(row.get("company") or "", most=100)
        if not words.bare_name(name):
            raise Refused(_("没有写企业名称。"), "no_name")
        code = credit.read(row.get("credit_code") or "")
        found = self.known(name, code)
        code = code or (found.credit_code if found else "")
        held = found.credit_code if found else ""
        earlier = self.codes.setdefault(words.bare_name(name), code) or code
        for other in (held, earlier):
            if code and other and other != code:
                sentence = _("这家企业的信用代码还有一个写法：%(code)s。请核对是不是同一家。")
                raise Refused(sentence % {"code": other}, "two_codes")
        return Card(name, code, row.get("sector") or "", row.get("home") or "")

    def known(self, name: str, code: str) -> Company | None:
        """The card that is there, asked for once."""
        key = f"{code}\n{words.bare_name(name)}"
        if self.cards.get(key) is None:
            found = find_company(self.county, name, code)
            self.cards[key] = found.standing if found else None
        return self.cards[key]

    def entered(self, card: Card) -> Company:
        """The card, made where it is not there."""
        given: dict[str, Any] = {"name": card.name, "credit_code": card.credit_code}
        given["sector"] = card.sector
        return companies.known(place=self.place, **given, **self.actor)

    def finish(self, _outcome: Outcome, /) -> None:
        """Nothing more is to be said."""


class TakingCompanies(Taking):
    """Takes a list of companies: known again by code, else by name."""

    def read(self, row: Row) -> Card:
        """A company that is not yet written."""
        return self.card(row)

    def key(self, item: Card) -> str:
        """Under what the row is known again."""
        return item.key

    def words(self, item: Card) -> object:
        """Everything that the row says."""
        return (words.bare_name(item.name), item.credit_code, item.sector, item.home)

    def find(self, keys: Sequence[str]) -> Mapping[str, Company]:
        """What is there already."""
        found = {}
        for key in keys:
            is_code = len(key) == credit.LENGTH and set(key) <= set(credit.LETTERS)
            card = find_company(self.county, "" if is_code else key, key if is_code else "")
            if card is not None:
                found[key] = card.standing
        return found

    def differs(self, known: Company, item: Card) -> bool:
        """Whether the row says something that the card does not."""
        said = _said(item)
        return any(getattr(known, name) != value for name, value in said.items())

    def write(self, fresh: Sequence[Card], changed: Sequence[tuple[Company, Card]]) -> None:
        """Each with its entry in the record."""
        for item in fresh:
            card = self.known(item.name, "") or self.entered(item)
            self._put(card, item)
        for known, item in changed:
            self._put(known, item)

    def _put(self, card: Company, item: Card) -> None:
        said = _said(item)
        if all(getattr(card, name) == value for name, value in said.items()):
            return
        now = {name: getattr(card, name) for name in ("name", "credit_code", "sector", "home")}
        companies.change(company=card, **{**now, **said}, **self.actor)


def _said(item: Card) -> dict[str, str]:
    """What a row says of a company; empty cells say nothing."""
    found = {"credit_code": item.credit_code, "sector": item.sector, "home": item.home}
    return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead as a row tells it."""

    card: Card
    company: Company | None
    place: Place
    title: str
    found_on: date
    source: str
    scale: int | None
    stage: str
    owner: Person | None
    why: str
    contact: str
    phone: str
    note: str


class TakingLeads(Taking):
    """Takes a list of leads: known again by company and project. Signing is told by agreements."""

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms)
        here = Place.objects.all().within(self.place).filter(kind=PlaceKind.TOWNSHIP)
        self.towns: dict[str, Place] = {place.name: place for place in here}
        held = people.holders(OFFICERS, at=terms.at, above=self.place)
        self.officers = {person.name: person for person in held}
        self.later: set[str] = set()

    def read(self, row: Row) -> LeadRow:
        """A lead that is not yet written."""
        card, title = self.card(row), words.clean_line(row.get("title") or "", most=120)
        if not words.bare_name(title):
            raise Refused(_("没有写项目名称。"), "no_title")
        company = self.known(card.name, card.credit_code)
        stage = _stage(row.get("stage") or "")
        found = LeadRow(
            card=card,
            company=company,
            place=self._town(row.get("town") or ""),
            title=title,
            found_on=checks.past(row.get("found_on") or self._day(), self.terms.at, "found_on"),
            source=_source(row.get("source") or ""),
            scale=scale(row),
            stage=stage,
            owner=self.officers.get(row.get("owner") or ""),
            why=_why(row.get("why") or "") if stage in {State.STALLED, State.DROPPED} else "",
            contact=row.get("contact") or "",
            phone=phones.personal(row["phone"]) if row.get("phone") else "",
            note=row.get("note") or "",
        )
        if _in_talks(stage):
            self._ready(found)
        if stage in LATER:
            self.later.add(self.key(found))
        return found

    def _day(self) -> date:
        return local_day(self.terms.at)

    def _ready(self, found: LeadRow) -> None:
        if not (found.card.sector and found.scale):
            raise Refused(_("在谈的项目要写明行业和规模。"), "stage")
        if not (found.owner or self.terms.by or self.terms.history):
            raise Refused(_("在谈的项目要有负责人：请写这里一位招商专员的姓名。"), "owner")

    def _town(self, name: str) -> Place:
        if not name:
            return self.place
        found = self.towns.get(name)
        if found is None:
            raise Refused(_("这里没有“%(name)s”这个乡镇。") % {"name": name}, "no_place")
        return found

    def key(self, item: LeadRow) -> str:
        """Under what the row is known again."""
        return f"{item.card.key}\n{words.bare_name(item.title)}"

    def words(self, item: LeadRow) -> object:
        """Everything that the row says of it."""
        return (item.card.key, words.bare_name(item.title), item.scale, item.stage, item.found_on)

    def find(self, keys: Sequence[str]) -> Mapping[str, Lead]:
        """What is there already; one that was given up only where no other is."""
        found: dict[str, Lead] = {}
        for key in keys:
            by, _line, title = key.partition("\n")
            lead = self.lead(by, title)
            if lead is not None:
                found[key] = lead
        return found

    def lead(self, by: str, title: str) -> Lead | None:
        """The lead of a company, by its code or name, and a project."""
        is_code = len(by) == credit.LENGTH and set(by) <= set(credit.LETTERS)
        card = find_company(self.county, "" if is_code else by, by if is_code else "")
        if card is None:
            return None
        rows = Lead.objects.filter(company=card.standing, known_as=title)
        rows = rows.select_related("place", "company", "owner")
        return min(rows, key=lambda each: each.state == State.DROPPED, default=None)

    def differs(self, known: Lead, item: LeadRow) -> bool:
        """Whether the row says something new of a lead on the way; a stage moves by its own verbs."""
        if known.state not in OPEN:
            return False
        said = self._news(item)
        return any(getattr(known, name) != value for name, value in said.items())

    def _news(self, item: LeadRow) -> dict[str, Any]:
        found = {"sector": item.card.sector, "scale": item.scale, "contact": item.contact}
        return {name: value for name, value in {**found, "phone": item.phone}.items() if value}

    def write(self, fresh: Sequence[LeadRow], changed: Sequence[tuple[Lead, LeadRow]]) -> None:
        """Each by its own verbs, with its entries in the record."""
        for item in fresh:
            self._enter(item)
        for known, item in changed:
            names = ("title", "sector", "scale", "contact", "phone")
            now = {name: getattr(known, name) for name in names}
            leads.change(lead=known, **{**now, **self._news(item)}, **self.actor)

    def _enter(self, item: LeadRow) -> Lead:
        lead = leads.enter(
            place=item.place,
            company=self.entered(item.card),
            title=item.title,
            source=item.source,
            found_on=item.found_on,
            sector=item.card.sector,
            scale=item.scale,
            owner=item.owner,
            contact=item.contact,
            phone=item.phone,
            is_history=self.terms.history,
            **self.actor,
        )
        if _in_talks(item.stage):
            given: dict[str, Any] = {"sector": item.card.sector, "scale": item.scale}
            given["on"] = item.found_on
            leads.negotiate(lead=lead, **given, **self.actor)
        if item.stage in {State.STALLED, State.DROPPED}:
            rest = leads.stall if item.stage == State.STALLED else leads.drop
            note = item.note or _("导入时就是这样")
            rest(lead=lead, why=item.why, note=note, **self.actor)
        return lead

    def finish(self, outcome: Outcome, /) -> None:
        """Say what the stages of signing wait for."""
        if self.later:
            said = ngettext(
                "有 %(n)d 个写着已签约或落地：先按“在谈”导入，请再导入协议，核实以后才往前走。",
                "有 %(n)d 个写着已签约或落地：先按“在谈”导入，请再导入协议，核实以后才往前走。",
                len(self.later),
            )
            outcome.asides.append(said % {"n": len(self.later)})


def scale(row: Row) -> int | None:
    """The sum of a row in fen, from the column in 亿元 or the one in 万元. Raises `Refused`."""
    found = next((row[n] for n in ("amount_yi", "amount_wan") if row.get(n) is not None), None)
    return None if found is None else checks.positive(found, "amount")


def _in_talks(stage: str) -> bool:
    return stage == State.NEGOTIATING or stage in LATER


def _named(text: Any, choices: Any, sentence: str) -> str:
    text = str(text)
    for each in choices:
        if text in {each.value, str(each.label)}:
            return str(each.value)
    told = "、".join(str(each.label) for each in choices)
    raise Refused(sentence % {"text": text, "known": told}, "unknown")


def _stage(text: str) -> str:
    return _named(text or State.LEAD.label, State, _("看不懂阶段“%(text)s”。可以写：%(known)s。"))


def _source(text: str) -> str:
    return _named(text or Source.OWN.label, Source, _("看不懂来源“%(text)s”。可以写：%(known)s。"))


def _why(text: str) -> str:
    return _named(text, Why, _("暂停、放弃的要写原因（“%(text)s”看不懂）。可以写：%(known)s。"))


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement as a row tells it; `lead` where it is known."""

    lead: Lead | None
    told: LeadRow
    kind: str
    level: str
    amount: int
    signed_on: date
    foreign: bool
    note: str

    def values(self) -> dict[str, Any]:
        """What a correction puts right."""
        return {
            "level": self.level,
            "amount": self.amount,
            "signed_on": self.signed_on,
            "foreign": self.foreign,
        }


class TakingAgreements(TakingLeads):
    """Takes a list of agreements: known again by company, project and kind.

    Their leads must be there; of history they are made. What is taken in waits to be verified.
    """

    def read(self, row: Row) -> Any:
        """An agreement that is not yet written."""
        kind = _named(
            row.get("kind") or Kind.CONTRACT.label,
            Kind,
            _("看不懂协议“%(text)s”。可以写：%(known)s。"),
        )
        level = _named(
            row.get("level") or Level.COUNTY.label,
            Level,
            _("看不懂级别“%(text)s”。可以写：%(known)s。"),
        )
        amount, signed_on = scale(row), row.get("signed_on")
        if amount is None or signed_on is None:
            raise Refused(_("要写明总投资和签约日期。"), "incomplete")
        checks.past(signed_on, self.terms.at, "signed_on")
        told = super().read({**row, "found_on": signed_on, "stage": "", "source": ""})
        lead = self.lead(told.card.key, words.bare_name(told.title))
        self._fits(lead, signed_on)
        foreign = (row.get("foreign") or "") in {"外资", "是", "Y"}
        return AgreementRow(
            lead, told, kind, level, amount, signed_on, foreign, row.get("note") or ""
        )

    def _fits(self, lead: Lead | None, signed_on: date) -> None:
        if lead is None:
            if not self.terms.history:
                raise Refused(
                    _("没有这个项目的线索。请先导入线索；是以前的，请按历史导入。"), "no_lead"
                )
            return
        if lead.state in {State.LEAD, State.DROPPED}:
            sentence = _("这个项目的线索现在是“%(state)s”，要先开始谈，才能登记协议。")
            raise Refused(sentence % {"state": lead.get_state_display()}, "no_talks")
        begun = lead.negotiating_on or lead.found_on
        checks.not_before(signed_on, begun, _("开始谈"), "signed_on")

    def key(self, item: Any) -> str:
        """Under what the row is known again."""
        told = item.told if isinstance(item, AgreementRow) else item
        kind = item.kind if isinstance(item, AgreementRow) else ""
        return f"{super().key(told)}\n{kind}"

    def words(self, item: Any) -> object:
        """Everything that the row says."""
        return (self.key(item), *item.values().values())

    def find(self, keys: Sequence[str]) -> Mapping[str, Any]:
        """What stands already."""
        found = {}
        for key in keys:
            by, title, kind = key.split("\n")
            lead = self.lead(by, title)
            rows = Agreement.objects.filter(lead=lead, kind=kind).exclude(state=Proof.VOID)
            each = rows.select_related("lead__company", "lead__place", "place").first()
            if lead is not None and each is not None:
                found[key] = each
        return found

    def differs(self, known: Any, item: Any) -> bool:
        """Whether the row reads otherwise than what stands."""
        return any(getattr(known, name) != value for name, value in item.values().items())

    def write(self, fresh: Sequence[Any], changed: Sequence[tuple[Any, Any]]) -> None:
        """Each by its own verbs; one that reads otherwise becomes the next version."""
        for item in fresh:
            given = {"kind": item.kind, "note": item.note, **item.values()}
            wins.sign(lead=self._lead_of(item), **given, **self.actor)
        for known, item in changed:
            reason = _("按“%(source)s”更正") % {"source": self.terms.source}
            given = {"note": item.note or known.words, "reason": reason, **item.values()}
            wins.correct_agreement(agreement=known, **given, **self.actor)

    def _lead_of(self, item: AgreementRow) -> Lead:
        told = item.told
        found = self.lead(told.card.key, words.bare_name(told.title))
        if found is None:
            found = self._enter(told)
        if found.state == State.LEAD:
            sector = told.card.sector or found.company.sector or OTHER
            given: dict[str, Any] = {"sector": sector, "scale": item.amount, "on": told.found_on}
            leads.negotiate(lead=found, **given, **self.actor)
        return found
