"""A register of earlier projects, with the awards that some of them got: each row once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from sanan.competitions.enums import ORGANISERS
from sanan.competitions.models import Earlier
from sanan.competitions.models.entry import same_project
from sanan.imports.taking import Outcome, Row, Terms
from sanan.kit import bulk, tokens
from sanan.kit.errors import Forbidden, Refused
from sanan.ledger.actions import written
from sanan.people import queries as people
from sanan.places import queries as places

SAID = ("title", "team", "award", "number")
"""What a later list may put right."""


class TakingEarlier:
    """Takes a list of earlier projects, to be searched when a project enters.

    A row is known again by its year and number, or by its year, title and team where it has none.
    """

    def __init__(self, terms: Terms) -> None:
        self.terms, self.place = terms, terms.place or places.default()
        if terms.by is not None and not people.holds(terms.by, ORGANISERS, path=self.place.path):
            raise Forbidden(_("往年项目的名单由组织大赛的单位来导入。"), "not_yours")

    def read(self, row: Row) -> Earlier:
        """A project that is not yet written."""
        if not row.get("title") or not row.get("team"):
            raise Refused(_("要写明项目名称和队伍。"), "incomplete")
        if not row.get("year"):
            raise Refused(_("没有写是哪一年的。"), "no_year")
        number = row.get("number") or ""
        known = number or f"{row['title']}\n{row['team']}"
        award = row.get("award") or ""
        return Earlier(
            title=row["title"],
            team=row["team"],
            year=row["year"],
            award="" if award in {"无", "否", "未获奖", "-", "—"} else award,
            number=number,
            same_project=same_project(row["title"], row["team"]),
            place=self.place,
            origin=tokens.keyed_hash(
                "competition-earlier", f"{self.place.code}\n{row['year']}\n{known}"
            ),
        )

    def key(self, item: Earlier) -> str:
        """Under what the row is known again."""
        return item.origin

    def words(self, item: Earlier) -> object:
        """Everything that the row says."""
        return tuple(getattr(item, name) for name in SAID)

    def find(self, keys: Sequence[str]) -> Mapping[str, Earlier]:
        """What is there already."""
        return {row.origin: row for row in Earlier.objects.filter(origin__in=keys)}

    def differs(self, known: Earlier, item: Earlier) -> bool:
        """Whether the row says something else."""
        return self.words(known) != self.words(item)

    def write(self, fresh: Sequence[Earlier], changed: Sequence[tuple[Earlier, Earlier]]) -> None:
        """All of a batch, with one entry in the record."""
        bulk.insert_many(list(fresh))
        for known, item in changed:
            for name in (*SAID, "same_project"):
                setattr(known, name, getattr(item, name))
            known.save(update_fields=[*SAID, "same_project"])
        if not fresh and not changed:
            return
        content: dict[str, Any] = {
            "source": self.terms.source,
            "new": len(fresh),
            "changed": len(changed),
        }
        written(
            event="earlier_projects.import",
            subject=self.place.code,
            content=content,
            by=self.terms.by,
            at=self.terms.at,
        )

    def forget(self) -> None:
        """Nothing is kept that a rehearsal made."""

    def finish(self, outcome: Outcome, /) -> None:
        """Nothing more is said."""
