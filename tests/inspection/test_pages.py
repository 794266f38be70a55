"""The pages: who comes in, what each reads, and that personal words leave the team nowhere."""

import io
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from sanan.cases.models import Case, Category
from sanan.inspection import actions
from sanan.inspection.models import Clue, Heard, Item, Paper, Recusal
from sanan.kit import paper as press
from sanan.people.models import Duty
from sanan.voices.models import Message, Room

from .conftest import DAY, FACTS, NOW, PERSONS, PROBLEM, photo

SAID = "村口的路塌了，请找王小明，电话13800013333。"


def staff(name: str, *args: str) -> str:
    return reverse(f"inspection_staff:{name}", args=args)


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def chat(bureau) -> Message:
    """Somebody speaks in the village's room, and somebody in a village outside the round."""
    made = []
    for place, text in ((bureau.village, SAID), (bureau.elsewhere, "别的村的话")):
        room = Room.objects.get_or_create(place=place, defaults={"opened_at": NOW})[0]
        made.append(
            Message.objects.create(room=room, seq=9, rev=9, name="王小明", text=text, at=NOW)
        )
    return made[0]


@pytest.fixture(autouse=True)
def _now(monkeypatch) -> None:
    monkeypatch.setattr("sanan.kit.clock.now", lambda: NOW + DAY)


def test_the_team_reads_what_the_rounds_villages_said_covered_and_makes_a_clue_of_it(
    bureau, desk, chat
):
    client = desk(bureau.second)
    page = text_of(client.get(staff("listen", bureau.round.code)))
    assert "请找王**，电话***********" in page
    assert "王小明" not in page
    assert "别的村的话" not in page
    assert "别的村的话" not in text_of(
        client.get(staff("listen", bureau.round.code), {"q": "别的"})
    )
    key = f"chat:{chat.ref}"
    form = client.get(staff("take", bureau.round.code), {"key": key})
    assert "王小明" not in text_of(form)
    given = {"key": key, "place": bureau.village.pk, "theme": "projects", "text": "路塌了"}
    client.post(staff("take", bureau.round.code), given)
    clue = Clue.objects.get()
    place = clue.places.get()
    assert (place.source, place.ref, place.said_at) == ("chat", chat.ref, NOW)
    assert "王小明" not in place.quoted
    words = staff("clue_words", clue.code)
    assert client.get(words).status_code == 404
    look = client.post(staff("clue_do", clue.code, "look"), {"purpose": "写底稿核对"})
    assert look["Location"] == words
    assert SAID in text_of(client.get(words))
    assert client.get(words).status_code == 404
    assert "写底稿核对" in text_of(client.get(staff("clue", clue.code)))


def test_what_lies_outside_the_round_cannot_be_quoted(bureau, desk, chat):
    other = Message.objects.get(text="别的村的话")
    given = {"key": f"chat:{other.ref}", "place": bureau.village.pk, "theme": "money", "text": "话"}
    desk(bureau.second).post(staff("take", bureau.round.code), given)
    assert [place.ref for clue in Clue.objects.all() for place in clue.places.all()] in ([], [""])


def test_a_paper_goes_from_form_to_word(bureau, desk):
    client = desk(bureau.third)
    given = {
        "place": bureau.village.pk,
        "theme": "projects",
        "problem": PROBLEM,
        "facts": FACTS,
        "persons": PERSONS,
        "amount_fen": "12000.50",
        "clause": "第八条",
        "root_cause": "没有制度",
    }
    wrong = client.post(staff("write", bureau.round.code), {**given, "problem": "找13800017777"})
    assert wrong.status_code == 422
    assert FACTS in text_of(wrong)
    done = client.post(staff("write", bureau.round.code), given)
    paper = Paper.objects.get()
    assert done["Location"] == staff("paper", paper.code)
    assert paper.amount_fen == 1_200_050
    refused = client.post(staff("paper_do", paper.code, "check"), {}, follow=True)
    assert "底稿还没有证据" in text_of(refused)
    word = client.get(staff("paper_docx", paper.code))
    inside = ZipFile(io.BytesIO(word.content)).read("word/document.xml").decode()
    for said in (PROBLEM, FACTS, PERSONS, "12,000.50", "2026-5-1"):
        assert said in inside
    assert client.get(staff("papers"), {"xlsx": ""}).status_code == 200


def test_personal_words_of_a_paper_stand_on_no_page_outside_the_team(bureau, desk):
    """The canary: every page of the room, for everybody who is not of the team."""
    paper = bureau.used()
    clue = bureau.clue(text=f"线索 {PERSONS}")
    actions.orders.hand_over(
        clue=clue,
        kind="department",
        to=bureau.organisation,
        text=FACTS,
        by=bureau.second,
        at=NOW + DAY,
    )
    bureau.fed_back()
    item = Item.objects.get()
    pages = [
        staff("board"),
        staff("round", bureau.round.code),
        staff("listen", bureau.round.code),
        staff("registers", bureau.round.code),
        staff("clues"),
        staff("clue", clue.code),
        staff("papers"),
        staff("paper", paper.code),
        staff("paper_docx", paper.code),
        staff("summary", bureau.round.code),
        staff("items"),
        staff("items") + "?xlsx",
        staff("item", item.code),
        staff("transfers"),
        "/staff/",
        reverse("inspection:village", args=[bureau.village.code]),
        reverse("inspection:item", args=[item.code]),
        reverse("inspection:notice", args=[bureau.target.token]),
    ]
    outsiders = (bureau.cadre, bureau.neighbour_cadre, bureau.officer, bureau.boss, bureau.stranger)
    for person in (*outsiders, None):
        client = desk(person) if person else Client()
        for page in pages:
            answer = client.get(page)
            for word in ("林大壮", "13800017777"):
                assert word.encode() not in answer.content, (person, page)
    seen = desk(bureau.third).get(staff("paper", paper.code))
    assert PERSONS in text_of(seen)


def test_who_stays_away_sees_neither_papers_nor_clues_of_the_village(bureau, desk):
    paper = bureau.write()
    member = bureau.round.team.get(person=bureau.second)
    Recusal.objects.create(member=member, place=bureau.village, why="kin")
    client = desk(bureau.second)
    assert client.get(staff("paper", paper.code)).status_code == 404
    assert client.get(staff("listen", bureau.round.code)).status_code == 404
    assert "您回避" in text_of(client.get(staff("round", bureau.round.code)))


def test_the_village_reads_its_lines_and_never_its_grade(bureau, desk):
    bureau.listed()
    client = desk(bureau.cadre)
    page = text_of(client.get(staff("items")))
    assert PROBLEM in page
    assert client.get(staff("round", bureau.round.code)).status_code == 404
    assert PROBLEM not in text_of(desk(bureau.neighbour_cadre).get(staff("items")))
    everywhere = page + text_of(client.get(staff("item", Item.objects.get().code)))
    assert "工程多，诉求多" not in everywhere
    assert "工程多，诉求多" not in text_of(desk(bureau.boss).get(staff("round", bureau.round.code)))


def test_the_notice_asks_first_and_an_ordinary_matter_becomes_a_case(bureau):
    client = Client()
    notice = reverse("inspection:notice", args=[bureau.target.token])
    page = text_of(client.get(notice))
    assert "0595-23550000" in page
    assert reverse("sealed:first") in page
    say = reverse("inspection:say", args=[bureau.target.token])
    assert client.get(say)["Location"] == notice
    assert client.post(say, {"text": "村里的钱被人拿走了"})["Location"] == notice
    assert Case.objects.count() == 0
    say += "?about=things"
    empty = client.post(say, {"text": "", "anonymity": "anonymous"})
    assert empty.status_code == 422
    done = client.post(
        say, {"text": "路灯坏了", "anonymity": "anonymous", "token": "t1", "photos": photo().stream}
    )
    case = Case.objects.get()
    assert (case.kind, case.door, case.appellant, case.may_publish) == (
        "inspection_concern",
        "inspection",
        None,
        False,
    )
    assert case.due_at is None or case.due_at > case.opened_at
    assert Heard.objects.get().target == bureau.target
    assert case.code in done["Location"]
    assert "路灯坏了" in text_of(client.get(reverse("cases:case", args=[case.code])))
    client.post(say, {"text": "路灯坏了", "anonymity": "anonymous", "token": "t1"})
    assert Case.objects.count() == 1


def test_the_team_opens_its_order_and_sees_it_mended_on_the_cases_page(bureau, desk):
    Category.objects.create(code="traffic.road", name="道路破损")
    Duty.objects.create(org=bureau.committee, category="traffic.road", text="村道")
    clue = bureau.clue()
    client = desk(bureau.second)
    client.post(staff("clue_do", clue.code, "verify"), {"note": "看过"})
    given = {
        "to": bureau.committee.pk,
        "requirement": "填平",
        "shown_text": "村口路面塌了一个坑",
        "urgency": "ordinary",
    }
    none = client.post(staff("clue_do", clue.code, "order"), given)
    assert none.status_code == 422
    client.post(staff("clue_do", clue.code, "order"), {**given, "uploads": photo().stream})
    case = Case.objects.get()
    page = client.get(reverse("cases_staff:case", args=[case.code]))
    assert page.status_code == 200
    assert "立行立改" in text_of(page)
    Case.objects.filter(pk=case.pk).update(state="replied")
    mended = reverse("cases_staff:case_do", args=[case.code, "mended"])
    client.post(mended, {"uploads": photo("#9b9").stream, "show": "on"})
    case.refresh_from_db()
    assert case.state == "closed"
    village = text_of(Client().get(reverse("inspection:village", args=[bureau.village.code])))
    assert "村口路面塌了一个坑" in village
    assert village.count("?small") == 2


def test_villagers_rate_and_doubt_what_was_mended(bureau):
    item = bureau.verified()
    client = Client()
    page = reverse("inspection:item", args=[item.code])
    assert "路面重新浇好" in text_of(client.get(page))
    rate = reverse("inspection:item_do", args=[item.code, "rate"])
    for said in ("satisfied", "unsatisfied"):
        client.post(rate, {"said": said})
    assert [(each.said, each.known) for each in item.ratings.all()] == [("unsatisfied", False)]
    doubt = reverse("inspection:item_do", args=[item.code, "doubt"])
    done = client.post(doubt, {"text": "又塌了"})
    case = Case.objects.get()
    assert done["Location"] == reverse("cases:said", args=[case.code])
    assert client.get(done["Location"]).status_code == 200
    assert "不是这样" in text_of(Client().get(page))


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("board", {"office", "leader", "cadre", "officer", "boss"}),
        ("new_round", {"office"}),
        ("clues", {"office", "leader"}),
        ("papers", {"office", "leader"}),
        ("items", {"office", "leader", "cadre", "officer", "boss"}),
        ("transfers", {"office", "leader", "cadre", "officer", "boss"}),
        ("pushes", {"office", "leader", "cadre", "officer", "boss"}),
        ("new_push", {"office", "officer"}),
    ],
)
def test_pages_open_for_their_roles_and_for_no_stranger(bureau, desk, name, who):
    people = ("office", "leader", "cadre", "officer", "boss", "stranger")
    opened = {
        each for each in people if desk(getattr(bureau, each)).get(staff(name)).status_code == 200
    }
    assert opened == who


def test_papers_are_printed(bureau, desk):
    client = desk(bureau.leader)
    if press.printable():
        notices = client.get(staff("notices", bureau.round.code))
        assert notices.content.startswith(b"%PDF")
        cards = client.get(staff("notices", bureau.round.code), {"cards": ""})
        assert cards.content.startswith(b"%PDF")
    bureau.used()
    word = client.get(staff("summary", bureau.round.code))
    inside = ZipFile(io.BytesIO(word.content)).read("word/document.xml").decode()
    assert "巡察 1 个村（社区），发现问题 1 个，平均每村 1.0 个" in inside
    assert "林大壮" not in inside


def test_everything_that_waits_stands_in_the_list_of_work(bureau, desk):
    item = bureau.verified()
    for person, word in (
        (bureau.office, "巡察办签字销号"),
        (bureau.officer, "纪检监察机关签字销号"),
        (bureau.organiser, "组织部门签字销号"),
    ):
        assert word in text_of(desk(person).get("/staff/")), person
    assert item.paper.problem not in text_of(desk(bureau.neighbour_cadre).get("/staff/"))
