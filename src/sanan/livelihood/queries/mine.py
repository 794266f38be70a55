"""Applications and homes among what a phone or a number started."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.livelihood.models import Application, Home
from sanan.people.models import Person
from sanan.slips.declare import Item, Kind


def _applications(given: Sequence[str]) -> Iterable[Item]:
    for each in Application.objects.filter(code__in=given).select_related("job", "place"):
        yield Item(
            each.code,
            each.job.title,
            reverse("livelihood:application", args=[each.code]),
            each.get_state_display(),
            each.applied_at,
            each.place.spoken,
        )


def _applications_of(person: Person) -> Iterable[str]:
    if not person.phone_hash:
        return []
    mine = Application.objects.filter(phone_hash=person.phone_hash).order_by("-applied_at")
    return mine.values_list("code", flat=True)


def _homes(given: Sequence[str]) -> Iterable[Item]:
    for each in Home.objects.filter(code__in=given).select_related("handover", "place"):
        began = each.handover.committed_at or each.handover.drawn_at
        if began is None:
            continue
        yield Item(
            each.code,
            each.handover.title,
            reverse("livelihood:home", args=[each.code]),
            each.get_state_display(),
            began,
            each.place.spoken,
        )


def _homes_of(person: Person) -> Iterable[str]:
    if not person.phone_hash:
        return []
    mine = Home.objects.filter(household__phone_hash=person.phone_hash)
    return mine.values_list("code", flat=True)


JOB_APPLICATION = Kind("job_application", _("报名的活"), _applications, _applications_of)
HOME = Kind("home", _("交房"), _homes, _homes_of)
