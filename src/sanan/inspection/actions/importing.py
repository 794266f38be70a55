"""A team's register as it is kept in a workbook: each talk or visit once, whatever is sent twice."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from sanan.imports.taking import Outcome, Row, Terms
from sanan.inspection.actions.rounds import contact
from sanan.inspection.enums import ContactKind, Group
from sanan.inspection.models import Contact, Round, Target
from sanan.inspection.rules import ROUND
from sanan.inspection.rules.relations import AWAY, stays_away
from sanan.inspection.rules.rounds import LISTENING
from sanan.kit import dates
from sanan.kit.errors import Forbidden, Refused
from sanan.places import queries as places
from sanan.process.declare import OPERATOR

KINDS = {str(each.label): each for each in ContactKind}


class TakingContacts:
    """Takes a register into the one round of the county that listens now, or the one that a row names.

    A row is known again by village, kind, day and person. Two rows that agree in these and say
    something different are refused with both lines; those that say the same are taken once.
    """

    def __init__(self, terms: Terms) -> None:
        self.terms, self.place = terms, terms.place or places.default()
        self.actor: dict[str, Any] = {"by": terms.by, "at": terms.at}
        if terms.by is None:
            self.actor["relation"] = OPERATOR
        self.rounds: dict[str, Round] = {}
        self.villages: dict[int, dict[str, Target]] = {}

    def read(self, row: Row) -> Contact:
        """A line that is not yet written."""
        if not row.get("who") or not row.get("on") or not row.get("village"):
            raise Refused(_("要写明哪个村、哪天、和谁。"), "incomplete")
        kind = KINDS.get(row.get("kind") or "", ContactKind.INTERVIEW)
        if row.get("kind") and row["kind"] not in KINDS:
            raise Refused(_("“做了什么”请写：%(kinds)s。") % {"kinds": "、".join(KINDS)}, "kind")
        target = self._target(self._round(row.get("round") or ""), row["village"])
        if row["on"] > dates.local_day(self.terms.at):
            raise Refused(_("这一天还没到，谈完、走访完再登记。"), "future")
        return contact(
            target=target,
            kind=kind,
            group=_group(row.get("group") or ""),
            on=row["on"],
            who=row["who"],
            note=row.get("note") or "",
            by=self.terms.by,
        )

    def key(self, item: Contact) -> str:
        """Under what the row is known again."""
        return f"{item.target_id}|{item.known}"

    def words(self, item: Contact) -> object:
        """Everything else that the row says."""
        return item.group, item.note

    def find(self, keys: Sequence[str]) -> Mapping[str, Contact]:
        """What is there already."""
        rows = Contact.objects.filter(known__in=[key.partition("|")[2] for key in keys])
        return {self.key(row): row for row in rows}

    def differs(self, known: Contact, item: Contact) -> bool:  # noqa: ARG002 - asked of every taker
        """What stands in a register is not written over."""
        return False

    def write(
        self,
        fresh: Sequence[Contact],
        changed: Sequence[tuple[Contact, Contact]],  # noqa: ARG002 - nothing ever differs
    ) -> None:
        """Each with its entry in the record."""
        for made in fresh:
            found = made.target.round
            with ROUND.step("register", found, **self.actor) as step:
                made.save(force_insert=True)
                step.data = {"kind": made.kind, "place": made.target.place.code}

    def forget(self) -> None:
        """Nothing is kept that a rehearsal made."""

    def finish(self, outcome: Outcome, /) -> None:
        """Nothing more to say."""

    def _round(self, named: str) -> Round:
        if named not in self.rounds:
            rows = Round.objects.visible_to(self.terms.by) if self.terms.by else Round.objects.all()
            rows = rows.filter(place=self.place, state__in=LISTENING).select_related("place")
            found = [
                each for each in rows if named in {"", f"{each.year}-{each.number}", each.title}
            ]
            if len(found) != 1:
                raise Refused(_("没有找到正在进行的这一轮。请写明轮次，例如 2026-5。"), "no_round")
            self.rounds[named] = found[0]
        return self.rounds[named]

    def _target(self, inspection: Round, name: str) -> Target:
        if inspection.pk not in self.villages:
            rows = inspection.targets.select_related("place", "round__place")
            self.villages[inspection.pk] = {
                said: each
                for each in rows
                for said in (each.place.name, each.place.spoken, each.place.full_name)
                if said
            }
        found = self.villages[inspection.pk].get(name.strip())
        if found is None:
            sentence = _("%(place)s不在这一轮巡察里。请换一个村，或者先把它选进这一轮。")
            raise Refused(sentence % {"place": name}, "outside")
        if stays_away(found, self.terms.by):
            raise Forbidden(AWAY, "recused")
        return found


def _group(said: str) -> Group:
    """The group of a label, with or without 访： or 谈： before it; others where it is none."""
    found = (each for each in Group if said and str(each.label).endswith(said))
    return next(found, Group.OTHER)
