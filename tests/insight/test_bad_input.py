"""Every line of bad input that the room promises to bear, given to everything that reads a text."""

from datetime import UTC, datetime, timedelta

import pytest

from sanan.insight.category import classify, classify_many
from sanan.insight.concern import sort_of
from sanan.insight.duplicates import near_duplicates
from sanan.insight.event_index import SameEventIndex
from sanan.insight.hot import Message, hot_issues
from sanan.insight.model import prepared
from sanan.insight.places import Gazetteer, Place, places_in
from sanan.insight.private.covering import cover
from sanan.insight.replies import check_reply
from sanan.insight.same_event import Report, rank
from sanan.insight.urgency import urgency

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SAID = "蒲坂村的路灯坏了三个月没人修,晚上老人走路摔倒"
NAMES = Gazetteer.of([Place("1", "蒲坂村"), Place("2", "浔中镇")])

LINES = {
    "empty": "",
    "blank": " \n\t\u200b",
    "one character": "灯",
    "one mark": "。",
    "100,000 characters": SAID * 4_000,
    "100,000 times one character": "啊" * 100_000,
    "emoji": "😡😡💡🛣️👨‍👩‍👧‍👦",
    "emoji and words": f"😡{SAID}💡",
    "traditional characters": "蒲坂村的路燈壞了三個月沒人修,晚上老人走路摔倒",
    "dialect romanisation": "lō͘-teng hāi-khì saⁿ kò goe̍h bô lâng siu-lí, àm-sî lāu-lâng kiâⁿ-lō͘ poa̍h-tó",
    "mixed English": "Puban village 的 street lamp 坏了 3 months, please fix it ASAP!!!",
    "HTML": "<p>蒲坂村的<b>路灯</b>坏了&nbsp;三个月<script>alert(1)</script>没人修</p><img src=x onerror=y>",
    "broken HTML": "<<p>蒲坂<村&#;&#99999999999;路灯" + "<" * 5_000,
    "duplicated boilerplate": "尊敬的领导您好,感谢您在百忙之中阅读此信。" * 200 + SAID,
    "lone surrogate": "路灯\ud800坏了",
    "zero bytes": "路\x00灯\x00坏了",
}


def report(text, id_="1", hours=0):
    return Report(id_, text, NOW - timedelta(hours=hours))


def _index(text):
    index = SameEventIndex()
    index.add(report(text, "0", 3))
    return index.look(report(text))


READERS = {
    "category": lambda text: classify(text, text[:50]),
    "category of many": lambda text: classify_many([("", text), (text[:50], text)]),
    "concern": sort_of,
    "urgency": urgency,
    "places": lambda text: places_in(text, NAMES),
    "same event": lambda text: rank(report(text), [report(text, "0", 3), report(SAID, "2", 5)]),
    "index": _index,
    "near copies": lambda text: near_duplicates([text, SAID, text]),
    "private words": cover,
    "reply": lambda text: (check_reply(SAID, text), check_reply(text, SAID)),
    "hot issues": lambda text: hot_issues([_message(n, text) for n in range(3)]),
}


def _message(number, text):
    return Message(str(number), text[:40], text, NOW + timedelta(hours=number), f"p{number}")


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("reader", READERS)
def test_every_line_gets_an_answer_from_every_reader(reader, line):
    READERS[reader](LINES[line])


@pytest.mark.parametrize(
    "line", ["emoji and words", "traditional characters", "HTML", "duplicated boilerplate"]
)
def test_what_wraps_the_words_does_not_hide_them(line):
    assert classify(LINES[line])[0].label == classify(SAID)[0].label
    assert rank(report(LINES[line]), [report(SAID, "0", 3)])[0].words


@pytest.mark.parametrize("line", ["empty", "blank", "one mark", "emoji"])
def test_where_nothing_is_said_nothing_is_guessed(line):
    text = LINES[line]
    assert classify(text) == []
    assert not sort_of(text).is_concern
    assert urgency(text).level == urgency("").level
    assert places_in(text, NAMES) == []
    assert all(match.words == () for match in rank(report(text), [report(SAID, "0", 3)]))


def test_traditional_characters_read_as_simplified_ones():
    assert prepared(LINES["traditional characters"]) == prepared(SAID)
    assert [one.id for one in places_in(LINES["traditional characters"], NAMES)] == ["1"]


def test_ten_thousand_identical_messages_of_one_person_count_once():
    loud = [Message(str(n), SAID, SAID, NOW + timedelta(minutes=n), "loud") for n in range(10_000)]
    (issue,) = hot_issues(loud)
    assert (issue.people, len(issue.message_ids)) == (1, 10_000)
    three = [Message(f"x{n}", SAID, SAID, NOW, f"p{n}") for n in range(3)]
    assert hot_issues(three)[0].heat > issue.heat
    index = SameEventIndex()
    for one in loud:
        index.add(Report(one.id, one.text, one.at))
    assert len(index.candidates(Report("new", SAID, NOW + timedelta(days=8)))) <= 260
