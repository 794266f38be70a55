"""Lists that someone keeps under a name."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sanan.kit import words
from sanan.kit.errors import Invalid, Refused
from sanan.ledger import actions as ledger
from sanan.lists.models import KeptList
from sanan.people.models import Person

KEEP, DROP = "view.keep", "view.drop"
MOST = 20


def keep(*, of: str, name: str, address: str, by: Person, at: datetime | None = None) -> KeptList:
    """Keep what was chosen in a list under a name; the same name again replaces it."""
    name = words.clean_line(name, most=40, field="name")
    if words.is_blank(name):
        raise Invalid(_("请给这个视图起个名字。"), "needs_name", field="name")
    with transaction.atomic():
        mine = KeptList.objects.select_for_update().filter(person=by, of=of)
        if mine.exclude(name=name).count() >= MOST:
            raise Refused(_("最多保存%(most)d个视图，请先删掉一个。") % {"most": MOST}, "too_many")
        kept, _new = mine.update_or_create(
            person=by, of=of, name=name, defaults={"address": address[:500]}
        )
        content = {"of": of, "name": name, "address": kept.address}
        ledger.record(event=KEEP, subject=by.ref, content=content, by=by.ref, at=at)
    return kept


def forget(*, kept: KeptList, by: Person, at: datetime | None = None) -> None:
    """Forget a kept list."""
    with transaction.atomic():
        content = {"of": kept.of, "name": kept.name, "address": kept.address}
        KeptList.objects.filter(person=by, pk=kept.pk).delete()
        ledger.record(event=DROP, subject=by.ref, content=content, by=by.ref, at=at)
