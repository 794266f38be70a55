"""Keeping keys out of logs: an address may be a key, and refused requests are logged with theirs."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

LEAST = 12
"""So many letters and figures in one step of an address are taken for a key."""
LONGEST_WORD = 20
_STEP = re.compile(rf"(?<=/)[A-Za-z0-9_~.:=-]{{{LEAST},}}(?=/|\?|$|[^\w/-])")
_NUMBER = re.compile(r"\d[\d \-]{5,}\d")
_QUERY = re.compile(r"\?[^\s\"']*")


class NoKeys(logging.Filter):
    """Puts … for whatever could be a key in the addresses of a record, and for every query."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without keys."""
        if isinstance(record.args, tuple):
            record.args = tuple(without_keys(each) for each in record.args)
        record.msg = without_keys(record.msg)
        return True


class Lines(logging.Formatter):
    """One JSON object a line: moment, level, source, sentence, and where in the code it went wrong.

    Of an exception stands its kind and its place; its own words may hold what somebody typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": without_numbers(record.getMessage()),
        }
        if record.exc_info and record.exc_info[0]:
            steps = traceback.extract_tb(record.exc_info[2])
            told["error"] = record.exc_info[0].__name__
            told["where"] = [f"{step.filename}:{step.lineno} {step.name}" for step in steps[-8:]]
        return json.dumps(told, ensure_ascii=False)


def without_numbers(text: str) -> str:
    """A text whose long numbers (telephones, identity, cards) are left out."""
    return _NUMBER.sub("…", text)


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
