"""What the other side's words mean here, as data; what no mapping knows is never guessed."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from sanan.cases.models import Category
from sanan.exchange.enums import Field, State
from sanan.exchange.models import Message, System, Word
from sanan.kit.errors import Invalid
from sanan.people.models import Person
from sanan.places.models import Place


class Unknown(Invalid):
    """A word that no mapping knows; `of` is its field."""

    def __init__(self, of: Field, word: str) -> None:
        sentence = _("%(field)s“%(word)s”还没有对照。请管理员在“词语对照”里补上，再送一次。")
        shown = {"field": Field(of).label, "word": word[:60]}
        super().__init__(sentence % shown, f"unknown_{of}", field=of)
        self.of, self.word = of, word[:60]


def meaning(system: System, field: Field, word: str) -> str:
    """What a word means. Raises `Unknown`."""
    found = Word.objects.filter(system=system, field=field, word=word[:60])
    means = found.values_list("means", flat=True).first()
    if means is None:
        raise Unknown(field, word)
    return means


def category(system: System, word: str) -> Category | None:
    """The category of a word, or of our own code or name; None for no word."""
    if not word:
        return None
    own = Category.objects.filter(Q(code=word) | Q(name=word)).order_by("-code").first()
    mapped = Word.objects.filter(system=system, field=Field.CATEGORY, word=word[:60]).first()
    if mapped is not None:
        return Category.objects.filter(code=mapped.means).first()
    if own is None:
        raise Unknown(Field.CATEGORY, word)
    return own


def place(system: System, word: str) -> Place:
    """The place of a word, code, name or name as people say it at or under the system's own.

    Its own for no word; a name that several have is unknown.
    """
    if not word:
        own: Place = system.place
        return own
    under = Place.objects.all().within(system.place)
    mapped = Word.objects.filter(system=system, field=Field.PLACE, word=word[:60]).first()
    if mapped is not None:
        found = under.filter(code=mapped.means).first()
    else:
        near = under.filter(Q(code=word) | Q(name__startswith=word[:60]))[:50]
        known = [each for each in near if word in {each.code, each.name, each.spoken}]
        found = known[0] if len(known) == 1 else None
    if found is None:
        raise Unknown(Field.PLACE, word)
    chosen: Place = found
    return chosen


@dataclass(frozen=True, slots=True)
class Missing:
    """A word that letters wait for: of which system and field, and how many wait."""

    system: System
    field: Field
    word: str
    count: int


def missing(person: Person) -> list[Missing]:
    """The words that no mapping knows and that hold letters, most first."""
    systems = {each.pk: each for each in System.objects.visible_to(person)}
    rows = (
        Message.objects.filter(state=State.HELD, system__in=systems)
        .exclude(unknown_field="")
        .values("system", "unknown_field", "unknown_word")
        .annotate(count=Count("pk"))
        .order_by("-count", "unknown_word")
    )
    return [
        Missing(systems[r["system"]], Field(r["unknown_field"]), r["unknown_word"], r["count"])
        for r in rows
    ]


def words_of(systems: QuerySet[System]) -> QuerySet[Word]:
    """All words of some systems, by system and field."""
    return (
        Word.objects.filter(system__in=systems)
        .select_related("system")
        .order_by("system__name", "field", "word")
    )
