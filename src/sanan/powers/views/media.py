"""Who may see attachments of disclosures and evidence of steps."""

from django.http import HttpRequest

from sanan.files.access import Owner, usual
from sanan.files.enums import Sight
from sanan.files.models import StoredFile
from sanan.powers.models import Disclosure, PowerRun, RunStep


def may_see_attachment(request: HttpRequest, file: StoredFile) -> Sight:
    """What was shown to all is everyone's once the disclosure is public."""
    found = Disclosure.objects.filter(pk=file.owner_pk)
    return usual(
        request,
        file,
        visible=lambda staff: found.visible_to(staff).exists(),
        public=any(each.is_public for each in found),
    )


def may_see_evidence(request: HttpRequest, file: StoredFile) -> Sight:
    """What was shown to all is everyone's once the step is taken."""
    run = PowerRun.objects.filter(steps=file.owner_pk)
    return usual(
        request,
        file,
        visible=lambda staff: run.visible_to(staff).exists(),
        public=RunStep.objects.filter(pk=file.owner_pk, at__isnull=False).exists(),
    )


def disclosure_code(key: int) -> str:
    """The disclosure as the record knows it."""
    return str(Disclosure.objects.values_list("code", flat=True).get(pk=key))


def run_code(key: int) -> str:
    """The run of that step as the record knows it."""
    return str(RunStep.objects.values_list("run__code", flat=True).get(pk=key))


ATTACHMENTS = Owner(Disclosure.files.kind, may_see_attachment, disclosure_code)
EVIDENCE = Owner(RunStep.files.kind, may_see_evidence, run_code)
