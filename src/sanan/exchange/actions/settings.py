"""What an administrator sets up: systems, what their words mean, who is told by webhook."""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.api.subjects import TOLD
from sanan.cases.enums import Nature, Urgency
from sanan.cases.models import Category
from sanan.channels.webhook import transport
from sanan.exchange import formats
from sanan.exchange.actions.answering import RESULTS
from sanan.exchange.actions.taking import take_waiting
from sanan.exchange.enums import SETTERS, Direction, Field, Format, Means, Road, Side, State
from sanan.exchange.models import Message, Subscription, System, Word
from sanan.kit import clock, vault, words
from sanan.kit.errors import Forbidden, Invalid
from sanan.ledger import actions as ledger
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place

SYSTEM, SYSTEM_END, WORD = "exchange.system", "exchange.system_end", "exchange.word"
SUBSCRIBE, UNSUBSCRIBE = "exchange.subscribe", "exchange.unsubscribe"
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,29}")
CHOICES: Mapping[Field, Sequence[str]] = {
    Field.STATE: Means.values,
    Field.NATURE: Nature.values,
    Field.URGENCY: Urgency.values,
}


def add_system(
    *,
    code: str,
    name: str,
    side: Side,
    place: Place,
    by: Person | None,
    road: Road = Road.FOLDER,
    format: Format = Format.JSON,  # noqa: A002 - the field's name
    address: str = "",
    fields: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> tuple[System, str]:
    """A system to exchange with, and its shared secret, shown this once.

    It begins with the usual words. Without a person by the operator of the installation.
    """
    _may(by, place)
    if not _CODE.fullmatch(code):
        raise Invalid(_("代号用小写字母、数字和横线，2 到 30 个字符。"), "code", field="code")
    secret, moment = secrets.token_urlsafe(32), clock.at_or_now(at)
    try:
        with transaction.atomic():
            system = System(
                code=code,
                side=Side(side),
                place=place,
                made_at=moment,
                secret_locked=vault.lock(secret),
            )
            _set(system, name=name, road=road, form=format, address=address, fields=fields or {})
            system.save(force_insert=True)
            Word.objects.bulk_create(
                Word(system=system, field=field, word=word, means=means)
                for field, usual in formats.USUAL.items()
                for word, means in usual.items()
            )
            content = {"side": system.side, "place": place.code, "road": system.road}
            _note(SYSTEM, code, content, by, moment)
    except IntegrityError as error:
        raise Invalid(_("这个代号已经有了，请换一个。"), "taken", field="code") from error
    return system, secret


def change_system(
    *,
    system: System,
    name: str,
    road: Road,
    format: Format,  # noqa: A002 - the field's name
    address: str,
    fields: Mapping[str, str],
    by: Person | None,
    at: datetime | None = None,
) -> System:
    """Its name, how results reach it, and where our fields lie in its messages."""
    _may(by, system.place)
    with transaction.atomic():
        _set(system, name=name, road=road, form=format, address=address, fields=fields)
        system.save()
        content = {"road": system.road, "fields": sorted(system.fields)}
        _note(SYSTEM, system.code, content, by, clock.at_or_now(at))
    return system


def end_system(*, system: System, by: Person | None, at: datetime | None = None) -> System:
    """Nothing more is taken from it or sent to it; what it said stays."""
    _may(by, system.place)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        if System.objects.filter(pk=system.pk, ended_at__isnull=True).update(ended_at=moment):
            _note(SYSTEM_END, system.code, {}, by, moment)
    system.refresh_from_db()
    return system


def say_word(
    *,
    system: System,
    field: Field,
    word: str,
    means: str,
    by: Person | None,
    at: datetime | None = None,
) -> int:
    """Say what a word means, and take what waited for it; how many letters that were."""
    _may(by, system.place)
    field, moment = Field(field), clock.at_or_now(at)
    word = words.one_line(word, "word", 60)
    means = _meaning(system, field, word, means)
    with transaction.atomic():
        made, _new = Word.objects.update_or_create(
            system=system, field=field, word=word, defaults={"means": means}
        )
        content = {"field": field.value, "word": made.word, "means": means}
        _note(WORD, system.code, content, by, moment)
        waiting = _release(system, field, word, means, moment)
    take_waiting(at=moment)
    return waiting


def drop_word(*, word: Word, by: Person | None, at: datetime | None = None) -> None:
    """It means nothing any more; what comes with it from now on waits for a person."""
    _may(by, word.system.place)
    with transaction.atomic():
        content = {"field": word.field, "word": word.word, "means": ""}
        _note(WORD, word.system.code, content, by, clock.at_or_now(at))
        word.delete()


def subscribe(
    *,
    name: str,
    place: Place,
    address: str,
    kinds: Sequence[str],
    by: Person | None,
    at: datetime | None = None,
) -> tuple[Subscription, str]:
    """Tell somebody from now on what happens at or under a place; and the secret, shown this once."""
    _may(by, place)
    transport.check(address)
    if not kinds or not set(kinds) <= TOLD:
        raise Invalid(_("请选要通知哪些事。"), "kinds", field="kinds")
    secret, moment = secrets.token_urlsafe(32), clock.at_or_now(at)
    with transaction.atomic():
        made = Subscription.objects.create(
            name=words.one_line(name, "name", 60),
            place=place,
            address=address,
            secret_locked=vault.lock(secret),
            kinds=sorted(set(kinds)),
            made_at=moment,
        )
        _note(SUBSCRIBE, made.code, {"place": place.code, "kinds": made.kinds}, by, moment)
    return made, secret


def end_subscription(
    *, subscription: Subscription, by: Person | None, at: datetime | None = None
) -> Subscription:
    """Tell them nothing more."""
    _may(by, subscription.place)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        standing = Subscription.objects.standing().filter(pk=subscription.pk)
        if standing.update(ended_at=moment):
            _note(UNSUBSCRIBE, subscription.code, {}, by, moment)
    subscription.refresh_from_db()
    return subscription


def _set(
    system: System, *, name: str, road: Road, form: Format, address: str, fields: Mapping[str, str]
) -> None:
    system.name = words.one_line(name, "name", 60)
    system.road, system.format, system.address = Road(road), Format(form), address.strip()
    if system.road == Road.PUSH:
        transport.check(system.address)
    unknown = sorted(set(fields) - set(formats.NAMES))
    if unknown:
        sentence = _("没有“%(field)s”这个字段。可用：%(all)s。")
        told = {"field": unknown[0][:30], "all": "、".join(formats.NAMES)}
        raise Invalid(sentence % told, "unknown_field", field="fields")
    system.fields = {name: str(path).strip()[:120] for name, path in fields.items() if path}


def _meaning(system: System, field: Field, word: str, means: str) -> str:
    """What a word may mean. Raises `Invalid` for what does not exist."""
    means = words.one_line(means, "means", 60)
    under = Place.objects.all().within(system.place)
    known = (
        means in CHOICES[field]
        if field in CHOICES
        else Category.objects.filter(code=means).exists()
        if field == Field.CATEGORY
        else under.filter(code=means).exists()
        if field == Field.PLACE
        else word in RESULTS
    )
    if not known:
        raise Invalid(
            _("没有“%(means)s”，请从列表里选。") % {"means": means}, "no_meaning", field="means"
        )
    return means


def _release(system: System, field: Field, word: str, means: str, moment: datetime) -> int:
    held = Message.objects.filter(
        system=system, state=State.HELD, unknown_field=field, unknown_word=word
    )
    clear = {"why": "", "why_code": "", "unknown_field": "", "unknown_word": ""}
    for each in held.filter(direction=Direction.OUT):
        each.said_locked = Message.locked({**each.said, "state": means})
        each.save(update_fields=["said_locked"])
    return held.update(state=State.WAITING, attempts=0, next_at=moment, **clear)


def _may(by: Person | None, place: Place) -> None:
    """Only who sets things up there; the operator of the installation is nobody and may."""
    if by is not None and not people.holds(by, SETTERS, path=place.path):
        raise Forbidden(_("外部系统由当地的系统管理员来设置。"), "not_yours")


def _note(
    event: str, subject: str, content: Mapping[str, object], by: Person | None, at: datetime
) -> None:
    ledger.record(event=event, subject=subject, content=content, by=by.ref if by else "", at=at)
