"""Telling subscribers by webhook: signed, in order for each thing, again until it arrives."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from sanan.api.subjects import told
from sanan.channels.sms.transport import NotSent
from sanan.channels.webhook import transport
from sanan.exchange.actions.taking import MOST_ATTEMPTS, backoff
from sanan.exchange.enums import SETTERS, State
from sanan.exchange.models import Delivery, Subscription, new_code
from sanan.kit import clock
from sanan.kit.errors import Forbidden
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.process.models import TimelineEntry


def deliveries(lines: Sequence[TimelineEntry], *, at: datetime) -> None:
    """One delivery of each line to each subscription that it concerns; again is once."""
    subscriptions = list(Subscription.objects.standing().select_related("place"))
    if not subscriptions or not lines:
        return
    subjects = defaultdict(set)
    for line in lines:
        subjects[line.kind].add(line.subject)
    known = {kind: told(kind, pks) for kind, pks in subjects.items()}
    drafts = [
        _draft(line, each, *known[line.kind][line.subject], at)
        for line in lines
        for each in subscriptions
        if line.subject in known[line.kind]
        and _concerns(each, line, *known[line.kind][line.subject])
    ]
    Delivery.objects.bulk_create(drafts, ignore_conflicts=True, batch_size=500)


def _concerns(each: Subscription, line: TimelineEntry, path: str, _said: Any) -> bool:
    return path.startswith(each.place.path) and line.kind in each.kinds and line.at >= each.made_at


def _draft(
    line: TimelineEntry, each: Subscription, _path: str, said: dict[str, Any], at: datetime
) -> Delivery:
    ref, event = new_code(), f"{line.kind}.{line.verb}"
    body = {"id": ref, "event": event, "at": line.at, line.kind: {**said, "state": line.state}}
    return Delivery(
        ref=ref,
        subscription=each,
        line=line.pk,
        subject=f"{line.kind}:{said['code']}",
        event=event,
        said=orjson.loads(orjson.dumps(body)),
        made_at=at,
        next_at=at,
    )


def deliver(*, at: datetime | None = None, most: int = 200) -> int:
    """Send what is due; how many arrived. Of one thing the next is sent when the last has arrived.

    An address that is silent is asked once in a round: what else is for it waits with that one, so
    that no subscriber holds up the others, nor what the clock calls after them.
    """
    moment, sent = clock.at_or_now(at), 0
    silent: set[int] = set()
    while most > 0:
        due = list(Delivery.objects.ready(moment).select_related("subscription")[:most])
        arrived = sum(_sent(each, moment, silent) for each in due)
        sent, most = sent + arrived, most - len(due)
        if not arrived:
            break
    return sent


def _sent(delivery: Delivery, moment: datetime, silent: set[int]) -> bool:
    if delivery.subscription_id in silent:
        return False
    try:
        transport.send(
            address=delivery.subscription.address,
            body=orjson.dumps(delivery.said),
            secret=delivery.subscription.secret,
            ref=delivery.ref,
            timestamp=str(int(moment.timestamp())),
        )
    except NotSent as no:
        _failed(delivery, no, moment)
        if no.code == transport.UNREACHABLE:
            silent.add(delivery.subscription_id)
        return False
    waiting = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING)
    return bool(waiting.update(state=State.DONE, settled_at=moment, why=""))


def _failed(delivery: Delivery, no: NotSent, moment: datetime) -> None:
    with transaction.atomic():
        fresh = Delivery.objects.select_for_update().get(pk=delivery.pk)
        fresh.attempts += 1
        fresh.next_at = moment + backoff(fresh.attempts)
        fresh.why = _("对方没有收下（%(code)s）。") % {"code": no.code}
        if not no.again or fresh.attempts >= MOST_ATTEMPTS:
            fresh.state = State.HELD
        fresh.save()
        if no.code == transport.UNREACHABLE:
            rest = Delivery.objects.filter(subscription=fresh.subscription, state=State.WAITING)
            rest.filter(next_at__lt=fresh.next_at).update(next_at=fresh.next_at)


def send_held(*, subscription: Subscription, by: Person, at: datetime | None = None) -> int:
    """Into the queue again what was given up; how many. Their order is kept."""
    if not people.holds(by, SETTERS, path=subscription.place.path):
        raise Forbidden(_("对外通知由当地的系统管理员来设置。"), "not_yours")
    held = subscription.deliveries.filter(state=State.HELD)
    return int(held.update(state=State.WAITING, attempts=0, next_at=clock.at_or_now(at), why=""))
