"""Tables of the voices room."""

from sanan.voices.models.message import Message
from sanan.voices.models.moderation import Appeal, Link, Mute, Word
from sanan.voices.models.room import Mark, Member, Room

__all__ = [
    "Appeal",
    "Link",
    "Mark",
    "Member",
    "Message",
    "Mute",
    "Room",
    "Word",
]
