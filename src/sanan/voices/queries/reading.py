"""What the machine makes of a message: whether it is a concern, and about what."""

from collections.abc import Sequence
from dataclasses import dataclass

from sanan.cases.models import Category
from sanan.cases.queries.suggestions import likely_label, names_of
from sanan.insight.concern import sorts_of
from sanan.voices.enums import Reading

SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Heard:
    """Proposed or not, how likely it is a concern in per cent, and its topic where it is one."""

    reading: Reading = Reading.NONE
    likely: int = 0
    topic_id: int | None = None


def heard(text: str, county_id: int | None = None) -> Heard:
    """Read one message. It proposes; a named person confirms (PIPL art. 24)."""
    return heard_all([text], county_id)[0]


def heard_all(texts: Sequence[str], county_id: int | None = None) -> list[Heard]:
    """Read many at once, in order; too short a text is no concern."""
    read = [i for i, text in enumerate(texts) if len(text) >= SHORTEST]
    found = [Heard()] * len(texts)
    topics: dict[str, int | None] = {}
    for i, sort in zip(read, sorts_of([texts[i] for i in read]) if read else [], strict=True):
        percent = round(100 * sort.probability)
        if not sort.is_concern:
            found[i] = Heard(likely=percent)
            continue
        label = likely_label(texts[i], county_id)
        if label not in topics:
            topics[label] = topic_of(label)
        found[i] = Heard(Reading.PROPOSED, percent, topics[label])
    return found


def topic_of(label: str) -> int | None:
    """The upper category that a model's label names."""
    if not label:
        return None
    found = Category.objects.filter(parent__isnull=True, name__in=names_of(label))
    return found.values_list("pk", flat=True).first()
