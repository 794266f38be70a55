"""From a scheme to its awards: nomination, answers, review, publicity, award, revocation."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.cases import deadlines
from sanan.honours.enums import Answer, Level, NomineeKind, Reason, SchemeState, State
from sanan.honours.models import (
    LEAST_PUBLICITY,
    Evidence,
    HonourScheme,
    IntegrityCheck,
    Nomination,
    Objection,
)
from sanan.honours.queries import outcomes
from sanan.honours.rules import NOMINATION, SCHEME
from sanan.kit import bulk, certificates, clock, tokens, words
from sanan.kit.errors import Invalid, Refused
from sanan.people import queries as people
from sanan.people.actions.notices import notify
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.process.declare import ANYONE, Relation
from sanan.process.step import Step

ID = "honour-number"


def hash_of(number: str) -> str:
    """Under what an identity or credit number is kept: never in clear."""
    plain = "".join(words.half(number).upper().split())
    return tokens.keyed_hash(ID, plain) if plain else ""


@SCHEME.action("announce")
def announce(
    *,
    place: Place,
    title: str,
    year: int,
    conditions: str,
    quota: int,
    levels: Sequence[str],
    bodies: Iterable[Org],
    by: Person,
    least: int = 1,
    apart_years: int = 3,
    publicity_days: int = LEAST_PUBLICITY,
    at: datetime | None = None,
) -> HonourScheme:
    """Say what is honoured this year, and how. Levels of review are kept from below."""
    asked, reviewing = list(bodies), [each for each in Level if each in levels]
    if not asked or not reviewing:
        raise Invalid(_("至少选一级评审、一个要征求意见的单位。"), "incomplete", field="bodies")
    if publicity_days < LEAST_PUBLICITY:
        raise Invalid(_("公示不少于 5 个工作日。"), "too_short", field="publicity_days")
    title = words.one_line(title, "title", 60)
    if HonourScheme.objects.filter(place=place, title=title, year=year).exists():
        raise Invalid(_("这一年已经有同名的评选方案。"), "twice", field="title")
    made = HonourScheme(
        place=place,
        title=title,
        year=year,
        conditions=words.needed(conditions, "conditions", 1000),
        quota=quota,
        levels=[str(each) for each in reviewing],
        least=least,
        apart_years=apart_years,
        publicity_days=publicity_days,
    )
    with SCHEME.begin("announce", made, by=by, at=at) as step:
        step.data = {"bodies": sorted(org.code for org in asked)}
        step.then(lambda _step: made.bodies.set(asked))
    return made


@SCHEME.action("close")
def close(*, scheme: HonourScheme, by: Person, at: datetime | None = None) -> HonourScheme:
    """Take no more nominations; those that are there go on."""
    with SCHEME.step("close", scheme, by=by, at=at):
        pass
    return scheme


@NOMINATION.action("nominate")
def nominate(
    *,
    scheme: HonourScheme,
    place: Place,
    deeds: str,
    by: Person,
    evidence: Iterable[str],
    person: Person | None = None,
    unit: Org | None = None,
    number: str = "",
    consented: bool = False,
    at: datetime | None = None,
) -> Nomination:
    """Put a person (of `unit`) or, without `person`, a team forward.

    `evidence` names outcomes of theirs as `kind:code`; at least as many as the scheme asks for.
    """
    if scheme.state != SchemeState.OPEN or not scheme.place.contains(place):
        raise Refused(_("这个评选现在不接受这里的推荐。请换一个评选方案。"), "closed")
    if unit is None:
        raise Invalid(_("请选所在单位。"), "no_unit", field="unit")
    moment = clock.at_or_now(at)
    today = _day(place, moment)
    found = (each for each in outcomes(person=person, unit=unit) if each.done_on <= today)
    offered = {f"{each.kind}:{each.code}": each for each in found}
    chosen = [offered[key] for key in dict.fromkeys(evidence) if key in offered]
    if len(chosen) < scheme.least:
        sentence = _("至少选 %(n)s 件本人办成的事作为依据。")
        raise Invalid(sentence % {"n": scheme.least}, "no_evidence", field="evidence")
    made = Nomination(
        scheme=scheme,
        place=place,
        kind=NomineeKind.PERSON if person else NomineeKind.TEAM,
        name=person.name if person else unit.name,
        person=person,
        unit=unit,
        unit_name=unit.name,
        number_hash=hash_of(number if person else f"org {unit.code}"),
        deeds=words.needed(deeds, "deeds", 2000),
        nominated_by=by,
        nominated_at=moment,
        consented_on=today if consented else None,
    )
    _only_once(made)
    with NOMINATION.begin("nominate", made, by=by, at=moment) as step:
        step.data = {"evidence": sorted(f"{each.kind}:{each.code}" for each in chosen)}
        step.then(lambda _step: _keep_evidence(made, chosen))
    return made


def _only_once(made: Nomination) -> None:
    others = made.scheme.nominations.running()
    same = others.filter(person=made.person) if made.person else others.filter(unit=made.unit)
    if same.filter(kind=made.kind).exists():
        raise Refused(_("这一年已经推荐过了，不用重复推荐。"), "twice")


def _keep_evidence(made: Nomination, chosen: Sequence[Evidence]) -> None:
    for each in chosen:
        each.nomination = made
    bulk.insert_many(chosen)


def _day(place: Place, at: datetime) -> date:
    return deadlines.calendar_at(place).local_day(at)


@NOMINATION.action("consent")
def consent(*, nomination: Nomination, by: Person, at: datetime | None = None) -> Nomination:
    """The nominee agrees to their name and deeds being shown."""
    with NOMINATION.step("consent", nomination, by=by, at=at) as step:
        step.thing.consented_on = _day(step.thing.place, step.at)
    return nomination


@NOMINATION.action("screen")
def screen(*, nomination: Nomination, by: Person, at: datetime | None = None) -> Nomination:
    """Nothing stands against it on paper: every body of the scheme is asked."""
    with NOMINATION.step("screen", nomination, by=by, at=at) as step:
        bodies = list(step.thing.scheme.bodies.order_by("pk"))
        bulk.insert_many([IntegrityCheck(nomination=step.thing, org=org) for org in bodies])
        step.data = {"asked": [org.code for org in bodies]}
    return nomination


@NOMINATION.action("answer")
def answer(
    *, nomination: Nomination, answer: str, by: Person, note: str = "", at: datetime | None = None
) -> Nomination:
    """One body answers. The last clean answer lets it go on; one that is not ends it."""
    said = Answer(answer)
    if said == Answer.WAITING:
        raise Invalid(_("请选答复。"), "no_answer", field="answer")
    with NOMINATION.step("answer", nomination, by=by, at=at) as step:
        mine = step.thing.checks.filter(org__in=people.org_ids(by), answer="").select_related("org")
        check = mine[0]
        check.answer, check.answered_at, check.by = said, step.at, by
        check.note, step.org = words.clean(note, most=1000, field="note"), check.org
        check.save(update_fields=["answer", "answered_at", "by", "note"])
        step.data = {"org": check.org.code, "answer": str(said)}
        if said == Answer.NOT_CLEAN:
            _end(step, State.REJECTED, Reason.INTEGRITY)
        elif not step.thing.checks.filter(answer="").exists():
            step.target = State.INTEGRITY_CHECKED
    return nomination


@NOMINATION.action("review")
def review(
    *, nomination: Nomination, by: Person, opinion: str = "", at: datetime | None = None
) -> Nomination:
    """The level whose turn it is agrees; after the last of them the nomination is reviewed."""
    with NOMINATION.step("review", nomination, by=by, at=at) as step:
        step.data = {"level": str(step.thing.next_level)}
        step.note = words.clean(opinion, most=1000, field="opinion")
        step.thing.level += 1
        if step.thing.next_level is None:
            step.target = State.REVIEWED
    return nomination


@NOMINATION.action("publicise")
def publicise(*, nomination: Nomination, by: Person, at: datetime | None = None) -> Nomination:
    """Show name, unit and deeds to everyone for the scheme's working days after this one."""
    with NOMINATION.step("publicise", nomination, by=by, at=at) as step:
        calendar = deadlines.calendar_at(step.thing.place)
        today = calendar.local_day(step.at)
        ends_on = calendar.add_working_days(today, step.thing.scheme.publicity_days)
        step.set(publicised_on=today, publicity_ends_on=ends_on)
    return nomination


@NOMINATION.action("object")
def object_(
    *,
    nomination: Nomination,
    text: str,
    by: Person | None = None,
    relation: Relation = ANYONE,
    at: datetime | None = None,
) -> Nomination:
    """Anyone says what speaks against it; who it was is asked of nobody.

    The story tells only that it came: words may tell colleagues whose they are.
    """
    text = words.needed(text, most=1000)
    with NOMINATION.step("object", nomination, by=by, at=at, relation=relation) as step:
        bulk.insert(Objection(nomination=step.thing, text=text, raised_at=step.at))
        step.data = {"text": tokens.keyed_hash("honour-objection", text)}
    return nomination


@NOMINATION.action("settle")
def settle(
    *,
    nomination: Nomination,
    upheld: bool,
    finding: str,
    by: Person,
    objection: Objection | None = None,
    at: datetime | None = None,
) -> Nomination:
    """What was found on an objection (the oldest open one); upheld, it ends the nomination."""
    finding = words.needed(finding, "finding", 1000)
    with NOMINATION.step("settle", nomination, by=by, at=at) as step:
        rows = step.thing.objections.filter(upheld=None)
        found = rows.filter(pk=objection.pk).first() if objection else rows.first()
        if found is None:
            raise Refused(_("这条异议已经处理过了。"), "handled")
        found.upheld, found.finding, found.handled_at = upheld, finding, step.at
        found.save(update_fields=["upheld", "finding", "handled_at"])
        step.say(finding)
        step.data = {"upheld": upheld}
        if upheld:
            _end(step, State.REJECTED, Reason.OBJECTION)
    return nomination


@NOMINATION.action("award")
def award(*, nomination: Nomination, by: Person, at: datetime | None = None) -> Nomination:
    """Publicity has ended and nothing is open: honour it, with a certificate to verify."""
    with NOMINATION.step("award", nomination, by=by, at=at) as step:
        step.thing.awarded_on = _day(step.thing.place, step.at)
        step.thing.certificate = new_certificate(step.thing.scheme)
        step.then(_congratulate)
    return nomination


def new_certificate(scheme: HonourScheme) -> str:
    """A number that nobody can guess: R, the year, twelve letters."""
    return certificates.number("R", scheme.year)


def _congratulate(step: Step[Nomination]) -> None:
    if step.thing.person is not None:
        told = {"year": step.thing.scheme.year, "title": step.thing.scheme.title}
        link = f"/honours/check/{step.thing.certificate}/"
        said = gettext_noop("您被评为 %(year)s 年度“%(title)s”，证书可以核对。")
        notify(to=step.thing.person, say=said, words=told, link=link, at=step.at)


@NOMINATION.action("reject")
def reject(
    *, nomination: Nomination, reason: str, by: Person, note: str = "", at: datetime | None = None
) -> Nomination:
    """It does not go on, for one of the reasons that a list knows."""
    with NOMINATION.step("reject", nomination, by=by, at=at) as step:
        step.note = words.clean(note, most=1000, field="note")
        _end(step, State.REJECTED, Reason(reason))
    return nomination


@NOMINATION.action("revoke")
def revoke(
    *, nomination: Nomination, reason: str, note: str, by: Person, at: datetime | None = None
) -> Nomination:
    """Take the honour back; whoever verifies the certificate reads that it no longer holds."""
    with NOMINATION.step("revoke", nomination, by=by, at=at) as step:
        step.note = words.needed(note, "note", 1000)
        _end(step, State.REVOKED, Reason(reason))
    return nomination


def _end(step: Step[Nomination], state: State, reason: Reason) -> None:
    step.target = state
    step.set(reason=reason, ended_on=_day(step.thing.place, step.at))
    step.data = {**step.data, "reason": str(reason)}
