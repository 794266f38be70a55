"""What an operator or a programmer must know stands in docs/."""

import re
from pathlib import Path

import pytest

from sanan.cases.rules import CASE

ROOT = Path(__file__).resolve().parents[2]
DOCS = "\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "docs").rglob("*.md")))


def test_every_setting_is_explained():
    sources = [
        *(ROOT / "src/sanan").rglob("*.py"),
        *(ROOT / "bin").iterdir(),
        ROOT / "tests/run.py",
    ]
    named = {
        name
        for path in sources
        for name in re.findall(r"\b(?:SANAN_[A-Z0-9_]+|DATABASE_URL)\b", path.read_text())
    }
    explained = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert sorted(n for n in named if f"`{n}`" not in explained) == []


def test_no_setting_is_explained_that_is_gone():
    sources = [
        *(ROOT / "src/sanan").rglob("*.py"),
        *(ROOT / "bin").iterdir(),
        ROOT / "tests/run.py",
    ]
    code = "\n".join(path.read_text() for path in sources)
    explained = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(SANAN_[A-Z0-9_]+)`", explained))
    assert sorted(name for name in named if name not in code) == []


def test_every_verb_is_explained():
    assert [str(v) for v in CASE if f"`{v}`" not in DOCS] == []


def test_every_path_of_the_api_is_explained():
    from .test_urls import operations

    ours = {path for path, _method in operations() if not path.endswith("/fetch_tool")}  # a toy's
    assert sorted(path for path in ours if path not in DOCS) == []


def test_every_command_is_explained():
    from sanan.config.cli import commands

    assert [name for name in commands() if f"bin/sanan {name}" not in DOCS] == []


def test_links_inside_the_documents_lead_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in target
    ]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page, target in links
        if not (page.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.django_db
def test_what_is_read_off_the_code_is_up_to_date():
    from sanan.config import reference

    stale = [
        name
        for name, text in reference.current().items()
        if (ROOT / "docs" / name).read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run bin/sanan docs"
