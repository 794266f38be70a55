from sanan.neighbourhood.queries.centres import (
    about,
    centres_for,
    centres_of,
    code_shown,
    now_at,
    week,
)
from sanan.neighbourhood.queries.days import of_facility, sheet

__all__ = [
    "about",
    "centres_for",
    "centres_of",
    "code_shown",
    "now_at",
    "of_facility",
    "sheet",
    "week",
]
