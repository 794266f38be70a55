"""Files of meetings and of what shows that a step is done."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sanan.council import rules
from sanan.council.enums import Event, MeetingState, PaperKind
from sanan.council.models import Meeting, Paper
from sanan.kit import clock, tokens, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload, store_atomically
from sanan.kit.words import needed
from sanan.ledger.actions import written
from sanan.people.models import Person

MOST = 30


def keep(
    uploads: Sequence[Upload],
    *,
    kind: PaperKind,
    public: bool,
    by: Person | None,
    at: datetime,
) -> list[Paper]:
    """Store `uploads` and give their rows, not yet written and of nothing.

    Called before the transaction opens, so that no lock waits for a disk.
    """
    root = Path(settings.MEDIA_ROOT)
    return [
        Paper(
            kind=kind,
            public=public,
            token=tokens.opaque(32),
            key=store_atomically(root, each.stream, each.suffix),
            thumb_key=store_atomically(root, each.thumbnail, ".jpg") if each.thumbnail else "",
            media_type=each.content_type,
            name=words.clip(each.name, 120),
            size=each.size,
            sha256=_digest(each.stream),
            added_at=at,
            by=by,
        )
        for each in uploads
    ]


def _digest(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while block := stream.read(1 << 18):
        digest.update(block)
    return digest.hexdigest()


def attach(
    *,
    meeting: Meeting,
    uploads: Sequence[Upload],
    kind: PaperKind,
    by: Person | None,
    public: bool = False,
    at: datetime | None = None,
) -> list[Paper]:
    """Add files to a meeting: the signed minutes, the sign-in sheet, photos; public or internal.

    A sign-in sheet bears names and signatures: it is never public. Nothing is public of a
    meeting that was not announced.
    """
    if by is not None:
        rules.check_desk(meeting.council.place, by)
    kind, moment = PaperKind(kind), clock.at_or_now(at)
    if not uploads:
        raise Invalid(_("请选一个文件。"), "empty", field="uploads")
    if meeting.papers.filter(removed_at__isnull=True).count() + len(uploads) > MOST:
        raise Refused(_("一场会最多放 %(most)d 个文件。") % {"most": MOST}, "many")
    if public and kind == PaperKind.SHEET:
        raise Invalid(_("签到表上有名字和签字，只能内部看。"), "sheet", field="public")
    if public and meeting.state == MeetingState.PLANNED:
        raise Refused(_("会还没有通知，先内部放着，通知以后再公开。"), "not_announced")
    kept = keep(uploads, kind=kind, public=public, by=by, at=moment)
    with transaction.atomic():
        for paper in kept:
            paper.meeting = meeting
        Paper.objects.bulk_create(kept)
        content = {
            "kind": str(kind),
            "public": public,
            "files": [[paper.name, paper.size, paper.sha256] for paper in kept],
        }
        written(Event.ATTACH, meeting.code, content, by=by, at=moment)
    return kept


def detach(*, paper: Paper, why: str, by: Person, at: datetime | None = None) -> Paper:
    """Take a file away from sight, with the reason; the record still knows that it was there."""
    meeting = paper.meeting
    place = meeting.council.place if meeting else paper.milestone.work.place  # type: ignore[union-attr]
    rules.check_desk(place, by)
    why, moment = needed(words.clean_line(why, most=300, field="why"), "why"), clock.at_or_now(at)
    if paper.removed_at is not None:
        raise Refused(_("这个文件已经拿掉了。"), "removed")
    subject = meeting.code if meeting else paper.milestone.work.code  # type: ignore[union-attr]
    with transaction.atomic():
        paper.removed_at = moment
        paper.save(update_fields=["removed_at"])
        content = {"file": paper.sha256, "why": why}
        written(Event.DETACH, subject, content, by=by, at=moment)
    return paper
