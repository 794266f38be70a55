"""What a form says of a mistake: what to do next, and no programmer's word."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from sanan.process.forms import DeskForm, day, line, moment, number, several, tick

MISTAKES = {
    "": "这一项不能空着，请填上或选上。",
    "on": "请写对日期，比如 2026-11-30。",
    "at": "请写对日期和时间，比如 2026-11-30 09:30。",
    "clock": "请写对时间，比如 09:30。",
    "n": "请填整数。",
    "many": "最大是 9，请改小。",
    "few": "最小是 1，请改大。",
    "words": "最多写 4 个字，现在有 5 个，请写短一些。",
    "one": "没有这一个可以选，请重新选。",
    "some": "没有这一个可以选，请重新选。",
    "mail": "请写对邮箱，比如 name@example.com。",
    "file": "这个文件是空的，请重新选一个。",
}
SENT = {
    "on": "2026-02-30",
    "at": "昨天",
    "clock": "25:00",
    "n": "两个",
    "many": "10",
    "few": "0",
    "words": "一二三四五",
    "one": "raw_code",
    "some": ["raw_code"],
    "mail": "没有",
}


class Everything(DeskForm):
    on = day("哪天")
    at = moment("什么时候")
    clock = forms.TimeField(label="几点")
    n = number("几个", most=9)
    many = number("最多", least=1, most=9)
    few = number("最少", least=1, most=9)
    words = line("一句话", 4)
    one = forms.ChoiceField(label="选一个", choices=[("a", "甲")])
    some = several("选几个", [("a", "甲")], required=True)
    mail = forms.EmailField(label="邮箱")
    file = forms.FileField(label="文件")
    yes = tick("确认", required=True)


def test_an_empty_form_says_of_each_field_what_to_do():
    said = Everything({}).errors
    assert list(said) == list(Everything.base_fields)
    assert {each for errors in said.values() for each in errors} == {MISTAKES[""]}


@pytest.mark.parametrize("field", [name for name in MISTAKES if name])
def test_a_mistake_is_told_in_plain_words(field):
    asked = Everything(SENT, {"file": SimpleUploadedFile("空.csv", b"")})
    assert [*asked.errors[field]] == [MISTAKES[field]]


def test_the_page_opens_at_the_first_mistake():
    asked = Everything({**SENT, "on": "2026-11-30"}, {"file": SimpleUploadedFile("空.csv", b"")})
    assert 'name="at"' in next(line for line in _fields(asked) if "autofocus" in line)
    assert sum("autofocus" in line for line in _fields(asked)) == 1
    assert not any("autofocus" in line for line in _fields(Everything()))


def _fields(form: forms.Form) -> list[str]:
    return [str(form[name]) for name in form.fields]
