"""The tool itself: which changes it makes, which it leaves, and whether it tells right."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sparing
from mutants import chosen, meant
from mutants.changes import changed, changes_of
from mutants.users import Users

ENUMS = {"State": ["OPEN", "HELD", "DONE"]}


def made(source):
    """`(kind, before, after)` of every change."""
    return [(c.kind, c.before, c.after) for c in changes_of("a.py", source, ENUMS)]


@pytest.mark.parametrize(
    ("source", "kind", "after"),
    [
        ("x = a < b", "boundary", "x = a <= b"),
        ("x = a >= b", "boundary", "x = a > b"),
        ("x = a == b", "comparison", "x = a != b"),
        ("x = a is not None", "comparison", "x = a is None"),
        ("x = a in b", "comparison", "x = a not in b"),
        ("x = a and b", "boolean", "x = a or b"),
        ("x = any(a)", "boolean", "x = all(a)"),
        ("x = Q(a) | Q(b)", "boolean", "x = Q(a) & Q(b)"),
        ("x = a + b", "arithmetic", "x = a - b"),
        ("x = a // b", "arithmetic", "x = a * b"),
        ("x = 4", "number", "x = 5"),
        ("x = 3000", "number", "x = 6000"),
        ("x = True", "truth", "x = False"),
        ("x = max(a, b)", "min and max", "x = min(a, b)"),
        ("x = not a", "condition", "x = not not a"),
        ("x = b if a else c", "condition", "x = b if not a else c"),
        ("x = [a for a in b if a]", "condition", "for a in b if not a"),
        ("if a:\n    pass", "condition", "not a"),
        ("x = State.OPEN", "enum member", "x = State.HELD"),
        ("x = State.DONE", "enum member", "x = State.HELD"),
        ("_S = State\nx = _S.OPEN", "enum member", "x = _S.HELD"),
        ("f(a)", "call removed", "..."),
        ("x = q.filter(a=b)", "filter", "q.filter()"),
        ("x = q.exclude(a, b=c)", "filter", "q.exclude(b=c)"),
    ],
)
def test_a_change_of_each_kind(source, kind, after):
    assert (kind, after) in [(k, text) for k, _before, text in made(source)]


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring with 3 < 4."""',
        "x = _('最多 3 人')",
        "def f(a: int | None = None) -> A | B:\n    return a",
        "x: A | B\ny: list[3]",
        "Who = A | B",
        "__all__ = ['a']",
        "_BATCH = 500",
        "TIMEOUT = 5.0",
        "class Road(Protocol):\n    def go(self, far: bool = False) -> None: ...",
        "x = classified(3)",
        "x = models.F(max_length=3, verbose_name=f(4))",
        "log.info('took %d', 3)",
        "logger.exception('no', 3)",
        "raise Refused(3)",
        "assert a < b",
        "import a",
        "if TYPE_CHECKING:\n    x = 3",
        "@dataclass(frozen=True)\nclass A:\n    b: int",
        "x = f'{a:>3}'",
        "x = '-' * width",
        "x = a + 'b'",
        "super().__init__()",
        "x = re.A | re.B",
        "x = State.choices",
        "x = 65536",
    ],
)
def test_what_no_test_ought_to_notice_is_left(source):
    assert made(source) == []


def test_a_member_is_not_swapped_for_one_that_stands_beside_it():
    assert made("x = {State.OPEN, State.HELD}") == [
        ("enum member", "x = {State.OPEN, State.HELD}", "x = {State.DONE, State.HELD}"),
        ("enum member", "x = {State.OPEN, State.HELD}", "x = {State.OPEN, State.DONE}"),
    ]


def test_a_change_is_found_again_by_its_number_with_lines_as_they_were():
    source = "def f(a, b):\n    if a < b:\n        return 3\n    return 4\n"
    for change in changes_of("a.py", source):
        tree = changed(source, change.number)
        assert [n.lineno for n in tree.body[0].body] == [2, 4]
        place = {}
        exec(compile(tree, "a.py", "exec"), place)  # noqa: S102 - the source above
        answers = [place["f"](1, 2), place["f"](2, 2), place["f"](3, 2)]
        assert (
            answers
            == {
                "condition": [4, 3, 3],
                "boundary": [3, 3, 4],
                "number": [4, 4, 4] if change.line == 3 else [3, 5, 5],
            }[change.kind]
        )


def test_a_change_knows_its_lines_and_whether_it_is_felt_at_import():
    source = "A = 3\n\n\ndef f(b=4):\n    with g(\n        5\n    ):\n        return 6\n"
    where = {c.after: (c.line, c.last, c.names) for c in changes_of("a.py", source)}
    assert where == {
        "A = 4": (1, 1, ("A",)),
        "5": (4, 4, ("f",)),
        "6": (5, 7, ()),
        "return 7": (8, 8, ()),
    }


@pytest.fixture
def toy(tmp_path):
    """A package with two functions, of which one is tested, and a table that is."""
    package = tmp_path / "src" / "sanan"
    for folder in ("toys", "demo"):
        (package / folder).mkdir(parents=True)
        (package / folder / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    (package / "toys" / "rules.py").write_text(
        "PRICES = {'top': 3}\n\n\n"
        "def may_buy(age):\n    return age >= 6\n\n\n"
        "def may_swap(age):\n    return age > 8\n\n\n"
        "def price(name):\n    return PRICES[name]\n\n\n"
        "def unused(age):\n    return age < 2\n"
    )
    (package / "demo" / "rules.py").write_text("YEARS = 3\n")
    (package / "toys" / "models.py").write_text("SIZE = 3\n")
    tests = tmp_path / "tests" / "toys"
    tests.mkdir(parents=True)
    (tests / "test_toys.py").write_text(
        "from sanan.toys.rules import may_buy, may_swap, price\n\n\n"
        "def test_buy():\n    assert [may_buy(5), may_buy(6), may_buy(7)] == [False, True, True]\n\n\n"
        "def test_swap():\n    assert may_swap(12)\n\n\n"
        "def test_price():\n    assert price('top') == 3\n"
    )
    # A test with a database, as most are, in another folder: it must leave nothing behind.
    other = tmp_path / "tests" / "other"
    other.mkdir()
    for name in "ab":
        (other / f"test_{name}.py").write_text(
            "import pytest\n\n\n@pytest.mark.database\ndef test_rows():\n    pass\n"
        )
    (tmp_path / "tests" / "settings.py").write_text("ROOT_URLCONF = 'addresses'\n")
    (tmp_path / "tests" / "addresses.py").write_text("urlpatterns = []\n")
    (tmp_path / "pyproject.toml").write_text(
        "[tool.pytest.ini_options]\npythonpath = ['src', 'tests']\n"
        "markers = ['browser: a browser', 'database: a database']\n"
        "addopts = '--import-mode=importlib -p no:cacheprovider -p no:django'\n"
    )
    here = Path(__file__).parent
    shutil.copytree(here, tmp_path / "tests" / "mutants", ignore=shutil.ignore_patterns("test_*"))
    return tmp_path


def test_only_rules_actions_queries_and_measures_are_meant_and_no_demo(toy):
    assert list(meant(toy)) == ["src/sanan/toys/rules.py"]
    assert list(meant(toy, "src/sanan/other")) == []


def test_the_same_seed_chooses_the_same_places(toy):
    assert chosen(toy, 3, seed=5) == chosen(toy, 3, seed=5)
    assert len(chosen(toy, 3, seed=5)) == 3


def test_a_table_is_felt_where_its_name_is_used(toy):
    lines = set(Users(toy).lines("src/sanan/toys/rules.py", ["PRICES"]))
    assert ("src/sanan/toys/rules.py", 13) in lines
    assert ("src/sanan/toys/rules.py", 5) not in lines


def test_it_tells_what_is_noticed_and_what_is_not(toy):
    code = (
        "import argparse, pathlib, sys, mutants\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.add_argument('paths', nargs='*')\n"
        "parser.add_argument('-n', default='1')\n"
        "mutants.add_arguments(parser)\n"
        "sys.exit(mutants.run(pathlib.Path.cwd(), parser.parse_args()))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "--mutants", "100", "tests"],
        cwd=toy,
        env={
            "PYTHONPATH": "tests",
            "PYTHONPYCACHEPREFIX": str(sparing.COMPILED),
            "DJANGO_SETTINGS_MODULE": "settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads((toy / "var" / "mutants.json").read_text())
    ends = {
        (c["line"], c["kind"]): (c["end"], c.get("by", "").rpartition("::")[2])
        for c in told["changes"]
    }
    assert ends == {
        (1, "number"): ("noticed", "test_price"),
        (5, "boundary"): ("noticed", "test_buy"),
        (5, "number"): ("noticed", "test_buy"),
        (9, "boundary"): ("survived", ""),
        (9, "number"): ("survived", ""),
        (17, "boundary"): ("survived", ""),
        (17, "number"): ("survived", ""),
    }
    assert "src/sanan/toys/rules.py:9  boundary  (1 tests run it)" in ran.stdout
    assert "src/sanan/toys/rules.py:17  boundary  (no test runs it)" in ran.stdout
    assert ran.stdout.endswith("3 of 7 changes noticed (42.9 %)\n")
    assert ran.returncode == 1
