"""What people said becomes a clue, quoted with its place in the record; what is done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sanan.insight.private.covering import cover
from sanan.inspection.actions.rounds import in_round
from sanan.inspection.enums import OF_THE_RECORD, Source, Theme
from sanan.inspection.models import Clue, CluePlace, Recusal, Round
from sanan.inspection.rules import CLUE
from sanan.kit import clock, vault, words
from sanan.kit.errors import Forbidden, Invalid
from sanan.people.models import Person
from sanan.places.models import Place

MOST_QUOTED = 600


@dataclass(frozen=True, slots=True)
class Quote:
    """Something somebody said, where it stands in the record."""

    source: Source
    ref: str
    text: str
    said_at: datetime


@CLUE.action("take")
def take(
    *,
    inspection: Round,
    place: Place,
    theme: str,
    text: str,
    by: Person,
    quotes: Sequence[Quote] = (),
    source: str = Source.VISIT,
    at: datetime | None = None,
) -> Clue:
    """Note a clue. Each quote is kept with its place, private words covered; without one, its source.

    Raises `Forbidden` where it is about kin whom this member declared: a colleague takes it then.
    """
    target = in_round(inspection, place)
    said = words.needed(text, "text", 2000)
    _not_of_kin(inspection, by, [said, *(each.text for each in quotes)])
    if not quotes and Source(source) in OF_THE_RECORD:
        raise Invalid(_("请在“听民声”里勾选原话，再记为线索。"), "no_quote", field="source")
    made = Clue(
        target=target,
        theme=Theme(theme),
        text_locked=vault.lock(said),
        taken_at=clock.at_or_now(at),
        taken_by=by,
    )
    with CLUE.begin("take", made, by=by, at=at) as step:
        step.data = {"places": [f"{each.source}:{each.ref}" for each in quotes] or [source]}
        step.then(lambda done: _keep(done.thing, quotes, source, done.at))
    return made


def _keep(clue: Clue, quotes: Sequence[Quote], source: str, at: datetime) -> None:
    if not quotes:
        CluePlace.objects.create(clue=clue, source=Source(source), said_at=at)
    for each in quotes:
        CluePlace.objects.create(
            clue=clue,
            source=each.source,
            ref=each.ref,
            quoted=words.clip(cover(each.text), MOST_QUOTED),
            said_at=each.said_at,
        )


def _not_of_kin(inspection: Round, by: Person, texts: Sequence[str]) -> None:
    rows = Recusal.objects.filter(member__round=inspection, member__person=by).exclude(
        names_locked=""
    )
    names = [name for row in rows for name in row.names]
    if any(name and name in text for name in names for text in texts):
        sentence = _("这条线索说到您申报过的亲属。请不要自己记，交给组里别的人；原话都还在。")
        raise Forbidden(sentence, "kin")


@CLUE.action("look")
def look(*, clue: Clue, purpose: str, by: Person, at: datetime | None = None) -> Clue:
    """Read the words as they were said, for a stated purpose that stands on the record."""
    with CLUE.step("look", clue, by=by, at=at) as step:
        step.note = words.needed(purpose, "purpose", 200)
    return clue


@CLUE.action("verify")
def verify(*, clue: Clue, note: str, by: Person, at: datetime | None = None) -> Clue:
    """It is so: what was seen."""
    with CLUE.step("verify", clue, by=by, at=at) as step:
        step.data = {"seen": bool(words.needed(note, "note", 1000))}
        step.thing.text_locked = vault.lock(f"{step.thing.text}\n{note}")
    return clue


@CLUE.action("drop")
def drop(*, clue: Clue, why: str, by: Person, at: datetime | None = None) -> Clue:
    """Not taken further, for a reason."""
    with CLUE.step("drop", clue, by=by, at=at) as step:
        step.note = words.needed(why, "why", 300)
    return clue
