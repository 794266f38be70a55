"""Who may see the photos of an event: staff. Children may be on them, so nobody else (H6)."""

from django.http import HttpRequest

from sanan.files.access import Owner
from sanan.files.enums import Sight
from sanan.files.models import StoredFile
from sanan.neighbourhood.models import Programme
from sanan.people.models import Person


def may_see(request: HttpRequest, file: StoredFile) -> Sight:
    """Staff who see the event; each look asks what for, as at every original."""
    staff = request.user if isinstance(request.user, Person) else None
    seen = Programme.objects.visible_to(staff).filter(pk=file.owner_pk).exists()
    return Sight.ORIGINAL if seen else Sight.HIDDEN


def subject(key: int) -> str:
    """The event as the record knows it."""
    return str(Programme.objects.values_list("code", flat=True).get(pk=key))


OWNER = Owner(Programme.files.kind, may_see, subject)
