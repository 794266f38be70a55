"""What the office sets for its county: each time a new version, with why."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.inspection.enums import OFFICE, Event, TermsKind
from sanan.inspection.models import Terms
from sanan.inspection.queries import terms as reads
from sanan.inspection.rules import terms as rules
from sanan.kit import clock, words
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.actions import written
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place


def set_terms(
    *,
    place: Place,
    kind: str,
    values: Mapping[str, Decimal],
    why: str,
    by: Person,
    at: datetime | None = None,
) -> Terms:
    """A new version of a county's numbers; names that are not given keep what holds.

    Raises `Invalid` for a number outside its bounds or for an index in which nothing weighs
    anything, `Refused` where nothing would change, `Forbidden` for whoever is not of the office.
    """
    chosen, moment = TermsKind(kind), clock.at_or_now(at)
    if not people.holds(by, OFFICE, path=place.path):
        raise Forbidden(_("这些数由巡察办来定。"), "not_yours")
    reason = words.needed(why, "why", 300)
    with transaction.atomic():
        Place.objects.select_for_update().get(pk=place.pk)
        before = reads.values(place, chosen)
        after = {**before, **_within(chosen, values)}
        _sensible(chosen, after)
        if after == before:
            raise Refused(_("和现在的一样，没有要改的。"), "same")
        last = Terms.objects.filter(place=place, kind=chosen).order_by("-number").first()
        made = Terms.objects.create(
            place=place,
            kind=chosen,
            number=last.number + 1 if last else 1,
            values={name: str(value) for name, value in after.items()},
            why=reason,
            by=by,
            made_at=moment,
        )
        told = {name: str(after[name]) for name in after if after[name] != before[name]}
        content = {"place": place.code, "kind": chosen.value, "number": made.number, "set": told}
        written(Event.TERMS, f"{place.code}-{chosen}", content, by=by, at=moment, said=reason)
    return made


def _within(kind: TermsKind, values: Mapping[str, Decimal]) -> dict[str, Decimal]:
    found = {}
    for each in rules.NUMBERS[kind]:
        if each.name in values:
            given = Decimal(values[each.name])
            if not each.least <= given <= each.most:
                sentence = _("“%(what)s”要在 %(least)s 和 %(most)s 之间。")
                told = {"what": each.label, "least": each.least, "most": each.most}
                raise Invalid(sentence % told, "bounds", field=each.name)
            found[each.name] = given
    return found


def _sensible(kind: TermsKind, values: rules.Values) -> None:
    if kind != TermsKind.INDEX:
        return
    if not any(values[each.indicator] for each in rules.COMPARED):
        raise Invalid(_("至少要有一项的权重大于 0。"), "no_weight")
    if values["watched_from"] > values["key_from"]:
        raise Invalid(_("“关注”的分数不能比“重点”高。"), "order", field="watched_from")
