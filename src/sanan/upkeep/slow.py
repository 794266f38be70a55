"""Statements that take long are named in the log, by their text and never by their values."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)
MOST = 400
"""So much of a statement is enough to know it again."""


def watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Time each statement of a new connection, where `SANAN_SLOW_MILLISECONDS` asks for it."""
    if settings.SLOW_MILLISECONDS and _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


def _timed(
    execute: Callable[..., Any], sql: str, params: Any, many: Any, context: dict[str, Any]
) -> Any:
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        taken = (time.perf_counter() - began) * 1000
        if taken >= settings.SLOW_MILLISECONDS:
            logger.warning("slow: %d ms: %s", taken, str(sql)[:MOST])
