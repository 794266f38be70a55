"""The rubrics that come with the house."""

import tomllib
from datetime import datetime
from pathlib import Path

from sanan.competitions.actions.judging import write_rubric
from sanan.competitions.models import Rubric

DATA = Path(__file__).resolve().parents[1] / "data" / "rubrics.toml"


def seed(*, at: datetime | None = None) -> None:
    """Each once; what a county made of it since is left alone."""
    for each in tomllib.loads(DATA.read_text(encoding="utf-8"))["rubric"]:
        if not Rubric.objects.filter(title=each["title"]).exists():
            write_rubric(title=each["title"], body=each, by=None, at=at)
