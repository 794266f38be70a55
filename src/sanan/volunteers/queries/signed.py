"""Activities that somebody signed up for, among what their number started."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.people.models import Person
from sanan.slips.declare import Item, Kind
from sanan.volunteers.models import SignUp
from sanan.volunteers.rules.states import SIGNUP


def _items(keys: Sequence[str]) -> Iterable[Item]:
    found = SignUp.objects.filter(pk__in=[key for key in keys if key.isdecimal()])
    for each in found.select_related("activity__place"):
        yield Item(
            str(each.pk),
            each.activity.title,
            reverse("volunteers:activity", args=[each.activity.code]),
            each.get_seat_display(),
            each.asked_at,
            each.activity.place.spoken,
            SIGNUP.tone(each.seat),
        )


def _of(person: Person) -> Iterable[str]:
    mine = SignUp.objects.filter(volunteer__person=person).order_by("-asked_at")
    return [str(key) for key in mine.values_list("pk", flat=True)]


SIGN_UP = Kind("sign_up", _("报名的活动"), _items, _of, coded=False)
