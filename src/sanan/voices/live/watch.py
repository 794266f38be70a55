"""What is new, asked of the database once for all readers of this process."""

from collections.abc import Callable, Mapping, Sequence

from sanan.files.queries import with_files
from sanan.people.models import Person
from sanan.voices.enums import Source as From
from sanan.voices.live import passes
from sanan.voices.live.server import Change
from sanan.voices.models import Member, Message, Room
from sanan.voices.queries.feed import WITH, worded

MOST = 300
CHUNK = 500


class Database:
    """The rooms' tables as a source of changes. `tidy` is called before someone is let in."""

    def __init__(self, tidy: Callable[[], object] = bool) -> None:
        self.tidy = tidy

    def admit(self, key: str) -> tuple[int, bool] | None:
        """Who may read: a member who is still one, or staff who may see the room."""
        self.tidy()
        held = passes.read(key)
        if held is None:
            return None
        person = Person.objects.filter(pk=held.person_id, is_active=True).first()
        if held.staff:
            seen = Room.objects.visible_to(person).filter(pk=held.room_id).exists()
        else:
            current = Member.objects.current().filter(room=held.room_id, person=person)
            seen = person is not None and current.exists()
        return (held.room_id, held.staff) if seen else None

    def heads(self, rooms: Sequence[int]) -> Mapping[int, int]:
        """The count of each room."""
        found: dict[int, int] = {}
        for start in range(0, len(rooms), CHUNK):
            some = Room.objects.filter(pk__in=rooms[start : start + CHUNK])
            found.update(some.values_list("pk", "last_rev"))
        return found

    def after(self, room: int, rev: int) -> Sequence[Change]:
        """Changes in the order of their commits: the room's row is locked while one is made."""
        found = Message.objects.filter(room=room, rev__gt=rev).order_by("rev")
        rows = with_files(list(found.select_related(*WITH, "member")[:MOST]))
        return [self._change(message) for message in rows]

    def _change(self, message: Message) -> Change:
        if message.source == From.IMPORT:
            return Change(message.rev, b"", b"")
        return Change(message.rev, worded(message, staff=False), worded(message, staff=True))
