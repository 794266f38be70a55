"""Background work of the books room: ids in, one action, safe to run twice."""

from django_tasks import task

from sanan.books import actions
from sanan.books.models import Voucher
from sanan.places.models import Place

AT_ONCE = 200


@task()
def read_voucher(pk: int) -> int:
    """Look for what must be hidden on a voucher's photo; how many boxes."""
    voucher = Voucher.objects.select_related("entry__place").get(pk=pk)
    return len(actions.find_boxes(voucher=voucher).boxes)


def look() -> None:
    """Called by the clock once a day (`sanan.config.periodic`): every warning rule, every village.

    Some villages at a time, so that a county's payments do not fill the memory.
    """
    ids = list(Place.objects.filter(kind="village").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        actions.look_for_warnings(place_ids=ids[start : start + AT_ONCE])
