"""A children's home: enrolled by a guardian, in and out by a guardian's code, looked at by two.

Two guardians who disagree: whoever says that the other may not fetch the child is heard at once, the
child is handed to nobody whom that concerns, and only an agreement or a paper that the desk names
ends it. Of photos, one "no" is a no.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.cases import deadlines
from sanan.kit import clock, phones, tokens, vault, words
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.actions import written
from sanan.neighbourhood.enums import FacilityKind, StayState
from sanan.neighbourhood.models import Child, Facility, Guardian, Look, Stay
from sanan.neighbourhood.rules import CHILD, STAY
from sanan.neighbourhood.rules.children import GUARDIAN, LOOK_LASTS
from sanan.people.actions.limits import return_attempt, spend_attempt
from sanan.people.models import Person

FIGURES, SLOW = 6, 0.2
TURNED_AWAY, LOOKED = "child.turned_away", "child.look"


@dataclass(frozen=True, slots=True)
class NewGuardian:
    """Somebody to be entered; `agreed` is that they agreed to what is kept of the child."""

    name: str
    bond: str
    phone: str
    agreed: bool


@CHILD.action("enrol")
def enrol(
    *,
    home: Facility,
    name: str,
    born_on: date,
    guardians: Sequence[NewGuardian],
    by: Person,
    notes: str = "",
    at: datetime | None = None,
) -> tuple[Child, dict[str, str]]:
    """Enter a child with its guardians, each of whom must have agreed.

    Gives the child, and by guardian's code the six figures, which are told this once.
    """
    if home.kind not in {FacilityKind.CHILDREN, FacilityKind.PALACE}:
        raise Invalid(_("这里不是儿童之家，请选儿童之家。"), "no_home", field="home")
    if not guardians:
        raise Invalid(_("至少登记一位监护人。"), "no_guardian", field="guardian")
    moment = clock.at_or_now(at)
    today = deadlines.calendar_at(home.place).local_day(moment)
    if not born_on <= today:
        raise Invalid(_("出生日期不能在今天以后。"), "born", field="born_on")
    made = Child(
        home=home,
        place=home.place,
        name=words.one_line(name, "name", 40),
        born_on=born_on,
        notes=words.clean(notes, most=500, field="notes"),
        enrolled_on=today,
    )
    with transaction.atomic():
        with CHILD.begin("enrol", made, by=by, at=moment):
            pass
        told = dict(_entered(made, each, today) for each in guardians)
    return made, told


@CHILD.action("add_guardian")
def add_guardian(
    *,
    child: Child,
    name: str,
    bond: str,
    phone: str,
    agreed: bool,
    by: Person,
    at: datetime | None = None,
) -> tuple[Guardian, str]:
    """One more who may bring and fetch; gives the six figures, which are told this once."""
    with CHILD.step("add_guardian", child, by=by, at=at) as step:
        today = deadlines.calendar_at(step.thing.place).local_day(step.at)
        code, figures = _entered(step.thing, NewGuardian(name, bond, phone, agreed), today)
        step.data = {"guardian": code}
    return Guardian.objects.get(code=code), figures


def _entered(child: Child, given: NewGuardian, today: date) -> tuple[str, str]:
    if not given.agreed:
        raise Invalid(_("监护人要先同意登记孩子的信息。"), "no_consent", field="agreed")
    number = phones.mobile(given.phone)
    figures = tokens.query_code(tokens.opaque(12))[:FIGURES]
    made = Guardian(
        child=child,
        name=words.one_line(given.name, "name", 40),
        bond=words.one_line(given.bond, "bond", 20),
        phone_locked=vault.lock(number),
        phone_hash=phones.hashed(number),
        secret_hash=tokens.keyed_hash("guardian", f"{child.pk}:{figures}"),
        consented_on=today,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Invalid(_("这个号码已经登记过了。"), "twice", field="phone") from None
    return made.code, figures


def by_code(child: Child, figures: str, *, at: datetime | None = None) -> Guardian:
    """The guardian of these figures. Five wrong ones, then one a few minutes."""
    plain = words.figures(figures)
    spend_attempt(purpose="guardian", source=child.code, burst=5, per_minute=SLOW, at=at)
    found = next((each for each in child.guardians.all() if each.opens_with(plain)), None)
    if found is None:
        raise Invalid(
            _("这个码不对，请监护人再看一遍自己的六位数。"), "wrong_code", field="figures"
        )
    return_attempt(purpose="guardian", source=child.code, per_minute=SLOW)
    return found


@STAY.action("bring_in")
def bring_in(*, child: Child, figures: str, by: Person, at: datetime | None = None) -> Stay:
    """A guardian brings the child. Whoever may not fetch it may still bring it."""
    moment = clock.at_or_now(at)
    guardian = by_code(child, figures, at=at)
    if child.stays.filter(state=StayState.IN).exists():
        raise Refused(_("孩子已经在这里了。"), "inside")
    made = Stay(child=child, place=child.place, came_at=moment, brought_by=guardian)
    with STAY.begin("bring_in", made, by=by, at=moment) as step:
        step.data = {"guardian": guardian.code}
    return made


@STAY.action("sign_out")
def sign_out(*, stay: Stay, figures: str, by: Person, at: datetime | None = None) -> Stay:
    """Hand the child to the guardian of these figures.

    Not to one of whom another guardian said that they may not: that they came stands on the record,
    the child stays, and the sentence says what ends it.
    """
    moment = clock.at_or_now(at)
    guardian = by_code(stay.child, figures, at=at)
    if guardian.blocked_by_id is not None:
        with transaction.atomic():
            said = {"guardian": guardian.code, "stay": stay.code}
            written(TURNED_AWAY, stay.child.code, said, by=by, at=moment)
        sentence = _(
            "另一位监护人说过，不能由您接走。孩子留在这里；请两位商量好，或者凭法律文书请社区登记“说定了”。"
        )
        raise Refused(sentence, "disputed", field="figures")
    with STAY.step("sign_out", stay, by=by, at=moment) as step:
        step.set(left_at=step.at, fetched_by=guardian)
        step.data = {"guardian": guardian.code}
    return stay


@CHILD.action("block")
def block(
    *, child: Child, figures: str, other: Guardian, by: Person, at: datetime | None = None
) -> Child:
    """A guardian, by their figures, says that another may not fetch the child; it holds at once."""
    guardian = by_code(child, figures, at=at)
    if other.child_id != child.pk or other.pk == guardian.pk:
        raise Invalid(_("请选另一位监护人。"), "other", field="other")
    with CHILD.step("block", child, by=by, at=at, relation=GUARDIAN) as step:
        rows = Guardian.objects.filter(pk=other.pk, blocked_by=None)
        rows.update(blocked_by=guardian, blocked_at=step.at)
        step.data = {"guardian": guardian.code, "other": other.code}
    return child


@CHILD.action("settle")
def settle(*, child: Child, paper: str, by: Person, at: datetime | None = None) -> Child:
    """Both have agreed, or a paper says who may: `paper` names which, and everyone may fetch again."""
    paper = words.needed(paper, "paper", 200)
    with CHILD.step("settle", child, by=by, at=at) as step:
        step.thing.guardians.update(blocked_by=None, blocked_at=None)
        step.note = paper
    return child


@CHILD.action("say_photos")
def say_photos(
    *, child: Child, figures: str, may: bool, by: Person, at: datetime | None = None
) -> Child:
    """What a guardian says of photos; one "no" among them is a no."""
    guardian = by_code(child, figures, at=at)
    with CHILD.step("say_photos", child, by=by, at=at, relation=GUARDIAN) as step:
        Guardian.objects.filter(pk=guardian.pk).update(photos=may)
        step.data = {"guardian": guardian.code, "may": may}
    return child


@CHILD.action("ask_look")
def ask_look(*, child: Child, purpose: str, by: Person, at: datetime | None = None) -> Look:
    """Ask to see what is known of a child, and what for; a second person allows it."""
    purpose = words.needed(purpose, "purpose", 200)
    with CHILD.step("ask_look", child, by=by, at=at) as step:
        made = Look.objects.create(child=step.thing, asked_by=by, asked_at=step.at, purpose=purpose)
        step.note = purpose
    return made


@CHILD.action("allow_look")
def allow_look(*, child: Child, by: Person, at: datetime | None = None) -> Look:
    """A second person allows the oldest look that was asked for, for a week."""
    with CHILD.step("allow_look", child, by=by, at=at) as step:
        look = step.thing.looks.filter(allowed_by=None).exclude(asked_by=by).last()
        if look is None:
            raise Refused(_("没有别人的申请；自己的申请要由另一个人同意。"), "nothing")
        look.allowed_by, look.until_at = by, step.at + LOOK_LASTS
        look.save(update_fields=["allowed_by", "until_at"])
        step.data = {"asked_by": look.asked_by.ref}
    return look


def look(*, child: Child, by: Person, at: datetime | None = None) -> Child:
    """See what is known of a child. Raises `Forbidden` without a look that somebody else allowed."""
    moment = clock.at_or_now(at)
    allowed = child.looks.filter(asked_by=by, until_at__gt=moment).first()
    if allowed is None:
        raise Forbidden(_("看孩子的情况要先申请，由另一个人同意。"), "not_allowed")
    with transaction.atomic():
        said = {"purpose": allowed.purpose}
        written(LOOKED, child.code, said, by=by, at=moment)
    return child


def number_of(guardian: Guardian) -> str:
    """A guardian's number, for whoever was just allowed to look at the child (`look`)."""
    return vault.unlock(guardian.phone_locked)


@CHILD.action("leave")
def leave(*, child: Child, by: Person, at: datetime | None = None) -> Child:
    """The child comes no more."""
    with CHILD.step("leave", child, by=by, at=at) as step:
        step.thing.left_on = deadlines.calendar_at(step.thing.place).local_day(step.at)
    return child
