"""Who may see the files of cases."""

from django.http import HttpRequest

from sanan.cases.models import Case
from sanan.cases.views import appellant
from sanan.files.access import Owner
from sanan.files.enums import Sight
from sanan.files.models import StoredFile
from sanan.people.models import Person


def may_see(request: HttpRequest, file: StoredFile) -> Sight:
    """The appellant as they are, staff of the case for a purpose, everyone what was shown to all."""
    found = Case.objects.filter(pk=file.owner_pk).first()
    if found is None:
        return Sight.HIDDEN
    if file.shown_at is not None and found.published_at is not None:
        return Sight.PUBLIC
    who = appellant.person(request)
    mine = who is not None and found.appellant_id == who.pk
    if mine or found.code in appellant.FOLLOWED.codes(request):
        return Sight.OPEN
    staff = request.user if isinstance(request.user, Person) else None
    if not Case.objects.visible_to(staff).filter(pk=found.pk).exists():
        return Sight.COVERED if found.published_at is not None else Sight.HIDDEN
    return Sight.OPEN if staff is not None and file.by_id == staff.pk else Sight.ORIGINAL


def subject(key: int) -> str:
    """The case as the record knows it."""
    return str(Case.objects.values_list("code", flat=True).get(pk=key))


OWNER = Owner(Case.files.kind, may_see, subject)
