"""By which roads a reader may be told, and which of them ended."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sanan.channels import roads as outside
from sanan.channels.push.sending import Sender
from sanan.people.enums import Channel
from sanan.people.models import Identity, Person, ReadingChoice, Road
from sanan.people.models.roads import RoadQuerySet

USUAL = (Channel.WECHAT, Channel.PUSH, Channel.EMAIL, Channel.SMS)
"""The order in which roads are offered: what costs nothing first."""
BY_READER = "reader"


def ready(person: Person) -> list[Channel]:
    """The roads that a reader can choose: set up here, and with an address of theirs."""
    have = set(my_roads(person).live().values_list("channel", flat=True))
    have |= set(Identity.objects.live().filter(person=person).values_list("provider", flat=True))
    there = set(outside.configured())
    return [c for c in USUAL if c == Channel.SMS or (c in have and c in there)]


def chosen(person: Person) -> dict[str, Any]:
    """What a reader chose before, as the form takes it; nothing for who never did."""
    choice = ReadingChoice.objects.filter(person=person).first()
    if choice is None:
        return {}
    return {
        "order": [str(channel) for channel in choice.channels()],
        "quiet_from": choice.quiet_from,
        "quiet_until": choice.quiet_until,
    }


def my_roads(person: Person) -> RoadQuerySet:
    """The addresses of a reader that are not over, also those that wait for their link."""
    return Road.objects.filter(person=person, ended_at__isnull=True).order_by("channel", "added_at")


def ended_roads(person: Person) -> list[tuple[str, str]]:
    """Roads that a provider ended, where the reader has no other of that kind: its name, and why."""
    live = my_roads(person).values("channel")
    gone: QuerySet[Road] = Road.objects.filter(person=person, ended_at__isnull=False)
    gone = gone.exclude(ended_for=BY_READER).exclude(channel__in=live).order_by("-ended_at")
    last = {road.channel: road for road in reversed(gone[:20])}
    return [(road.get_channel_display(), why_ended(road.ended_for)) for road in last.values()]


def why_ended(code: str) -> str:
    """The word of a provider for who reads it, and what to do."""
    if code.startswith("wechat."):
        return _("公众号说您没有关注它，或者不收它的消息。请在微信里关注、打开接收，再选一次微信。")
    if code.startswith("push."):
        return _("浏览器收回了许可。要再用，请再点一次“在这个浏览器上提醒我”。")
    return _("邮件退回来了，没有这个邮箱。请再填一次。")


def push_key() -> str:
    """The key that a browser is given when it subscribes."""
    return Sender.from_settings().public
