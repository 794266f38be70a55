"""Counts and places of a source into the tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sanan.analysis.models import Count, Source, Spot
from sanan.kit.bulk import insert_many, new


def counts(source: Source, months: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
    """Write months anew: measure, place, part, whole, whether it is a rest."""
    Count.objects.filter(source=source, month__in=list(months)).delete()
    for month, held in sorted(months.items()):
        insert_many(
            [
                new(
                    Count,
                    source=source,
                    month=month,
                    measure=measure,
                    place=place,
                    part=part,
                    whole=whole,
                    rest=rest,
                )
                for measure, place, part, whole, rest in held
            ]
        )


def spots(source: Source, places: Iterable[Sequence[str]]) -> None:
    """Write the places of a source where they changed: code, name, kind, township."""
    wanted = {tuple(place) for place in places}
    held = {
        tuple(row): pk
        for pk, *row in source.spots.values_list("pk", "code", "name", "kind", "township")
    }
    source.spots.filter(pk__in=[pk for row, pk in held.items() if row not in wanted]).delete()
    insert_many(
        [
            new(Spot, source=source, code=code, name=name, kind=kind, township=township)
            for code, name, kind, township in sorted(wanted - held.keys())
        ]
    )
