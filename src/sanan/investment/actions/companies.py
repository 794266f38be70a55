"""Companies: entered once, put right, merged; contracts with third parties."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.files import actions as files
from sanan.investment.actions import checks
from sanan.investment.actions.leads import move
from sanan.investment.enums import CompanyState
from sanan.investment.models import Company, Mandate
from sanan.investment.models.companies import core
from sanan.investment.queries.companies import county_of, find_company
from sanan.investment.rules import COMPANY, MANDATE
from sanan.kit import clock, credit, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM, Relation


@COMPANY.action("enter")
def enter(
    *,
    place: Place,
    name: str,
    by: Person | None,
    credit_code: str = "",
    sector: str = "",
    home: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Company:
    """A company that the county does not know yet. Raises `Refused` naming the one it is."""
    name, code = words.one_line(name, "name", 100), credit.read(credit_code)
    made = Company(
        place=place,
        name=name,
        known_as=_known(name),
        core=core(name),
        credit_code=code,
        sector=words.clean_line(sector, most=40, field="sector"),
        home=words.clean_line(home, most=80, field="home"),
        entered_at=clock.at_or_now(at),
    )
    with COMPANY.begin("enter", made, by=by, at=at, relation=relation):
        _only_once(made)
    return made


def known(
    *,
    place: Place,
    name: str,
    by: Person | None,
    credit_code: str = "",
    sector: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Company:
    """The company of that code or name in the county of `place`, however typed; else its new card.

    A code that the card lacks is taken over. Raises `Refused` where the card has another one.
    """
    county, code = county_of(place), credit.read(credit_code)
    found = find_company(county, name, code)
    if found is None:
        given = {"name": name, "credit_code": code, "sector": sector}
        return enter(place=county, by=by, relation=relation, at=at, **given)
    found = found.standing
    if code and code != found.credit_code:
        _same_code(found, code)
        with COMPANY.step("change", found, by=by, at=at, relation=relation) as step:
            step.thing.credit_code = code
    return found


@COMPANY.action("change")
def change(
    *,
    company: Company,
    name: str,
    by: Person | None,
    credit_code: str = "",
    sector: str = "",
    home: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Company:
    """Put the card right."""
    name, code = words.one_line(name, "name", 100), credit.read(credit_code)
    with COMPANY.step("change", company, by=by, at=at, relation=relation) as step:
        step.set(
            name=name,
            known_as=_known(name),
            core=core(name),
            credit_code=code,
            sector=words.clean_line(sector, most=40, field="sector"),
            home=words.clean_line(home, most=80, field="home"),
        )
        _only_once(step.thing)
    return company


@COMPANY.action("merge")
def merge(
    *, company: Company, into: Company | None, by: Person, at: datetime | None = None
) -> Company:
    """Two cards of one company become one: leads and meetings go over, the old name leads on."""
    if into is None:
        raise Invalid(_("没有找到这家企业，请写它在册的名称或信用代码。"), "unknown", field="into")
    if into.pk == company.pk or into.state != CompanyState.KNOWN:
        raise Invalid(_("请选另一家在册的企业。"), "same", field="into")
    if into.place_id != company.place_id:
        raise Invalid(_("只能并入同一个县的企业。"), "elsewhere", field="into")
    moment = clock.at_or_now(at)
    code = company.credit_code
    if code and into.credit_code and code != into.credit_code:
        sentence = _("两家的统一社会信用代码不一样（%(one)s、%(other)s），是两家企业，不能并。")
        raise Refused(sentence % {"one": code, "other": into.credit_code}, "two_codes")
    with transaction.atomic():
        with COMPANY.step("merge", company, by=by, at=moment) as step:
            step.thing.into = into
            step.thing.credit_code = "" if code and not into.credit_code else code
            step.note = _("并入 %(name)s") % {"name": into.name}
            step.data = {"into": into.code}
        for other in company.merged.all():
            with COMPANY.step("follow", other, by=by, at=moment, relation=SYSTEM) as step:
                step.thing.into = into
        if code and not into.credit_code:
            with COMPANY.step("change", into, by=by, at=moment) as step:
                step.thing.credit_code = code
        for lead in company.leads.select_related("place").order_by("pk"):
            move(lead=lead, to=into, by=by, at=moment)
        company.meetings.update(company=into)
    return company


def _known(name: str) -> str:
    known = words.bare_name(name)
    if not known:
        raise Invalid(_("请写企业全称。"), "no_name", field="name")
    return known


def _only_once(made: Company) -> None:
    """Refuse what is another card already, by code or by name; two codes are two companies."""
    found = find_company(made.place, made.name, made.credit_code, but=made.pk)
    if found is None:
        return
    now = found.standing
    if made.credit_code:
        _same_code(now, made.credit_code)
    sentence = _("这家企业已经在册：“%(name)s”。不用再录，直接给它加线索就行。")
    raise Refused(sentence % {"name": now.name}, "twice", field="name")


def _same_code(found: Company, code: str) -> None:
    if found.credit_code and found.credit_code != code:
        sentence = _(
            "“%(name)s”已经在册，信用代码是 %(code)s，和这里写的不一样。请核对代码；"
            "确实是另一家的，请把名称写完整。"
        )
        told = {"name": found.name, "code": found.credit_code}
        raise Refused(sentence % told, "two_codes", field="credit_code")


@MANDATE.action("commission")
def commission(
    *,
    place: Place,
    agency: Company,
    scope: str,
    signed_on: date,
    ends_on: date,
    fee: int,
    by: Person,
    terms: str = "",
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Mandate:
    """A contract with a third party; `fee` in fen, what was agreed on at most."""
    moment = clock.at_or_now(at)
    if fee < 0:
        raise Invalid(_("费用不能是负数。"), "negative", field="fee")
    made = Mandate(
        place=place,
        agency=agency.standing,
        scope=words.one_line(scope, "scope", 200),
        terms=words.clean(terms, most=1000, field="terms"),
        signed_on=checks.past(signed_on, moment, "signed_on"),
        ends_on=checks.not_before(ends_on, signed_on, _("签约日期"), "ends_on"),
        fee=fee,
    )
    with files.kept(uploads) as kept, MANDATE.begin("commission", made, by=by, at=moment) as step:
        step.files = files.hashes(kept)
        step.then(lambda done: files.attach(kept, to=done.thing, by=by, at=moment))
    return made


@MANDATE.action("settle")
def settle(
    *, mandate: Mandate, result: str, paid: int, by: Person, at: datetime | None = None
) -> Mandate:
    """What came of it and what was paid, at most what was agreed on; in fen."""
    if paid < 0:
        raise Invalid(_("付的钱不能是负数。"), "negative", field="paid")
    if paid > mandate.fee:
        raise Invalid(
            _("付的钱超过了合同约定的费用，请核对。加了钱的，先登记补充合同。"),
            "over",
            field="paid",
        )
    with MANDATE.step("settle", mandate, by=by, at=at) as step:
        step.set(result=words.needed(result, "result", 1000), paid=paid)
    return mandate
