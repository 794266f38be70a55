"""Who may see the files of meetings and of works."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from sanan.council.models import Meeting, Work
from sanan.files.access import MaySee, Owner
from sanan.files.enums import Sight
from sanan.files.models import StoredFile
from sanan.people.models import Person


def _owner(model: type[Meeting | Work], public: QuerySet[Any]) -> Owner:
    """Everyone sees what was shown of `public` things, staff of the thing the rest for a purpose."""

    def may_see(request: HttpRequest, file: StoredFile) -> Sight:
        if file.shown_at is not None and public.filter(pk=file.owner_pk).exists():
            return Sight.PUBLIC
        staff = request.user if isinstance(request.user, Person) else None
        seen = model.objects.visible_to(staff).filter(pk=file.owner_pk).exists()
        if staff is None or not seen:
            return Sight.HIDDEN
        return Sight.OPEN if file.by_id == staff.pk else Sight.ORIGINAL

    def subject(key: int) -> str:
        return str(model.objects.values_list("code", flat=True).get(pk=key))

    asked: MaySee = may_see
    return Owner(model.files.kind, asked, subject)


MEETINGS = _owner(Meeting, Meeting.objects.public())
WORKS = _owner(Work, Work.objects.all())
