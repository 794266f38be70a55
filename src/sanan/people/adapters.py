"""How allauth behaves here: staff accounts are made by an administrator, never by sign-up."""

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sanan.kit import clock, vault
from sanan.kit.errors import TooMany
from sanan.people import actions, queries, visitor
from sanan.people.models import Person

FRESH_SECONDS = 300
TRIES_A_MINUTE = 3
NAME_TRIES, NAME_TRIES_A_MINUTE = 20, 0.5
"""So many wrong passwords for one name from anywhere, then one in two minutes, where nobody of that
name has signed in before. So whoever guesses from many places is slowed, and locks nobody out."""
DEVICES = visitor.Followed("desk", most=8)
"""Who has signed in with this browser before; gives nothing but its own place in the queue."""


class StaffAccounts(DefaultAccountAdapter):
    """Counts failures in the database, so that every worker process knows of every lock."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _lazy("用户名或密码不对。"),
        "incorrect_password": _lazy("密码不对。"),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a request comes from, for the list of sessions."""
        return visitor.address(request) or "0.0.0.0"  # noqa: S104 - "unknown", not a place to listen

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin a session of staff; a resident's session in the same browser ends with it."""
        request.session.pop(visitor.RESIDENT, None)
        super().login(request, user)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody registers as staff by themselves."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a locked pair of name and source before the password is looked at."""
        try:
            actions.spend_attempt(
                purpose="sign-in",
                source=visitor.source(request),
                burst=30,
                per_minute=TRIES_A_MINUTE,
            )
        except TooMany as refused:
            raise ValidationError(str(refused.sentence)) from refused
        username = str(credentials.get("username", ""))
        refuse_locked(username, visitor.source(request))
        if not self._knows(request, username):
            self._slow_name(username)

    def _knows(self, request: HttpRequest, username: str) -> bool:
        """Whether whoever has that name has signed in with this browser before."""
        known = DEVICES.codes(request)
        return bool(known) and queries.ref_of_name(username) in known

    def _slow_name(self, username: str) -> None:
        try:
            actions.spend_attempt(
                purpose="sign-in-name",
                source=_plain(username),
                burst=NAME_TRIES,
                per_minute=NAME_TRIES_A_MINUTE,
            )
        except TooMany as refused:
            minutes = -(-refused.retry_after // 60)
            sentence = _(
                "有人在别处反复试这个用户名的密码。请用以前登录过的电脑，或者过 %(n)d 分钟再试，也可以找安全管理员。"
            )
            raise ValidationError(sentence % {"n": minutes}) from refused

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The person of these credentials; what was right does not count as a try."""
        person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if person:
            actions.return_attempt(
                purpose="sign-in",
                source=visitor.source(request),
                per_minute=TRIES_A_MINUTE,
            )
            username = str(credentials.get("username", ""))
            if not self._knows(request, username):
                actions.return_attempt(
                    purpose="sign-in-name",
                    source=_plain(username),
                    per_minute=NAME_TRIES_A_MINUTE,
                )
        return person

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the failure; from the fifth on this name is locked for whoever tries from there."""
        username, source = str(credentials.get("username", "")), visitor.source(request)
        actions.note_failure(username=username, source=source)
        refuse_locked(username, source)

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing to give back: our own counters stand in for allauth's."""

    def post_login(  # type: ignore[override]
        self, request: HttpRequest, user: Person, **kwargs: Any
    ) -> HttpResponse:
        """Write the sign-in down."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        methods = request.session.get("account_authentication_methods", [])
        road = "+".join(str(m.get("type") or m.get("method", "")) for m in methods)
        source = visitor.source(request)
        actions.note_sign_in(person=user, road=road or "password", source=source)
        DEVICES.follow(request, response, user.ref)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of signing in, so that setting up a factor goes in one go."""
        methods = context.request.session.get("account_authentication_methods", [])
        if methods and clock.now().timestamp() - methods[-1]["at"] < FRESH_SECONDS:
            return False
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required

    def set_password(self, user: Person, password: str) -> None:  # type: ignore[override]
        """The person's own change, from the page."""
        super().set_password(user, password)
        actions.note_password_change(person=user)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail: there are no mail addresses; changes stand in the record."""

    def get_user_search_fields(self) -> list[str]:
        """Never search people by what they typed."""
        return ["username"]


class StaffFactors(DefaultMFAAdapter):
    """Second factors: their secrets are kept encrypted, and the last one stays."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _lazy("验证码不对。请等它换下一个再填；手机上的时间也要准。"),
        "cannot_delete_authenticator": _lazy("这是最后一种验证，不能停用。请先设好另一种。"),
    }

    def encrypt(self, text: str) -> str:
        """For what allauth keeps of a TOTP app and of recovery codes."""
        return vault.lock(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The other way."""
        return vault.unlock(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays where a second factor is compulsory."""
        if not settings.STAFF_SECOND_FACTOR:
            return True
        kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        others = Authenticator.objects.filter(user=authenticator.user, type__in=kinds)
        kept: bool = others.exclude(pk=authenticator.pk).exists()
        return kept


def _plain(username: str) -> str:
    return username.strip().lower()


def refuse_locked(username: str, source: str) -> None:
    """Raise the sentence that says until when this name is locked from there, if it is."""
    until = queries.locked_until(username, source)
    if until is not None:
        raise ValidationError(locked_sentence(until))


def locked_sentence(until: datetime) -> str:
    """What the person reads."""
    at = timezone.localtime(until)
    return _("输错太多次，这个用户名已锁定。请在 %(time)s 以后再试，或找安全管理员解锁。") % {
        "time": f"{at:%H:%M}"
    }
