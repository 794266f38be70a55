"""One step of one record of service: rule, lock, change, ledger entry, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit import clock, words
from sanan.kit.errors import Refused
from sanan.ledger import actions as ledger
from sanan.people.models import Person
from sanan.volunteers import rules
from sanan.volunteers.enums import State
from sanan.volunteers.models import Service
from sanan.volunteers.rules import Verb

written = ledger.written


@dataclass
class Move:
    """What an action fills in."""

    service: Service
    verb: Verb
    by: Person
    at: datetime
    target: State
    said: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@contextmanager
def moving(service: Service, verb: Verb, by: Person, at: datetime | None = None) -> Iterator[Move]:
    """Lock the person's records, check the rule, let the caller change, then write everything."""
    rules.check(verb, service, by)
    with transaction.atomic():
        hold(service.person)
        fresh = Service.objects.select_related("place", "activity", "person").get(pk=service.pk)
        rules.check(verb, fresh, by)
        move = Move(fresh, verb, by, clock.at_or_now(at), State(fresh.state))
        move.target = rules.RULES[verb].target or move.target
        yield move
        fresh.state = move.target
        fresh.save()
        written(
            f"service.{verb}",
            fresh.ref,
            {"service": told(fresh), "data": move.data},
            by=by,
            at=move.at,
            said=move.said,
        )
    for name in (f.attname for f in Service._meta.concrete_fields):
        setattr(service, name, getattr(fresh, name))


def told(service: Service) -> dict[str, Any]:
    """A record as the ledger keeps it."""
    return {
        "ref": service.ref,
        "person": service.person.ref,
        "org": service.org_id,
        "place": service.place_id,
        "activity": service.activity.code if service.activity else "",
        "title": service.title,
        "content": service.content,
        "began_at": service.began_at,
        "ended_at": service.ended_at,
        "breaks": service.breaks,
        "travel": service.travel,
        "minutes": service.minutes,
        "state": str(service.state),
        "source": service.source or "",
    }


def hold(person: Person) -> None:
    """Nobody else changes this person's hours until the transaction ends."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)


def check_free(person: Person, began_at: datetime, ended_at: datetime, but: int = 0) -> None:
    """Raise `Refused` where the person served elsewhere in that time. Called after `hold`."""
    found = Service.objects.standing().across(began_at, ended_at).filter(person=person)
    other = found.exclude(pk=but).order_by("began_at").first()
    if other is not None:
        raise Refused(
            _(
                "%(name)s 在这段时间里已经记了“%(title)s”(%(from)s 到 %(to)s)。一个人同一时间只能算一次,请核对时间。"
            )
            % {
                "name": person,
                "title": other.title,
                "from": f"{timezone.localtime(other.began_at):%Y-%m-%d %H:%M}",
                "to": f"{timezone.localtime(other.ended_at):%H:%M}",
            },
            "overlap",
            field="began_at",
        )


def needed(text: str, name: str, most: int) -> str:
    """`text` on one line and cleaned; raises `Invalid` where nothing was said."""
    return words.needed(words.clean_line(text, most=most, field=name), name, most)
