"""Who may see the files of messages: members of the room, and staff whose room it is."""

from django.http import HttpRequest

from sanan.files.access import Owner
from sanan.files.enums import Sight
from sanan.files.models import StoredFile
from sanan.people.models import Person
from sanan.voices.enums import State
from sanan.voices.models import Message, Room
from sanan.voices.queries import membership
from sanan.voices.views import access


def may_see(request: HttpRequest, file: StoredFile) -> Sight:
    """What was said in a room is open to the room; what was taken out is an original to its staff."""
    found = Message.objects.select_related("room__place").filter(pk=file.owner_pk).first()
    if found is None:
        return Sight.HIDDEN
    if _is_for_member(request, found):
        return Sight.OPEN
    staff = request.user if isinstance(request.user, Person) else None
    if not Room.objects.visible_to(staff).filter(pk=found.room_id).exists():
        return Sight.HIDDEN
    return Sight.OPEN if found.state in {State.SHOWN, State.HELD} else Sight.ORIGINAL


def _is_for_member(request: HttpRequest, message: Message) -> bool:
    member = membership.member_of(message.room, access.resident(request))
    if member is None:
        return False
    upto = membership.ends_at(member)
    own = message.member_id == member.pk
    return (message.state == State.SHOWN or own) and (upto is None or message.seq <= upto)


def subject(key: int) -> str:
    """The message as the record knows it."""
    return str(Message.objects.values_list("ref", flat=True).get(pk=key))


OWNER = Owner(Message.files.kind, may_see, subject)
