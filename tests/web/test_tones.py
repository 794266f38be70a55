"""A colour means one thing: green done, amber waiting, red late or stopped, grey the rest."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from sanan.cases.models import Case
from sanan.kit.tones import Tone
from sanan.process.registry import processes

from .test_shell import contrast

SOON, LATE, DONE, REST = Tone.SOON, Tone.LATE, Tone.DONE, Tone.REST


@pytest.mark.parametrize(
    ("process", "tones"),
    [
        ("contract", {"active": SOON, "ended": DONE, "terminated": LATE}),
        ("run", {"running": SOON, "suspended": LATE, "completed": DONE}),
        ("order", {"placed": SOON, "serving": SOON, "rated": DONE, "cancelled": REST}),
        ("topic", {"admitted": SOON, "resolved": DONE, "declined": REST}),
        ("case", {"submitted": SOON, "closed": DONE, "withdrawn": REST, "not_accepted": REST}),
        ("vote", {"open": SOON, "closed": REST}),
        ("work", {"underway": SOON, "finished": DONE, "stopped": LATE}),
        ("disclosure", {"published": REST, "questioned": SOON, "answered": DONE}),
    ],
)
def test_what_a_state_looks_like(process, tones):
    found = processes()[process]
    assert {state: found.tone(state) for state in tones} == tones


def test_no_process_shows_everything_alike():
    """More than one state of a thing and one colour for all of them says nothing."""
    said = [p for p in processes().values() if p._tones]
    assert said
    assert [p.name for p in said if len({p.tone(state) for state in p.states}) < 2] == []


def test_a_late_thing_is_red_and_says_why():
    page = Template('{% state case %}{% state case late=True word="过期了" %}{% pill "置顶" %}')
    case = Case(state="in_progress")
    assert page.render(Context({"case": case})) == (
        '<span class="state state_soon">办理中</span>'
        '<span class="state state_late">过期了</span>'
        '<span class="state state_rest">置顶</span>'
    )


@pytest.mark.parametrize(
    ("text", "under"), [("--soon", "--soon-soft"), ("--weui-RED", "--late-soft")]
)
def test_the_colours_can_be_read_by_day_and_by_night(text, under):
    css = Path(finders.find("web/resident.css")).read_text()
    inks = re.findall(rf"\s{text}: (#\w{{6}});", css)
    papers = re.findall(rf"\s{under}: (#\w{{6}});", css)
    assert len(inks) == len(papers) == 3
    for ink, paper in zip(inks, papers, strict=True):
        assert contrast(ink, paper) >= 4.5
