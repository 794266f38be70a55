"""By which road a notice goes: the reader's own order, the next where one fails, SMS in the end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from sanan.channels import roads as outside
from sanan.channels.email.smtp import Smtp
from sanan.channels.push.sending import Sender, Subscription
from sanan.channels.sms.transport import NotSent, Sms, transport
from sanan.channels.wechat.message import Templates
from sanan.kit import phones, vault
from sanan.kit.errors import TooMany
from sanan.people.actions.limits import spend_attempt
from sanan.people.actions.notices import ORIGINAL
from sanan.people.actions.roads import end_road
from sanan.people.enums import Channel
from sanan.people.models import Notice, Person, ReadingChoice, Road

# So many messages at once, and so many a minute after that: to a number whose owner has confirmed it,
# to any other. Nobody is flooded.
A_NUMBER = (10, 2 / 60)
A_STRANGER = (3, 1 / 240)
# To one reader, by all other roads together: twenty at once, and twenty a day.
A_READER = (20, 20 / (24 * 60))
# Of visitors without an account, from one address. Behind a phone company's address stand a thousand
# people, so what is over it is not dropped but waits, longer each time; who sends them by the thousand
# gets a hundred away and the rest held.
A_SOURCE = (60, 1.0)
TENTH = 10


class Crowd(TooMany):
    """Many messages from one source: perhaps a whole village behind one address."""


@dataclass(frozen=True, slots=True)
class Said:
    """What goes out: the sentence in the reader's language, and the page behind it, whole."""

    text: str
    link: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One road to one address of a reader."""

    channel: Channel
    road: Road
    send: Callable[[str, Said], str]


def carry(notice: Notice, *, at: datetime) -> None:
    """Hand a notice over by the first road that takes it, and note on it which ones did not.

    Raises `TooMany` where its reader had enough (then it is held), `Crowd` where its source did (then
    it waits), `NotSent` where no road took it; `again` then says whether one of them may yet.
    """
    number = vault.unlock(notice.address_locked)
    if not number:
        raise NotSent("no_number", again=False)
    reader = reader_of(notice, number)
    said = _said(notice, reader)
    before, after = _ways(reader)
    if (before or after) and reader is not None and notice.tries == 1:
        burst, rate = A_READER
        spend_attempt(purpose="road-reader", source=reader.ref, burst=burst, per_minute=rate, at=at)
    steps: list[tuple[Channel, Callable[[], str]]] = [
        *((way.channel, _step(way, said, at)) for way in before),
        (Channel.SMS, lambda: _sms(notice, number, reader, at)),
        *((way.channel, _step(way, said, at)) for way in after),
    ]
    _first_that_takes(notice, steps)


def reader_of(notice: Notice, number: str) -> Person | None:
    """Whose notice it is: the person it was written to, or whoever confirmed its number."""
    if notice.to is not None:
        return notice.to
    return Person.objects.filter(phone_hash=phones.hashed(number), is_active=True).first()


def end_roads_of(notice: Notice, channel: Channel, *, why: str, at: datetime) -> None:
    """End the addresses of this kind that the reader of a notice has: the provider said so."""
    reader = reader_of(notice, vault.unlock(notice.address_locked))
    for road in Road.objects.live().filter(person=reader, channel=channel):
        end_road(road=road, why=why, by=None, at=at)


def quiet_until(notice: Notice, *, at: datetime) -> datetime | None:
    """Until when a reader who has chosen wants no sound; None where it may go now."""
    if notice.urgent or notice.channel != Channel.SMS:
        return None
    reader = reader_of(notice, vault.unlock(notice.address_locked))
    choice = ReadingChoice.objects.filter(person=reader).first() if reader else None
    if choice is None or choice.quiet_from == choice.quiet_until:
        return None
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    length = (choice.quiet_until - choice.quiet_from) % 24
    if (local.hour - choice.quiet_from) % 24 >= length:
        return None
    ends = local.replace(hour=choice.quiet_until, minute=0, second=0, microsecond=0)
    return ends if ends > local else ends + timedelta(days=1)


def _first_that_takes(notice: Notice, steps: list[tuple[Channel, Callable[[], str]]]) -> None:
    refusals = []
    for channel, send in steps:
        code, again = notice.failed_roads.get(channel, ("", True))
        if not again:
            refusals.append(NotSent(code, again=False))
            continue
        try:
            receipt = send()
        except NotSent as failed:
            notice.failed_roads[channel] = [failed.code[:60], failed.again]
            refusals.append(failed)
        else:
            notice.road, notice.receipt = channel, receipt[:80]
            return
    last = refusals[-1]
    raise NotSent(
        last.code, again=any(r.again for r in refusals), after=max(r.after for r in refusals)
    )


def _said(notice: Notice, reader: Person | None) -> Said:
    """In the language of its reader; without a page of its own it leads to their matters."""
    link = notice.link or "/me/"
    whole = f"{settings.SITE_URL}{link}" if link.startswith("/") else link
    with override((reader.language if reader else "") or ORIGINAL):
        return Said(notice.text, whole, notice.urgent)


def _ways(reader: Person | None) -> tuple[list[Way], list[Way]]:
    """The reader's roads before SMS and after it; none for who never chose."""
    choice = ReadingChoice.objects.filter(person=reader).first() if reader else None
    if choice is None:
        return [], []
    have, there = list(Road.objects.live().filter(person=reader)), outside.configured()
    sides: tuple[list[Way], list[Way]] = ([], [])
    past_sms = False
    for channel in choice.channels():
        past_sms = past_sms or channel == Channel.SMS
        if channel in there and channel in SENDERS:
            mine = [road for road in have if road.channel == channel]
            sides[past_sms].extend(Way(channel, road, SENDERS[channel]) for road in mine)
    return sides


def _step(way: Way, said: Said, at: datetime) -> Callable[[], str]:
    def step() -> str:
        _an_hour(way.channel, at)
        try:
            return way.send(vault.unlock(way.road.address_locked), said)
        except NotSent as failed:
            if failed.gone:
                end_road(road=way.road, why=failed.code, by=None, at=at)
            raise

    return step


def _an_hour(channel: Channel, at: datetime) -> None:
    """So many an hour by this road; what is over it takes the next one. Raises `NotSent`."""
    most: int = settings.NOTICES_AN_HOUR
    try:
        spend_attempt(
            purpose=f"road-{channel}",
            source="installation",
            burst=max(1, most // TENTH),
            per_minute=most / 60,
            at=at,
        )
    except TooMany as many:
        raise NotSent("too_many", again=True, after=many.retry_after) from None


def _sms(notice: Notice, number: str, reader: Person | None, at: datetime) -> str:
    """As it always went: whole to a number that was confirmed, without anybody's words to another."""
    confirmed = reader is not None or _confirmed(number)
    _brake(notice, number, at, confirmed=confirmed)
    with override((reader.language if notice.to and reader else "") or ORIGINAL):
        text = notice.text if confirmed else notice.plain_text
    link = f"{settings.SITE_URL}{notice.link}" if notice.link.startswith("/") else notice.link
    return transport().send(Sms(number, f"{text} {link}".strip()))


def _confirmed(number: str) -> bool:
    """Whether someone with this number has signed in by it, or was set up with it by the county."""
    return Person.objects.filter(phone_hash=phones.hashed(number)).exists()


def _brake(notice: Notice, number: str, at: datetime, *, confirmed: bool) -> None:
    """Let nobody be flooded, whoever asks for it.

    Raises `TooMany` where the number had enough: then it is not sent; `Crowd` where the source did:
    then it is sent later.
    """
    if notice.tries == 1:
        burst, rate = A_NUMBER if confirmed else A_STRANGER
        spend_attempt(purpose="sms-number", source=number, burst=burst, per_minute=rate, at=at)
    if not notice.source:
        return
    burst, rate = A_SOURCE
    try:
        spend_attempt(
            purpose="sms-source", source=notice.source, burst=burst, per_minute=rate, at=at
        )
    except TooMany as many:
        raise Crowd(many.sentence, retry_after=many.retry_after) from many


def _by_wechat(address: str, said: Said) -> str:
    return Templates.from_settings().send(address, said.text, said.link)


def _by_mail(address: str, said: Said) -> str:
    settings_page = f"{settings.SITE_URL}/me/settings/"
    text = _("%(text)s\n\n%(link)s\n\n不想再收邮件，或者换一种通知：%(settings)s") % {
        "text": said.text,
        "link": said.link,
        "settings": settings_page,
    }
    return Smtp.from_settings().send(address, _("三安：您的事有新进展"), text)


def _by_push(address: str, said: Said) -> str:
    shown = {"title": _("三安"), "body": said.text, "url": said.link}
    return Sender.from_settings().send(Subscription.read(address), shown, urgent=said.urgent)


SENDERS: dict[str, Callable[[str, Said], str]] = {
    Channel.WECHAT: _by_wechat,
    Channel.EMAIL: _by_mail,
    Channel.PUSH: _by_push,
}
