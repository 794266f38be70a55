"""Who may see what came with a note: whoever reads the note, and nobody else."""

from django.http import HttpRequest

from sanan.files.access import Owner, usual
from sanan.files.enums import Sight
from sanan.files.models import StoredFile
from sanan.mediation.models import Dispute, Note, Party
from sanan.mediation.queries import desk
from sanan.people.models import Person
from sanan.slips.phone import Started


def may_see(request: HttpRequest, file: StoredFile) -> Sight:
    """Staff of the dispute, for a purpose unless they brought it; a party on whose phone the page is."""
    note = Note.objects.select_related("dispute").filter(pk=file.owner_pk).first()
    if note is None:
        return Sight.HIDDEN
    staff = usual(request, file, visible=lambda person: _works(note, person))
    if staff is not Sight.HIDDEN:
        return staff
    here = Party.objects.filter(
        dispute=note.dispute, token__in=Started("dispute_party").codes(request)
    )
    reads = any(note.dispute.notes.read_by(each).filter(pk=note.pk).exists() for each in here)
    return Sight.OPEN if reads else Sight.HIDDEN


def _works(note: Note, person: Person | None) -> bool:
    seen = Dispute.objects.visible_to(person).filter(pk=note.dispute_id).first()
    if seen is None or person is None:
        return False
    return desk.notes(seen, desk.part_until(seen, person)).filter(pk=note.pk).exists()


def subject(key: int) -> str:
    """The dispute as the record knows it."""
    return str(Note.objects.values_list("dispute__code", flat=True).get(pk=key))


OWNER = Owner(Note.files.kind, may_see, subject)
