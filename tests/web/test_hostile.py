"""Forms that cannot be read make nothing fail; tests/demo asks more of bad will."""

import pytest
from django.test import Client

from bench import hostile

pytestmark = pytest.mark.django_db
BROKEN = [
    ("multipart/form-data; boundary=", b""),
    ("multipart/form-data; boundary=" + "b" * 300, b""),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n'),
    ("application/x-www-form-urlencoded; charset=utf-16", b"a=1"),
    ("application/x-www-form-urlencoded; charset=klingon", b"\xff=1"),
]


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize(
    "path", ["/", "/nothing/here/", "/staff/login/", "/staff/cases/X/", "/me/"]
)
def test_a_form_that_cannot_be_read_is_told_so_wherever_it_is_sent(path, kind):
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    browser.cookies["csrftoken"] = hostile.TOKEN
    said = {"HTTP_X_CSRFTOKEN": hostile.TOKEN}
    answer = browser.generic("POST", path, kind[1], content_type=kind[0], **said)
    assert answer.status_code < 500
