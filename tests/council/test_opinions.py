"""Opinion statistics against a second computation, written from the published formulas alone."""

import csv
import json
import math
import random

import pytest
from click.testing import CliRunner

from sanan.council.commands import council
from sanan.council.opinion.consultation import TableError, consult, read_groups, read_votes


def invented(voters=120, statements=40, seed=7):
    """Two camps with a common ground, and holes."""
    dice = random.Random(seed)  # noqa: S311 - not a secret
    for v in range(voters):
        for s in range(statements):
            if dice.random() < 0.35:
                continue
            lean = 0.9 if s < 5 else (0.8 if (v % 2) == (s % 2) else 0.15)
            roll = dice.random()
            yield f"v{v}", f"s{s}", 1 if roll < lean * 0.9 else 0 if roll < lean else -1


def by_hand(votes, groups):
    """The formulas again, with plain dictionaries."""
    last = {(v, s): x for v, s, x in votes}
    statements = {s for _v, s in last}
    names = sorted(set(groups.values()))
    agree = {(g, s): 0 for g in names for s in statements}
    seen = dict(agree)
    for (v, s), x in last.items():
        if v in groups:
            seen[groups[v], s] += 1
            agree[groups[v], s] += x == 1
    rows, united = {}, {}
    for s in statements:
        united[s] = math.prod((agree[g, s] + 1) / (seen[g, s] + 2) for g in names)
        for g in names:
            a, n = agree[g, s], seen[g, s]
            b = sum(agree[o, s] for o in names if o != g)
            m = sum(seen[o, s] for o in names if o != g)
            p = (a + 1) / (n + 2)
            pooled = (a + 1 + b + 1) / (n + 1 + m + 1)
            z = 0.0
            if pooled < 1:
                spread = math.sqrt(pooled * (1 - pooled) * (1 / (n + 1) + 1 / (m + 1)))
                z = ((a + 1) / (n + 1) - (b + 1) / (m + 1)) / spread
            rows[g, s] = {
                "agrees": a,
                "seen": n,
                "p": p,
                "p_test": 2 * math.sqrt(n + 1) * ((a + 1) / (n + 1) - 0.5),
                "repness": p / ((b + 1) / (m + 2)),
                "repness_test": z,
            }
    return united, rows


def test_the_formulas_agree_with_a_second_computation():
    votes = list(invented())
    groups = {f"v{v}": "东" if v % 2 else "西" for v in range(118)}
    found = consult(votes, groups).as_dict()
    united, rows = by_hand(votes, groups)
    assert set(found["consensus"]) == set(united)
    for statement, value in united.items():
        assert math.isclose(found["consensus"][statement], value, abs_tol=1e-9)
    assert len(found["representative"]) == len(rows)
    for row in found["representative"]:
        for name, value in rows[row["group"], row["statement"]].items():
            assert math.isclose(row[name], value, abs_tol=1e-9), (row, name)


def test_two_camps_are_found_and_what_unites_them():
    found = consult(invented())
    assert len(found.groups) == 2
    for group in found.groups:
        odd = sum(int(v[1:]) % 2 for v in group.members)
        assert max(odd, group.size - odd) >= 0.95 * group.size
    best = sorted(found.consensus, key=found.consensus.__getitem__)[-5:]
    assert set(best) == {"s0", "s1", "s2", "s3", "s4"}
    assert consult(invented()).as_dict() == found.as_dict()


def test_who_said_little_is_not_placed():
    votes = [*invented(), *((f"new{v}", f"s{s}", 1) for v in range(3) for s in range(6))]
    found = consult(votes)
    assert (found.voters, found.placed) == (123, 120)
    assert not any(m.startswith("new") for g in found.groups for m in g.members)


def test_a_small_consultation_is_only_counted():
    found = consult(invented(voters=29))
    assert (found.plain, found.groups, found.representative) == (True, (), ())
    assert len(found.counts) == 40
    assert not consult(invented(voters=30)).plain


def test_a_statement_that_few_have_seen_is_marked():
    votes = [*invented(), *((f"v{v}", "late", -1) for v in range(6))]
    counted = {c.statement: c for c in consult(votes).counts}
    assert (counted["late"].disagrees, counted["late"].few) == (6, True)
    assert not counted["s0"].few


def test_the_last_vote_counts():
    (count,) = consult([("a", "s", 1), ("a", "s", -1)]).counts
    assert (count.agrees, count.disagrees, count.seen) == (0, 1, 1)


def test_nobody_said_anything():
    assert consult([]).as_dict()["groups"] == []


def test_everyone_thinks_the_same():
    found = consult([(f"v{v}", f"s{s}", 1) for v in range(40) for s in range(10)])
    assert [g.size for g in found.groups] == [40]


def test_the_command_reads_and_prints(tmp_path):
    votes, groups = tmp_path / "v.csv", tmp_path / "g.csv"
    with votes.open("w", newline="") as file:
        csv.writer(file).writerows([("voter", "statement", "vote"), *invented()])
    groups.write_text("voter,group\n" + "".join(f"v{v},{v % 3}\n" for v in range(120)))
    run = CliRunner().invoke(
        council, ["opinions", "--votes", str(votes), "--groups", str(groups), "--json"]
    )
    said = json.loads(run.output)
    assert [g["group"] for g in said["groups"]] == ["0", "1", "2"]
    assert set(said["representative"][0]) >= {
        "group",
        "statement",
        "agrees",
        "seen",
        "p",
        "p_test",
        "repness",
        "repness_test",
    }
    assert CliRunner().invoke(council, ["opinions", "--votes", str(votes)]).exit_code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("voter,vote\na,1\n", "columns"),
        ("voter,statement,vote\na,b,2\n", "line 2"),
        ("voter,statement,vote\na,b,x\n", "line 2"),
        ("voter,statement,vote\na,,1\n", "line 2"),
    ],
)
def test_a_table_that_cannot_be_read(text, said):
    with pytest.raises(TableError, match=said):
        read_votes(text)


def test_one_voter_in_two_groups():
    with pytest.raises(TableError, match="two groups"):
        read_groups("voter,group\na,1\na,2\n")
