"""Accounts: staff by user name, signing in and being kept out."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sanan.kit import phones, vault, words
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import record
from sanan.people import rules
from sanan.people.enums import Event
from sanan.people.models import Person, SignInLock
from sanan.people.rules import Verb
from sanan.places.models import Place

MOST_FAILURES = 5
MOST_COUNTED = 12
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)
QUIET = timedelta(hours=1)


def add_person(
    *,
    name: str,
    username: str = "",
    password: str = "",
    phone: str = "",
    nickname: str = "",
    home: Place | None = None,
    by: Person | None,
    at: datetime | None = None,
) -> Person:
    """Set up a person: staff with a `username`, a resident without.

    Without a password nobody can sign in by it; a weak one is refused.
    """
    rules.check(Verb.ADD_PERSON, by, place=home)
    person = Person(
        name=_required(words.clean_line(name, most=40, field="name")),
        username=words.clean_line(username, most=40, field="username").lower() or None,
        nickname=words.clean_line(nickname, most=40, field="nickname"),
        home=home,
    )
    if phone:
        number = phones.mobile(phone)
        person.phone_hash, person.phone_locked = phones.hashed(number), vault.lock(number)
    _give_password(person, password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            record(
                event=Event.ADD_PERSON,
                subject=person.ref,
                content={
                    "name": person.name,
                    "username": person.username,
                    "phone_hash": person.phone_hash,
                    "home": home.code if home else None,
                },
                by=by.ref if by else "",
                at=at,
            )
    except IntegrityError as twice:
        raise Refused(
            _("这个用户名或者手机号已经有人用了。"), "already", field="username"
        ) from twice
    return person


def _required(name: str) -> str:
    if words.is_blank(name):
        raise Invalid(_("请写姓名。"), "name", field="name")
    return name


def _give_password(person: Person, password: str) -> None:
    if not password:
        person.set_unusable_password()
        return
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise Invalid(" ".join(weak.messages), "weak_password", field="password") from weak
    person.set_password(password)


def set_password(
    *, person: Person, password: str, by: Person | None, at: datetime | None = None
) -> Person:
    """Give a person a new password; every session of theirs ends with the old one."""
    if by is None or by.pk != person.pk:
        rules.check_over(Verb.ADD_PERSON, by, person)
    _give_password(person, password)
    with transaction.atomic():
        person.save(update_fields=["password"])
        if by is None or by.pk != person.pk:
            _end_sessions(person)
        _note(Event.SET_PASSWORD, person, by=by, at=at)
    return person


def set_active(
    *, person: Person, active: bool, by: Person | None, at: datetime | None = None
) -> Person:
    """Stop an account, or let it go on. A stopped one is out at its next request."""
    rules.check_over(Verb.DEACTIVATE, by, person)
    if by is not None and by.pk == person.pk:
        raise Refused(_("不能停用自己的账号。请另一位管理员来办。"), "self")
    person.is_active = active
    with transaction.atomic():
        person.save(update_fields=["is_active"])
        if not active:
            _end_sessions(person)
        _note(Event.DEACTIVATE, person, by=by, at=at, active=active)
    return person


def note_sign_in(
    *, person: Person, road: str, source: str = "", at: datetime | None = None
) -> None:
    """Record that a member of staff has signed in, by which `road`; forgets failures from there.

    The language of the page is from now on the language of their messages.
    """
    with transaction.atomic():
        here = SignInLock.hash_of_source(source)
        SignInLock.objects.filter(person=person, source_hash=here).delete()
        person.language = get_language() or ""
        person.save(update_fields=["language"])
        _note(Event.SIGN_IN, person, by=person, at=at, by_means_of=road)


def note_second_factor(
    *, person: Person, before: list[str], after: list[str], at: datetime | None = None
) -> None:
    """Record that a person's second factors changed from `before` to `after`."""
    with transaction.atomic():
        _note(Event.SECOND_FACTOR, person, by=person, at=at, before=before, after=after)


def note_password_change(*, person: Person, at: datetime | None = None) -> None:
    """Record that a person changed their own password."""
    with transaction.atomic():
        _note(Event.SET_PASSWORD, person, by=person, at=at)


def note_failure(*, username: str, source: str, at: datetime | None = None) -> SignInLock:
    """Count a failed sign-in; from the fifth on, the name is locked for that source.

    For a minute, then two, four … up to an hour; forgotten after an hour of quiet. Others sign in
    with that name as before. Names that are nobody's are counted alike, so that a lock tells
    nothing.
    """
    moment = at_or_now(at)
    with transaction.atomic():
        lock, _made = SignInLock.objects.select_for_update(of=("self",)).get_or_create(
            name_hash=SignInLock.hash_of(username),
            source_hash=SignInLock.hash_of_source(source),
            defaults={"failed_at": moment, "person": _someone(username)},
        )
        if moment - max(lock.failed_at, lock.locked_until or lock.failed_at) > QUIET:
            lock.failures, lock.locked_until = 0, None
        lock.failures, lock.failed_at = min(lock.failures + 1, MOST_COUNTED), moment
        locked = lock.locked_until is not None and lock.locked_until > moment
        if lock.failures >= MOST_FAILURES and not locked:
            grown = FIRST_LOCK * 2 ** (lock.failures - MOST_FAILURES)
            lock.locked_until = moment + min(grown, LONGEST_LOCK)
            _record_lock(lock, moment)
        lock.save()
    return lock


def _someone(username: str) -> Person | None:
    return Person.objects.filter(username=username.strip().lower()).first()


def _record_lock(lock: SignInLock, at: datetime) -> None:
    record(
        event=Event.LOCK_OUT,
        subject=lock.person.ref if lock.person else lock.name_hash[:16],
        content={"failures": lock.failures, "until": lock.locked_until},
        at=at,
    )


def unlock(*, lock: SignInLock, by: Person | None, at: datetime | None = None) -> None:
    """Let a locked name try again before its time."""
    rules.check(Verb.UNLOCK, by)
    if lock.person is not None:
        rules.check_over(Verb.UNLOCK, by, lock.person)
    if by is not None and lock.person_id == by.pk:
        raise Refused(_("不能给自己解锁。请另一位管理员来办。"), "self")
    subject = lock.person.ref if lock.person else lock.name_hash[:16]
    with transaction.atomic():
        lock.delete()
        record(event=Event.UNLOCK, subject=subject, content={}, by=by.ref if by else "", at=at)


def sign_out_all(
    *, person: Person, keep: str = "", by: Person | None, at: datetime | None = None
) -> int:
    """End a person's sessions, save the one with the key `keep`; how many there were."""
    if by is None or by.pk != person.pk:
        rules.check_over(Verb.SIGN_OUT_OTHERS, by, person)
    with transaction.atomic():
        ended = _end_sessions(person, keep)
        _note(Event.SIGN_OUT_ALL, person, by=by, at=at, ended=ended)
    return ended


def _end_sessions(person: Person, keep: str = "") -> int:
    others = list(UserSession.objects.filter(user=person).exclude(session_key=keep))
    for session in others:
        session.end()
    return len(others)


def reset_second_factor(*, person: Person, by: Person | None, at: datetime | None = None) -> Person:
    """Take a lost second factor away; the person sets up a new one at the next sign-in."""
    rules.check_over(Verb.RESET_SECOND_FACTOR, by, person)
    if by is not None and by.pk == person.pk:
        raise Refused(_("不能给自己重设。请另一位管理员来办。"), "self")
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        ended = _end_sessions(person)
        _note(Event.RESET_SECOND_FACTOR, person, by=by, at=at, ended=ended)
    return person


def _note(
    event: str, person: Person, *, by: Person | None, at: datetime | None, **content: object
) -> None:
    record(event=event, subject=person.ref, content=content, by=by.ref if by else "", at=at)
