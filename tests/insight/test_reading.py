"""Many messages read at once say what each says by itself, however many processes read."""

from sanan.insight import reading
from sanan.insight.category import classify_many
from sanan.insight.concern import sorts_of
from sanan.insight.duplicates import near_duplicates
from sanan.insight.heard import heard
from sanan.insight.reading import read_many
from sanan.insight.urgency import urgency

MESSAGES = [
    ("路灯不亮", "蒲坂路12号旁的路灯坏了，我是陈小红，电话13800010001。"),
    ("停水 3 天", "3栋201室已经停水两天，孩子没水喝"),
    ("", "房子快要倒塌了，救命！"),
    ("", "大家早上好"),
    ("路灯不亮", "蒲坂路12号旁的路灯坏了，我是陈小红，电话13800010001！"),
    ("ID", "card lost, call me"),
]


def test_each_is_read_as_by_itself():
    whole = ["\n".join(part for part in pair if part) for pair in MESSAGES]
    found = read_many(MESSAGES)
    assert [list(one.suggestions) for one in found] == classify_many(MESSAGES)
    assert [one.heard for one in found] == [heard(text) for text in whole]
    assert [one.urgency for one in found] == [urgency(text) for text in whole]
    assert [one.sort for one in found] == sorts_of([title or text for title, text in MESSAGES])
    assert [one.group for one in found] == list(near_duplicates(whole))
    assert found[0].group == found[4].group
    assert read_many([]) == []


def test_two_processes_say_the_same(monkeypatch):
    monkeypatch.setattr(reading, "ALONE", 2)
    assert read_many(MESSAGES, processes=2) == read_many(MESSAGES)
