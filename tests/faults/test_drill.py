"""The machine dies while people speak: what comes back is whole, and what does not is named."""

import os

import pytest

from bench import drill

pytestmark = pytest.mark.faults
NUMBER = int(os.environ.get("FAULTS_SUBMISSIONS", "40"))


@pytest.mark.parametrize("database", os.environ.get("FAULTS_DATABASES", "sqlite").split(","))
def test_what_the_backup_does_not_give_back_is_named(database: str):
    found = drill.run(number=NUMBER, database=database)
    assert found["acknowledged"] >= NUMBER * 9 // 10
    assert found["restored"] >= NUMBER * 3 // 10
    assert found["named"] >= NUMBER * 3 // 10
    assert found["acknowledged"] == found["restored"] + found["named"] + found["unnamed"]
    # What was acknowledged before the last copy of the record is there or is named.
    assert found["unnamed"] <= found["acknowledged"] - NUMBER * 7 // 10
    assert (found["wrong"], found["other_words"], found["not_exactly_one_entry"]) == ([], [], [])
    assert found["audit_clean"]
