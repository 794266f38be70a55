"""The page for whoever looks after the machine: what is wrong, in plain words, and what to do."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanan.people import access
from sanan.people.enums import Role
from sanan.upkeep import state
from sanan.upkeep.doctor import Level, examine

ORDER = [Level.BAD, Level.CARE, Level.GOOD]
MOMENTS = ("at", "verified_at", "mirrored_at")
desk = access.desk_of(Role.TENANT_ADMIN, Role.SECURITY_ADMIN)


@never_cache
@require_safe
@desk()
def machine(request: HttpRequest) -> HttpResponse:
    """Everything that `bin/sanan doctor` looks at, the dangerous first, and the last backup."""
    found = sorted(examine(), key=lambda finding: ORDER.index(finding.level))
    count = Counter(finding.level for finding in found)
    held = state.read()
    context = {
        "found": found,
        "bad": count[Level.BAD],
        "care": count[Level.CARE],
        "good": count[Level.GOOD],
        "backup": {name: state.moment(name) for name in MOMENTS} if held.get("at") else None,
        "place": held.get("place"),
        "has_keys": held.get("keys"),
    }
    return access.page(request, "upkeep/machine.html", context)
