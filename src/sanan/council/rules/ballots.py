"""What of a member's vote counts, out of all that came in for them. Knows no database.

A member may be heard through three doors: online by their own hand, on paper, which two people
enter, and by the hand they raised, which the recorder notes. Where doors disagree nothing counts,
until two people have looked and named the same door.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sanan.council.enums import Way

DOORS = (Way.ONLINE, Way.PAPER, Way.HANDS)
SIGHTS = 2
"""By how many people a paper is entered, and a disagreement looked at."""


@dataclass(slots=True)
class Voice:
    """One member in one vote: what came in by each door, and who named which door as right.

    `papers` and `rulings` are by whom. Whatever is said or taken back makes earlier rulings void.
    """

    online: str = ""
    hands: str = ""
    papers: dict[int, str] = field(default_factory=dict)
    rulings: dict[int, str] = field(default_factory=dict)

    @property
    def paper(self) -> str:
        """What the paper says, once two or more have entered it and all of them the same."""
        said = set(self.papers.values())
        return said.pop() if len(self.papers) >= SIGHTS and len(said) == 1 else ""

    @property
    def doors(self) -> Mapping[Way, str]:
        """Each door through which something is said, and what."""
        said = zip(DOORS, (self.online, self.paper, self.hands), strict=True)
        return {door: choice for door, choice in said if choice}

    @property
    def door(self) -> Way | None:
        """The door that counts; None where nothing was said, or the doors disagree."""
        doors = self.doors
        if len(set(doors.values())) <= 1:
            return next(iter(doors), None)
        named = set(self.rulings.values())
        agreed = len(self.rulings) >= SIGHTS and len(named) == 1
        return next((door for door in doors if agreed and door in named), None)

    @property
    def choice(self) -> str:
        """What counts; empty where nothing does."""
        return self.doors[self.door] if self.door else ""

    @property
    def disagrees(self) -> bool:
        """Whether two people have to look at it before it counts."""
        return bool(self.doors) and self.door is None

    @property
    def waits(self) -> bool:
        """Whether one person has entered the paper and a second is awaited."""
        return len(self.papers) == 1

    @property
    def differs(self) -> bool:
        """Whether those who entered the paper read different things."""
        return len(set(self.papers.values())) > 1
