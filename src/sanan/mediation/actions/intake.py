"""How a dispute begins: at a window, or from a case; its parties, its risk, its day of limitation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.cases import actions as cases
from sanan.cases.enums import Anonymity, Door
from sanan.cases.models import Case
from sanan.cases.rules import CASE
from sanan.kit import bulk, clock, phones, tokens, vault, words
from sanan.kit.dates import years_on
from sanan.kit.errors import Invalid
from sanan.mediation.actions.common import locked, past
from sanan.mediation.actions.telling import ASKED, tell_parties, told
from sanan.mediation.enums import Channel, Ground, Kind, Risk, Side
from sanan.mediation.models import Dispute, Group, Party, Window
from sanan.mediation.queries.ways import limit_of
from sanan.mediation.rules import DISPUTE, KIND
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM
from sanan.slips.actions import issue

PARTY_KIND = "dispute_party"
"""Under what query codes know a party's own page."""
MOST_PARTIES = 12


@dataclass(frozen=True)
class PartyTold:
    """A party as a window or a program tells of them; for a minor the guardian is named."""

    side: Side
    name: str
    phone: str = ""
    minor: bool = False
    guardian: str = ""


@dataclass(frozen=True)
class PartyGiven(PartyTold):
    """The same with the account that is known to be theirs."""

    person: Person | None = None


@DISPUTE.action("take_in")
def take_in(
    *,
    window: Window,
    place: Place,
    kind: str,
    matter: str,
    story: str,
    wish: str,
    parties: Sequence[PartyGiven],
    by: Person,
    sealed: bool = False,
    channel: str = Channel.WINDOW,
    risk: str = Risk.LOW,
    grounds: Sequence[str] = (),
    knew_on: date | None = None,
    relapse_of: Dispute | None = None,
    at: datetime | None = None,
) -> Dispute:
    """Take a dispute down; a case of its own carries the code, each party gets a code of their page.

    `matter` is what it is about without names. Raises `Invalid` where it is a matter for the sealed
    room, a side is missing, or a minor has no guardian; then nothing is kept.
    """
    moment = clock.at_or_now(at)
    _not_sealed(sealed=sealed)
    _both_sides(parties)
    made = Dispute(
        centre=window.centre,
        window=window,
        place=place,
        kind=Kind(kind),
        channel=Channel(channel),
        matter=words.one_line(matter, "matter", 80),
        story_locked=locked(story, "story"),
        wish_locked=locked(wish, "wish", 1000),
        taken_by=by,
        taken_at=moment,
        relapse_of=relapse_of,
    )
    _risky(made, risk, grounds)
    _limited(made, knew_on, moment)
    DISPUTE.check("take_in", made, by, at=moment)
    with transaction.atomic():
        opened = cases.open_case(
            text=made.matter,
            title=made.matter,
            place=place,
            door=Door.PROXY,
            kind=KIND.name,
            anonymity=Anonymity.ANONYMOUS,
            may_publish=False,
            at=moment,
        )
        case = opened.case
        with CASE.step("mediate", case, by=by, at=moment, relation=SYSTEM) as entering:
            entering.set(handler=window.org, accepted_at=moment)
        made.code, made.case = case.code, case
        with DISPUTE.begin("take_in", made, by=by, at=moment) as step:
            step.data = {"parties": len(parties), "window": window.code}
            step.then(lambda done: _add_all(done.thing, parties, done.at))
    return made


@CASE.action("to_mediation")
def to_mediation(
    *,
    case: Case,
    window: Window,
    kind: Kind,
    matter: str,
    respondents: Sequence[PartyTold],
    by: Person,
    applicant: PartyTold | None = None,
    sealed: bool = False,
    risk: Risk = Risk.LOW,
    grounds: Sequence[Ground] = (),
    knew_on: date | None = None,
    at: datetime | None = None,
) -> Case:
    """A case becomes a dispute at a window: same code, same story, nobody tells it again.

    Whoever raised it is the applicant; `applicant` where they left no name. Raises `Invalid` for a
    window to which the place of the case does not belong.
    """
    moment = clock.at_or_now(at)
    _not_sealed(sealed=sealed)
    if not case.place.path.startswith(window.centre.place.path):
        raise Invalid(_("这个窗口不管这个地方，请选当地的。"), "window", field="window")
    first = applicant or _appellant(case)
    parties: list[PartyTold] = [first, *respondents] if first else list(respondents)
    _both_sides(parties)
    with CASE.step("to_mediation", case, by=by, at=moment) as step:
        now = step.thing
        made = Dispute(
            code=now.code,
            case=now,
            centre=window.centre,
            window=window,
            place=now.place,
            kind=Kind(kind),
            channel=Channel.CASE,
            matter=words.one_line(matter, "matter", 80),
            story_locked=vault.lock(now.text),
            taken_by=by,
            taken_at=moment,
        )
        _risky(made, risk, grounds)
        _limited(made, knew_on, moment)
        step.set(kind=KIND.name, handler=window.org, accepted_at=now.accepted_at or moment)
        step.say(str(window))
        step.then(lambda _done: _begin(made, parties, by, moment))
    return case


def _begin(made: Dispute, parties: Sequence[PartyTold], by: Person, at: datetime) -> None:
    with DISPUTE.begin("take_in", made, by=by, at=at, relation=SYSTEM) as step:
        step.data = {"parties": len(parties), "window": made.window.code, "from": "case"}
        step.then(lambda done: _add_all(done.thing, parties, done.at))


@DISPUTE.action("add_party")
def add_party(
    *, dispute: Dispute, party: PartyGiven, by: Person, at: datetime | None = None
) -> Dispute:
    """One more whom it concerns; they must agree, too, before it goes on."""
    with DISPUTE.step("add_party", dispute, by=by, at=at) as step:
        if len(step.thing.sides) >= MOST_PARTIES:
            raise Invalid(_("一件纠纷最多登记 12 方。人多的请推选代表。"), "too_many")
        told(step, ASKED, [_add(step.thing, party)])
        step.say(str(Side(party.side).label))
    return dispute


@DISPUTE.action("watch")
def watch(
    *,
    dispute: Dispute,
    risk: str,
    by: Person,
    grounds: Sequence[str] = (),
    note: str = "",
    at: datetime | None = None,
) -> Dispute:
    """How much may go wrong in the matter, by what of the matter; nothing is said of a person."""
    with DISPUTE.step("watch", dispute, by=by, at=at) as step:
        _risky(step.thing, risk, grounds)
        step.data = {"risk": risk, "grounds": list(step.thing.grounds)}
        step.note = words.clean(note, most=500, field="note")
    return dispute


@DISPUTE.action("mark_limit")
def mark_limit(
    *, dispute: Dispute, knew_on: date, by: Person, at: datetime | None = None
) -> Dispute:
    """Since when they know of it: from that day the time for court or arbitration runs."""
    with DISPUTE.step("mark_limit", dispute, by=by, at=at) as step:
        _limited(step.thing, knew_on, step.at)
    return dispute


@DISPUTE.action("put_together")
def put_together(
    *, dispute: Dispute, other: Dispute, by: Person, at: datetime | None = None
) -> Dispute:
    """Keep two disputes of one family together."""
    if other.pk == dispute.pk:
        raise Invalid(_("请选另一件。"), "itself", field="other")
    with DISPUTE.step("put_together", dispute, by=by, at=at) as step:
        group = other.group or step.thing.group or Group.objects.create(centre=step.thing.centre)
        step.set(group=group)
        if other.group_id != group.pk:
            with DISPUTE.step("put_together", other, by=by, at=step.at) as beside:
                beside.set(group=group)
        step.data = {"group": group.code}
    return dispute


def _not_sealed(*, sealed: bool) -> None:
    if sealed:
        raise Invalid(
            _("说的是干部违纪违法的，不在这里登记，请走“密封举报”，只有纪检监察机关能看。"),
            "sealed",
            field="sealed",
        )


def _both_sides(parties: Sequence[PartyTold]) -> None:
    there = {each.side for each in parties}
    if Side.APPLICANT not in there:
        raise Invalid(_("请写申请人是谁。"), "no_applicant", field="applicant")
    if Side.RESPONDENT not in there:
        raise Invalid(_("请写对方是谁。"), "no_respondent", field="respondent")
    if len(parties) > MOST_PARTIES:
        raise Invalid(_("一件纠纷最多登记 12 方。人多的请推选代表。"), "too_many")


def _appellant(case: Case) -> PartyGiven | None:
    """Whoever raised the case, where they left a name."""
    who = case.appellant
    name = case.contact_name or (who.name if who else "")
    if not name:
        return None
    phone = vault.unlock(case.contact_locked or (who.phone_locked if who else ""))
    return PartyGiven(Side.APPLICANT, name, phone, person=who)


def _add_all(dispute: Dispute, parties: Sequence[PartyTold], at: datetime) -> None:
    tell_parties([_add(dispute, each) for each in parties], ASKED, at)


def _add(dispute: Dispute, given: PartyTold) -> Party:
    field = given.side
    name = words.one_line(given.name, field, 40)
    guardian = words.clean_line(given.guardian, most=40, field=f"{field}_guardian")
    if given.minor and not guardian:
        sentence = _("%(side)s未成年，要写明监护人，由监护人来办。")
        said = sentence % {"side": Side(given.side).label}
        raise Invalid(said, "no_guardian", field=f"{field}_guardian")
    if given.minor and words.bare_name(guardian) == words.bare_name(name):
        raise Invalid(_("监护人不能是未成年人自己。"), "own_guardian", field=f"{field}_guardian")
    phone = phones.personal(given.phone, field=f"{field}_phone") if given.phone else ""
    made = Party(
        dispute=dispute,
        side=Side(given.side),
        name_locked=vault.lock(name),
        name_hash=tokens.keyed_hash("mediation-name", words.bare_name(name)),
        phone_locked=vault.lock(phone),
        phone_hash=phones.hashed(phone),
        minor=given.minor,
        guardian_locked=vault.lock(guardian if given.minor else ""),
        person=(given.person if isinstance(given, PartyGiven) else None) or _known(phone),
    )
    try:
        with transaction.atomic():
            bulk.insert(made)
    except IntegrityError:
        raise Invalid(_("这个人已经登记过了。"), "twice", field=field) from None
    issue(kind=PARTY_KIND, ref=made.token)
    return made


def _known(phone: str) -> Person | None:
    """Whose account a number is: it was confirmed there by a code."""
    return Person.objects.filter(phone_hash=phones.hashed(phone)).first() if phone else None


def _risky(dispute: Dispute, risk: str, grounds: Sequence[str]) -> None:
    dispute.risk = Risk(risk)
    dispute.grounds = [str(Ground(each)) for each in grounds]
    if dispute.risk != Risk.LOW and not dispute.grounds:
        raise Invalid(
            _("请选是事情的哪一点要留意。这里只记事，不给人贴标签。"), "no_ground", field="grounds"
        )


def _limited(dispute: Dispute, knew_on: date | None, at: datetime) -> None:
    if knew_on is None:
        return
    dispute.knew_on = past(knew_on, "knew_on", at)
    dispute.limit_on = years_on(knew_on, limit_of(dispute.kind).years)
