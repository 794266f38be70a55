"""Topics among what a phone or a number started."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.council.models import Topic
from sanan.council.rules import states
from sanan.people.models import Person
from sanan.slips.declare import Item, Kind


def _items(codes: Sequence[str]) -> Iterable[Item]:
    for topic in Topic.objects.filter(code__in=codes).select_related("place"):
        yield Item(
            topic.code,
            topic.title,
            reverse("council:raised", args=[topic.code]),
            topic.get_state_display(),
            topic.proposed_at,
            topic.place.spoken,
            states.TOPIC.tone(topic.state),
        )


def _of(person: Person) -> Iterable[str]:
    mine = Topic.objects.filter(proposer=person).order_by("-proposed_at")
    return mine.values_list("code", flat=True)


TOPIC = Kind("topic", _("提的议题"), _items, _of)
