"""A round from its plan to the archive: team, villages, who stays away, registers, the three rates."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.inspection.actions.ledger import list_problems
from sanan.inspection.enums import ContactKind, Duty, Grade, Group, Mode, RecusalWhy
from sanan.inspection.models import Contact, Recusal, Round, Survey, Target, TeamMember
from sanan.inspection.rules import ROUND
from sanan.inspection.rules.relations import AWAY, stays_away
from sanan.kit import dates, phones, tokens, vault, words
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.people.enums import Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place
from sanan.voices.actions import announce


@ROUND.action("plan")
def plan(
    *,
    place: Place,
    title: str,
    year: int,
    number: int,
    mode: str,
    authority: str,
    plan: str,
    phone: str,
    hours: str,
    says: str,
    starts_on: date,
    ends_on: date,
    by: Person | None,
    organisation: Org | None = None,
    at: datetime | None = None,
) -> Round:
    """Set up a round: how, when, on whose authority, and what stands on its notices."""
    if ends_on < starts_on:
        raise Invalid(_("结束的日子在开始以前，请改一下。"), "days", field="ends_on")
    if Round.objects.filter(place=place, year=year, number=number).exists():
        raise Invalid(_("这一年已经有这一轮了，请换一个轮次。"), "twice", field="number")
    made = Round(
        place=place,
        title=words.one_line(title, "title", 60),
        year=year,
        number=number,
        mode=Mode(mode),
        authority=words.one_line(authority, "authority", 200),
        plan=words.needed(plan, "plan", 4000),
        phone=_printed(phone),
        hours=words.one_line(hours, "hours", 200),
        says=words.needed(says, "says", 500),
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    with ROUND.begin("plan", made, by=by, at=at):
        pass
    return made


def _printed(phone: str) -> str:
    """The number of an office as it was written, since it stands on a notice at the village's door."""
    phones.office(phone)
    return words.one_line(phone, "phone", 30)


@ROUND.action("join")
def join(
    *, inspection: Round, person: Person, duty: str, by: Person, at: datetime | None = None
) -> TeamMember:
    """Somebody joins the team; villages in which they held a post are noted at once."""
    if not person.positions.filter(role__in=[Role.INSPECTOR, Role.INSPECTION_OFFICE]).exists():
        raise Refused(_("这个人没有巡察的岗位，请先请管理员设好岗位。"), "no_post")
    made = TeamMember(round=inspection, person=person, duty=Duty(duty))
    with ROUND.step("join", inspection, by=by, at=at) as step:
        if inspection.team.filter(person=person).exists():
            raise Refused(_("这个人已经在组里了。"), "twice")
        if made.duty == Duty.LEADER and inspection.team.filter(duty=Duty.LEADER).exists():
            raise Refused(_("已经有组长了。要换组长，先换下原来的。"), "leader_there")
        made.save(force_insert=True)
        step.data = {"person": person.ref, "duty": duty}
        for target in inspection.targets.select_related("place"):
            _note_former_post(made, target.place)
    return made


@ROUND.action("leave")
def leave(*, inspection: Round, person: Person, by: Person, at: datetime | None = None) -> Round:
    """Somebody leaves the team; what they wrote stays."""
    with ROUND.step("leave", inspection, by=by, at=at) as step:
        found = inspection.team.filter(person=person).first()
        if found is None:
            raise Refused(_("这个人已经不在组里了。"), "gone")
        step.data = {"person": person.ref}
        found.delete()
    return inspection


@ROUND.action("aim")
def aim(
    *,
    inspection: Round,
    place: Place,
    grade: str,
    reason: str,
    by: Person,
    at: datetime | None = None,
) -> Target:
    """Choose a village: a person decides, and writes why (H7)."""
    if not inspection.place.contains(place) or place.kind != "village":
        raise Refused(_("请选这个县里的村（社区）。"), "elsewhere")
    made = Target(
        round=inspection,
        place=place,
        grade=Grade(grade),
        reason=words.needed(reason, "reason", 500),
        chosen_by=by,
    )
    with ROUND.step("aim", inspection, by=by, at=at) as step:
        if inspection.targets.filter(place=place).exists():
            raise Refused(_("这个村已经选过了。"), "twice")
        made.save(force_insert=True)
        step.data = {
            "place": place.code,
            "grade": grade,
            "reason": tokens.keyed_hash("aim", reason),
        }
        for member in inspection.team.select_related("person"):
            _note_former_post(member, place)
    return made


def _note_former_post(member: TeamMember, place: Place) -> None:
    """Whoever holds or held a post in the village stays away from it, asked or not."""
    held = Position.objects.filter(person=member.person, place__path__startswith=place.path)
    if held.exists():
        Recusal.objects.get_or_create(member=member, place=place, why=RecusalWhy.FORMER_POST)


@ROUND.action("declare")
def declare(
    *,
    inspection: Round,
    by: Person,
    places: Sequence[Place] = (),
    why: str = RecusalWhy.KIN,
    names: str = "",
    at: datetime | None = None,
) -> Round:
    """A member says from which villages they stay away, or that there are none.

    Names of kin are kept encrypted: the entry holds how many villages, not which.
    """
    chosen = RecusalWhy(why or RecusalWhy.KIN)
    kin = " ".join(words.pieces(words.clean(names, most=200, field="names"), " ,;"))
    if kin and not places:
        raise Invalid(_("写了亲属，就要选是哪个村。"), "no_place", field="places")
    with ROUND.step("declare", inspection, by=by, at=at) as step:
        member = inspection.team.get(person=by)
        member.declared_on = dates.local_day(step.at)
        member.save(update_fields=["declared_on"])
        for place in places:
            Recusal.objects.update_or_create(
                member=member, place=place, why=chosen, defaults={"names_locked": vault.lock(kin)}
            )
        step.data = {"villages": len(places)}
    return inspection


@ROUND.action("notice")
def notice(*, inspection: Round, by: Person, at: datetime | None = None) -> Round:
    """Put up the notices: each village's code leads to its page, and its room reads the notice."""
    with ROUND.step("notice", inspection, by=by, at=at) as step:
        step.then(lambda done: _announce(done.thing, done.at))
    return inspection


def _announce(inspection: Round, at: datetime) -> None:
    """Into each village's room: who, when, where, what may be said, and the way to say it."""
    lead = {"round": inspection.title, "mode": inspection.get_mode_display()}
    for target in inspection.targets.select_related("place"):
        text = [
            _("%(round)s（%(mode)s）来我们村了。") % lead,
            _("时间：%(days)s") % {"days": dates.span(inspection.starts_on, inspection.ends_on)},
            _("电话：%(phone)s") % {"phone": inspection.phone},
            _("在哪里见面：%(hours)s") % {"hours": inspection.hours},
            _("可以说什么：%(says)s") % {"says": inspection.says},
        ]
        announce(
            place=target.place,
            title=_("巡察公告"),
            text="\n".join(text),
            url=reverse("inspection:notice", args=[target.token]),
            by=None,
            at=at,
        )


@ROUND.action("enter")
def enter(*, inspection: Round, by: Person, at: datetime | None = None) -> Round:
    """The opening meeting was held; the team is in the villages."""
    with ROUND.step("enter", inspection, by=by, at=at) as step:
        step.thing.opened_on = dates.local_day(step.at)
    return inspection


def _move(verb: str, inspection: Round, by: Person, at: datetime | None) -> Round:
    with ROUND.step(verb, inspection, by=by, at=at):
        pass
    return inspection


@ROUND.action("draft")
def draft(*, inspection: Round, by: Person, at: datetime | None = None) -> Round:
    """The team has listened and writes its papers."""
    return _move("draft", inspection, by, at)


@ROUND.action("review")
def review(*, inspection: Round, by: Person, at: datetime | None = None) -> Round:
    """Every paper is used or dropped with its reason."""
    return _move("review", inspection, by, at)


@ROUND.action("feed_back")
def feed_back(
    *, inspection: Round, by: Person, on: date | None = None, at: datetime | None = None
) -> Round:
    """The feedback meeting: each problem comes onto the ledger, its plan due within a month."""
    with ROUND.step("feed_back", inspection, by=by, at=at) as step:
        day = on or dates.local_day(step.at)
        step.thing.feedback_on = day
        step.data = {"problems": step.thing.papers.filter(state="used").count()}
        step.then(lambda done: list_problems(inspection=done.thing, on=day, at=done.at))
    return inspection


@ROUND.action("rectify")
def rectify(*, inspection: Round, by: Person, at: datetime | None = None) -> Round:
    """The concentrated time of rectification begins."""
    return _move("rectify", inspection, by, at)


@ROUND.action("assess")
def assess(*, inspection: Round, by: Person, at: datetime | None = None) -> Round:
    """Everything was written off, or is a long-term matter."""
    return _move("assess", inspection, by, at)


@ROUND.action("archive")
def archive(*, inspection: Round, by: Person, at: datetime | None = None) -> Round:
    """Closed for good."""
    return _move("archive", inspection, by, at)


@ROUND.action("register")
def register(
    *,
    inspection: Round,
    place: Place,
    kind: str,
    on: date,
    who: str,
    by: Person,
    group: str = Group.OTHER,
    note: str = "",
    at: datetime | None = None,
) -> Contact:
    """One talk, visit, letter or call. The same with the same person on one day is one line."""
    made = contact(
        target=_mine(inspection, place, by),
        kind=ContactKind(kind),
        group=Group(group or Group.OTHER),
        on=on,
        who=words.one_line(who, "who", 60),
        note=words.clean(note, most=1000, field="note"),
        by=by,
    )
    with ROUND.step("register", inspection, by=by, at=at) as step:
        if on > dates.local_day(step.at):
            raise Invalid(_("这一天还没到，谈完、走访完再登记。"), "future", field="on")
        _insert_once(made, _("这个人这一天已经登记过了，不用再登记。"))
        step.data = {"kind": kind, "place": place.code, "on": on.isoformat()}
    return made


def contact(
    *,
    target: Target,
    kind: ContactKind,
    group: Group,
    on: date,
    who: str,
    note: str,
    by: Person | None,
) -> Contact:
    """A line of a register that is not yet written, its names and words encrypted."""
    same = f"{kind}|{on}|{words.bare_name(who)}"
    return Contact(
        target=target,
        kind=kind,
        group=group,
        on=on,
        who_locked=vault.lock(who),
        note_locked=vault.lock(note),
        known=tokens.keyed_hash("inspection-contact", same),
        by=by,
    )


def _mine(inspection: Round, place: Place, by: Person) -> Target:
    """A village of the round from which this member does not stay away."""
    target = in_round(inspection, place)
    if stays_away(target, by):
        raise Forbidden(AWAY, "recused")
    return target


def _insert_once(made: Contact | Survey, sentence: str) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused(sentence, "twice") from None


@ROUND.action("survey")
def survey(
    *,
    inspection: Round,
    place: Place,
    on: date,
    asked: int,
    knew: int,
    took_part: int,
    satisfied: int,
    by: Person,
    at: datetime | None = None,
) -> Survey:
    """What was asked in a village on a day: three counts of those asked, never posters counted."""
    target = _mine(inspection, place, by)
    if max(knew, took_part, satisfied) > asked:
        raise Invalid(_("知道的、参加的、满意的都不能比问到的人多。"), "parts", field="asked")
    made = Survey(
        target=target,
        on=on,
        asked=asked,
        knew=knew,
        took_part=took_part,
        satisfied=satisfied,
        by=by,
    )
    with ROUND.step("survey", inspection, by=by, at=at) as step:
        _insert_once(made, _("这个村这一天已经登记过三率了。"))
        counts: Mapping[str, int] = {"asked": asked, "knew": knew, "satisfied": satisfied}
        step.data = {"place": place.code, **counts}
    return made


def in_round(inspection: Round, place: Place) -> Target:
    """The village as one of this round. Raises `Refused` for a village that is not in it."""
    found = inspection.targets.filter(place=place).select_related("place", "round__place").first()
    if found is None:
        sentence = _("%(place)s不在这一轮巡察里。请换一个村，或者先把它选进这一轮。")
        raise Refused(sentence % {"place": place.spoken}, "outside")
    return found
