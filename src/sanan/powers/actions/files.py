"""Evidence and attachments: the original for staff, a covered copy for everyone."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.files import actions as files
from sanan.files.models import StoredFile
from sanan.kit import clock
from sanan.kit.errors import Forbidden, Missing, Refused
from sanan.kit.files import Upload
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.powers.enums import Event, EvidenceKind, RunState, State, StepState
from sanan.powers.models import Disclosure, RunStep
from sanan.powers.queries.proofs import thing_of
from sanan.powers.rules import runs, who

MOST_FILES = 30


def attach(
    *,
    upload: Upload,
    to: Disclosure | RunStep,
    by: Person,
    evidence: EvidenceKind = EvidenceKind.OTHER,
    clean: bool = False,
    at: datetime | None = None,
) -> StoredFile:
    """Keep a file for a draft, or for the step whose turn it is.

    `clean`: the person has looked and says that nothing personal stands on it, so that everyone may
    see it as it is. Otherwise only staff see it until a covered copy comes (`cover`).
    """
    _check(to, by)
    moment, evidence = clock.at_or_now(at), EvidenceKind(evidence)
    if len(to.files) >= MOST_FILES:
        raise Refused(_("这里最多放 %(n)d 个文件。") % {"n": MOST_FILES}, "many", field="file")
    with files.kept([upload]) as (made,), transaction.atomic():
        files.attach([made], to=to, by=by, at=moment, label=evidence)
        if clean:
            files.show(file=made, by=by, at=moment)
        content = {
            "of": _code(to),
            "step": to.seq if isinstance(to, RunStep) else None,
            "evidence": str(evidence),
            "sha256": made.sha256,
            "size": made.size,
            "clean": clean,
        }
        written(Event.FILE, _code(to), content, by=by, at=moment)
    return made


def cover(
    *, file: StoredFile, by: Person, upload: Upload | None = None, at: datetime | None = None
) -> StoredFile:
    """Let everyone see a copy with names, numbers and signatures covered; gives what they see.

    Without a copy it is the original, which the person has looked at and found clean.
    """
    thing = thing_of(file)
    if thing is None:
        raise Missing(_("没有这个文件。"), "no_file")
    if not _may(_path(thing), by):
        raise Forbidden(_("这一步由村干部来办。"), "not_yours")
    moment = clock.at_or_now(at)
    with files.kept([upload] if upload else []) as kept, transaction.atomic():
        if kept:
            shown = files.cover(kept[0], original=file, by=by, at=moment)
        else:
            shown = files.show(file=file, by=by, at=moment)
        content = {
            "sha256": file.sha256,
            "shown_sha256": shown.sha256,
            "as_it_is": upload is None,
        }
        written(Event.REDACT, _code(thing), content, by=by, at=moment)
    return shown


def _code(thing: Disclosure | RunStep) -> str:
    return str(thing.run.code if isinstance(thing, RunStep) else thing.code)


def _path(thing: Disclosure | RunStep) -> str:
    return thing.run.path if isinstance(thing, RunStep) else thing.path


def _check(thing: Disclosure | RunStep, by: Person) -> None:
    if isinstance(thing, RunStep):
        _check_step(thing, by)
        return
    if not who.cadre(thing.path, by):
        raise Forbidden(_("这一步由村干部来办。"), "not_yours")
    if thing.state not in {State.SCHEDULED, State.DRAFTING}:
        raise Refused(_("已经送审核，不能再加文件。"), "wrong_state")


def _check_step(step: RunStep, by: Person) -> None:
    if not who.as_actor(step.step.actor, step.run.path, by):
        raise Forbidden(_("这一步由流程里写明的人来办。"), "not_yours")
    mine = runs.turn(step.run.steps.select_related("step").order_by("seq"))
    late_photo = step.state == StepState.DONE and step.signed_at is None
    if step.run.state != RunState.RUNNING or not (late_photo or (mine and mine.pk == step.pk)):
        raise Refused(_("现在轮到的不是这一步。请刷新页面看最新进展。"), "not_its_turn")


def _may(path: str, by: Person) -> bool:
    return who.cadre(path, by) or who.township(path, by)
