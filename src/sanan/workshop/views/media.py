"""Who may see photos of samples: everyone who may be asked to make them."""

from django.http import HttpRequest

from sanan.files.access import Owner
from sanan.files.enums import Sight
from sanan.files.models import StoredFile
from sanan.people.models import Person
from sanan.workshop.enums import OrderState
from sanan.workshop.models import CraftOrder


def may_see(request: HttpRequest, file: StoredFile) -> Sight:
    """A sample of work that is to be had is shown to all; of an order that was not taken, to staff."""
    order = CraftOrder.objects.filter(pk=file.owner_pk).first()
    if order is None:
        return Sight.HIDDEN
    if order.state not in {OrderState.OFFERED, OrderState.DECLINED}:
        return Sight.PUBLIC
    staff = request.user if isinstance(request.user, Person) else None
    seen = CraftOrder.objects.visible_to(staff).filter(pk=order.pk).exists()
    return Sight.OPEN if seen else Sight.HIDDEN


def subject(key: int) -> str:
    """The order as the record knows it."""
    return str(CraftOrder.objects.values_list("code", flat=True).get(pk=key))


OWNER = Owner(CraftOrder.files.kind, may_see, subject)
