"""Figures that reports state, with their qualifier, meaning and source."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from sanan.kit import words
from sanan.kit.errors import Invalid
from sanan.livelihood.enums import Qualifier, Tab
from sanan.livelihood.models import StatedFigure
from sanan.livelihood.rules.households import FIGURE
from sanan.people.models import Person
from sanan.places.models import Place


@FIGURE.action("state")
def state(
    *,
    place: Place,
    tab: str,
    label: str,
    value: Decimal,
    unit: str,
    qualifier: str,
    meaning: str,
    source: str,
    on: date,
    by: Person,
    at: datetime | None = None,
) -> StatedFigure:
    """A figure of a report, said as exactly as the report says it."""
    label = words.one_line(label, "label", 60)
    if StatedFigure.objects.filter(place=place, label=label).exists():
        raise Invalid(_("已经有这个数字，请打开它更新。"), "twice", field="label")
    made = StatedFigure(
        place=place,
        tab=Tab(tab),
        label=label,
        value=value,
        unit=words.one_line(unit, "unit", 12),
        qualifier=Qualifier(qualifier),
        meaning=words.one_line(meaning, "meaning", 200),
        source=words.one_line(source, "source", 200),
        on=on,
    )
    with FIGURE.begin("state", made, by=by, at=at):
        pass
    return made


@FIGURE.action("restate")
def restate(
    *,
    figure: StatedFigure,
    value: Decimal,
    qualifier: str,
    source: str,
    on: date,
    by: Person,
    at: datetime | None = None,
) -> StatedFigure:
    """The figure of a newer report; the earlier one stays in its story."""
    with FIGURE.step("restate", figure, by=by, at=at) as step:
        step.data = {"was": str(step.thing.value), "was_on": f"{step.thing.on:%F}"}
        step.set(value=value, qualifier=Qualifier(qualifier), on=on)
        step.set(source=words.one_line(source, "source", 200))
    return figure
