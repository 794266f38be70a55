"""A table as people paste it out of a sheet, and as the form shows it again."""

import re
from typing import Any

_BAR = re.compile("[|\uff5c]")  # in either width


def read_table(text: str) -> dict[str, Any]:
    """A pasted table: tabs or bars between cells, the head first."""
    lines = [line for line in text.splitlines() if line.strip()]
    cells = [
        [
            c.strip()
            for c in (line.split("\t") if "\t" in line else _BAR.split(line.strip("|\uff5c")))
        ]
        for line in lines
    ]
    if not cells:
        return {}
    return {"columns": cells[0], "rows": [{"cells": row} for row in cells[1:]]}


def write_table(rows: dict[str, Any]) -> str:
    """A table as `read_table` reads it."""
    if not rows:
        return ""
    lines = [rows["columns"], *(row["cells"] for row in rows["rows"])]
    return "\n".join(" | ".join(map(str, line)) for line in lines)
