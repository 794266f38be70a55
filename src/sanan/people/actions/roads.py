"""What a reader chooses: by which roads to be told, in which order, when not."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.channels import roads as outside
from sanan.channels.email.smtp import Smtp
from sanan.channels.push.sending import Subscription
from sanan.channels.sms.transport import NotSent
from sanan.kit import tokens, vault
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.actions import record
from sanan.people.actions.limits import spend_attempt
from sanan.people.enums import Channel, Event
from sanan.people.models import Identity, Person, ReadingChoice, Road, new_ref
from sanan.people.models.roads import RoadQuerySet

CHOSEN = "reader"
"""What `Road.ended_for` says where the reader ended it."""
MOST_BROWSERS = 5
SALT = "sanan.mailbox"
DAY = 24 * 60 * 60
HOURS = 24


def choose_roads(
    *,
    person: Person,
    order: Sequence[str],
    quiet_from: int,
    quiet_until: int,
    at: datetime | None = None,
) -> ReadingChoice:
    """Keep the order of the roads and the quiet hours, as whole hours of the county's time.

    SMS is the last road where it is not named. Raises `Invalid` for what is no road or no hour, and
    for a road to which there is no address yet.
    """
    moment = at_or_now(at)
    named = [_channel(name) for name in dict.fromkeys(order)]
    if not all(0 <= hour < HOURS for hour in (quiet_from, quiet_until)):
        raise Invalid(_("请选 0 点到 23 点之间的整点。"), "hours", field="quiet_from")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        for channel in named:
            _has_address(person, channel, moment)
        choice, _made = ReadingChoice.objects.update_or_create(
            person=person,
            defaults={
                "order": " ".join(named),
                "quiet_from": quiet_from,
                "quiet_until": quiet_until,
                "changed_at": moment,
            },
        )
        content = {"order": list(named), "quiet": [quiet_from, quiet_until]}
        _note(Event.CHOOSE_ROADS, person, person, moment, **content)
    return choice


def add_mailbox(*, person: Person, address: str, at: datetime | None = None) -> Road:
    """Send a link to a mailbox; it counts once the link was opened there (`confirm_mailbox`).

    Raises `Invalid`, `TooMany`, and `Refused` where the mail was not taken; then nothing is kept.
    """
    moment, given = at_or_now(at), address.strip()[:254]
    _check_there(Channel.EMAIL)
    try:
        validate_email(given)
    except ValidationError:
        wrong = _("请填一个邮箱地址，比如 name@example.com。")
        raise Invalid(wrong, "bad_mail", field="mail") from None
    spend_attempt(purpose="mail-add", source=person.ref, burst=5, per_minute=5 / 1440, at=moment)
    spend_attempt(purpose="mail-box", source=_box(given), burst=3, per_minute=3 / 1440, at=moment)
    if _mine(person, Channel.EMAIL).live().filter(address_hash=_hash(given)).exists():
        raise Invalid(_("这个邮箱已经确认过了。"), "known", field="mail")
    ref = new_ref()
    link = f"{settings.SITE_URL}{reverse('people:mailbox', args=[signing.dumps(ref, salt=SALT)])}"
    text = _(
        "请打开这个网址，确认用这个邮箱收通知（一天内有效）：\n%(link)s\n不是您填的，不用理会。"
    )
    try:
        Smtp.from_settings().send(given, _("三安：确认邮箱"), text % {"link": link})
    except NotSent as failed:
        raise Refused(_why_no_mail(failed), "mail_failed", field="mail") from failed
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        for old in _mine(person, Channel.EMAIL).filter(confirmed_at=None):
            end_road(road=old, why=CHOSEN, by=person, at=moment)
        return _add(person, Channel.EMAIL, given, moment, ref=ref)


def mailbox_of(token: str) -> Road | None:
    """The mailbox that a link confirms; None for a link that is wrong or old."""
    try:
        ref = signing.loads(token, salt=SALT, max_age=DAY)
    except signing.BadSignature:
        return None
    return Road.objects.filter(ref=ref, ended_at__isnull=True).select_related("person").first()


def confirm_mailbox(*, road: Road, at: datetime | None = None) -> Road:
    """Count a mailbox whose owner has opened the link; e-mail is chosen from then on."""
    moment = at_or_now(at)
    with transaction.atomic():
        waiting = Road.objects.filter(pk=road.pk, confirmed_at=None, ended_at=None)
        others = _mine(road.person, Channel.EMAIL).exclude(pk=road.pk)
        if waiting.update(confirmed_at=moment):
            for old in others:
                end_road(road=old, why=CHOSEN, by=road.person, at=moment)
            _note(Event.ADD_ROAD, road.person, road.person, moment, road=road.channel)
            _choose_too(road.person, Channel.EMAIL, moment)
    road.refresh_from_db()
    return road


def add_browser(*, person: Person, subscription: str, at: datetime | None = None) -> Road:
    """Take the subscription of a browser that agreed; push is chosen from then on.

    Raises `Invalid` for what is no subscription of a push service that we know. The oldest of more
    than five browsers ends.
    """
    moment = at_or_now(at)
    _check_there(Channel.PUSH)
    try:
        Subscription.read(subscription[:4000])
    except ValueError:
        sentence = _("这个浏览器的通知服务我们用不了。请换一个浏览器，或者换一种通知。")
        raise Invalid(sentence, "no_push", field="subscription") from None
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        known = _mine(person, Channel.PUSH).filter(address_hash=_hash(subscription)).first()
        if known is not None:
            return known
        for old in _mine(person, Channel.PUSH).order_by("-added_at", "-pk")[MOST_BROWSERS - 1 :]:
            end_road(road=old, why=CHOSEN, by=person, at=moment)
        road = _add(person, Channel.PUSH, subscription, moment, confirmed_at=moment)
        _note(Event.ADD_ROAD, person, person, moment, road=road.channel)
        _choose_too(person, Channel.PUSH, moment)
    return road


def end_road(*, road: Road, why: str, by: Person | None, at: datetime | None = None) -> Road:
    """Send nothing there any more: by the reader's word, or by the provider's, which `why` says."""
    moment = at_or_now(at)
    if by is not None and by.pk != road.person_id:
        raise Forbidden(_("只能停自己的。"), "not_yours")
    with transaction.atomic():
        live = Road.objects.filter(pk=road.pk, ended_at__isnull=True)
        if live.update(ended_at=moment, ended_for=why[:60] or CHOSEN):
            _note(Event.END_ROAD, road.person, by, moment, road=road.channel, why=why)
    road.refresh_from_db()
    return road


def _channel(name: str) -> Channel:
    if name != Channel.SMS and name not in outside.configured():
        raise Invalid(_("没有这种通知。请在列出来的里选。"), "no_road", field="order")
    return Channel(name)


def _check_there(channel: Channel) -> None:
    if channel not in outside.configured():
        raise Invalid(_("没有这种通知。请在列出来的里选。"), "no_road")


def _has_address(person: Person, channel: Channel, at: datetime) -> None:
    """That there is somewhere to send; WeChat's is the account that was tied for signing in."""
    if (
        channel == Channel.SMS
        or Road.objects.live().filter(person=person, channel=channel).exists()
    ):
        return
    tied = Identity.objects.live().filter(person=person, provider=channel).first()
    if tied is None:
        raise Invalid(_("请先加好地址，再选这种通知。"), "no_address", field=str(channel))
    _add(person, channel, vault.unlock(tied.subject_locked), at, confirmed_at=at)
    _note(Event.ADD_ROAD, person, person, at, road=channel)


def _choose_too(person: Person, channel: Channel, at: datetime) -> None:
    """Put a road that was just added first, where the reader has not placed it yet."""
    choice = ReadingChoice.objects.filter(person=person).first()
    if choice is None:
        ReadingChoice.objects.create(person=person, order=channel, changed_at=at)
    elif channel not in choice.channels():
        choice.order = " ".join([channel, *choice.channels()])
        choice.changed_at = at
        choice.save(update_fields=["order", "changed_at"])


def _mine(person: Person, channel: Channel) -> RoadQuerySet:
    return Road.objects.filter(person=person, channel=channel, ended_at__isnull=True)


def _add(
    person: Person,
    channel: Channel,
    address: str,
    at: datetime,
    *,
    confirmed_at: datetime | None = None,
    ref: str = "",
) -> Road:
    return Road.objects.create(
        ref=ref or new_ref(),
        person=person,
        channel=channel,
        address_hash=_hash(address),
        address_locked=vault.lock(address),
        added_at=at,
        confirmed_at=confirmed_at,
    )


def _box(address: str) -> str:
    """The mailbox that an address fills: large letters and what stands behind a + lead to the same."""
    name, _at, host = address.casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def _hash(address: str) -> str:
    return tokens.keyed_hash("road", address)


def _why_no_mail(failed: NotSent) -> str:
    if failed.gone:
        return _("没有这个邮箱，邮件退回来了。请再看一遍地址。")
    return _("邮件没有发出去。请过一会儿再试。")


def _note(event: str, person: Person, by: Person | None, at: datetime, **content: object) -> None:
    told = {name: str(v) if isinstance(v, Channel) else v for name, v in content.items()}
    record(event=event, subject=person.ref, content=told, by=by.ref if by else "", at=at)
