"""What is written about a repair, by residents and at the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sanan.estates.enums import Spot, UseState
from sanan.estates.models import Estate, FundUse
from sanan.estates.queries.estate import buildings_of
from sanan.estates.rules.repairs import repair_of
from sanan.files.forms import WithUploads
from sanan.kit import phones
from sanan.kit.errors import Invalid
from sanan.places.models import Place
from sanan.process.forms import PHONE, DeskForm, VerbForm, YuanField, area, day, line, picked, tick


class Mend(DeskForm):
    """A repair entered for somebody, or by a resident on the phone."""

    building = picked(_("哪栋楼"), Place, required=False)
    spot = forms.ChoiceField(label=_("什么坏了"), choices=Spot.choices)
    text = area(_("说说怎么坏的、在哪一层"), most=2000)
    emergency = tick(_("很急：有人困在电梯里、跑水、漏电，随时会伤人"))
    contact_name = line(_("您的称呼（可以不写）"), 40, required=False)
    contact_phone = line(
        _("手机号（修的人好联系您）"), 20, required=False, hint=_("只有办理的人看得到。")
    )

    def __init__(self, *args: Any, estate: Estate, at: Place | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("building", buildings_of(estate))
        if at is not None and at.kind == "building":
            self.fields["building"].initial = at
        building: Any = self.fields["building"]
        building.empty_label = _("不在楼里，在小区里")

    def clean_contact_phone(self) -> str:
        """A number that can be called, or nothing."""
        said = self.cleaned_data["contact_phone"]
        if not said.strip():
            return ""
        try:
            return phones.personal(said, field="contact_phone")
        except Invalid as error:
            raise forms.ValidationError(str(error.sentence)) from error


class ResidentMend(WithUploads, Mend):
    """The same on a phone, with photos."""

    look = PHONE
    field_order = [
        "spot",
        "building",
        "text",
        "photos",
        "clip",
        "emergency",
        "contact_name",
        "contact_phone",
    ]


class Climb(VerbForm):
    """Why the next rung has to have it."""

    told = _("转上去以后，您这里仍是协办，期限照走。")
    text = area(_("为什么办不了"), most=500)


class Mark(VerbForm):
    """Emergency, charge, warranty, as it stands now."""

    emergency = tick(_("急修"))
    price = YuanField(label=_("要收住户多少钱（元，不收就空着）"), required=False)
    warranty = picked(_("属于哪项工程的质保期内"), FundUse, required=False)
    warranty_until = day(_("这次修好保修到"), required=False)

    def prepare(self) -> None:
        """What was marked before; works of the estate that are still warranted."""
        repair = repair_of(self.thing)
        warranted = FundUse.objects.filter(
            estate=repair.estate, state__in=[UseState.ACCEPTED, UseState.SHOWN]
        )
        self.offer("warranty", warranted)
        self.fields["emergency"].initial = repair.emergency
        if repair.price:
            self.fields["price"].initial = f"{repair.price / 100:.2f}"
        self.fields["warranty"].initial = repair.warranty
        self.fields["warranty_until"].initial = repair.warranty_until
