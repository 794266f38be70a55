"""Handing work to the background from a place that may not import the task itself."""

from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string


def enqueue(task: str, *args: Any, not_before: datetime | None = None) -> None:
    """Queue the task with this dotted name, with plain values (ids) as `args`.

    Called inside a transaction, the task is stored with it: seen by the worker only after commit,
    and neither lost nor left over when the process is killed in between.
    """
    found = import_string(task)
    if not_before is not None:
        found = found.using(run_after=not_before)
    found.enqueue(*args)
