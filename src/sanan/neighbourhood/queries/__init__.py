from sanan.neighbourhood.queries.centres import (
    about,
    centres_for,
    centres_of,
    code_shown,
    now_at,
    week,
)
from sanan.neighbourhood.queries.days import of_facility, sheet
from sanan.neighbourhood.queries.feeds import calendar_of

__all__ = [
    "about",
    "calendar_of",
    "centres_for",
    "centres_of",
    "code_shown",
    "now_at",
    "of_facility",
    "sheet",
    "week",
]
