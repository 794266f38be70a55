"""Lists that someone keeps under a name."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sanan.cases.models import SavedView
from sanan.kit import words
from sanan.kit.errors import Invalid, Refused
from sanan.ledger import actions as ledger
from sanan.people.models import Person

KEEP, DROP = "view.keep", "view.drop"
MOST = 20


def keep_view(*, by: Person, name: str, query: str, at: datetime | None = None) -> SavedView:
    """Keep the filters of a list's address under a name; the same name again replaces it."""
    name = words.clean_line(name, most=40, field="name")
    if words.is_blank(name):
        raise Invalid(_("请给这个视图起个名字。"), "needs_name", field="name")
    with transaction.atomic():
        mine = SavedView.objects.select_for_update().filter(person=by)
        if mine.exclude(name=name).count() >= MOST:
            raise Refused(_("最多保存%(most)d个视图，请先删掉一个。") % {"most": MOST}, "too_many")
        kept, _new = mine.update_or_create(person=by, name=name, defaults={"query": query[:500]})
        content = {"name": name, "query": kept.query}
        ledger.record(event=KEEP, subject=by.ref, content=content, by=by.ref, at=at)
    return kept


def drop_view(*, by: Person, view: SavedView, at: datetime | None = None) -> None:
    """Forget a kept list."""
    with transaction.atomic():
        content = {"name": view.name, "query": view.query}
        SavedView.objects.filter(person=by, pk=view.pk).delete()
        ledger.record(event=DROP, subject=by.ref, content=content, by=by.ref, at=at)
