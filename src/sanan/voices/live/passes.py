"""The key with which a page opens its stream: which room, who, and until when. No cookie is sent."""

from dataclasses import dataclass

from django.core import signing

SALT = "sanan.voices.live"
LIVES_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Pass:
    """Whose stream of which room; `staff` reads what waits too."""

    room_id: int
    person_id: int
    staff: bool


def made(held: Pass) -> str:
    """The key as it stands in the stream's address."""
    return signing.dumps([held.room_id, held.person_id, int(held.staff)], salt=SALT)


def read(text: str) -> Pass | None:
    """The pass, or None for one that is forged, torn or older than a quarter of an hour."""
    try:
        room, person, staff = signing.loads(text, salt=SALT, max_age=LIVES_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Pass(int(room), int(person), bool(staff))
