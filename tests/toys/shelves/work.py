from sanan.process.work import WorkItem

from .models import Shelf


def waiting(person, now):
    for shelf in Shelf.objects.filter(state="shown"):
        yield WorkItem(
            "shelves", shelf.what, f"/staff/shelves/things/{shelf.code}/", "摆着", "看看"
        )
