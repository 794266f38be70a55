"""Who may see the files of this room."""

from django.http import HttpRequest

from sanan.estates.models import FundUse, PropertyRating
from sanan.files.access import Owner, usual
from sanan.files.enums import Sight
from sanan.files.models import StoredFile


def _may_see_use(request: HttpRequest, file: StoredFile) -> Sight:
    found = FundUse.objects.filter(pk=file.owner_pk)
    return usual(
        request,
        file,
        visible=lambda staff: found.visible_to(staff).exists(),
        public=found.public().exists(),
    )


def _may_see_rating(request: HttpRequest, file: StoredFile) -> Sight:
    found = PropertyRating.objects.filter(pk=file.owner_pk)
    return usual(request, file, visible=lambda staff: found.visible_to(staff).exists())


USES = Owner(
    FundUse.files.kind,
    _may_see_use,
    lambda key: str(FundUse.objects.values_list("code", flat=True).get(pk=key)),
)
RATINGS = Owner(
    PropertyRating.files.kind,
    _may_see_rating,
    lambda key: str(PropertyRating.objects.values_list("code", flat=True).get(pk=key)),
)
