"""Everything that this room says of each of many messages, cleaned once, by as many processes as asked."""

from collections.abc import Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from sanan.insight.category import Suggestion, classify_prepared, model_at, starter_model
from sanan.insight.concern import SortFound, sorts_of
from sanan.insight.duplicates import near_duplicates
from sanan.insight.heard import Heard, heard
from sanan.insight.model import told
from sanan.insight.places import Gazetteer
from sanan.insight.text import joined, normals
from sanan.insight.urgency import Urgency, urgency_of

ALONE = 1_000
"""Messages below which starting another process costs more than it gains."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message says; `group` is shared by near copies within the batch."""

    suggestions: tuple[Suggestion, ...]
    heard: Heard
    urgency: Urgency
    sort: SortFound
    group: int


_Said = tuple[list[list[Suggestion]], list[Heard], list[Urgency], list[SortFound]]


def read_many(
    messages: Sequence[tuple[str, str]],
    *,
    gazetteer: Gazetteer | None = None,
    near: Collection[str] = (),
    model: Path | None = None,
    processes: int = 1,
) -> list[Reading]:
    """Read (title, text) pairs; order is kept. Without a `model` the shipped one reads.

    The answers are those of `classify_many`, `heard`, `urgency`, `sorts_of` (of the title, or of the
    text where there is none) and `near_duplicates`, however many processes read.
    """
    size = -(-len(messages) // processes) if len(messages) >= ALONE else max(len(messages), 1)
    parts = [messages[at : at + size] for at in range(0, len(messages), size)]
    asked = [(part, gazetteer, near, model) for part in parts]
    if len(parts) == 1:
        found = [_read(*asked[0])]
        groups = _groups(messages)
    else:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as workers:
            waiting = [workers.submit(_read, *each) for each in asked]
            groups = _groups(messages)
            found = [each.result() for each in waiting]
    rows = [row for said in found for row in zip(*said, strict=True)]
    return [
        Reading(tuple(suggestions), words, haste, sort, group)
        for (suggestions, words, haste, sort), group in zip(rows, groups, strict=True)
    ]


def _groups(messages: Sequence[tuple[str, str]]) -> list[int]:
    return [int(group) for group in near_duplicates(_whole(*_clean(messages)), ready=True)]


def _read(
    messages: Sequence[tuple[str, str]],
    gazetteer: Gazetteer | None,
    near: Collection[str],
    model: Path | None,
) -> _Said:
    titles, bodies = _clean(messages)
    prepared = [told(title, body) for title, body in zip(titles, bodies, strict=True)]
    used = model_at(model) if model else starter_model()
    return (
        classify_prepared(prepared, model=used),
        [
            heard(f"{title}\n{text}" if title else text, gazetteer, near=near)
            for title, text in messages
        ],
        [urgency_of(text) for text in _whole(titles, bodies)],
        sorts_of([title or text for title, text in messages]),
    )


def _clean(messages: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return normals([title for title, _ in messages]), normals([text for _, text in messages])


def _whole(titles: Sequence[str], bodies: Sequence[str]) -> list[str]:
    return [joined(title, body) for title, body in zip(titles, bodies, strict=True)]
