"""Who acts as what at a place: the village's cadres and supervisors, its township, its county."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.powers.enums import COUNTY, EDITORS, TOWNSHIP, Actor, Level
from sanan.process.declare import Relation, Sentence

ABOVE = frozenset({PlaceKind.COUNTY, PlaceKind.CITY})
Who = Callable[[str, Person | None], bool]


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


LEVELS: Mapping[Level, Who] = {
    Level.VILLAGE: cadre,
    Level.TOWNSHIP: township,
    Level.COUNTY: county,
}
ACTORS: Mapping[Actor, Who] = {
    Actor.CADRE: cadre,
    Actor.SUPERVISOR: supervisor,
    Actor.TOWNSHIP: township,
    Actor.APPLICANT: cadre,
}
"""Who takes a step that belongs to an actor; cadres write down what applicants bring."""


def as_actor(actor: str, path: str, by: Person | None) -> bool:
    """Whether `by` takes a step that belongs to `actor`."""
    return ACTORS[Actor(actor)](path, by)


def _at_its_place(name: str, who: Who, whose: Sentence, roles: Iterable[Role] = ()) -> Relation:
    return Relation(name, lambda thing, by: who(thing.path, by), whose, frozenset(roles))


CADRE = _at_its_place("village_cadre", cadre, _("这一步由村干部来办。"), [Role.VILLAGE_CADRE])
SUPERVISOR = _at_its_place(
    "supervisor", supervisor, _("这一步由村务监督委员会成员来办；村委会成员不能自己监督自己。")
)
TOWN = _at_its_place("township", township, _("这一步由镇里来办。"))
SUPERIOR = _at_its_place("superior", above, _("这一步由镇里或县里来办。"), [*TOWNSHIP, *COUNTY])
DISCIPLINE = _at_its_place("discipline", discipline, _("只有纪检干部可以叫停和恢复。"))
