"""How a resident signs in: a code to their phone."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sanan.channels.sms.transport import NotSent, Sms, transport
from sanan.kit import phones, tokens, vault
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import record
from sanan.people.actions.limits import spend_attempt
from sanan.people.enums import Event
from sanan.people.models import Person, PhoneCode, new_ref

CODE_FIGURES = 6
LIVES = timedelta(minutes=10)
MOST_TRIES = 5


def send_phone_code(*, phone: str, source: str, at: datetime | None = None) -> None:
    """Send a fresh code to `phone`; older codes to it die.

    `source` is where the wish came from (the visitor's address). Answers alike whether the number
    is known or not. Raises `Invalid` for a wrong number, `TooMany`, and `Refused` (503 in words)
    where the message could not be handed over.
    """
    number, moment = phones.mobile(phone), at_or_now(at)
    # A village meeting comes in together, from one hall or one carrier's address.
    spend_attempt(purpose="code-source", source=source, burst=60, per_minute=6, at=moment)
    spend_attempt(purpose="code-gap", source=number, burst=1, per_minute=1, at=moment)
    spend_attempt(purpose="code-phone", source=number, burst=6, per_minute=0.1, at=moment)
    code = f"{secrets.randbelow(10**CODE_FIGURES):0{CODE_FIGURES}d}"
    _keep(number, code, moment)
    text = _("您的验证码是 %(code)s,10 分钟内有效。不要告诉别人，工作人员也不会向您要。")
    try:
        transport().send(Sms(number, text % {"code": code}, code=code))
    except NotSent as failed:
        raise Refused(_("短信没有发出去。请过一会儿再试。"), "sms_failed") from failed


def _keep(number: str, code: str, at: datetime) -> None:
    hashed = phones.hashed(number)
    with transaction.atomic():
        PhoneCode.objects.filter(phone_hash=hashed, used_at__isnull=True).delete()
        kept = PhoneCode.objects.create(
            phone_hash=hashed, code_hash=_code_hash(hashed, code), made_at=at, ends_at=at + LIVES
        )
        record(event=Event.SEND_CODE, subject=kept.ref, content={"phone_hash": hashed}, at=at)


def verify_phone_code(
    *, phone: str, code: str, source: str = "", at: datetime | None = None
) -> Person:
    """The person with this phone, made on first success; raises `Invalid` for any wrong pair.

    A code works once, for ten minutes, and dies after five wrong tries. The caller must begin a
    fresh session for the person returned (session fixation), and that session must never be a
    staff session: a phone code is no second factor.
    """
    number, moment = phones.mobile(phone), at_or_now(at)
    spend_attempt(purpose="code-guess", source=number, burst=10, per_minute=0.5, at=moment)
    if source:
        spend_attempt(purpose="code-guess-from", source=source, burst=30, per_minute=5, at=moment)
    hashed = phones.hashed(number)
    kept = _right(hashed, tokens.tidy_query_code(code), moment)
    if kept is None:
        raise Invalid(
            _("验证码不对，或者已经过期。请再看一遍短信，或重新获取。"), "bad_code", field="code"
        )
    with transaction.atomic():
        unused = PhoneCode.objects.filter(pk=kept.pk, used_at__isnull=True)
        if unused.update(used_at=moment) != 1:
            raise Invalid(_("这个验证码已经用过了。请重新获取。"), "used_code", field="code")
        return begin_resident(number=number, road="phone", at=moment)


def _right(hashed: str, code: str, at: datetime) -> PhoneCode | None:
    live = PhoneCode.objects.filter(
        phone_hash=hashed, used_at__isnull=True, ends_at__gt=at, tries__lt=MOST_TRIES
    )
    # The try is counted before the code is looked at, so that guesses made at once all count.
    if live.update(tries=F("tries") + 1) == 0:
        return None
    kept = PhoneCode.objects.filter(phone_hash=hashed, used_at__isnull=True).first()
    if kept and hmac.compare_digest(kept.code_hash, _code_hash(hashed, code)):
        return kept
    return None


def begin_resident(*, number: str, road: str, at: datetime) -> Person:
    """The person of a number that was confirmed by this `road`, made the first time.

    Inside the caller's transaction. Raises `Refused` where the account was stopped.
    """
    ref = new_ref()
    person, made = Person.objects.get_or_create(
        phone_hash=phones.hashed(number),
        defaults={"ref": ref, "nickname": _("邻居 %(tail)s") % {"tail": ref[-4:]}},
    )
    if not person.is_active:
        raise Refused(_("这个号码的账号已停用。请联系社区工作人员。"), "inactive")
    if made:
        person.set_unusable_password()
        person.phone_locked = vault.lock(number)
    person.last_login, person.language = at, get_language() or ""
    person.save(update_fields=["password", "phone_locked", "last_login", "language"])
    record(
        event=Event.SIGN_IN,
        subject=person.ref,
        content={"by": road, "first": made},
        by=person.ref,
        at=at,
    )
    return person


def _code_hash(hashed: str, code: str) -> str:
    return tokens.keyed_hash("phone-code", f"{hashed}:{code}")
