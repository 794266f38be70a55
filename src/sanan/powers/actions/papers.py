"""The board and the letter: what stood on them is kept, and one entry proves it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.kit import clock
from sanan.kit.errors import Forbidden, Refused
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.powers.enums import Event, PaperKind
from sanan.powers.models import Paper
from sanan.powers.queries import papers
from sanan.powers.rules import who


def issue(
    *,
    place: Place,
    kind: PaperKind,
    first: date,
    last: date,
    by: Person,
    at: datetime | None = None,
) -> Paper:
    """A board or a letter of what was published from `first` to `last`. Refused where nothing was.

    The same again, with nothing new published, is the same paper.
    """
    allowed = who.cadre(place.path, by) or who.supervisor(place.path, by)
    if not (allowed or who.above(place.path, by)):
        raise Forbidden(_("公开栏和信由村里来印。"), "not_yours")
    kind = PaperKind(kind)
    content = papers.content_of(place, first, last)
    if not content["affairs"]:
        raise Refused(_("这段时间还没有公开过什么，没有可印的。"), "nothing", field="period")
    before = Paper.objects.filter(place=place, kind=kind, first_on=first, last_on=last)
    same = next((p for p in before.order_by("-pk")[:1] if p.content == content), None)
    if same is not None:
        return same
    moment = clock.at_or_now(at)
    with transaction.atomic():
        made = Paper(
            place=place,
            kind=kind,
            first_on=first,
            last_on=last,
            content=content,
            made_at=moment,
            by=by,
        )
        proof = {
            "place": place.code,
            "kind": str(kind),
            "first_on": f"{first}",
            "last_on": f"{last}",
            "content": content,
        }
        made.entry_id = written(Event.PAPER, made.code, proof, by=by, at=moment).pk
        made.save()
    return made
