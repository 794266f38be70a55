"""The shape of what people write for a verb, and the fields that every room's forms are made of."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.kit.dates import check_year
from sanan.kit.errors import Refused
from sanan.kit.letters import spelling
from sanan.kit.numbers import exact, whole
from sanan.people.models import Org, Person
from sanan.places.models import Place, beyond
from sanan.places.queries.tree import line as line_of

Sentence = str | Promise
PICK = _("请选择")
MOST_YUAN = Decimal(10) ** 11
NO_UNITS = ("volunteer_team", "council", "owners_committee", "supervision_committee")
DESK = {
    "": "form-control",
    "Select": "form-select",
    "TypedSelect": "form-select",
    "CheckboxInput": "form-check-input",
}
PHONE = {"": "text", "CheckboxInput": ""}
"""The classes of widgets on staff pages and on residents' pages; "" is any other."""
PLAIN = ("CheckboxSelectMultiple", "RadioSelect", "HiddenInput")


class DeskForm(forms.Form):
    """A form of the staff pages; each has ids of its own on a page of several.

    Nothing that must be decided stands chosen: a list of choices begins with none of them.
    `offers` are the rows that may be picked, by field, where the page knows them.
    """

    look: ClassVar[Mapping[str, str]] = DESK

    def __init__(self, *args: Any, offers: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)
        for name, rows in (offers or {}).items():
            self.offer(name, rows)
        for each in self.fields.values():
            _choose_nothing(each)
            kind = type(each.widget).__name__
            if kind not in PLAIN:
                each.widget.attrs.setdefault("class", self.look.get(kind, self.look[""]))

    def offer(self, name: str, rows: Any) -> None:
        """What may be picked in a field."""
        field: Any = self.fields[name]
        field.queryset = rows

    def add_error(self, field: str | None, error: Any) -> None:
        """Say what is wrong, and open the page there: a form may lie far below its top."""
        first = not self.errors
        super().add_error(field, error)
        if first and field in self.fields:
            self.fields[field].widget.attrs["autofocus"] = True

    def refuse(self, no: Refused) -> None:
        """Set a refusal beside its field, or above the form."""
        self.add_error(no.field if no.field in self.fields else None, str(no.sentence))


def _choose_nothing(field: forms.Field) -> None:
    """Where a browser would choose the first of several, let the first be none of them."""
    if not isinstance(field, forms.ChoiceField) or type(field.widget) is not forms.Select:
        return
    first = next(iter(field.widget.choices), ("",))[0]
    if field.required and field.initial is None and first not in {"", None}:
        field.choices = [("", PICK), *field.widget.choices]


class VerbForm(DeskForm):
    """What one verb needs of one thing; `given()` are the action's particulars.

    `told` says beforehand what will happen; `danger` colours the button; `also` are further buttons
    of the same form, by the name that is sent; `label` is what the button says where that is more
    than the verb's name; `above` a template shown ahead of the form; on a resident's page a form
    that is `folded` waits behind its name. Where the field `follows` changes, the page asks for the
    form anew. `remarks` answers one of the further buttons, and
    nothing is done then. Made by the verb's page with the thing and with whoever
    acts (None: a visitor). A field that has `settle` is given the thing first.
    """

    told: Sentence = ""
    danger = False
    also: Sequence[tuple[str, Sentence]] = ()
    label: Sentence = ""
    above: ClassVar[str] = ""
    follows: ClassVar[str] = ""
    folded: bool = False

    def __init__(
        self, *args: Any, thing: Any = None, person: Person | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.thing, self.by = thing, person
        for name, field in self.fields.items():
            if hasattr(field, "settle"):
                field.settle(thing)
            if (likely := self.suggestion(name)) is not None:
                field.initial = likely
        self.prepare()

    def suggestion(self, name: str) -> Any:  # noqa: ARG002 - a form that has one asks for its name
        """What stands in the field `name` before anyone wrote; None: what the field says."""
        return None

    def prepare(self) -> None:
        """Fields that depend on the thing or on who acts."""

    def remarks(self) -> list[str]:
        """What was asked for by a further button of the form, which sends nothing."""
        return []

    def given(self) -> dict[str, Any]:
        """The action's keyword arguments."""
        return dict(self.cleaned_data)

    def settle_many(self, things: Sequence[Any]) -> None:
        """What is to be known of all the things that one form is for (`process.bulk`)."""

    def goes(self, thing: Any) -> str:  # noqa: ARG002 - a form that knows asks for its thing
        """Where this one of many things would come to, as the preview shows it."""
        return ""

    def given_for(self, thing: Any) -> dict[str, Any]:  # noqa: ARG002 - a form that differs asks for its thing
        """The same for one of many things (`process.bulk`)."""
        return self.given()


class ResidentVerbForm(VerbForm):
    """The same on a resident's page."""

    look = PHONE


class Nothing(VerbForm):
    """A button alone."""


class Words(forms.CharField):
    """What a person writes; what nobody sees of it is left out, not refused."""

    def to_python(self, value: Any) -> str:
        """Without the characters on which Django would refuse the whole field."""
        return super().to_python(str(value).replace("\x00", "") if value else value) or ""


def line(label: Any, most: int = 120, *, required: bool = True, hint: Any = "") -> Words:
    """One line."""
    return Words(label=label, required=required, max_length=most, help_text=hint)


def area(
    label: Any, *, required: bool = True, rows: int = 3, most: int = 2000, hint: Any = ""
) -> Words:
    """Several lines."""
    widget = forms.Textarea({"rows": rows})
    return Words(label=label, required=required, widget=widget, max_length=most, help_text=hint)


def day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """A day, with the browser's own calendar."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=required, widget=widget, help_text=hint, validators=[check_year]
    )


def moment(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateTimeField:
    """A day and an hour."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, required=required, widget=widget, help_text=hint, validators=[check_year]
    )


def number(
    label: Any, *, least: int = 0, most: int, required: bool = True, **more: Any
) -> forms.IntegerField:
    """A whole number."""
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=required, **more
    )


def tick(label: Any, *, required: bool = False) -> forms.BooleanField:
    """A box to tick."""
    return forms.BooleanField(label=label, required=required)


def several(label: Any, choices: Any, *, required: bool = False) -> forms.MultipleChoiceField:
    """Boxes of which several may be ticked."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple
    )


def picked(label: Any, model: Any, *, required: bool = True, **more: Any) -> Any:
    """One row of `model`; the form `offer`s which."""
    return forms.ModelChoiceField(
        model.objects.none(), label=label, empty_label=PICK, required=required, **more
    )


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # the stubs' class takes one, Django's none
    """Several rows; a key that no database holds is none of them."""

    def clean(self, value: Any) -> Any:
        """The rows of these keys; Django asks for all of them in one statement, which would fail."""
        for each in value or () if self.to_field_name is None else ():
            if whole(str(each)) is None:
                refused = self.error_messages["invalid_pk_value"]
                raise forms.ValidationError(refused, "invalid_pk_value", params={"pk": each})
        return super().clean(value)


class TypedSelect(forms.Select):
    """A long list in which one types: its options say how they are spelled (`web/staff.js`)."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the first letters of the label."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["attrs"]["data-letters"] = spelling(str(option["label"]))[1].lower()
        return option


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg] # the stubs' class takes one, Django's none
    """A person by name."""

    def label_from_instance(self, obj: Person) -> str:
        """The name alone."""
        return obj.name or obj.nickname


class YuanField(forms.CharField):
    """Money as people type it, in fen once cleaned; exact, at most to the cent.

    Below nought only where `negative`: a balance may be, a price may not.
    """

    def __init__(self, *, negative: bool = False, **kwargs: Any) -> None:
        self.negative = negative
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """Fen; 0 where nothing was typed and nothing need be."""
        text = unicodedata.normalize("NFKC", super().clean(value))
        text = re.sub(r"[,¥元\s]", "", text)
        if not text:
            return 0
        yuan = exact(text)
        if yuan is None:
            raise forms.ValidationError(_("请写数字，例如 1250.50。"))
        if yuan != yuan.quantize(Decimal("0.01")) or abs(yuan) > MOST_YUAN:
            raise forms.ValidationError(_("请写到分为止，例如 1250.50。"))
        if yuan < 0 and not self.negative:
            raise forms.ValidationError(_("金额不能是负数。"))
        return int(yuan * 100)


def units_around(places: Iterable[Place]) -> Any:
    """Organisations of the counties in which these places lie, teams left out, by name."""
    paths = {path for place in places for path in line_of(place.path)}
    found = Org.objects.none()
    for top in Place.objects.filter(path__in=paths, kind="county"):
        found = found | Org.objects.filter(
            place__path__gte=top.path, place__path__lt=beyond(top.path)
        )
    return found.exclude(kind__in=NO_UNITS).order_by("name")
