"""How a member without an account comes to vote by phone: by a key, or by the number on the roll."""

from datetime import datetime

from django.utils.translation import gettext as _

from sanan.council.models import Meeting, Seat, VoterKey
from sanan.council.rules import MEETING, MEMBER
from sanan.kit import tokens, words
from sanan.kit.errors import Missing, Refused
from sanan.people.actions import spend_attempt
from sanan.people.models import Person

LENGTH = 24


@MEETING.action("print_keys")
def print_keys(
    *, meeting: Meeting, by: Person, at: datetime | None = None
) -> list[tuple[Seat, str]]:
    """Make a fresh key for everyone on the roll without an account, for the slips printed now.

    The keys are given this once and kept nowhere: the database holds their digests. Earlier keys
    that nobody has opened are void from now; whoever has opened theirs gets no other. Those with an
    account sign in by their phone.
    """
    with MEETING.step("print_keys", meeting, by=by, at=at) as step:
        roll = step.thing.council.seats.on(step.thing.day).filter(person__isnull=True)
        open_ones = step.thing.keys.filter(void_at__isnull=True)
        open_ones.filter(opened_at__isnull=True).update(void_at=step.at)
        used = step.thing.keys.filter(opened_at__isnull=False).values("seat")
        seats = list(roll.exclude(pk__in=used).order_by("household", "pk"))
        made = [(seat, tokens.opaque(LENGTH)) for seat in seats]
        VoterKey.objects.bulk_create(
            [
                VoterKey(
                    meeting=step.thing, seat=s, digest=_digest(key), made_at=step.at, made_by=by
                )
                for s, key in made
            ],
            batch_size=500,
        )
        step.data = {"seats": [seat.ref for seat in seats]}
        step.note = _("%(n)d 张") % {"n": len(made)}
    return made


@MEETING.action("use_key")
def use_key(*, key: str, at: datetime | None = None) -> VoterKey:
    """Open a key on one phone. Raises `Missing` where there is none, `Refused` where it was used."""
    found = key_of(key)
    with MEETING.step("use_key", found.meeting, by=None, at=at, relation=MEMBER) as step:
        fresh = VoterKey.objects.select_related("meeting", "seat").get(pk=found.pk)
        if fresh.opened_at is not None:
            raise Refused(
                _("这张码已经用过了。如果不是您自己用的，请马上告诉工作人员，改投纸票。"), "used"
            )
        if fresh.void_at is not None:
            raise Refused(_("这张码已经作废，请用后来发的那一张。"), "void")
        fresh.opened_at = step.at
        fresh.save(update_fields=["opened_at"])
        step.data = {"seat": fresh.seat.ref}
    return fresh


@MEETING.action("claim_seat")
def claim_seat(*, meeting: Meeting, name: str, person: Person, at: datetime | None = None) -> Seat:
    """Who signed in by the number on the roll after it was fixed takes their seat, saying their name.

    Nothing that counts changes: the seat and its share stand as they were. A key that was printed for
    it and not opened is void. Raises `Missing` where no seat has that number, `Refused` for another
    name and where its key was opened.
    """
    found = seat_by_phone(meeting, person)
    if found is None:
        raise Missing(
            _("名册上没有找到您的手机号。请找工作人员核对，或用表决码、在纸上投。"), "no_seat"
        )
    spend_attempt(purpose="council-claim", source=found.ref, burst=5, per_minute=0.2)
    with MEETING.step("claim_seat", meeting, by=None, at=at, relation=MEMBER) as step:
        seat = Seat.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if words.bare_name(name) != words.bare_name(seat.name):
            raise Refused(
                _("和名册上写的名字不一样。请写房产证上业主的名字，或找工作人员核对。"),
                "other_name",
                field="name",
            )
        if seat.person_id is not None or seat.keys.filter(opened_at__isnull=False).exists():
            raise Refused(_("这一席已经有人用表决码或账号打开过。请马上找工作人员核对。"), "used")
        seat.keys.filter(void_at__isnull=True).update(void_at=step.at)
        seat.person = person
        seat.save(update_fields=["person"])
        step.data = {"seat": seat.ref, "person": person.ref}
    return seat


def seat_by_phone(meeting: Meeting, person: Person | None) -> Seat | None:
    """The one seat without an account whose number on the roll is this person's confirmed one."""
    if person is None or not person.phone_hash:
        return None
    seats = meeting.council.seats.on(meeting.day).filter(phone_hash=person.phone_hash)
    if seats.filter(person=person).exists():
        return None
    free = list(seats.filter(person__isnull=True)[:2])
    return free[0] if len(free) == 1 else None


def key_of(key: str) -> VoterKey:
    """The key of an address. Raises `Missing`."""
    found = VoterKey.objects.select_related("meeting__council__place", "seat")
    made = found.filter(digest=_digest(key)).first()
    if made is None:
        raise Missing(_("这张码不对。请找工作人员。"), "no_key")
    return made


def _digest(key: str) -> str:
    return tokens.keyed_hash("council-key", key)
