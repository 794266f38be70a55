"""The matrix reads its own table right, and sees where a process differs from it."""

import pytest

from matrix import Line, read, same_verbs, walk
from sanan.process.declare import SYSTEM
from toys.shelves.models import Shelf
from toys.shelves.rules import SHELF

TABLE = """
    put                       -> shown  : anyone
    take         shown        -> taken  : anyone
    bring_back   taken        -> shown  : owner
    mark         shown, taken ->        : role:village_cadre
    close        shown        -> closed : role:village_cadre, owner
    lapse        shown        -> closed : system
"""


def test_the_table_is_read():
    assert read(TABLE)["close"] == Line(
        "close", frozenset({"shown"}), "closed", frozenset({"role:village_cadre", "owner"})
    )
    assert read(TABLE)["put"].sources == frozenset()
    assert read(TABLE)["mark"].target == ""


def judge(yard, table: str) -> None:
    shelf = yard.shelf()

    def make(state: str) -> Shelf:
        found = Shelf.objects.select_related("place").get(pk=shelf.pk)
        found.state = state or found.state
        return found

    walk(
        SHELF,
        read(table),
        {
            "owner": {"anyone", "owner"},
            "cadre": {"anyone", "role:village_cadre"},
            "stranger": {"anyone"},
            "system": {"anyone", "system"},
        },
        make=make,
        person=lambda actor: None if actor == "system" else getattr(yard, actor),
        claim=lambda actor: SYSTEM if actor == "system" else None,
    )


@pytest.mark.django_db
def test_every_cell_is_as_the_domain_says(yard):
    same_verbs(SHELF, read(TABLE))
    judge(yard, TABLE)


@pytest.mark.django_db
def test_a_process_that_differs_is_told(yard):
    with pytest.raises(AssertionError, match="close in taken by owner: must be allowed"):
        judge(yard, TABLE.replace("close        shown ", "close        shown, taken "))
    with pytest.raises(AssertionError, match="mark in shown by cadre: must not be allowed"):
        judge(yard, TABLE.replace("role:village_cadre\n    close", "owner\n    close"))
    with pytest.raises(AssertionError):
        same_verbs(SHELF, read(TABLE.replace("-> taken", "-> closed")))
