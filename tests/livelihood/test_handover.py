"""The draw anyone can recompute, and a family's way to its keys with the repairs on it."""

import hashlib
import io
from decimal import Decimal

import pytest
from PIL import Image

from sanan.cases.models import Case
from sanan.kit import files as kit_files
from sanan.kit.errors import Forbidden
from sanan.livelihood.actions import handovers as actions
from sanan.livelihood.models import Handover, Home
from sanan.livelihood.rules import draw
from sanan.livelihood.rules.handovers import FAMILY
from sanan.process.audit import differences

from .conftest import DAY, NOW, TODAY
from .test_households import refused


def signature() -> list[kit_files.Upload]:
    out = io.BytesIO()
    Image.new("RGB", (60, 30), "white").save(out, "PNG")
    return [kit_files.inspect(io.BytesIO(out.getvalue()), "signature.png")]


def test_the_draw_is_what_three_lines_of_anybodys_make_of_it():
    entries = [f"{n:03d} 林*{n}" for n in range(1, 79)]
    secret, word = "ab" * 32, "桃溪"
    by_hand = sorted(
        entries, key=lambda e: hashlib.sha256(f"{secret}|{word}|{e}".encode()).hexdigest()
    )
    drawn = draw.order(secret, word, entries)
    assert drawn == by_hand
    assert sorted(drawn) == entries
    assert drawn != draw.order(secret, "别的词", entries)
    shown = hashlib.sha256("\n".join([secret, *entries]).encode()).hexdigest()
    assert draw.commitment(secret, entries) == shown
    assert draw.fits(shown, secret, entries)
    assert not draw.fits(shown, secret, entries[:-1])
    assert not draw.fits(shown, "cd" * 32, entries)


def test_every_place_falls_to_everyone_alike():
    """Over 2,000 words each of four entries is first about 500 times (± 5 standard deviations)."""
    firsts = [draw.order("s", str(n), ["a", "b", "c", "d"])[0] for n in range(2000)]
    for entry in "abcd":
        assert abs(firsts.count(entry) - 500) < 5 * (2000 * 0.25 * 0.75) ** 0.5


@pytest.fixture
def building(hall) -> Handover:
    """Three families, four dwellings, the building accepted."""
    families = [hall.household(f"{n:03d}", kind="returning") for n in range(1, 4)]
    homes = [(f"{n}01", Decimal("89.5")) for n in range(1, 5)]
    made = actions.open_handover(
        place=hall.community,
        title="温泉小区 1 号楼",
        dwellings=homes,
        households=families,
        by=hall.cadre,
        at=NOW,
    )
    return actions.accept(
        handover=made, accepted_on=TODAY, acceptance="竣工验收备案 1 号", by=hall.cadre, at=NOW
    )


def drawn(hall, building) -> list[Home]:
    actions.commit(handover=building, by=hall.cadre, at=NOW + DAY)
    actions.draw(handover=building, word="开门红", by=hall.cadre, at=NOW + 2 * DAY)
    return list(building.homes.order_by("turn"))


def test_the_secret_stays_locked_until_the_draw(hall, building):
    actions.commit(handover=building, by=hall.cadre, at=NOW + DAY)
    assert (building.secret, len(building.commitment)) == ("", 64)
    assert building.entries == ["001 林*根", "002 林*根", "003 林*根"]
    actions.draw(handover=building, word="开门红", by=hall.cadre, at=NOW + 2 * DAY)
    assert draw.fits(building.commitment, building.secret, building.entries)
    turns = [building.entries[h.ticket - 1] for h in building.homes.order_by("turn")]
    assert turns == draw.order(building.secret, "开门红", building.entries)


def test_a_list_that_was_changed_in_between_is_not_drawn_from(hall, building):
    actions.commit(handover=building, by=hall.cadre, at=NOW + DAY)
    Handover.objects.update(entries=["001 林*根", "002 林*根", "003 关*户"])
    refused("commitment_broken", actions.draw, handover=building, word="x", by=hall.cadre)


def test_from_the_choice_to_the_closing_survey(hall, building):
    waiting = building.homes.first()
    dwellings = list(building.dwellings.all())
    refused("not_drawn", actions.choose, home=waiting, dwelling=dwellings[0], by=hall.cadre)
    first, second, third = drawn(hall, building)
    assert "第 1 号先选" in refused(
        "not_their_turn", actions.choose, home=second, dwelling=dwellings[0], by=hall.cadre
    )
    actions.choose(home=first, dwelling=dwellings[1], by=hall.cadre, at=NOW + 3 * DAY)
    refused("taken", actions.choose, home=second, dwelling=dwellings[1], by=hall.cadre)
    for home, dwelling in ((second, dwellings[0]), (third, dwellings[3])):
        actions.choose(home=home, dwelling=dwelling, by=hall.cadre, at=NOW + 3 * DAY)
    actions.inspect(home=first, by=hall.property, defects=[("阳台", "地漏堵了")], at=NOW + 4 * DAY)
    case = Case.objects.get(kind="handover_repair")
    assert case.defect.home == first
    assert not case.may_publish
    refused("no_meters", actions.receive, home=first, uploads=signature(), relation=FAMILY)
    meters = {"water": Decimal(3), "power": Decimal("12.5"), "keys": 3}
    actions.inspect(home=first, by=hall.property, at=NOW + 5 * DAY, **meters)
    assert (first.water, first.keys) == (3, 3)
    refused("no_signature", actions.receive, home=first, uploads=[], relation=FAMILY)
    refused("defects_open", actions.receive, home=first, uploads=signature(), relation=FAMILY)
    refused("not_yours", actions.receive, Forbidden, home=first, uploads=signature(), by=hall.grid)
    actions.receive(home=first, uploads=signature(), knows=True, relation=FAMILY, at=NOW + 6 * DAY)
    assert [f.label for f in first.files] == ["signature"]
    actions.survey(home=first, score=5, comment="好", relation=FAMILY, at=NOW + 20 * DAY)
    assert "2 户" in refused("homes_left", actions.close, handover=building, by=hall.cadre)
    for home in (second, third):
        actions.inspect(home=home, by=hall.property, at=NOW + 6 * DAY, **meters)
        actions.receive(
            home=home, uploads=signature(), on_paper=True, by=hall.cadre, at=NOW + 7 * DAY
        )
        actions.survey(home=home, score=4, by=hall.helper, at=NOW + 21 * DAY)
    actions.close(handover=building, by=hall.cadre, at=NOW + 22 * DAY)
    assert building.state == "closed"
    assert list(differences()) == []


def test_more_families_than_dwellings_is_said(hall):
    families = [hall.household("001"), hall.household("002")]
    said = refused(
        "too_few",
        actions.open_handover,
        place=hall.community,
        title="1 号楼",
        dwellings=[("101", Decimal(80))],
        households=families,
        by=hall.cadre,
    )
    assert "1 套" in said
