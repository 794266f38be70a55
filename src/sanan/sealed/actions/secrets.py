"""Keys and passphrases in use, and entries that say that something was done, never what it says."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry
from sanan.people.actions import spend_attempt
from sanan.people.models import Person
from sanan.sealed.crypto import at_rest, envelope, passphrase
from sanan.sealed.crypto.at_rest import UnreadableError
from sanan.sealed.enums import Act
from sanan.sealed.models import Body, Officer

SHORTEST = 12


def written(
    event: str, act: Act, subject: str, data: dict[str, Any], *, by: Person, at: datetime
) -> Entry:
    """One entry; its published name says only that something was done here."""
    return ledger.record(
        event=event, subject=subject, content={"act": str(act), **data}, by=by.ref, at=at
    )


def body_private(body: Body, by: Person, words_given: str) -> bytes:
    """The body's private key by an officer's passphrase, in memory only.

    Raises `Refused` where the passphrase is wrong; ten tries, then one a minute.
    """
    officer = Officer.objects.active().filter(body=body, person=by).first()
    if officer is None or not Body.objects.of(by).filter(pk=body.pk).exists():
        raise Forbidden(_("您还没有打开的权限。请先设自己的钥匙，再请同事给您权限。"), "no_key")
    mine = own_private(officer, words_given)
    private = envelope.unwrap(at_rest.unlock("officer", bytes(officer.body_key or b"")), mine)
    if envelope.public_of(private) != bytes(body.public):
        # Whoever can write to the database could put their own key there and read what comes.
        raise Refused(
            _("这个机关的公钥被人换过，新来的举报可能被别人看到。请马上报告审计管理员，停止接收。"),
            "key_changed",
            field="passphrase",
        )
    return private


def own_private(officer: Officer, words_given: str) -> bytes:
    """An officer's own private key; see `body_private`."""
    spend_attempt(purpose="sealed-key", source=officer.person.ref, burst=10, per_minute=2)
    locked = at_rest.unlock("officer", bytes(officer.private_locked or b""))
    try:
        return passphrase.unlock(words_given, locked)
    except UnreadableError:
        raise Refused(
            _("密语不对。请再输一遍；想不起来，请用两份分片找回。"),
            "passphrase",
            field="passphrase",
        ) from None


def strong(words_given: str, by: Person) -> str:
    """A passphrase that may be used; raises `Invalid`."""
    if len(words_given) < SHORTEST or len(set(words_given)) < SHORTEST // 2:
        raise Invalid(
            _("密语至少 12 个字符，不要重复同一个字。几个不相干的词连起来最好记。"),
            "weak",
            field="passphrase",
        )
    if words_given.strip().lower() in {(by.username or "").lower(), by.name}:
        raise Invalid(_("密语不能是您的名字。"), "weak", field="passphrase")
    return words_given
