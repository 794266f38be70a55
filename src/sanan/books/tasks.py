"""Background work of the books room: ids in, one action, safe to run twice."""

from django_tasks import task

from sanan.books import actions
from sanan.books.models import Voucher


@task()
def read_voucher(pk: int) -> int:
    """Look for what must be hidden on a voucher's photo; how many boxes."""
    voucher = Voucher.objects.select_related("entry__place").get(pk=pk)
    return len(actions.find_boxes(voucher=voucher).boxes)


def look() -> None:
    """Called by the clock once a day (`sanan.config.periodic`): every warning rule, every village."""
    actions.look_for_warnings()
