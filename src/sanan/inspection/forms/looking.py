"""What the office writes about where to look: a reckoning, a village decided, numbers set."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.inspection.enums import Grade, TermsKind
from sanan.inspection.forms.staff import village
from sanan.inspection.rules import terms
from sanan.places.models import Place, PlaceQuerySet
from sanan.process.forms import DeskForm, TypedSelect, VerbForm, area, day, line, picked


class Reckon(DeskForm):
    """Where, and as of which day."""

    place = picked(_("哪里的村"), Place)
    on = day(_("算到哪天（空着就是今天）"), required=False)

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("place", places)


class Judge(DeskForm):
    """How one village stands, and why."""

    grade = forms.ChoiceField(label=_("定为"), choices=Grade.choices)
    reason = area(_("理由"), rows=2, most=500, hint=_("指数只是建议。为什么这样定，由您来写。"))


class Decide(VerbForm):
    """The same, of a village that is looked for."""

    told = _("定哪一类由人来定，指数只是建议。只有巡察办看得到。")
    place = village(widget=TypedSelect)
    grade = forms.ChoiceField(label=_("定为"), choices=Grade.choices)
    reason = area(_("理由"), rows=2, most=500)

    def prepare(self) -> None:
        """The villages of this reckoning."""
        there = self.thing.standings.values("place")
        self.offer("place", Place.objects.filter(pk__in=there).order_by("path"))


class SetTerms(DeskForm):
    """All numbers of a kind as they hold, and why they are changed."""

    why = line(_("为什么改"), 300)

    def __init__(self, *args: Any, kind: TermsKind, values: terms.Values, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in terms.NUMBERS[kind]:
            label: Any = each.label
            hint: Any = each.hint
            field = forms.DecimalField(
                label=label,
                help_text=hint,
                min_value=each.least,
                max_value=each.most,
                decimal_places=each.digits,
                initial=values[each.name],
            )
            field.widget.attrs["class"] = self.look[""]
            self.fields[each.name] = field
        self.order_fields([each.name for each in terms.NUMBERS[kind]])
        self.numbers = [each.name for each in terms.NUMBERS[kind]]

    def given(self) -> dict[str, Any]:
        """As `actions.terms.set_terms` takes it."""
        data = self.cleaned_data
        return {"why": data["why"], "values": {name: data[name] for name in self.numbers}}
