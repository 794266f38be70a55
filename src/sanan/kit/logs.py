"""Keeping keys out of logs: an address may be a key, and refused requests are logged with theirs."""

import logging
import re
from typing import Any

LEAST = 12
"""So many letters and figures in one step of an address are taken for a key."""
LONGEST_WORD = 20
_STEP = re.compile(rf"(?<=/)[A-Za-z0-9_~.:=-]{{{LEAST},}}(?=/|\?|$|[^\w/-])")
_QUERY = re.compile(r"\?[^\s\"']*")


class NoKeys(logging.Filter):
    """Puts … for whatever could be a key in the addresses of a record, and for every query."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without keys."""
        if isinstance(record.args, tuple):
            record.args = tuple(without_keys(each) for each in record.args)
        record.msg = without_keys(record.msg)
        return True


def without_keys(value: Any) -> Any:
    """A text with the keys in its addresses left out; whatever is no text stays."""
    if not isinstance(value, str) or "/" not in value:
        return value
    return _STEP.sub(_shown, _QUERY.sub("?…", value))


def _shown(step: re.Match[str]) -> str:
    """A word stays, a key goes: keys have figures or large letters, or are longer than any word."""
    text = step.group()
    word = text.replace("-", "").replace("_", "")
    return text if word.isalpha() and word.islower() and len(word) <= LONGEST_WORD else "…"
