"""Attachments of disclosures and evidence of steps: what was brought, and what everyone sees of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from sanan.files import queries as files
from sanan.files.models import StoredFile
from sanan.powers.enums import EvidenceKind
from sanan.powers.models import Disclosure, RunStep


@dataclass(frozen=True, slots=True)
class Proof:
    """A file as it was brought, and the one that everyone may see in its place."""

    file: StoredFile
    shown: StoredFile | None

    @property
    def what(self) -> str | Promise:
        """What it proves."""
        return EvidenceKind(self.file.label).label

    @property
    def as_it_is(self) -> bool:
        """Whether everyone sees the very file that was brought."""
        return self.shown is not None and self.shown.pk == self.file.pk


def proofs(brought: Iterable[StoredFile]) -> list[Proof]:
    """What was brought, in order; one statement for all."""
    wanted = list(brought)
    shown = files.shown(wanted)
    return [Proof(each, shown.get(each.pk)) for each in wanted]


def of_steps(steps: Iterable[RunStep]) -> dict[int, list[Proof]]:
    """The evidence of several steps, by their keys; two statements."""
    found: dict[int, list[Proof]] = {step.pk: [] for step in steps}
    brought = StoredFile.objects.of(RunStep.files.kind, found)
    for proof in proofs(brought):
        found[proof.file.owner_pk].append(proof)
    return found


def thing_of(file: StoredFile) -> Disclosure | RunStep | None:
    """What a file belongs to; None where it is no file of this room."""
    if file.owner_kind == Disclosure.files.kind:
        return Disclosure.objects.select_related("place").filter(pk=file.owner_pk).first()
    if file.owner_kind == RunStep.files.kind:
        return RunStep.objects.select_related("run__place").filter(pk=file.owner_pk).first()
    return None
