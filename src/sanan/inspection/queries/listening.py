"""Reading what people said in the villages of one round, private words covered.

Only villages of the round are read, whatever else a member of the team may see elsewhere; who said
it is not read at all. Each row is known by its source and the name it has there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from sanan.books.models import Alert
from sanan.cases.models import Case
from sanan.insight.private.covering import cover
from sanan.inspection.enums import Source
from sanan.inspection.models import Target
from sanan.kit import words
from sanan.kit.dates import local_day
from sanan.places.models import Place
from sanan.powers.models import Disclosure, Question
from sanan.voices.enums import Kind as MessageKind
from sanan.voices.enums import State as MessageState
from sanan.voices.models import Message, Room

SHOWN = 50
MOST_READ = 300
"""Characters of one row that the list shows."""
OWN_KINDS = ("immediate_fix",)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was said: `text` covered, `own` as it was said, for a clue alone."""

    source: Source
    ref: str
    place: str
    at: datetime
    text: str
    theme: str
    own: str = ""

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.source}:{self.ref}"

    @property
    def label(self) -> str:
        """Where it was said."""
        return str(self.source.label)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is read: villages of the round, since when, one source, one theme, words in it."""

    places: Sequence[int]
    since: datetime
    source: str = ""
    theme: str = ""
    words: str = ""


def sources(chosen: Chosen) -> dict[Source, Any]:
    """The rows of each source, narrowed, unsorted and uncovered."""
    villages, since, said = chosen.places, chosen.since, chosen.words
    rooms = list(Room.objects.filter(place__in=villages).values_list("pk", flat=True))
    chat = Message.objects.filter(
        room__in=rooms,
        at__gte=since,
        state=MessageState.SHOWN,
        kind__in=[MessageKind.SAID, MessageKind.RELAY],
    )
    cases = Case.objects.filter(village__in=villages, opened_at__gte=since)
    cases = cases.exclude(kind__in=OWN_KINDS)
    questions = Question.objects.filter(place__in=villages, asked_at__gte=since)
    alerts = Alert.objects.filter(place__in=villages, raised_at__gte=since)
    rated = Case.objects.filter(village__in=villages, revisited_at__gte=since)
    rated = rated.exclude(satisfaction="").exclude(kind__in=OWN_KINDS)
    if chosen.theme:
        chat = chat.filter(topic__code__startswith=chosen.theme)
        cases = cases.filter(category__code__startswith=chosen.theme)
        rated = rated.filter(category__code__startswith=chosen.theme)
        questions, alerts = questions.none(), alerts.none()
    if said:
        chat, alerts = chat.filter(text__contains=said), alerts.filter(text__contains=said)
        cases = cases.filter(Q(title__contains=said) | Q(text__contains=said))
        questions, rated = questions.filter(text__contains=said), rated.filter(title__contains=said)
    found = {
        Source.CHAT: chat,
        Source.CASE: cases,
        Source.QUESTION: questions,
        Source.WARNING: alerts,
        Source.RATING: rated,
    }
    return {k: v for k, v in found.items() if chosen.source in {"", k}}


WHERE = {
    Source.CHAT: "room__place",
    Source.CASE: "village",
    Source.QUESTION: "place",
    Source.WARNING: "place",
    Source.RATING: "village",
}
WHEN = {
    Source.CHAT: "at",
    Source.CASE: "opened_at",
    Source.QUESTION: "asked_at",
    Source.WARNING: "raised_at",
    Source.RATING: "revisited_at",
}


def counts(chosen: Chosen, targets: Iterable[Target]) -> list[dict[str, Any]]:
    """How much each village said through each source; with what is overdue to be disclosed."""
    found: dict[Source, dict[int, int]] = {}
    for source, rows in sources(chosen).items():
        if source == Source.CHAT:
            found[source] = _counted_by_room(rows)
        else:
            grouped = rows.order_by().values_list(WHERE[source]).annotate(n=Count("pk"))
            found[source] = dict(grouped)
    return [
        {
            "target": target,
            "cells": [found[source].get(target.place_id, 0) for source in found],
            "n": sum(found[source].get(target.place_id, 0) for source in found),
        }
        for target in targets
    ]


def _counted_by_room(rows: Any) -> dict[int, int]:
    """Messages by village: grouped by the column itself, the few rooms named afterwards."""
    grouped = dict(rows.order_by().values_list("room").annotate(n=Count("pk")))
    places = dict(Room.objects.filter(pk__in=grouped).values_list("pk", "place"))
    return {places[room]: n for room, n in grouped.items()}


def late_disclosures(villages: Sequence[int], now: datetime) -> Mapping[int, int]:
    """What each village should have disclosed by now and has not."""
    rows = Disclosure.objects.filter(
        place__in=villages, due_on__lt=local_day(now), published_on=None
    )
    return dict(rows.order_by().values_list("place").annotate(n=Count("pk")))


def themes(chosen: Chosen) -> list[tuple[str, str, int]]:
    """What cases are about, by the first level of their categories, most first."""
    rows = Case.objects.filter(village__in=chosen.places, opened_at__gte=chosen.since)
    rows = rows.filter(category__isnull=False).exclude(kind__in=OWN_KINDS).order_by()
    counted: dict[tuple[str, str], int] = {}
    named = rows.values_list("category__code", "category__parent__name", "category__name")
    for code, parent, name, n in named.annotate(n=Count("pk")):
        key = (code.partition(".")[0], parent or name)
        counted[key] = counted.get(key, 0) + n
    ordered = sorted(counted.items(), key=lambda each: -each[1])
    return [(code, name, n) for (code, name), n in ordered][:12]


def read(chosen: Chosen, page: int = 1) -> tuple[list[Row], bool]:
    """The newest rows of a page, covered; and whether there are more."""
    most = page * SHOWN + 1
    found: list[tuple[datetime, Source, Any]] = []
    for source, rows in sources(chosen).items():
        when = WHEN[source]
        stamps = rows.order_by(f"-{when}", "-pk").values_list(when, "pk")[:most]
        found += [(at, source, pk) for at, pk in stamps]
    found.sort(key=lambda each: each[0], reverse=True)
    shown = found[(page - 1) * SHOWN : page * SHOWN]
    rows_of = _loaded([(source, pk) for _at, source, pk in shown])
    return [rows_of[source, pk] for _at, source, pk in shown], len(found) > page * SHOWN


def by_keys(chosen: Chosen, keys: Sequence[str]) -> list[tuple[Row, int]]:
    """Rows that a form names, each with its village; what lies outside the round is not found."""
    wanted: dict[str, list[str]] = {}
    for key in keys:
        source, _colon, ref = key.partition(":")
        wanted.setdefault(source, []).append(ref)
    found: list[tuple[Row, int]] = []
    for source, rows in sources(chosen).items():
        ref = "ref" if source == Source.CHAT else "code"
        named = rows.filter(**{f"{ref}__in": wanted.get(source.value, [])})
        pks = dict(named.values_list("pk", WHERE[source]))
        loaded = _loaded([(source, pk) for pk in pks])
        found += [(loaded[source, pk], village) for pk, village in pks.items()]
    return found


def original(source: str, ref: str) -> str:
    """The words of a place in the record as they were said; empty where they are gone."""
    if source == Source.CHAT:
        return Message.objects.filter(ref=ref).values_list("text", flat=True).first() or ""
    if source in {Source.CASE, Source.RATING}:
        return Case.objects.filter(code=ref).values_list("text", flat=True).first() or ""
    if source == Source.QUESTION:
        return Question.objects.filter(code=ref).values_list("text", flat=True).first() or ""
    if source == Source.WARNING:
        return Alert.objects.filter(code=ref).values_list("text", flat=True).first() or ""
    return ""


def _loaded(wanted: Sequence[tuple[Source, Any]]) -> dict[tuple[Source, Any], Row]:
    pks: dict[Source, list[Any]] = {}
    for source, pk in wanted:
        pks.setdefault(source, []).append(pk)
    made: dict[tuple[Source, Any], Row] = {}
    for source, some in pks.items():
        for row in _MODELS[source].filter(pk__in=some):
            made[source, row.pk] = _row(source, row)
    return made


_MODELS: Mapping[Source, Any] = {
    Source.CHAT: Message.objects.select_related("room__place", "topic"),
    Source.CASE: Case.objects.select_related("village", "category"),
    Source.QUESTION: Question.objects.select_related("place", "disclosure__item"),
    Source.WARNING: Alert.objects.select_related("place"),
    Source.RATING: Case.objects.select_related("village", "category"),
}


def _row(source: Source, row: Any) -> Row:
    place: Place = row.room.place if source == Source.CHAT else getattr(row, WHERE[source])
    category = row.topic if source == Source.CHAT else getattr(row, "category", None)
    said, names = row.text, [row.name] if source == Source.CHAT else []
    if source == Source.RATING:
        told = {"said": row.get_satisfaction_display(), "title": row.title}
        said = _("%(said)s：%(title)s") % told
    if source in {Source.CASE, Source.RATING} and row.contact_name:
        names.append(row.contact_name)
    theme = str(category) if category else ""
    if source == Source.QUESTION:
        theme = row.disclosure.item.name
    return Row(
        source=source,
        ref=row.ref if source == Source.CHAT else row.code,
        place=place.spoken,
        at=getattr(row, WHEN[source]),
        text=cover(words.clip(said, MOST_READ), names=[n for n in names if n]),
        theme=theme,
        own=said,
    )


def since_of(now: datetime, days: str) -> datetime:
    """From when on is read: so many days back, a year where nothing known was chosen."""
    return now - timedelta(days=int(days) if days in {"30", "90", "365"} else 365)
