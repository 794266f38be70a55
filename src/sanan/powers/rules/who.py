"""Who acts as what at a place: the village's cadres and supervisors, its township, its county."""

from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.powers.enums import COUNTY, EDITORS, TOWNSHIP, Actor, Level

ABOVE = frozenset({PlaceKind.COUNTY, PlaceKind.CITY})


def cadre(path: str, by: Person | None) -> bool:
    """Whether `by` is a cadre of the village at `path`."""
    return people.holds(by, [Role.VILLAGE_CADRE], path=path)


def supervisor(path: str, by: Person | None) -> bool:
    """Whether `by` may sign as the village's supervision committee.

    A member of the village committee may not (村民委员会组织法 art. 32).
    """
    return people.holds(by, [Role.VILLAGE_SUPERVISOR], path=path) and not cadre(path, by)


def township(path: str, by: Person | None) -> bool:
    """Whether `by` acts for the township above `path`."""
    return any(
        post.role in TOWNSHIP and post.kind == PlaceKind.TOWNSHIP and path.startswith(post.path)
        for post in people.posts(by)
    )


def county(path: str, by: Person | None) -> bool:
    """Whether `by` acts for the county above `path`."""
    return any(
        post.role in COUNTY and post.kind in ABOVE and path.startswith(post.path)
        for post in people.posts(by)
    )


def discipline(path: str, by: Person | None) -> bool:
    """Whether `by` is a discipline officer at or above `path`."""
    return people.holds(by, [Role.DISCIPLINE_OFFICER], path=path)


def above(path: str, by: Person | None) -> bool:
    """Whether `by` acts for the township or the county above `path`."""
    return township(path, by) or county(path, by)


def editor(by: Person | None) -> bool:
    """Whether `by` edits the county's catalogue and clocks."""
    return any(post.role in EDITORS and post.kind in ABOVE for post in people.posts(by))


def at_level(level: str, path: str, by: Person | None) -> bool:
    """Whether `by` answers for that level."""
    return {Level.VILLAGE: cadre, Level.TOWNSHIP: township, Level.COUNTY: county}[Level(level)](
        path, by
    )


def as_actor(actor: str, path: str, by: Person | None) -> bool:
    """Whether `by` takes a step that belongs to `actor`; cadres write down what applicants bring."""
    return {
        Actor.CADRE: cadre,
        Actor.SUPERVISOR: supervisor,
        Actor.TOWNSHIP: township,
        Actor.APPLICANT: cadre,
    }[Actor(actor)](path, by)
