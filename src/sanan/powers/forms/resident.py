"""What residents write about what is laid open."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.powers.forms import staff
from sanan.process.enums import Satisfaction
from sanan.process.forms import PHONE, ResidentVerbForm, area


class Object(staff.Object):
    """An objection to a step, by anyone."""

    look = PHONE


class Rate(ResidentVerbForm):
    """How the answer was."""

    satisfaction = forms.TypedChoiceField(
        label=_("答得怎么样？"),
        choices=Satisfaction.choices,
        coerce=Satisfaction,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个：满意、基本满意、一般、不满意。")},
    )
    text = area(_("还想说的（可以不写）"), required=False, rows=2, most=500)

    def prepare(self) -> None:
        """What was said before."""
        field: Any = self.fields["satisfaction"]
        field.initial, self.fields["text"].initial = self.thing.rating, self.thing.rating_text


class Reask(ResidentVerbForm):
    """Not answered: ask again."""

    text = area(_("再问一次，交给上一级来答"), most=1000)
