"""How a resident is known without an account: by a signed cookie, and by phone where they wish."""

from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from sanan.cases.models import Case
from sanan.cases.queries import track
from sanan.kit.errors import Missing
from sanan.people import gate

COOKIE = "followed"
SALT = "sanan.followed"
DAYS = 30
MOST = 20
SESSION = gate.RESIDENT
person = gate.resident


def followed(request: HttpRequest) -> list[str]:
    """The numbers of the cases that this phone raised or gave the query code of, newest first."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS * 86_400)
    except signing.BadSignature:
        return []
    return [str(code) for code in kept]


def remember(request: HttpRequest, response: HttpResponseBase, case: Case) -> None:
    """Let this phone follow `case` for a month."""
    codes = [case.code, *(c for c in followed(request) if c != case.code)][:MOST]
    _set(request, response, signing.dumps(codes, salt=SALT))


def forget(response: HttpResponseBase) -> None:
    """For a borrowed phone: follow nothing any more."""
    response.delete_cookie(COOKIE, samesite="Lax")


def _set(request: HttpRequest, response: HttpResponseBase, value: str) -> None:
    response.set_cookie(
        COOKIE,
        value,
        max_age=DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def case_of(request: HttpRequest, code: str) -> Case:
    """The case `code`, if this visitor raised it; the same `Missing` for absent and hidden."""
    case = Case.objects.select_related(*track.SELECTED).filter(code=code).first()
    if case is not None:
        if case.code in followed(request):
            return case
        who = person(request)
        if who is not None and case.appellant_id == who.pk:
            return case
    raise Missing(_("请先填查询码,再看这件事。"), "no_case")
