"""Requests of bad will: a small share of what `bin/sanan bench hostile` asks of a served county."""

import pytest
from django.test import Client

from bench import hostile


@pytest.mark.django_db
@pytest.mark.usefixtures("county")
def test_no_address_fails_where_it_is_asked_with_bad_will(settings):
    settings.STAFF_SECOND_FACTOR = False
    browser, failed = Client(raise_request_exception=False), []
    browser.force_login(hostile.everybody())
    site = hostile.site_here()
    for ask in hostile.asks(site, seed=5, count=len(site.routes)):
        meta = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in ask.headers}
        meta.pop("HTTP_COOKIE", "")
        kind = meta.pop("HTTP_CONTENT_TYPE", "")
        path, _mark, query = ask.path.partition("?")
        answer = browser.generic(ask.method, path, ask.body, kind, QUERY_STRING=query, **meta)
        if answer.status_code >= 500:
            failed.append(f"{answer.status_code} {ask}")
    assert failed == []
