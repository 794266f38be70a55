"""How far someone has read; makes no entry in the record: it is the reader's own bookkeeping."""

from datetime import datetime

from sanan.kit import clock
from sanan.people.models import Person
from sanan.voices.models import Mark, Room


def mark_read(*, room: Room, by: Person, seq: int, at: datetime | None = None) -> None:
    """Note that `by` has seen the messages up to number `seq`; never backwards."""
    moment = clock.at_or_now(at)
    mine = Mark.objects.filter(room=room, person=by)
    if mine.filter(seq__lt=seq).update(seq=seq, at=moment) == 0:
        Mark.objects.get_or_create(room=room, person=by, defaults={"seq": seq, "at": moment})
