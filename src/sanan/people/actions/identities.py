"""Signing in from outside: an account elsewhere is somebody here only by a telephone number.

The number must be one that the provider has confirmed, or one that we confirmed by our own code. Any
doubt about it is a refusal that says what to do, in the record, and no account.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.channels.identity.provider import TELLS_NO_PHONE, Claim, label
from sanan.kit import phones, vault
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Forbidden, Refused
from sanan.ledger.actions import record
from sanan.people.actions.phones import begin_resident
from sanan.people.actions.roads import CHOSEN, end_road
from sanan.people.enums import Event
from sanan.people.models import Identity, Person, Road


class NumberWanted(Refused):
    """The provider tells no number and the account is new here: the visitor confirms theirs first."""


def enter_resident(*, provider: str, claim: Claim, at: datetime | None = None) -> Person:
    """The resident whom a provider vouches for, made on first success.

    Raises `Refused`, and `NumberWanted` where our own code must confirm a number first. The caller
    begins a resident's session for whoever is returned, never one of staff.
    """
    moment, linked = at_or_now(at), _linked(provider, claim)
    if provider in TELLS_NO_PHONE:
        if linked is None:
            raise NumberWanted(_("请先用短信验证码确认您的手机号。"), "number_wanted")
        number = vault.unlock(linked.person.phone_locked)
    else:
        number = _confirmed(provider, claim, linked, moment)
    with _refusals(provider, linked, moment), transaction.atomic():
        person = begin_resident(number=number, road=provider, at=moment)
        _keep(provider, claim, linked, person, moment)
    return person


def enter_staff(*, provider: str, claim: Claim, at: datetime | None = None) -> Person:
    """The member of staff whom a provider vouches for; it stands for their password, for no factor.

    Raises `Refused` where the number is no active account's. No account of staff is ever made here.
    """
    moment, linked = at_or_now(at), _linked(provider, claim)
    number = _confirmed(provider, claim, linked, moment)
    staff = Person.objects.filter(
        phone_hash=phones.hashed(number), username__isnull=False, is_active=True
    )
    person = staff.first()
    if person is None:
        sentence = _(
            "这个手机号没有对应的工作人员账号。请用用户名登录，或者请系统管理员登记您的手机号。"
        )
        _refuse(provider, linked, "no_staff", sentence, moment)
    with _refusals(provider, linked, moment), transaction.atomic():
        _keep(provider, claim, linked, person, moment)
    return person


def link_identity(
    *, person: Person, provider: str, claim: Claim, at: datetime | None = None
) -> Identity:
    """Tie an account elsewhere to a person who has signed in here by their own number.

    Where the provider tells a number, it must be confirmed there and be this person's.
    """
    moment, linked = at_or_now(at), _linked(provider, claim)
    if provider not in TELLS_NO_PHONE:
        number = _confirmed(provider, claim, linked, moment)
        if phones.hashed(number) != person.phone_hash:
            _refuse(provider, linked, "other_number", _other_number(provider), moment)
    with _refusals(provider, linked, moment), transaction.atomic():
        return _keep(provider, claim, linked, person, moment)


def unlink_identity(*, identity: Identity, by: Person, at: datetime | None = None) -> Identity:
    """Let an account elsewhere open nothing here any more; notices by it end, too."""
    moment = at_or_now(at)
    if identity.person_id != by.pk:
        raise Forbidden(_("只能解除自己的绑定。"), "not_yours")
    with transaction.atomic():
        live = Identity.objects.select_for_update().live().filter(pk=identity.pk)
        if live.update(ended_at=moment):
            _note(Event.UNLINK_IDENTITY, by, identity.provider, moment)
            for road in Road.objects.live().filter(person=by, channel=identity.provider):
                end_road(road=road, why=CHOSEN, by=by, at=moment)
    identity.refresh_from_db()
    return identity


def _linked(provider: str, claim: Claim) -> Identity | None:
    known = Identity.hash_of(provider, claim.subject)
    live = Identity.objects.live().select_related("person")
    return live.filter(provider=provider, subject_hash=known).first()


def _confirmed(provider: str, claim: Claim, linked: Identity | None, at: datetime) -> str:
    """The number of a claim, if nothing is wrong about it."""
    name = {"name": label(provider)}
    if not claim.confirmed or not claim.phone:
        sentence = _("%(name)s没有告诉我们您确认过的手机号，不能用它登录。请用短信验证码登录。")
        _refuse(provider, linked, "unconfirmed", sentence % name, at)
    number = phones.tidy(claim.phone)
    if not phones.is_mobile(number):
        sentence = _("%(name)s给的不是 11 位手机号码，不能用它登录。请用短信验证码登录。")
        _refuse(provider, linked, "malformed", sentence % name, at)
    if linked is not None and linked.person.phone_hash != phones.hashed(number):
        _refuse(provider, linked, "changed", _other_number(provider), at)
    return number


def _other_number(provider: str) -> str:
    return _(
        "您在%(name)s的手机号和这里的不一样，不能用它登录。请用短信验证码登录，在“设置”里解除绑定，再重新"
        "绑定。"
    ) % {"name": label(provider)}


def _keep(
    provider: str, claim: Claim, linked: Identity | None, person: Person, at: datetime
) -> Identity:
    """The tie between the account and the person: the one there is, or a new one."""
    if linked is not None:
        if linked.person_id != person.pk:
            raise _Taken
        Identity.objects.filter(pk=linked.pk).update(used_at=at)
        return linked
    try:
        with transaction.atomic():
            made = Identity.objects.create(
                person=person,
                provider=provider,
                subject_hash=Identity.hash_of(provider, claim.subject),
                subject_locked=vault.lock(claim.subject),
                linked_at=at,
                used_at=at,
            )
    except IntegrityError as twice:
        raise _Taken from twice
    _note(Event.LINK_IDENTITY, person, provider, at)
    return made


class _Taken(Exception):
    """The account is somebody else's, or the person has another account of this provider."""


@contextmanager
def _refusals(provider: str, linked: Identity | None, at: datetime) -> Iterator[None]:
    """Turn `_Taken`, and an account that was stopped, into a refusal that stands in the record.

    Around the transaction, which the refusal undoes.
    """
    try:
        yield
    except _Taken:
        sentence = _(
            "这个手机号已经绑定了另一个%(name)s账号。请用短信验证码登录，在“设置”里先解除原来的绑定。"
        ) % {"name": label(provider)}
        _refuse(provider, linked, "taken", sentence, at)
    except Refused as refused:
        _refuse(provider, linked, refused.code, str(refused.sentence), at)


def _refuse(
    provider: str, linked: Identity | None, why: str, sentence: str, at: datetime
) -> NoReturn:
    subject = linked.person.ref if linked else provider
    with transaction.atomic():
        record(
            event=Event.REFUSE_IDENTITY,
            subject=subject,
            content={"provider": provider, "why": why},
            at=at,
        )
    raise Refused(sentence, why)


def _note(event: str, person: Person, provider: str, at: datetime) -> None:
    record(event=event, subject=person.ref, content={"provider": provider}, by=person.ref, at=at)
