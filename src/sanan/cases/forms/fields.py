"""Fields that staff forms share, with the look of the staff pages."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.cases.models import Case, Category
from sanan.people.models import Org
from sanan.places.models import beyond
from sanan.process.forms import PICK, RowsField, TypedSelect

NOT_YET = _("还没定")
NO_SUCH_CASE = _("没有这个编号，请看一看有没有抄错。")


class YesNoField(forms.TypedChoiceField):
    """Yes or no in the words of the question; None where it may stay open."""

    def __init__(
        self,
        *,
        yes: str | Promise,
        no: str | Promise,
        sent: tuple[str, str] = ("1", "0"),
        **kwargs: Any,
    ) -> None:
        super().__init__(
            choices=[(sent[0], yes), (sent[1], no)],
            coerce=lambda value: value == sent[0],
            empty_value=None,
            widget=forms.RadioSelect,
            **kwargs,
        )


class CategoryField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A leaf of the category list, under its branch."""

    def __init__(self, *, empty: Any = NOT_YET, **kwargs: Any) -> None:
        super().__init__(
            Category.objects.none(),
            required=kwargs.pop("required", False),
            empty_label=empty,
            widget=TypedSelect,
            **kwargs,
        )

    def settle(self, _case: Case) -> None:
        """Offer every category, branches first."""
        self.queryset = Category.objects.select_related("parent").order_by("code")

    def first(self, likely: Iterable[tuple[int, str]]) -> None:
        """Let these stand ahead of the others."""
        _ahead(self, likely)

    def label_from_instance(self, obj: Any) -> str:
        """Branch and leaf."""
        return f"{obj.parent.name} · {obj.name}" if obj.parent else obj.name


class OrgField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit of the case's county."""

    def __init__(self, *, empty: Any = PICK, **kwargs: Any) -> None:
        super().__init__(Org.objects.none(), empty_label=empty, widget=TypedSelect, **kwargs)

    def settle(self, case: Case) -> None:
        """Offer the county's units."""
        self.queryset = units_of(case)

    def first(self, likely: Iterable[tuple[int, str]]) -> None:
        """Let these stand ahead of the others."""
        _ahead(self, likely)


class OrgsField(RowsField):
    """Several units of the case's county."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.SelectMultiple({"class": "form-select", "size": 5})
        super().__init__(Org.objects.none(), widget=widget, **kwargs)

    def settle(self, case: Case) -> None:
        """Offer the county's units."""
        self.queryset = units_of(case)

    def clean(self, value: Any) -> Any:
        """A plain list, as actions take it."""
        return list(super().clean(value))


def _ahead(field: Any, likely: Iterable[tuple[int, str]]) -> None:
    if offered := list(likely):
        known = {key for key, _label in offered}
        blank, *others = field.choices
        rest = [pair for pair in others if getattr(pair[0], "value", pair[0]) not in known]
        field.choices = [blank, (_("建议的"), offered), (_("其余的"), rest)]


def units_of(case: Case) -> Any:
    """The units that can take a work order of this case: all of its county that have duties."""
    top = case.county.path if case.county else case.place.path
    units = Org.objects.filter(place__path__gte=top, place__path__lt=beyond(top))
    return units.filter(duties__isnull=False).distinct().order_by("place__path", "name")
