"""The lives of this room's things as data, and who of the staff answers for it."""

from sanan.voices.rules.appeals import APPEAL
from sanan.voices.rules.members import AT_DOOR, MEMBER
from sanan.voices.rules.messages import LONGEST, MESSAGE, hold_room
from sanan.voices.rules.nicknames import NICKNAME, check_nickname
from sanan.voices.rules.offices import check_keeper, may_keep, office_of

__all__ = [
    "APPEAL",
    "AT_DOOR",
    "LONGEST",
    "MEMBER",
    "MESSAGE",
    "NICKNAME",
    "check_keeper",
    "check_nickname",
    "hold_room",
    "may_keep",
    "office_of",
]
