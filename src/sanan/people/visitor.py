"""Residents before a view: signed in by phone, or known only by what their phone remembers.

Nobody needs an account. A phone keeps signed cookies, each bound to one purpose and readable by no
script; a resident who signs in with a code from an SMS has a session, which gives no posts.
"""

import ipaddress
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from sanan.kit.errors import Refused, TooMany
from sanan.people.actions import keep_attempt, return_attempt, spend_attempt
from sanan.people.models import Person

RESIDENT = "resident"
"""Under what a session keeps the resident who signed in by phone."""
MOST_FOLLOWED = 20
DAY = 86_400
PRESS, BUSY_MINUTES, DONE_MINUTES = "press", 1, 60


def resident(request: HttpRequest) -> Person | None:
    """The resident signed in by phone, without any posts; None in a session of staff.

    A phone code is no second factor: whoever also works here sees as much as any other resident.
    """
    if not request.session.session_key or request.user.is_authenticated:
        return None
    key = request.session.get(RESIDENT)
    found = Person.objects.filter(pk=key, is_active=True).first() if key else None
    return found.without_posts() if found else None


def sign_in(request: HttpRequest, person: Person) -> None:
    """Begin a fresh session of this resident; whatever the browser had open before ends."""
    request.session.flush()
    request.session[RESIDENT] = person.pk


def address(request: HttpRequest) -> str:
    """Where a request comes from, behind the proxies that `SANAN_PROXY_HOPS` says are ours.

    Each of our proxies adds the address that it saw to the end of X-Forwarded-For; what stands
    before those is the visitor's own word and is not read.
    """
    peer = _tidy(str(request.META.get("REMOTE_ADDR", "")))
    hops: int = settings.PROXY_HOPS or 0
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    told = [part for part in told if part]
    return _tidy(told[-min(hops, len(told))]) or peer if hops and told else peer


def source(request: HttpRequest) -> str:
    """Under what tries from one connection are counted: an address, of IPv6 the whole /64."""
    given = address(request)
    if ":" not in given:
        return given
    return str(ipaddress.ip_network((given, 64), strict=False))


def slow_down(
    request: HttpRequest, purpose: str, *, burst: int, per_minute: float | None = None
) -> None:
    """No faster than that from one connection (without `per_minute`, full again in ten minutes).

    A village behind one address has room. Raises `TooMany`.
    """
    rate = burst / 10 if per_minute is None else per_minute
    spend_attempt(purpose=purpose, source=source(request), burst=burst, per_minute=rate)


@contextmanager
def once(request: HttpRequest) -> Iterator[None]:
    """Do what a form asks for once, also where a button is pressed twice or a page sent again.

    Each page that is shown has its own `csrfmiddlewaretoken`, so that the same words under the same
    one are the same press; whoever means it again opens the page again. What failed was not done, and
    where the machine died over it, it may be pressed again after a minute. Raises `Refused`.
    """
    sent = _sent(request)
    if not sent:
        yield
        return
    try:
        spend_attempt(purpose=PRESS, source=sent, burst=1, per_minute=1 / BUSY_MINUTES)
    except TooMany:
        said = _(
            "这一份刚才已经交过，没有再记一次。请看看有没有记上；真要再记一次，请重新打开这一页。"
        )
        raise Refused(said, "sent_before") from None
    try:
        yield
    except BaseException:
        return_attempt(purpose=PRESS, source=sent, per_minute=1 / BUSY_MINUTES)
        raise
    keep_attempt(purpose=PRESS, source=sent, minutes=DONE_MINUTES)


def _sent(request: HttpRequest) -> str:
    """What was sent from which page; empty where the page cannot be known."""
    if not request.POST.get("csrfmiddlewaretoken"):
        return ""
    files = sorted(
        (name, str(file.name), file.size) for name, some in request.FILES.lists() for file in some
    )
    fields = sorted((name, values) for name, values in request.POST.lists())
    return repr((request.path, request.user.pk, fields, files))


def slow_programs(request: HttpRequest) -> None:
    """No faster than `SANAN_ANONYMOUS_PROGRAMS` says for a program without a key. Raises `TooMany`."""
    most: int = settings.ANONYMOUS_PROGRAMS
    if not most:
        return
    try:
        slow_down(request, "program", burst=most, per_minute=most / 5)
    except TooMany as no:
        sentence = _(
            "不用密钥，这里一次只收得下这么多。请过 %(wait)s 秒再递交；要递交得多，请向县里的系统管理员申请接口密钥。"
        )
        raise TooMany(sentence % {"wait": no.retry_after}, retry_after=no.retry_after) from no


@dataclass(frozen=True, slots=True)
class Followed:
    """What a phone follows without an account: codes in a cookie of this name, newest first."""

    name: str
    most: int = MOST_FOLLOWED

    def codes(self, request: HttpRequest) -> list[str]:
        """The codes that this phone was shown."""
        kept = _read(request, self.name)
        return [str(code) for code in kept] if isinstance(kept, list) else []

    def follow(self, request: HttpRequest, response: HttpResponseBase, code: str) -> None:
        """Let this phone follow one more thing."""
        codes = [code, *(c for c in self.codes(request) if c != code)][: self.most]
        _keep(request, response, self.name, codes)

    def forget(self, response: HttpResponseBase) -> None:
        """For a borrowed phone: follow nothing any more."""
        response.delete_cookie(self.name, samesite="Lax")


@dataclass(frozen=True, slots=True)
class Remembered:
    """The places that this phone looked at, newest first; a preference, so nothing signs it."""

    name: str
    most: int = 3

    def codes(self, request: HttpRequest) -> list[str]:
        """Their codes."""
        return [code for code in request.COOKIES.get(self.name, "").split(".") if code][: self.most]

    def remember(self, request: HttpRequest, response: HttpResponseBase, code: str) -> None:
        """Put a place first."""
        codes = [code, *(known for known in self.codes(request) if known != code)][: self.most]
        response.set_cookie(
            self.name,
            ".".join(codes),
            max_age=365 * DAY,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )


HERE = Remembered("place")
"""Where this phone is at home: the village of the first page."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A random word under which a phone without an account is known again for one purpose."""

    name: str

    def of(self, request: HttpRequest) -> str:
        """The word that this phone keeps; empty where it has none."""
        kept = _read(request, self.name)
        return kept if isinstance(kept, str) else ""

    def keep(self, request: HttpRequest, response: HttpResponseBase) -> str:
        """The same, kept from now on where the phone had none."""
        mark = self.of(request) or secrets.token_urlsafe(16)
        _keep(request, response, self.name, mark)
        return mark


def _tidy(text: str) -> str:
    """An address without the port that some proxies add; empty where it is none."""
    bare = text.partition("]")[0].lstrip("[") if text.startswith("[") else text
    bare = bare.partition(":")[0] if bare.count(":") == 1 else bare
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


def _read(request: HttpRequest, name: str) -> object:
    kept = request.COOKIES.get(name, "")
    try:
        found: object = signing.loads(kept, salt=_salt(name), max_age=_seconds())
    except signing.BadSignature:
        return None
    return found


def _keep(request: HttpRequest, response: HttpResponseBase, name: str, what: object) -> None:
    response.set_cookie(
        name,
        signing.dumps(what, salt=_salt(name)),
        max_age=_seconds(),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def _salt(name: str) -> str:
    return f"sanan.visitor.{name}"


def _seconds() -> int:
    return int(settings.VISITOR_DAYS) * DAY
