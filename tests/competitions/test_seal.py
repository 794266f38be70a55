"""Until all are in, nothing that anyone else can look at tells a score: not what stands there, not its
order, its number, its size, nor the work that it takes (domain brief §11.2)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sanan.competitions import actions
from sanan.competitions.models import Entry, ScoreSheet, SheetVersion
from sanan.competitions.queries import judging
from sanan.kit import vault
from sanan.kit.errors import Refused

from .conftest import NOW

TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|nonce-[^\']*')


def public(hall) -> list[str]:
    code = hall.contest.code
    return [
        reverse("competitions:competition", args=[code]),
        reverse("competitions:live", args=[code]),
        reverse("competitions:scores", args=[code]),
        reverse("competitions:rows", args=[code, 1]),
        reverse("competitions:entry", args=[hall.entries[0].code]),
        reverse("competitions:mine", args=[hall.entries[0].token]),
        reverse("competitions:village", args=[hall.county.code]),
    ]


def at_the_desk(hall) -> list[str]:
    def staff(name: str, *args: str) -> str:
        return reverse(f"competitions_staff:{name}", args=args)

    return [
        staff("board") + "?q=项目",
        staff("competition", hall.contest.code),
        staff("stage", hall.stage.code),
        staff("entry", hall.entries[0].code),
        staff("sheet", hall.sheet(0, 1).code),
        reverse("cases_staff:home"),
    ]


def looked(client: Client, pages: list[str]) -> list[tuple[bytes, int]]:
    """What each page says, without its seals, and how many statements it takes."""
    found = []
    for page in pages:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(page)
        assert answer.status_code == 200, page
        found.append((TOKENS.sub(b"", answer.content), len(asked)))
    return found


@pytest.fixture
def scored(hall):
    """All but one sheet are in."""
    hall.scoring(judges=4, entries=3)
    for entry in range(3):
        for judge in range(4):
            if (entry, judge) != (2, 3):
                hall.score(entry, judge, 5 * entry)
    return hall


def change_all(hall) -> None:
    """The same sheets with quite other scores, and words of another length."""
    at = NOW.replace(day=16)
    for sheet in ScoreSheet.objects.filter(state="submitted").select_related("judge__person"):
        entry = [each.pk for each in hall.entries].index(sheet.entry_id)
        given = hall.sheet(entry, [each.pk for each in hall.judges].index(sheet.judge_id)).given()
        scores = given["scores"] | {"需求": str(20 - 10 * entry)}
        words = actions.judging.seal({"scores": scores, "note": "好" * 100 * (entry + 1)})
        assert len(words) == len(sheet.locked)
        ScoreSheet.objects.filter(pk=sheet.pk).update(locked=words, submitted_at=at)


def test_pages_say_the_same_whatever_was_scored(scored, desk, monkeypatch):
    clients = {
        "public": (Client(), public(scored)),
        "desk": (desk(scored.organiser), at_the_desk(scored)),
        # The chair is a judge as well: whoever has handed in all of theirs reads no more than others.
        "chair": (desk(scored.people[0]), at_the_desk(scored)[1:3] + at_the_desk(scored)[4:5]),
    }
    unlocked = []
    for each in clients.values():
        looked(*each)  # what a process reads once is read
    before = {name: looked(*each) for name, each in clients.items()}
    change_all(scored)
    real = vault.unlock
    monkeypatch.setattr(vault, "unlock", lambda text: unlocked.append(text) or real(text))
    sealed = set(ScoreSheet.objects.values_list("locked", flat=True))
    after = {name: looked(*each) for name, each in clients.items()}
    assert after == before
    assert not sealed & set(unlocked)  # no time is spent on what is sealed


def test_counts_of_sheets_are_not_public(scored):
    client = Client()
    before = looked(client, public(scored))
    scored.score(2, 3, 1)
    assert looked(client, public(scored)) == before


def test_entries_stand_in_an_order_that_scores_do_not_make(scored):
    page = Client().get(public(scored)[0]).content.decode()
    at = [page.index(entry.title) for entry in scored.entries]
    assert at == sorted(at)  # by number, though the last scored best


def test_a_judge_reads_no_sheet_but_the_own(scored, desk):
    other = scored.sheet(0, 1)
    client = desk(scored.people[2])
    assert client.post(reverse("competitions_staff:send", args=[other.code])).status_code == 404
    page = client.get(reverse("competitions_staff:judging")).content.decode()
    assert other.code not in page
    page = client.get(reverse("competitions_staff:sheet", args=[other.code])).content.decode()
    assert "每一次交的" not in page


def test_nothing_is_reckoned_before_all_are_in(scored):
    with pytest.raises(Refused):
        judging.sheets_of(scored.stage)
    assert judging.results(scored.stage, everyone=False) == []


def test_the_screen_shows_a_round_only_once_it_is_released(scored):
    scored.score(2, 3, 1)
    actions.close_stage(stage=scored.stage, by=scored.organiser)
    client, board = Client(), public(scored)[1]
    total = str(scored.stage.results.first().total)
    assert total not in client.get(board).content.decode()
    for page in public(scored):
        assert total not in client.get(page).content.decode()
    actions.release(stage=scored.stage, by=scored.organiser)
    assert total in client.get(board).content.decode()
    assert (
        total not in client.get(public(scored)[2]).content.decode()
    )  # single scores: at publication


def test_every_version_is_kept_and_sealed_alike(scored):
    scored.score(0, 1, 9)
    kept = SheetVersion.objects.filter(sheet=scored.sheet(0, 1))
    assert [each.number for each in kept] == [1, 2]
    assert len({len(each.locked) for each in SheetVersion.objects.all()}) == 1
    assert "需求" not in "".join(each.locked for each in kept)
    assert not Entry.objects.exclude(final=None).exists()
