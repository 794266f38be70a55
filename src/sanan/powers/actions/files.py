"""Evidence and attachments: the original for staff, a covered copy for everyone."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sanan.kit import clock
from sanan.kit.errors import Forbidden, Refused
from sanan.kit.files import Upload, store_atomically
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.powers.enums import Event, EvidenceKind, RunState, State, StepState
from sanan.powers.models import Disclosure, File, RunStep
from sanan.powers.rules import runs, who

MOST_FILES = 30


def attach(
    *,
    upload: Upload,
    by: Person,
    disclosure: Disclosure | None = None,
    step: RunStep | None = None,
    evidence: EvidenceKind = EvidenceKind.OTHER,
    clean: bool = False,
    at: datetime | None = None,
) -> File:
    """Keep a file for a draft, or for the step whose turn it is.

    `clean`: the person has looked and says that nothing personal stands on it, so that everyone may
    see it as it is. Otherwise only staff see it until a covered copy comes (`cover`).
    """
    owner = _owner(disclosure, step, by)
    moment, evidence = clock.at_or_now(at), EvidenceKind(evidence)
    if (disclosure or step).files.count() >= MOST_FILES:  # type: ignore[union-attr]
        raise Refused(_("这里最多放 %(n)d 个文件。") % {"n": MOST_FILES}, "many", field="file")
    key = store_atomically(Path(settings.MEDIA_ROOT), upload.stream, upload.suffix)
    digest = _digest(upload.stream)
    with transaction.atomic():
        made = File(
            disclosure=disclosure,
            step=step,
            evidence=evidence,
            name=upload.name,
            kind=upload.kind.value,
            key=key,
            media_type=upload.content_type,
            size=upload.size,
            sha256=digest,
            by=by,
            at=moment,
        )
        if clean:
            _show(made, key, upload.content_type, digest, by, moment)
        made.save()
        content = {
            "of": owner,
            "step": step.seq if step else None,
            "evidence": str(evidence),
            "sha256": digest,
            "size": upload.size,
            "clean": clean,
        }
        written(Event.FILE, owner, content, by=by, at=moment)
    return made


def cover(
    *, file: File, by: Person, upload: Upload | None = None, at: datetime | None = None
) -> File:
    """Let everyone see a copy with names, numbers and signatures covered.

    Without a copy it is the original, which the person has looked at and found clean.
    """
    if not _may(file.path, by):
        raise Forbidden(_("这一步由村干部来办。"), "not_yours")
    moment = clock.at_or_now(at)
    key, media_type, digest = file.key, file.media_type, file.sha256
    if upload is not None:
        key = store_atomically(Path(settings.MEDIA_ROOT), upload.stream, upload.suffix)
        media_type, digest = upload.content_type, _digest(upload.stream)
    with transaction.atomic():
        fresh = File.objects.select_for_update(of=("self",)).get(pk=file.pk)
        _show(fresh, key, media_type, digest, by, moment)
        fresh.save()
        content = {"sha256": fresh.sha256, "shown_sha256": digest, "as_it_is": upload is None}
        subject = fresh.disclosure.code if fresh.disclosure else _run_of(fresh)
        written(Event.REDACT, subject, content, by=by, at=moment)
    return fresh


def _owner(disclosure: Disclosure | None, step: RunStep | None, by: Person) -> str:
    if disclosure is not None:
        if not who.cadre(disclosure.path, by):
            raise Forbidden(_("这一步由村干部来办。"), "not_yours")
        if disclosure.state not in {State.SCHEDULED, State.DRAFTING}:
            raise Refused(_("已经送审核，不能再加文件。"), "wrong_state")
        return str(disclosure.code)
    assert step is not None  # noqa: S101 - one of the two is given
    if not who.as_actor(step.step.actor, step.run.path, by):
        raise Forbidden(_("这一步由流程里写明的人来办。"), "not_yours")
    mine = runs.turn(step.run.steps.select_related("step").order_by("seq"))
    late_photo = step.state == StepState.DONE and step.signed_at is None
    if step.run.state != RunState.RUNNING or not (late_photo or (mine and mine.pk == step.pk)):
        raise Refused(_("现在轮到的不是这一步。请刷新页面看最新进展。"), "not_its_turn")
    return str(step.run.code)


def _may(path: str, by: Person) -> bool:
    return who.cadre(path, by) or who.township(path, by)


def _run_of(file: File) -> str:
    return str(file.step.run.code) if file.step else ""


def _show(file: File, key: str, media_type: str, digest: str, by: Person, moment: datetime) -> None:
    file.shown_key, file.shown_type, file.shown_sha256 = key, media_type, digest
    file.shown_by, file.shown_at = by, moment


def _digest(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while block := stream.read(1 << 18):
        digest.update(block)
    stream.seek(0)
    return digest.hexdigest()
