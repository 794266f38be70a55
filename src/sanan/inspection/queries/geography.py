"""Where rounds were: each village with its rounds, what was found, and how far it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.inspection.enums import ItemState, PaperState
from sanan.inspection.models import Item, Round, Target
from sanan.inspection.queries.figures import overdue
from sanan.kit.tones import Tone
from sanan.places import maps
from sanan.places.models import Place


@dataclass
class Visited:
    """A village with the rounds that were there, newest first, and counts over them."""

    place: Place
    rounds: list[Round] = field(default_factory=list)
    problems: int = 0
    items: int = 0
    off: int = 0
    late: int = 0

    @property
    def tone(self) -> Tone:
        """Red where something is overdue, amber where something is open, green where all is done."""
        if self.late:
            return Tone.LATE
        if self.off < self.items:
            return Tone.SOON
        return Tone.DONE if self.items else Tone.PLAIN


def visited(rounds: Sequence[Round], today: date) -> list[Visited]:
    """The villages of these rounds in the order of the tree."""
    rows: Any = Target.objects.filter(round__in=rounds).select_related("place", "round")
    rows = rows.annotate(n=Count("papers", filter=Q(papers__state=PaperState.USED)))
    found: dict[int, Visited] = {}
    for target in rows.order_by("place__path", "-round__year", "-round__number"):
        one = found.setdefault(target.place_id, Visited(target.place))
        one.rounds.append(target.round)
        one.problems += target.n
    counted: Any = Item.objects.filter(target__round__in=rounds).order_by().values("place")
    counted = counted.annotate(
        n=Count("pk"),
        off=Count("pk", filter=Q(state=ItemState.WRITTEN_OFF)),
        late=Count("pk", filter=overdue(today)),
    )
    for row in counted:
        one = found[row["place"]]
        one.items, one.off, one.late = row["n"], row["off"], row["late"]
    return list(found.values())


def drawn(villages: Sequence[Visited], place: Place) -> maps.Map:
    """The same as a map; the page has the table."""
    return maps.Map(
        [
            maps.spot(
                each.place.spoken,
                each.place.lat,
                each.place.lon,
                note=_("%(n)d 个问题，销号 %(off)d") % {"n": each.problems, "off": each.off},
                href=reverse("inspection_staff:round", args=[each.rounds[0].code]),
                tone=each.tone,
            )
            for each in villages
            if each.place.lat is not None and each.place.lon is not None
        ],
        _("巡察过的村在哪里"),
        legend={
            Tone.LATE: _("有超期的"),
            Tone.SOON: _("正在整改"),
            Tone.DONE: _("都销号了"),
            Tone.PLAIN: _("还没有列问题"),
        },
        ground=place.code,
        listed=False,
    )
