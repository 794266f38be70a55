"""Generated rule sets worked out by two ways that share nothing; the full number is
`bin/sanan bench scoring`, which works out 10,000."""

from random import Random

from bench import rule_sets
from sanan.scoring import Subject, compare, evaluate, read


def test_two_ways_agree_to_the_fen():
    found = rule_sets.run(count=900)
    assert found["differ"] == []
    assert found["scores"] > 3000


def test_a_try_out_says_who_gains_and_who_loses():
    chance = Random(3)  # noqa: S311 - the same rules each time
    rules, rows = rule_sets.generated(chance, 0)
    subjects = [Subject(key, facts, group, evidence) for key, group, facts, evidence in rows]
    before = evaluate(read({**rules, "base": 0, "most": None}), subjects)
    after = evaluate(read({**rules, "base": 5, "most": None}), subjects)
    moved = [change.moved for change in compare(before, after)]
    assert len(moved) == len(rows)
    assert {m for m in moved if m is not None} == {5}
