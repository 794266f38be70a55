"""Counts by measure, place and month, as columns: what engines give, what is summed and folded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

Column = Any
"""A numpy array; all of one Cells are equally long."""


@dataclass(frozen=True, slots=True)
class Cells:
    """`names` and `codes` are the measures and places that the numbers in `measure` and `place` mean.

    `rest` says that a row tells what is left of a place beside the smaller ones that are told.
    """

    names: Column
    codes: Column
    measure: Column
    place: Column
    month: Column
    part: Column
    whole: Column
    rest: Column

    @classmethod
    def of(
        cls, name: str, codes: Column, place: Column, month: Column, part: Column, whole: Column
    ) -> Self:
        """The cells of one measure."""
        size = len(place)
        return cls(
            np.array([name], dtype=object),
            codes,
            np.zeros(size, np.int32),
            place.astype(np.int64),
            month,
            part,
            whole,
            np.zeros(size, bool),
        )

    @classmethod
    def none(cls) -> Self:
        """No cells."""
        nothing = np.zeros(0, np.int64)
        words = np.zeros(0, dtype=object)
        return cls(words, words, nothing, nothing, nothing, nothing, nothing, np.zeros(0, bool))

    def __len__(self) -> int:
        return len(self.place)

    def only(self, kept: Column) -> "Cells":
        """Some of the rows, by a mask or in an order."""
        return Cells(
            self.names,
            self.codes,
            self.measure[kept],
            self.place[kept],
            self.month[kept],
            self.part[kept],
            self.whole[kept],
            self.rest[kept],
        )

    def placed(self, place: Column) -> "Cells":
        """The same counts of other places."""
        return replace(self, place=place)

    def under(self, codes: Column) -> "Cells":
        """The same with more codes behind those that there are."""
        return replace(self, codes=codes)

    def as_rest(self) -> "Cells":
        """The same as what is left of their places."""
        return replace(self, rest=np.ones(len(self), bool))

    def ordered(self) -> "Cells":
        """By measure, month, code of the place, the rest last."""
        ranks = np.argsort(np.argsort(self.codes.astype(str))) if len(self.codes) else self.codes
        by = ranks[self.place] if len(self.codes) else self.place
        return self.only(np.lexsort((self.rest, by, self.month, self.measure)))


def joined(many: Sequence[Cells]) -> Cells:
    """Several as one: measures and places get common numbers."""
    if not many:
        return Cells.none()
    names, measure = _common([each.names for each in many], [each.measure for each in many])
    codes, place = _common([each.codes for each in many], [each.place for each in many])
    return Cells(
        names,
        codes,
        measure,
        place,
        np.concatenate([each.month for each in many]),
        np.concatenate([each.part for each in many]),
        np.concatenate([each.whole for each in many]),
        np.concatenate([each.rest for each in many]),
    )


def stacked(many: Sequence[Cells]) -> Cells:
    """Several with the same measures and the codes of the first, one under the other."""
    return Cells(
        many[0].names,
        max((each.codes for each in many), key=len),
        np.concatenate([each.measure for each in many]),
        np.concatenate([each.place for each in many]),
        np.concatenate([each.month for each in many]),
        np.concatenate([each.part for each in many]),
        np.concatenate([each.whole for each in many]),
        np.concatenate([each.rest for each in many]),
    )


def summed(cells: Cells) -> Cells:
    """Rows of the same measure, place, month and rest as one."""
    if not len(cells):
        return cells
    order = np.lexsort((cells.rest, cells.month, cells.place, cells.measure))
    held = cells.only(order)
    new = np.ones(len(held), bool)
    new[1:] = (
        (held.measure[1:] != held.measure[:-1])
        | (held.place[1:] != held.place[:-1])
        | (held.month[1:] != held.month[:-1])
        | (held.rest[1:] != held.rest[:-1])
    )
    starts = np.flatnonzero(new)
    first = held.only(starts)
    return Cells(
        held.names,
        held.codes,
        first.measure,
        first.place,
        first.month,
        np.add.reduceat(held.part, starts),
        np.add.reduceat(held.whole, starts),
        first.rest,
    )


def _common(words: Sequence[Column], numbers: Sequence[Column]) -> tuple[Column, Column]:
    known: dict[str, int] = {}
    found = []
    for some, which in zip(words, numbers, strict=True):
        places = np.array([known.setdefault(word, len(known)) for word in some], dtype=np.int64)
        found.append(places[which] if len(places) else np.zeros(0, np.int64))
    return np.array(list(known), dtype=object), np.concatenate(found)
