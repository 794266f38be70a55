"""The code that lets a member of staff set up their first second factor.

A password alone must not do: whoever found or guessed it first would enrol a factor of their own.
The code goes by another road: the security administrator reads it out or hands it over, or for the
very first administrators `bin/sanan people factor-code` prints it.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sanan.kit import tokens
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import record
from sanan.people import rules
from sanan.people.enums import Event
from sanan.people.models import FactorCode, Person
from sanan.people.queries import has_second_factor
from sanan.people.rules import Verb

FIGURES = 10
LIVES = timedelta(days=3)
MOST_TRIES = 5


def give_factor_code(*, person: Person, by: Person | None, at: datetime | None = None) -> str:
    """A fresh code for this person, good for three days and once; older ones die."""
    rules.check_over(Verb.GIVE_FACTOR_CODE, by, person)
    if by is not None and by.pk == person.pk:
        raise Refused(_("不能给自己发。请另一位管理员来办。"), "self")
    if has_second_factor(person):
        raise Refused(_("这位已经有第二道验证。弄丢了要先重设。"), "has_factor")
    moment = at_or_now(at)
    code = f"{secrets.randbelow(10**FIGURES):0{FIGURES}d}"
    with transaction.atomic():
        FactorCode.objects.filter(person=person, used_at__isnull=True).delete()
        FactorCode.objects.create(
            person=person,
            code_hash=FactorCode.hash_of(person, code),
            made_at=moment,
            ends_at=moment + LIVES,
        )
        _note(Event.GIVE_FACTOR_CODE, person, by, moment)
    return code


def use_factor_code(*, person: Person, code: str, at: datetime | None = None) -> None:
    """Take the code that a person typed; raises `Invalid` for a wrong, old or used one."""
    moment = at_or_now(at)
    live = FactorCode.objects.filter(person=person, used_at__isnull=True, ends_at__gt=moment)
    # The try is counted before the code is looked at, so that guesses made at once all count.
    counted = live.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1)
    given = FactorCode.hash_of(person, tokens.tidy_query_code(code))
    with transaction.atomic():
        # One statement finds the code and spends it, so that it works once.
        if not counted or not live.filter(code_hash=given).update(used_at=moment):
            raise Invalid(
                _("这个码不对，或者已经过期。请找安全管理员重新要一个。"), "bad_code", field="code"
            )
        _note(Event.USE_FACTOR_CODE, person, person, moment)


def _note(event: str, person: Person, by: Person | None, at: datetime) -> None:
    record(event=event, subject=person.ref, content={}, by=by.ref if by else "", at=at)
