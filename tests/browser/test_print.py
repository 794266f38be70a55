"""A board on paper: a chart fits its place, and lies over nothing."""

import pytest

from .site import desk

OUTSIDE = """() => [...document.querySelectorAll(".chart")].flatMap(chart => {
  const place = chart.getBoundingClientRect();
  return [...chart.querySelectorAll("canvas")].map(one => one.getBoundingClientRect())
    .filter(one => one.right > place.right + 1 || one.bottom > place.bottom + 1)
    .map(one => `${one.width} × ${one.height} in ${place.width} × ${place.height}`);
})"""


pytestmark = pytest.mark.browser


def test_no_chart_lies_over_its_table(site, chrome):
    with desk(chrome, site, "huangzhiyuan") as page:
        page.goto(site.address + "/staff/board/")
        page.locator(".chart canvas").first.wait_for()
        page.emulate_media(media="print")
        assert page.evaluate(OUTSIDE) == []
