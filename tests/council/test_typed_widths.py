"""Commas and colons as they are typed on a Chinese keyboard."""

from datetime import date

import pytest

from sanan.council.actions.bodies import Door
from sanan.council.forms.joint import _step
from sanan.council.forms.staff import Roll


@pytest.mark.parametrize(
    "line", ["李强，1-101，100.5，1234", "李强,1-101,100.5,1234", "李强\t1-101\t１００．５\t1234"]
)
def test_an_owners_table_in_any_width(line):
    form = Roll({"rows": line})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["rows"] == [Door("李强", "1-101", 10_050, "1234")]


@pytest.mark.parametrize("area", ["nan", "inf", "很大", ""])
def test_an_area_that_is_no_number_is_named_by_its_line(area):
    form = Roll({"rows": f"李强，1-101，100\n王芳，1-102，{area}"})
    assert not form.is_valid()
    assert "第 2 行" in str(form.errors)


@pytest.mark.parametrize("line", ["2026-05-01，买灯", "2026年5月1日：买灯", "2026/5/1, 买灯"])
def test_a_step_with_its_day_in_any_width(line):
    assert _step(1, line) == ("买灯", date(2026, 5, 1))
