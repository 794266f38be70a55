"""A year's list of those honoured, as a county keeps it in a workbook: each row once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanan.honours.actions.life import hash_of, new_certificate
from sanan.honours.enums import ORGANISERS, NomineeKind, State
from sanan.honours.models import HonourScheme, Nomination
from sanan.honours.rules import NOMINATION
from sanan.imports.taking import Outcome, Row, Terms
from sanan.kit import tokens
from sanan.kit.dates import local_day
from sanan.kit.errors import Forbidden, Refused
from sanan.people import queries as people
from sanan.people.models import Org
from sanan.places import queries as places
from sanan.process.declare import OPERATOR

SAID = ("name", "unit_name", "deeds", "awarded_on")
"""What a later list may put right."""


class TakingAwards:
    """Takes a list of awards: each belongs to the scheme of its year, which must be there.

    A row is known again by its scheme and its number, or by its scheme, name and unit where it has
    none; then only what differs is taken over.
    """

    def __init__(self, terms: Terms) -> None:
        self.terms, self.place = terms, terms.place or places.default()
        if terms.by is not None and not people.holds(terms.by, ORGANISERS, path=self.place.path):
            raise Forbidden(_("这里的表彰名单由县里的组织单位来导入。"), "not_yours")
        self.actor: dict[str, Any] = {"by": terms.by, "at": terms.at}
        if terms.by is None:
            self.actor["relation"] = OPERATOR
        self.schemes: dict[tuple[int, str], HonourScheme] = {}
        self.units: dict[str, Org | None] = {}

    def read(self, row: Row) -> Nomination:
        """An award that is not yet written."""
        if not row.get("name") or not row.get("unit"):
            raise Refused(_("要写明姓名和单位。"), "incomplete")
        scheme = self._scheme(row)
        number = hash_of(row.get("number") or "")
        known = number or f"{row['name']}\n{row['unit']}"
        return Nomination(
            scheme=scheme,
            place=self.place,
            kind=NomineeKind.TEAM if row.get("kind") in {"集体", "团队"} else NomineeKind.PERSON,
            name=row["name"],
            number_hash=number,
            unit=self._unit(row["unit"]),
            unit_name=row["unit"],
            deeds=row.get("deeds") or "",
            nominated_at=self.terms.at,
            awarded_on=row.get("awarded_on")
            or local_day(self.terms.at).replace(scheme.year, 12, 31),
            certificate=new_certificate(scheme),
            state=State.AWARDED,
            origin=tokens.keyed_hash("honour-origin", f"{scheme.code}\n{known}"),
        )

    def key(self, item: Nomination) -> str:
        """Under what the row is known again."""
        return str(item.origin)

    def words(self, item: Nomination) -> object:
        """Everything that the row says."""
        return tuple(getattr(item, name) for name in SAID)

    def find(self, keys: Sequence[str]) -> Mapping[str, Nomination]:
        """What is there already."""
        rows = Nomination.objects.select_related("scheme", "place").filter(origin__in=keys)
        return {str(row.origin): row for row in rows}

    def differs(self, known: Nomination, item: Nomination) -> bool:
        """Whether a standing award reads otherwise; what was revoked stays as it is."""
        return known.state == State.AWARDED and self.words(known) != self.words(item)

    def write(
        self, fresh: Sequence[Nomination], changed: Sequence[tuple[Nomination, Nomination]]
    ) -> None:
        """Each with its entry in the record."""
        for made in fresh:
            with NOMINATION.begin("record", made, **self.actor) as step:
                step.data = {"source": self.terms.source}
        for known, item in changed:
            with NOMINATION.step("mend", known, **self.actor) as step:
                step.data = {"source": self.terms.source}
                step.set(**{name: getattr(item, name) for name in SAID})

    def forget(self) -> None:
        """Nothing is kept that a rehearsal made."""

    def finish(self, outcome: Outcome, /) -> None:
        """Say where more were honoured than the quota allows."""
        for scheme in self.schemes.values():
            over = scheme.taken - scheme.quota
            if over > 0:
                said = ngettext(
                    "“%(scheme)s”比名额多了 %(n)d 个，请核对。",
                    "“%(scheme)s”比名额多了 %(n)d 个，请核对。",
                    over,
                )
                outcome.asides.append(said % {"scheme": scheme, "n": over})

    def _scheme(self, row: Row) -> HonourScheme:
        year, title = row.get("year"), row.get("title") or ""
        if not year:
            raise Refused(_("没有写是哪一年的。"), "no_year")
        if (year, title) not in self.schemes:
            found = HonourScheme.objects.filter(place=self.place, year=year)
            found = found.filter(title=title) if title else found
            if len(found) != 1:
                raise Refused(
                    _("没有找到 %(year)s 年的这个评选方案。请先发布评选方案，再导入名单。")
                    % {"year": year},
                    "no_scheme",
                )
            self.schemes[year, title] = found[0]
        return self.schemes[year, title]

    def _unit(self, name: str) -> Org | None:
        if name not in self.units:
            within = Org.objects.filter(name=name, place__path__startswith=self.place.path)
            self.units[name] = within.order_by("pk").first()
        return self.units[name]
