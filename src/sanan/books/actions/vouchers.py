"""A voucher's photo: received, read for what must be hidden, checked by a person, then public."""

import hashlib
import io
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _
from PIL import Image

from sanan.books import rules
from sanan.books.actions.text import needed
from sanan.books.enums import Cover as CoverKind
from sanan.books.enums import VoucherState
from sanan.books.models import BookEntry, Voucher
from sanan.books.queries import photos
from sanan.books.queries.photos import Box, straight
from sanan.books.redaction import covering
from sanan.books.redaction.finding import Box as Cover
from sanan.books.rules import VOUCHER
from sanan.files import actions as files
from sanan.files.queries import content_of
from sanan.kit import background, clock
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.kit.filetypes import Kind
from sanan.people.models import Person
from sanan.process.declare import SYSTEM

READ = "sanan.books.tasks.read_voucher"
MOST_BOXES = 300


@VOUCHER.action("receive")
def receive_voucher(
    *,
    entry: BookEntry,
    upload: Upload,
    by: Person,
    read: bool = True,
    at: datetime | None = None,
) -> Voucher:
    """Keep the photo of a paper behind an entry, restricted; the worker reads it next.

    Raises `Invalid` for what is no photo, `Refused` for the same photo again. Without
    `read` no worker reads it: the demo, which knows what it drew.
    """
    rules.check_keeper(entry.place, by)
    if upload.kind is not Kind.PHOTO or upload.width is None or upload.height is None:
        raise Invalid(_("票据请拍成照片上传。"), "no_photo", field="photos")
    moment = clock.at_or_now(at)
    with files.kept([upload]) as kept:
        made = Voucher(
            entry=entry,
            sha256=kept[0].sha256,
            width=upload.width,
            height=upload.height,
            by=by,
            received_at=moment,
        )
        if Voucher.objects.filter(entry=entry, sha256=made.sha256).exists():
            raise _twice()
        try:
            with VOUCHER.begin("receive", made, by=by, at=moment) as step:
                step.files = files.hashes(kept)
                step.then(lambda done: files.attach(kept, to=done.thing, by=by, at=done.at))
                if read:
                    step.then(lambda _done: background.enqueue(READ, made.pk))
        except IntegrityError:
            raise _twice() from None
    return made


def _twice() -> Refused:
    return Refused(_("这张照片已经传过了。"), "twice", field="photos")


@VOUCHER.action("find")
def find_boxes(
    *,
    voucher: Voucher,
    known: tuple[float, Sequence[Cover]] | None = None,
    at: datetime | None = None,
) -> Voucher:
    """Read the photo and note what is to be hidden. Only the worker does it.

    Does nothing to one that was read already. A photo that cannot be read waits for a person with
    `unread`, who draws the boxes. `known` are degrees and boxes of one who drew the paper: the demo.
    """
    if voucher.state != VoucherState.RECEIVED:
        return voucher
    turn, found, size = _found(voucher, known)
    with VOUCHER.step("find", voucher, by=None, at=at, relation=SYSTEM) as step:
        step.set(turn=turn, boxes=[list(b) for b in found], read_at=step.at, unread=size is None)
        if size is not None:
            step.thing.width, step.thing.height = size
        step.data = {"boxes": step.thing.boxes}
    return voucher


def _found(
    voucher: Voucher, known: tuple[float, Sequence[Cover]] | None
) -> tuple[int, list[Box], tuple[int, int] | None]:
    """Before any lock is taken: the reading takes seconds."""
    original = voucher.original
    content = content_of(original) if original else None
    if content is None:
        return 0, [], None
    with Image.open(io.BytesIO(content)) as photo:
        photo.load()
        level, boxes = known or covering.find(photo)
        turn = round(level * 100)
        size = straight(photo, turn).size
    found = [(b.left, b.top, b.right, b.bottom, b.kind) for b in boxes[:MOST_BOXES]]
    return turn, found, size


@VOUCHER.action("adjust")
def adjust_boxes(
    *, voucher: Voucher, boxes: Sequence[Box], by: Person, at: datetime | None = None
) -> Voucher:
    """What a person makes of the boxes: some removed, some drawn. `(left, top, right, bottom, kind)`."""
    if len(boxes) > MOST_BOXES:
        raise Invalid(_("框太多了。请把连在一起的画成一个。"), "many", field="boxes")
    with VOUCHER.step("adjust", voucher, by=by, at=at) as step:
        step.thing.boxes = [list(_inside(voucher, box)) for box in boxes]
        step.data = {"boxes": step.thing.boxes}
    return voucher


def _inside(voucher: Voucher, box: Box) -> Box:
    left, right = sorted((max(box[0], 0), min(box[2], voucher.width)))
    top, bottom = sorted((max(box[1], 0), min(box[3], voucher.height)))
    if right - left < 4 or bottom - top < 4 or box[4] not in CoverKind.values:
        raise Invalid(_("这个框太小或在照片外面。"), "box", field="boxes")
    return left, top, right, bottom, box[4]


@VOUCHER.action("confirm")
def confirm_voucher(
    *, voucher: Voucher, by: Person, seen: str = "", at: datetime | None = None
) -> Voucher:
    """确认遮盖: a named person has looked; the copy with boxes in its pixels is made now.

    `seen` is `boxes_mark` of what the person saw: someone else may have changed it since. Raises
    `Missing` where the photo is gone.
    """
    VOUCHER.check("confirm", voucher, by, at=at)
    drawn, copy = boxes_mark(voucher), _public_copy(voucher)
    with files.kept([copy]) as kept, VOUCHER.step("confirm", voucher, by=by, at=at) as step:
        fresh = step.thing
        if {drawn, seen or drawn} != {boxes_mark(fresh)} or fresh.original is None:
            raise Refused(_("别人刚改过遮盖的地方，请再看一遍。"), "changed")
        files.cover(kept[0], original=fresh.original, by=by, at=step.at)
        step.set(confirmed_by=by, confirmed_at=step.at, withdrawn_why="")
        step.data = {"boxes": fresh.boxes, "sha256": fresh.sha256}
        step.files = files.hashes(kept)
    return voucher


def boxes_mark(voucher: Voucher) -> str:
    """Changes when the boxes do."""
    return hashlib.sha256(repr([tuple(b) for b in voucher.boxes]).encode()).hexdigest()[:16]


def _public_copy(voucher: Voucher) -> Upload:
    content = photos.draft(voucher)
    return Upload(
        kind=Kind.PHOTO,
        content_type="image/jpeg",
        suffix=".jpg",
        name="",
        size=len(content),
        stream=io.BytesIO(content),
        width=voucher.width,
        height=voucher.height,
    )


@VOUCHER.action("withdraw")
def withdraw_voucher(
    *, voucher: Voucher, text: str, by: Person, at: datetime | None = None
) -> Voucher:
    """撤下: something personal still shows; the copy is taken off at once and waits for a person."""
    text = needed(text, most=300)
    with VOUCHER.step("withdraw", voucher, by=by, at=at) as step:
        step.set(confirmed_by=None, confirmed_at=None, withdrawn_why=text)
        step.say(text)
        if step.thing.original is not None:
            files.uncover(step.thing.original, at=step.at)
    return voucher
