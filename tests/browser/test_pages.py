"""Every page of the site is reached by a link, and every page of a desk is readable by everyone.

One walk and one browser serve all of it, so these tests stay together on one worker; the pages of
phones are looked at by another (test_phone_pages.py).
"""

import pytest

from .pages import Walk, no_address_any_more
from .site import Site
from .visits import ON_A_PHONE, by_day_and_night

pytestmark = pytest.mark.browser
BY_POSTER = "q/<str:token>/"  # a phone's page, whose code only a desk knows


def test_every_page_is_reached_by_a_link(found: Walk):
    assert found.unreached() == []


def test_what_stands_apart_is_still_there(site: Site):
    assert no_address_any_more() == []


def test_no_link_leads_nowhere(found: Walk):
    assert found.broken == {}


def test_axe_finds_nothing_and_no_page_complains(found: Walk, site, chrome, phone):
    pages = [p for p in found.shown() if p.who not in ON_A_PHONE or p.route == BY_POSTER]
    assert pages
    assert by_day_and_night(found, pages, site, chrome, phone) == ""
