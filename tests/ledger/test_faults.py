"""Residents write while web, sequencer and database are killed: nothing acknowledged is lost.

Small, for every day; `bin/sanan bench ledger --faults` is the large one.
"""

import pytest

from bench.faults import run

CASES = 60


@pytest.mark.faults
def test_every_acknowledged_case_has_one_entry_a_kept_promise_and_a_clean_audit():
    found = run(cases=CASES, every=2.5, workers=2, say=lambda _line: None)
    assert (found["acknowledged"], found["cases"]) == (CASES, CASES)
    assert (found["not_exactly_one_entry"], found["cases_said_twice"]) == ([], 0)
    assert (found["receipts_that_fail"], found["without_place"]) == ([], 0)
    assert (found["audit_clean"], found["audited"]) == (True, found["entries"])
    assert found["largest_receipt"] <= 1024
