"""What may be done with everything of this room, and what makes a resolution valid."""

from sanan.council.rules.bodies import COUNCIL
from sanan.council.rules.joint import JOINT, NEED, RESOURCE
from sanan.council.rules.meetings import MEETING, MEMBER
from sanan.council.rules.resolutions import RESOLUTION
from sanan.council.rules.states import TOPIC, check_desk, may_run
from sanan.council.rules.votes import VOTE
from sanan.council.rules.works import WORK

__all__ = [
    "COUNCIL",
    "JOINT",
    "MEETING",
    "MEMBER",
    "NEED",
    "RESOLUTION",
    "RESOURCE",
    "TOPIC",
    "VOTE",
    "WORK",
    "check_desk",
    "may_run",
]
