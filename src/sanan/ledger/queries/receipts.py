"""What a person holds: the page of one entry, its receipt, and whether words belong to it."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from sanan.kit import tokens
from sanan.ledger.log.checkpoint import SeenBy, open_checkpoint
from sanan.ledger.log.interval import Interval, Signed
from sanan.ledger.log.interval import around as around_text
from sanan.ledger.log.interval import interval as interval_of
from sanan.ledger.log.proof import Receipt, make
from sanan.ledger.models import Checkpoint, Entry, Log
from sanan.ledger.queries import leaves, logs

MOST_BYTES = 1024
_SEAL = 24
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Held:
    """A receipt and what it says: entry `index` (from 0) of `size`, seen by these witnesses."""

    receipt: bytes
    index: int
    size: int
    log: Log
    signed_at: datetime
    seen_by: Sequence[SeenBy]

    @property
    def number(self) -> int:
        """As people count."""
        return self.index + 1

    @property
    def witnesses(self) -> list[tuple[str, datetime]]:
        """Who has seen it, and when."""
        return [(by.name, datetime.fromtimestamp(by.at, UTC)) for by in self.seen_by]


def token_of(entry: Entry) -> str:
    """What stands in the address of an entry's page; nobody can guess it from the entry."""
    return f"{_base36(entry.pk)}-{_seal(entry.pk)}"


def path_of(entry: Entry) -> str:
    """The address of its page on this site."""
    return f"/record/{token_of(entry)}/"


def url_of(entry: Entry) -> str:
    """The address of its page, for a QR code."""
    return settings.SITE_URL.rstrip("/") + path_of(entry)


def qr_of(entry: Entry) -> SafeString:
    """The address of its page as a QR code, for screens and slips."""
    made = segno.make(url_of(entry), error="m", micro=False)
    svg = made.svg_inline(border=2, svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(svg)  # noqa: S308 - made here from an address


def by_token(token: str) -> Entry | None:
    """The entry of a page's address."""
    number, _, seal = token.partition("-")
    if not number.isascii() or not number.isalnum() or len(number) > 12:
        return None
    key = int(number, 36)
    if not hmac.compare_digest(seal.encode(), _seal(key).encode()):
        return None
    return Entry.objects.filter(pk=key).first()


def first_of(subject: str, event: str) -> Entry | None:
    """The first entry of this event about a thing."""
    return Entry.objects.filter(subject=subject, event=event).order_by("id").first()


def held(entry: Entry) -> Held | None:
    """The receipt of an entry; None until it stands under a published checkpoint.

    Made under the first checkpoint after it that a witness has cosigned, else the first after it:
    those need the fewest hashes. Cosignatures that would make it longer than 1 KB are left out.
    Raises LogError where the published files do not bear it out.
    """
    if entry.position is None:
        return None
    log = Log.objects.get(year=entry.year)
    after = Checkpoint.objects.filter(log=log, size__gt=entry.position).order_by("size")
    first = after.first()
    if first is None:
        return None
    seen = after.filter(cosigned__gt=0).first()
    made = _make(entry, log, seen or first)
    if seen and seen != first and len(made.receipt) > MOST_BYTES:
        made = _make(entry, log, first)
    return made


def _make(entry: Entry, log: Log, row: Checkpoint) -> Held:
    key, known = logs.verifier(log), logs.witness_keys()
    opened = open_checkpoint(row.note.encode(), log=key, witnesses=known)
    opening = leaves.opening(entry)
    receipt = make(
        index=entry.position or 0,
        checkpoint=opened,
        fetch=logs.folder(log.year).read,
        extra=opening.pack() if opening else b"",
    )
    fitted = _fit(receipt)
    left = open_checkpoint(fitted.note.encode(), log=key, witnesses=known)
    return Held(fitted.encode(), receipt.index, row.size, log, row.signed_at, left.seen_by)


def _fit(receipt: Receipt) -> Receipt:
    """Without the last cosignatures, where it would be longer than 1 KB."""
    signatures = receipt.note.signatures
    while len(receipt.encode()) > MOST_BYTES and len(signatures) > 1:
        signatures = signatures[:-1]
        receipt = replace(receipt, note=replace(receipt.note, signatures=signatures))
    return receipt


def around(log: Log, index: int) -> tuple[Signed | None, Signed] | None:
    """The checkpoints that stand around an entry of a log; None until it is published.

    Before it: the newest that was signed at an earlier moment. One publishing of many entries signs
    several at one moment, between which nothing came in.
    """
    signed = Checkpoint.objects.filter(log=log)
    after = signed.filter(size__gt=index).order_by("size").first()
    if after is None:
        return None
    earlier = signed.filter(size__lte=index, signed_at__lt=after.signed_at)
    before = earlier.order_by("-size").first()
    return (_signed(before) if before else None), _signed(after)


def interval(entry: Entry) -> Interval | None:
    """Between which moments an entry came in; None until it is published.

    Raises LogError where the checkpoints are not ours.
    """
    if entry.position is None:
        return None
    log = Log.objects.get(year=entry.year)
    both = around(log, entry.position)
    if both is None:
        return None
    key, seers = logs.verifier(log), logs.witness_keys()
    return interval_of(entry.position, *both, log=key, witnesses=seers)


def around_file(entry: Entry) -> str:
    """The same as the published log says it, for the checker in the browser."""
    both = around(Log.objects.get(year=entry.year), entry.position or 0)
    return around_text(entry.position or 0, *both).decode() if both else ""


def _signed(row: Checkpoint) -> Signed:
    return Signed(row.note.encode(), row.signed_at)


def words_of(entry: Entry) -> str:
    """What was said; empty where nothing was, or it is erased."""
    return bytes(entry.words or b"").decode("utf-8", "replace")


def _seal(key: int) -> str:
    return tokens.keyed_hash("receipt", str(key))[:_SEAL]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _ALPHABET[rest] + digits
    return digits or "0"
