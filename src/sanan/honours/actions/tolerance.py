"""The record of tolerated faults (容错纠错), apart from everything that is honoured."""

from datetime import datetime

from sanan.honours.models import Tolerance
from sanan.honours.rules import TOLERANCE
from sanan.kit import clock, words
from sanan.people.models import Person
from sanan.places.models import Place


@TOLERANCE.action("propose")
def propose(
    *,
    place: Place,
    name: str,
    unit_name: str,
    fault: str,
    grounds: str,
    by: Person,
    at: datetime | None = None,
) -> Tolerance:
    """Ask that a fault made in trying something be tolerated, and say why."""
    made = Tolerance(
        place=place,
        name=words.one_line(name, "name", 60),
        unit_name=words.one_line(unit_name, "unit_name", 80),
        fault=words.needed(fault, "fault", 2000),
        grounds=words.needed(grounds, "grounds", 2000),
        proposed_at=clock.at_or_now(at),
    )
    with TOLERANCE.begin("propose", made, by=by, at=at):
        pass
    return made


@TOLERANCE.action("verify")
def verify(*, tolerance: Tolerance, note: str, by: Person, at: datetime | None = None) -> Tolerance:
    """What was found: how it came about, whether anyone gained by it."""
    with TOLERANCE.step("verify", tolerance, by=by, at=at) as step:
        step.note = words.needed(note, "note", 2000)
        step.thing.verified_by = by
    return tolerance


@TOLERANCE.action("tolerate")
def tolerate(
    *, tolerance: Tolerance, basis: str, by: Person, at: datetime | None = None
) -> Tolerance:
    """Another officer than the one who verified decides, on a rule that is named."""
    with TOLERANCE.step("tolerate", tolerance, by=by, at=at) as step:
        step.thing.basis = words.one_line(basis, "basis", 300)
    return tolerance


@TOLERANCE.action("decline")
def decline(
    *, tolerance: Tolerance, note: str, by: Person, at: datetime | None = None
) -> Tolerance:
    """It is not to be tolerated, and why."""
    with TOLERANCE.step("decline", tolerance, by=by, at=at) as step:
        step.note = words.needed(note, "note", 2000)
    return tolerance


@TOLERANCE.action("correct")
def correct(
    *, tolerance: Tolerance, remedy: str, by: Person, at: datetime | None = None
) -> Tolerance:
    """What was put right: what is tolerated is also corrected (容错纠错)."""
    with TOLERANCE.step("correct", tolerance, by=by, at=at) as step:
        step.thing.remedy = words.needed(remedy, "remedy", 2000)
    return tolerance
