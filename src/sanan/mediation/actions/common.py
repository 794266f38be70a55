"""What several verbs of this room share."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from sanan.cases.actions.checking import begin_again
from sanan.cases.enums import ENDED, CloseKind
from sanan.cases.rules import CASE
from sanan.kit import dates, vault, words
from sanan.kit.errors import Invalid
from sanan.mediation.enums import UPWARD, Consent, How
from sanan.mediation.models import Dispute, Party
from sanan.process.declare import SYSTEM, Relation
from sanan.process.step import Step

MOST = 5_000
TEN_YEARS = timedelta(days=3_660)


def locked(text: str, name: str = "text", most: int = MOST) -> str:
    """What was said, cleaned and encrypted. Raises `Invalid` naming the field where nothing was."""
    return vault.lock(words.needed(text, name, most))


def past(day: date, name: str, at: datetime) -> date:
    """A day that has been. Raises `Invalid` for one that nobody means, or that is still to come."""
    if day.year not in dates.YEARS:
        raise Invalid(_("这个日期不对，请再看一遍年份。"), "no_such_year", field=name)
    if day > dates.local_day(at):
        raise Invalid(_("还没到那一天，请再看一遍。"), "future", field=name)
    return day


def coming(day: date, name: str, at: datetime) -> date:
    """A day from today on, at most ten years ahead. Raises `Invalid` for any other."""
    today = dates.local_day(at)
    if day.year not in dates.YEARS or not today <= day <= today + TEN_YEARS:
        raise Invalid(_("日期要从今天起、十年以内，请再看一遍年份。"), "no_such_day", field=name)
    return day


def of_this(dispute: Dispute, party: Party | None) -> Party:
    """The party, of this very dispute. Raises `Invalid` for none and for a stranger."""
    if party is None or party.dispute_id != dispute.pk:
        raise Invalid(_("请选是哪一方。"), "no_party", field="party")
    return party


def road(how: str, relation: Relation | None) -> How:
    """By which road a party said something: their own page, or as the window wrote it down."""
    return How.PAGE if relation is not None else How(how or How.PAPER)


def acts_for(party: Party, *, guardian: bool, relation: Relation | None) -> None:
    """For a minor only the guardian acts. Raises `Invalid` where the page was not told so."""
    if party.minor and relation is not None and not guardian:
        raise Invalid(
            _("当事人未成年，要由监护人来办。您是监护人的，请先勾选。"),
            "guardian",
            field="guardian",
        )


def forget_answers(step: Step[Dispute]) -> None:
    """Nobody has answered yet: whoever is asked again is asked anew."""
    step.thing.parties.exclude(consent=Consent.ASKED).update(
        consent=Consent.ASKED, consent_how="", consent_at=None
    )


def end_case(step: Step[Dispute], said: str) -> None:
    """The case ends with its dispute, in the same transaction."""

    def do(done: Step[Dispute]) -> None:
        case = done.thing.case
        if case.state in ENDED:
            return
        with CASE.step("end_mediation", case, by=done.by, at=done.at, relation=SYSTEM) as ending:
            ending.say(said)
            ending.set(closed_at=ending.at, close_kind=CloseKind.REVISITED)

    step.then(do)


def resume_case(step: Step[Dispute]) -> None:
    """The case goes on with its dispute."""

    def do(done: Step[Dispute]) -> None:
        case = done.thing.case
        if case.state == "closed":
            with CASE.step(
                "resume_mediation", case, by=done.by, at=done.at, relation=SYSTEM
            ) as going:
                begin_again(going)
                going.set(handler=done.thing.window.org)

    step.then(do)


def ended(step: Step[Dispute], onward: list[str]) -> None:
    """The dispute is over on this day; where one may go next stands with it."""
    went_up = bool(set(onward) & set(UPWARD))
    step.set(ended_on=dates.local_day(step.at), onward=onward, went_up=went_up)


def by_whom(step: Step[Dispute], party: Party, how: str) -> None:
    """Which side it was, and by which road; the story names nobody."""
    step.data |= {"party": party.pk, "how": str(how)}
    step.say(f"{party.get_side_display()} · {How(how).label}")
