"""Who is in which room, and whether they may post now."""

from django.db.models import Q
from django.utils.translation import gettext as _

from sanan.kit.errors import Missing
from sanan.people.models import Person, Position
from sanan.places.models import Place, beyond
from sanan.places.queries.tree import line
from sanan.voices.enums import OFFICIALS, Standing
from sanan.voices.models import Member, Message, Room


def room_at(place: Place) -> Room | None:
    """The room of the village in which `place` lies."""
    found = Room.objects.select_related("place").filter(place__path__in=line(place.path))
    return found.first()


def room_of(code: str) -> Room | None:
    """The room of the place with this code."""
    return Room.objects.select_related("place").filter(place__code=code).first()


def row_of(room: Room, person: Person | None) -> Member | None:
    """How this person stands to the room, whatever it is; its person stands here as they came in."""
    if person is None:
        return None
    rows = Member.objects.filter(room=room, person=person)
    found = rows.select_related("room__place", "person__home").first()
    if found is not None:
        found.person.by_phone = person.by_phone
    return found


def member_of(room: Room, person: Person | None) -> Member | None:
    """This person's membership, ended ones too; nothing for who was never in."""
    found = row_of(room, person)
    return found if found is not None and found.since_at is not None else None


def officials(place: Place) -> list[str]:
    """Real names of who holds office at this village, above it or under it."""
    near = Q(place__path__in=line(place.path)) | Q(
        place__path__gte=place.path, place__path__lt=beyond(place.path)
    )
    held = Position.objects.filter(near, role__in=OFFICIALS, until_on__isnull=True)
    return list(held.exclude(person__name="").values_list("person__name", flat=True).distinct())


def ends_at(member: Member) -> int | None:
    """The last number that a member who is gone may read; None where they are still here.

    What was said up to their leaving stays theirs to read (domain brief H13; issue: keeps history).
    """
    if member.state == Standing.IN:
        return None
    seen = Message.objects.filter(room=member.room_id, at__lte=member.ended_at)
    return seen.order_by("-seq").values_list("seq", flat=True).first() or 0


def no_message() -> Missing:
    """Hidden and absent alike."""
    return Missing(_("没有这条消息。"), "no_message")
