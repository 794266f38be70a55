"""What the clock does beside the actions leaves no row that differs from the record."""

from datetime import timedelta

from sanan.cases.actions.clock import tick
from sanan.process.audit import differences


def test_a_case_that_was_made_findable_is_as_it_was_recorded(county):
    case = county.open().case
    assert list(differences()) == []
    tick(at=case.opened_at + timedelta(minutes=1))
    case.refresh_from_db()
    assert case.indexed
    assert list(differences()) == []
