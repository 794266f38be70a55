"""Talking: times that are arranged and served, what was said, and who may read it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sanan.files import actions as files
from sanan.kit import dates, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.mediation.actions.common import locked, of_this
from sanan.mediation.actions.telling import ARRANGED, CALLED_OFF, MOVED, told
from sanan.mediation.enums import SERVED_BY, How, Met, Mode, Served
from sanan.mediation.models import Dispute, Note, Party, Serving, Session
from sanan.mediation.rules import DISPUTE
from sanan.people.models import Person
from sanan.process.declare import Relation

AHEAD = timedelta(days=180)


@DISPUTE.action("plan")
def plan(
    *,
    dispute: Dispute,
    mode: str,
    where: str,
    starts_at: datetime,
    by: Person,
    parties: Sequence[Party] = (),
    at: datetime | None = None,
) -> Dispute:
    """Arrange a talk with all parties, or with some apart; each is then to be invited."""
    with DISPUTE.step("plan", dispute, by=by, at=at) as step:
        _ahead(starts_at, step.at)
        made = Session.objects.create(
            dispute=step.thing,
            mode=Mode(mode),
            where=words.one_line(where, "where", 200),
            starts_at=starts_at,
        )
        invited = [of_this(step.thing, each) for each in parties] or step.thing.sides
        made.parties.set(invited)
        told(step, ARRANGED, invited)
        step.data = {"session": made.code, "starts_at": starts_at.isoformat()}
        step.say(f"{dates.moment(starts_at)} · {made.get_mode_display()}")
    return dispute


@DISPUTE.action("move")
def move(
    *,
    dispute: Dispute,
    session: Session,
    starts_at: datetime,
    where: str,
    why: str,
    by: Person,
    at: datetime | None = None,
) -> Dispute:
    """Another hour or place; whoever was invited to the old one must be told again."""
    with DISPUTE.step("move", dispute, by=by, at=at) as step:
        held = _planned(step.thing, session)
        _ahead(starts_at, step.at)
        before = held.starts_at
        held.where = words.one_line(where, "where", 200)
        held.starts_at, held.moved = starts_at, held.moved + 1
        held.save(update_fields=["where", "starts_at", "moved"])
        told(step, MOVED, held.parties.select_related("person"))
        step.note = words.needed(why, "why", 500)
        step.data = {
            "session": held.code,
            "from": before.isoformat(),
            "starts_at": starts_at.isoformat(),
        }
        step.say(f"{dates.moment(before)} → {dates.moment(starts_at)}")
    return dispute


@DISPUTE.action("call_off")
def call_off(
    *, dispute: Dispute, session: Session, why: str, by: Person, at: datetime | None = None
) -> Dispute:
    """It does not take place."""
    with DISPUTE.step("call_off", dispute, by=by, at=at) as step:
        held = _planned(step.thing, session)
        held.state = Met.CALLED_OFF
        held.save(update_fields=["state"])
        told(step, CALLED_OFF, held.parties.select_related("person"))
        step.note = words.needed(why, "why", 500)
        step.say(dates.moment(held.starts_at))
    return dispute


@DISPUTE.action("serve")
def serve(
    *,
    dispute: Dispute,
    session: Session,
    party: Party | None,
    how: str,
    result: str,
    by: Person,
    note: str = "",
    at: datetime | None = None,
) -> Dispute:
    """One try to serve an invitation; each stands as a proof with its hour, its road and its result."""
    with DISPUTE.step("serve", dispute, by=by, at=at) as step:
        held, who = _planned(step.thing, session), of_this(step.thing, party)
        if how not in SERVED_BY:
            raise Invalid(_("请选是怎样送达的。"), "how", field="how")
        _note_serving(held, who, How(how), Served(result), note, by, step.at)
        step.data = {"session": held.code, "party": who.pk, "how": how, "result": result}
        step.say(f"{who.get_side_display()} · {How(how).label} · {Served(result).label}")
    return dispute


@DISPUTE.action("acknowledge")
def acknowledge(
    *,
    dispute: Dispute,
    session: Session,
    party: Party,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Dispute:
    """A party says on their own page that they know the hour: served."""
    with DISPUTE.step("acknowledge", dispute, by=by, at=at, relation=relation) as step:
        held, who = _planned(step.thing, session), of_this(step.thing, party)
        _note_serving(held, who, How.PAGE, Served.RECEIVED, "", None, step.at)
        step.data = {"session": held.code, "party": who.pk}
        step.say(f"{who.get_side_display()} · {How.PAGE.label}")
    return dispute


@DISPUTE.action("hold")
def hold(
    *,
    dispute: Dispute,
    session: Session,
    text: str,
    by: Person,
    came: Sequence[Party] = (),
    at: datetime | None = None,
) -> Dispute:
    """What was said at a talk; in the common one all read it, in one apart only that party.

    Raises `Invalid` where somebody who was to come was never reached, or the hour is still to come.
    """
    with DISPUTE.step("hold", dispute, by=by, at=at) as step:
        held = _planned(step.thing, session)
        if missing := held.unserved():
            sentence = _("通知还没有送达：%(who)s。先送达、记下送达，再开始谈。")
            who = "、".join(str(each.get_side_display()) for each in missing)
            raise Invalid(sentence % {"who": who}, "not_served", field="session")
        if step.at < held.starts_at:
            sentence = _("约的是%(moment)s，还没到时间。")
            raise Invalid(
                sentence % {"moment": dates.moment(held.starts_at)}, "too_early", field="session"
            )
        invited = list(held.parties.all())
        there = [of_this(step.thing, each) for each in came] or invited
        alone = invited[0] if len(invited) == 1 and len(step.thing.sides) > 1 else None
        _write(step.thing, text, by, step.at, session=held, party=alone, shared=alone is None)
        held.state = Met.HELD
        held.save(update_fields=["state"])
        step.data = {"session": held.code, "came": [each.pk for each in there]}
        step.say("、".join(str(each.get_side_display()) for each in there))
    return dispute


@DISPUTE.action("note")
def note(
    *,
    dispute: Dispute,
    text: str,
    by: Person,
    reads: str = "team",
    party: Party | None = None,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Dispute:
    """Write something down: for the team, for everybody, or what `party` said in private.

    Photos and papers are read by whoever reads the words.
    """
    with files.kept(uploads) as kept, DISPUTE.step("note", dispute, by=by, at=at) as step:
        who = of_this(step.thing, party) if reads == "party" else None
        made = _write(step.thing, text, by, step.at, party=who, shared=reads == "all")
        step.files = files.attach(kept, to=made, by=by, at=step.at)
        step.data = {"reads": reads}
    return dispute


@DISPUTE.action("tell")
def tell(
    *,
    dispute: Dispute,
    party: Party,
    text: str,
    uploads: Sequence[Upload] = (),
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Dispute:
    """A party tells the mediators something, or shows it, that the other side does not read."""
    with (
        files.kept(uploads) as kept,
        DISPUTE.step("tell", dispute, by=by, at=at, relation=relation) as step,
    ):
        who = of_this(step.thing, party)
        made = _write(step.thing, text, None, step.at, party=who)
        step.files = files.attach(kept, to=made, by=None, at=step.at)
        step.data = {"party": who.pk}
        step.note = str(who.get_side_display())
    return dispute


def _write(
    dispute: Dispute,
    text: str,
    by: Person | None,
    at: datetime,
    *,
    session: Session | None = None,
    party: Party | None = None,
    shared: bool = False,
) -> Note:
    return Note.objects.create(
        dispute=dispute,
        session=session,
        party=party,
        shared=shared,
        text_locked=locked(text),
        at=at,
        by=by,
    )


def _note_serving(
    session: Session,
    party: Party,
    how: How,
    result: Served,
    text: str,
    by: Person | None,
    at: datetime,
) -> None:
    if not session.parties.filter(pk=party.pk).exists():
        raise Invalid(_("这一次没有请这一方。"), "not_invited", field="party")
    Serving.objects.create(
        session=session,
        party=party,
        starts_at=session.starts_at,
        how=how,
        result=result,
        note=words.clean_line(text, most=200, field="note"),
        at=at,
        by=by,
    )


def _planned(dispute: Dispute, session: Session) -> Session:
    """The session as it stands in the database. Raises `Refused` where it is over."""
    found = dispute.sessions.select_for_update().get(pk=session.pk)
    if found.state != Met.PLANNED:
        raise Refused(_("这一次已经谈过或取消了。"), "over")
    return found


def _ahead(starts_at: datetime, now: datetime) -> None:
    if starts_at.year not in dates.YEARS or not now <= starts_at <= now + AHEAD:
        raise Invalid(
            _("时间要从现在起、半年以内，请再看一遍日期。"), "no_such_hour", field="starts_at"
        )
