"""Who is entitled and who received, loaded from a table; relatives that cadres declare."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.books import rules
from sanan.books.actions.money import person_key
from sanan.books.actions.text import line
from sanan.books.enums import Benefit, Event, RosterKind
from sanan.books.models import Relative, Roster, RosterLine
from sanan.books.queries.statement import first_and_last
from sanan.kit import bulk, clock
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.people.queries import posts
from sanan.places.models import Place

MOST_ROWS = 20_000


def load_roster(
    *,
    place: Place,
    kind: RosterKind,
    benefit: Benefit,
    period: str,
    rows: Iterable[tuple[int, Mapping[str, Any]]],
    sha256: str,
    by: Person | None,
    at: datetime | None = None,
) -> Roster:
    """Take in a list whole; the same kind, benefit and month again replaces it.

    `rows` as `books.forms.roster.rows` gives them: numbers hashed already. The same file again
    changes nothing. Raises `Invalid` with the line of the first row that cannot be.
    """
    if by is not None:
        rules.check_keeper(place, by)
    first_and_last(period)
    lines = [_line(number, row) for number, row in rows]
    if not lines:
        raise Invalid(_("名单里没有人。"), "empty", field="file")
    if len(lines) > MOST_ROWS:
        raise Invalid(_("一次最多 %(most)d 行。") % {"most": MOST_ROWS}, "rows", field="file")
    named = {
        "place": place,
        "kind": RosterKind(kind),
        "benefit": Benefit(benefit),
        "period": period,
    }
    known = Roster.objects.filter(**named).first()
    if known is not None and known.sha256 == sha256:
        return known
    moment = clock.at_or_now(at)
    with transaction.atomic():
        Roster.objects.filter(**named).delete()
        made = Roster.objects.create(**named, sha256=sha256, by=by, loaded_at=moment)
        for each in lines:
            each.roster = made
        bulk.insert_many(lines)
        content = {"place": place.code, "kind": made.kind, "benefit": made.benefit}
        content |= {"period": period, "sha256": sha256, "lines": str(len(lines))}
        written(Event.ROSTER, made.code, content, by=by, at=moment)
    return made


def _line(number: int, row: Mapping[str, Any]) -> RosterLine:
    name = str(row.get("name") or "").replace(" ", "")
    if not name or len(name) > 40:
        raise Invalid(_("第 %(line)d 行：没有姓名。") % {"line": number}, "name", field="file")
    amount = row.get("amount")
    if amount is not None and (not isinstance(amount, int) or amount < 0):
        raise Invalid(
            _("第 %(line)d 行：看不懂金额“%(value)s”。") % {"line": number, "value": amount},
            "amount",
            field="file",
        )
    keys = ("person_key", "card_key", "phone_key", "card_tail")
    return RosterLine(
        line=number, name=name, amount=amount or 0, **{k: row.get(k, "") for k in keys}
    )


def declare_relative(
    *,
    place: Place,
    cadre: Person,
    name: str,
    relation: str,
    by: Person | None,
    identity: str = "",
    at: datetime | None = None,
) -> Relative:
    """A cadre declares a near relative, so that a payment to them stands out."""
    if by is not None:
        rules.check_keeper(place, by)
    if not any(place.path.startswith(post.path) for post in posts(cadre)):
        raise Refused(_("这个人不是本村的干部。"), "no_cadre", field="cadre")
    try:
        with transaction.atomic():
            made = Relative.objects.create(
                place=place,
                cadre=cadre,
                name=line(name, "name", 40).replace(" ", ""),
                relation=line(relation, "relation", 20),
                person_key=person_key(identity),
                declared_at=clock.at_or_now(at),
            )
            content = {"relation": made.relation, "key": made.person_key}
            written(Event.RELATIVE, cadre.ref, content, by=by, at=made.declared_at, said=made.name)
    except IntegrityError:
        raise Refused(_("已经申报过。"), "twice", field="name") from None
    return made
