"""Slips and workers' cards among what a phone or a number started."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.kit import dates
from sanan.people.models import Person
from sanan.slips.declare import Item, Kind
from sanan.workshop.models import Payslip, Worker
from sanan.workshop.models.pay import SHOWN


def _slips(codes: Sequence[str]) -> Iterable[Item]:
    rows = Payslip.objects.counted().filter(code__in=codes, run__state__in=SHOWN)
    for slip in rows.select_related("run__workshop", "place"):
        told = {"month": dates.period(slip.run.month), "where": slip.run.workshop.name}
        yield Item(
            slip.code,
            _("%(month)s的工钱（%(where)s）") % told,
            reverse("workshop:slip", args=[slip.code]),
            slip.get_state_display(),
            slip.run.drafted_at,
            slip.place.spoken,
        )


def _slips_of(person: Person) -> Iterable[str]:
    rows = Payslip.objects.counted().filter(worker__person=person, run__state__in=SHOWN)
    return rows.order_by("-pk").values_list("code", flat=True)


def _cards(codes: Sequence[str]) -> Iterable[Item]:
    for worker in Worker.objects.filter(code__in=codes).select_related("workshop", "place"):
        yield Item(
            worker.code,
            _("%(where)s：今天做什么") % {"where": worker.workshop.name},
            reverse("workshop:card", args=[worker.token]),
            worker.get_state_display(),
            dates.end_of(worker.joined_on),
            worker.place.spoken,
        )


def _cards_of(person: Person) -> Iterable[str]:
    return Worker.objects.filter(person=person).values_list("code", flat=True)


PAYSLIP = Kind("payslip", gettext_lazy("工钱条"), _slips, _slips_of)
CARD = Kind("workshop_worker", gettext_lazy("手工坊的活"), _cards, _cards_of)
