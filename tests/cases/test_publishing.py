"""What is released of a case: private words covered, more covered on request, never the bare original."""

import pytest

from sanan.cases import actions

SAID = "我叫陈大明，+86 138 0001 0000、（0595）2288-4444，老王头的三轮车闽 C 6789K 占道"


@pytest.fixture
def case(county):
    return county.open(SAID).case


def test_without_a_wording_the_original_is_covered(county, case):
    actions.publish(case=case, by=county.dispatcher)
    covered = "我叫陈**，*****************、***************，老王头的三轮车********* 占道"
    assert case.public_text == covered


def test_more_words_are_covered_wherever_they_stand(county, case):
    actions.publish(case=case, by=county.dispatcher, more=["老王头", "占道"])
    assert ("老王头" in case.public_text, "占道" in case.public_text) == (False, False)


def test_a_wording_is_covered_unless_somebody_saw_it_and_left_it(county, case):
    wording = "老王头的三轮车占道，五金店电话0595-22884444"
    actions.publish(case=case, by=county.dispatcher, text=wording, title="占道")
    assert case.public_text == "老王头的三轮车占道，五金店电话*************"
    actions.publish(
        case=case,
        by=county.dispatcher,
        text=wording,
        title="占道",
        more=["老王头"],
        as_written=True,
    )
    assert case.public_text == "***的三轮车占道，五金店电话0595-22884444"


def test_an_empty_call_releases_nothing_uncovered(county, case):
    actions.publish(case=case, by=county.dispatcher, title=" ", text=" ", as_written=True)
    for private in ("大明", "138 0001 0000", "2288-4444", "6789K"):
        assert private not in case.public_text
        assert private not in case.public_title
