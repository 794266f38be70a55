"""Fields that several forms share."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.people.forms.resident import Words
from sanan.people.models import Org, Person
from sanan.places.models import Place, beyond
from sanan.places.queries.tree import line

PICK = _("请选择")
NO_UNITS = ("volunteer_team", "council", "owners_committee", "supervision_committee")
EMPTY: Mapping[str, Any] = {"required": _("请写一句话。")}


def area(label: Any, *, required: bool = True, rows: int = 3, most: int = 500) -> Words:
    """Several lines."""
    widget = forms.Textarea({"rows": rows, "maxlength": most})
    return Words(label=label, required=required, widget=widget, max_length=most)


def moment(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateTimeField:
    """A day and an hour."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, widget=widget, help_text=help_text)


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A day."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def several(label: Any, choices: Any, *, required: bool = False) -> forms.MultipleChoiceField:
    """Boxes to tick."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple
    )


def units_around(places: Iterable[Place]) -> Any:
    """Organisations of the counties in which these places lie, teams left out, by name."""
    paths = {path for place in places for path in line(place.path)}
    found = Org.objects.none()
    for top in Place.objects.filter(path__in=paths, kind="county"):
        found = found | Org.objects.filter(
            place__path__gte=top.path, place__path__lt=beyond(top.path)
        )
    return found.exclude(kind__in=NO_UNITS).order_by("name")


class People(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person by name."""

    def label_from_instance(self, obj: Person) -> str:
        """The name alone."""
        return obj.name or obj.nickname


def fen(yuan: Decimal | None) -> int | None:
    """An amount of yuan in fen."""
    return None if yuan is None else int(yuan * 100)
