"""The keys of a body: made once, shared in three on paper, wrapped for each officer.

Everything happens in memory for one request. What is stored opens nothing without an officer's
passphrase; what is on paper opens nothing alone.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.kit import words
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.people import queries as people
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person
from sanan.sealed.actions.secrets import body_private, own_private, strong, written
from sanan.sealed.crypto import at_rest, envelope, shamir
from sanan.sealed.crypto import passphrase as slow
from sanan.sealed.crypto.at_rest import UnreadableError
from sanan.sealed.crypto.shamir import Share, ShareError
from sanan.sealed.enums import DESK, Act, Event
from sanan.sealed.models import Body, Officer
from sanan.sealed.rules.routes import RECEIVING

MARK = 32


@dataclass(frozen=True, slots=True)
class Founded:
    """A body that was set up; `shares` are shown once, to be written down by three people."""

    body: Body
    shares: list[str]


def found(
    *, org: Org, by: Person, passphrase: str, address: str = "", at: datetime | None = None
) -> Founded:
    """Make a body's key pair and the first officer's; it receives once `confirm` has passed.

    May be repeated until then, in case a share was not written down. `address` is where letters go.
    """
    _check_org(org, by)
    strong(passphrase, by)
    pair, mine = envelope.new_pair(), envelope.new_pair()
    locked = at_rest.lock("officer", slow.lock(passphrase, mine.private))
    shares = shamir.split(pair.private)
    moment = at_or_now(at)
    with transaction.atomic():
        _clear_unconfirmed(org)
        body = Body.objects.create(
            org=org,
            public=pair.public,
            marks=b"".join(share.mark for share in shares),
            address=words.clean_line(address, most=200, field="address"),
            made_at=moment,
        )
        Officer.objects.create(
            body=body,
            person=by,
            public=mine.public,
            private_locked=locked,
            body_key=_wrapped(pair.private, mine.public),
            asked_at=moment,
            admitted_at=moment,
            admitted_by=by,
        )
        _tell(Act.FOUND, body, by, moment, key=body.fingerprint, org=org.code)
    return Founded(body, [shamir.written(share) for share in shares])


def confirm(*, body: Body, by: Person, first: str, second: str, at: datetime | None = None) -> Body:
    """Type two of the shares from paper: only then does the body receive."""
    _officer_of(body, by)
    _joined(body, first, second)
    moment = at_or_now(at)
    with transaction.atomic():
        fresh = Body.objects.select_for_update().get(pk=body.pk)
        if fresh.confirmed_at is not None:
            raise Refused(_("已经核对过了，正在接收举报。"), "twice")
        fresh.confirmed_at = moment
        fresh.save(update_fields=["confirmed_at"])
        _tell(Act.CONFIRM, fresh, by, moment)
    body.confirmed_at = moment
    return body


def ask(*, body: Body, by: Person, passphrase: str, at: datetime | None = None) -> Officer:
    """Set one's own key, so that a colleague can admit it."""
    _officer_of(body, by)
    strong(passphrase, by)
    mine = envelope.new_pair()
    locked = at_rest.lock("officer", slow.lock(passphrase, mine.private))
    moment = at_or_now(at)
    with transaction.atomic():
        Body.objects.select_for_update().get(pk=body.pk)
        if Officer.objects.standing().filter(body=body, person=by).exists():
            raise Refused(_("您已经设过钥匙了。"), "twice")
        made = Officer.objects.create(
            body=body, person=by, public=mine.public, private_locked=locked, asked_at=moment
        )
        _tell(Act.ASK, body, by, moment, officer=by.ref)
    return made


def admit(*, officer: Officer, by: Person, passphrase: str, at: datetime | None = None) -> Officer:
    """Wrap the body's key for a colleague who has set theirs, with one's own passphrase."""
    private = body_private(officer.body, by, passphrase)
    if not Body.objects.of(officer.person).filter(pk=officer.body_id).exists():
        raise Refused(_("这位现在不是本机关的纪检干部。请先由管理员任职。"), "no_post")
    moment = at_or_now(at)
    with transaction.atomic():
        fresh = Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
        if fresh.revoked_at is not None or fresh.admitted_at is not None:
            raise Refused(_("这把钥匙已经处理过了。请刷新页面。"), "twice")
        fresh.body_key = _wrapped(private, bytes(fresh.public))
        fresh.admitted_at, fresh.admitted_by = moment, by
        fresh.save(update_fields=["body_key", "admitted_at", "admitted_by"])
        _tell(Act.ADMIT, fresh.body, by, moment, officer=fresh.person.ref)
    return fresh


def revoke(*, officer: Officer, by: Person, at: datetime | None = None) -> Officer:
    """Destroy an officer's key: by a colleague who can open, or by the security administrator."""
    colleague = (
        Body.objects.of(by).filter(pk=officer.body_id).exists()
        and Officer.objects.active().filter(body=officer.body, person=by).exists()
    )
    admin = people.holds(by, (Role.SECURITY_ADMIN,), path=officer.body.org.place.path)
    if not (colleague or admin):
        raise Forbidden(_("这一步由本机关能打开举报的同事，或者安全管理员来办。"), "not_yours")
    moment = at_or_now(at)
    with transaction.atomic():
        fresh = Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
        if fresh.revoked_at is not None:
            raise Refused(_("这把钥匙已经收回了。"), "twice")
        fresh.private_locked = fresh.body_key = None
        fresh.revoked_at, fresh.revoked_by = moment, by
        fresh.save(update_fields=["private_locked", "body_key", "revoked_at", "revoked_by"])
        _tell(Act.REVOKE, fresh.body, by, moment, officer=fresh.person.ref)
    return fresh


def recover(
    *,
    body: Body,
    by: Person,
    first: str,
    second: str,
    passphrase: str,
    at: datetime | None = None,
) -> Officer:
    """With two of the three shares, give an officer of the body a new key that opens."""
    _officer_of(body, by)
    strong(passphrase, by)
    private = _joined(body, first, second)
    mine = envelope.new_pair()
    locked = at_rest.lock("officer", slow.lock(passphrase, mine.private))
    moment = at_or_now(at)
    with transaction.atomic():
        Body.objects.select_for_update().get(pk=body.pk)
        old = Officer.objects.standing().filter(body=body, person=by)
        old.update(private_locked=None, body_key=None, revoked_at=moment, revoked_by=by)
        made = Officer.objects.create(
            body=body,
            person=by,
            public=mine.public,
            private_locked=locked,
            body_key=_wrapped(private, mine.public),
            asked_at=moment,
            admitted_at=moment,
            admitted_by=by,
        )
        _tell(Act.RECOVER, body, by, moment, officer=by.ref)
    return made


def change_passphrase(
    *, officer: Officer, by: Person, passphrase: str, fresh: str, at: datetime | None = None
) -> Officer:
    """Another passphrase for the same key."""
    if officer.person_id != by.pk or officer.revoked_at is not None:
        raise Forbidden(_("只能换自己的密语。"), "not_yours")
    strong(fresh, by)
    private = own_private(officer, passphrase)
    moment = at_or_now(at)
    with transaction.atomic():
        officer.private_locked = at_rest.lock("officer", slow.lock(fresh, private))
        officer.save(update_fields=["private_locked"])
        _tell(Act.CHANGE, officer.body, by, moment, officer=by.ref)
    return officer


def _check_org(org: Org, by: Person) -> None:
    holds = any(p.role in DESK and p.org_id == org.pk for p in people.posts(by))
    if org.kind != OrgKind.DISCIPLINE or not holds:
        raise Forbidden(_("这一步由这个机关自己的纪检干部来办。"), "not_yours")
    if org.place.kind not in RECEIVING:
        raise Refused(_("只有县级以上的纪检监察机关接收密封举报。"), "too_low")


def _clear_unconfirmed(org: Org) -> None:
    old = Body.objects.select_for_update().filter(org=org).first()
    if old is None:
        return
    if old.confirmed_at is not None:
        raise Refused(_("这个机关已经有钥匙了。要再加一位，请设自己的钥匙。"), "twice")
    Officer.objects.filter(body=old).delete()
    old.delete()


def _officer_of(body: Body, by: Person) -> None:
    if not Body.objects.of(by).filter(pk=body.pk).exists():
        raise Forbidden(_("这一步由这个机关自己的纪检干部来办。"), "not_yours")


def _joined(body: Body, first: str, second: str) -> bytes:
    """The body's private key from two shares; raises `Invalid` naming the field at fault."""
    shares = [_share(body, first, "first"), _share(body, second, "second")]
    if shares[0].number == shares[1].number:
        raise Invalid(_("这两份是同一份。请换另一份。"), "same", field="second")
    private = shamir.join(*shares)
    try:
        same = envelope.public_of(private) == bytes(body.public)
    except UnreadableError:
        same = False
    if not same:
        raise Invalid(_("这两份合不起来。请对照纸上，再抄一遍。"), "shares", field="first")
    return private


def _share(body: Body, text: str, field: str) -> Share:
    try:
        share = shamir.read(text)
    except ShareError as error:
        raise Invalid(_("这一份抄错了。请对照纸上，再抄一遍。"), "share", field=field) from error
    start = MARK * (share.number - 1)
    if share.mark != bytes(body.marks)[start : start + MARK]:
        raise Invalid(_("这一份不是这个机关的。"), "other", field=field)
    return share


def _wrapped(private: bytes, public: bytes) -> bytes:
    return at_rest.lock("officer", envelope.wrap(private, public))


def _tell(act: Act, body: Body, by: Person, at: datetime, **data: str) -> None:
    written(Event.KEY, act, body.code, {"body": body.code, **data}, by=by, at=at)
