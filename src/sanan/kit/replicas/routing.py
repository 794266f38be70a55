"""Where a query goes: to the replica that a request was given, or to the primary."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
)
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase

from sanan.kit.replicas.watching import position, watch

COOKIE = "written"
HEADER = "Sanan-Written"
COOKIE_SECONDS = 600
Answer = Callable[[HttpRequest], HttpResponseBase]


@dataclass(slots=True)
class Reading:
    """One request: which database it reads, whether it wrote, whether its replica failed."""

    alias: str = DEFAULT_DB_ALIAS
    wrote: bool = False
    failed: bool = False


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading(alias: str = DEFAULT_DB_ALIAS) -> Iterator[Reading]:
    """Read from this database within the block, until something is written or locked."""
    held = Reading(alias)
    token = _reading.set(held)
    try:
        yield held
    finally:
        _reading.reset(token)


class Router:
    """Django's: writes, locks, transactions and what says who may do what are the primary's."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        """The request's replica, as long as nothing was written and no transaction is open."""
        held = _reading.get()
        if held is None or held.wrote or connection.in_atomic_block or _is_for_primary(model):
            return DEFAULT_DB_ALIAS
        return held.alias

    def db_for_write(self, model: type[Model], **_hints: Any) -> str:  # noqa: ARG002
        """Always the primary; from now on this request reads there, too."""
        if held := _reading.get():
            held.wrote = True
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *_things: Model, **_hints: Any) -> bool:
        """They are the same rows."""
        return True

    def allow_migrate(self, db: str, *_what: Any, **_hints: Any) -> bool:
        """A replica's tables come from its primary."""
        return db == DEFAULT_DB_ALIAS


def _is_for_primary(model: type[Model]) -> bool:
    named: frozenset[str] = settings.REPLICAS_NEVER
    return model._meta.app_label in named or model._meta.label_lower in named


def reads(get_response: Answer) -> Answer:
    """Middleware: a safe request reads from a replica; whoever wrote, from one that is as far.

    A browser keeps the position of its last write in a cookie, a program gets it in a header and
    sends it back with its reads (`0/0` where it never wrote). A program that sends none reads from
    the primary. A replica that fails under a request is left, and the request answered by the
    primary.
    """
    if not settings.REPLICAS:
        return get_response
    got_request_exception.connect(_noticed, dispatch_uid="replicas")

    def middleware(request: HttpRequest) -> HttpResponseBase:
        safe = request.method in {"GET", "HEAD"}
        alias = _chosen(request) if safe else None
        with reading(alias or DEFAULT_DB_ALIAS) as held:
            response = get_response(request)
        if alias and held.failed and not held.wrote:
            watch().leave(alias)
            with reading() as held:
                response = get_response(request)
        if held.wrote or not safe:
            _remember(response)
        return response

    return middleware


def _noticed(**_given: Any) -> None:
    """What Django answers with a 500 comes here first, while the exception is at hand."""
    held = _reading.get()
    if held and isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        held.failed = True


def _chosen(request: HttpRequest) -> str | None:
    program = request.path_info.startswith(settings.REPLICA_PROGRAMS)
    said = request.headers.get(HEADER) if program else request.COOKIES.get(COOKIE, "0/0")
    try:
        return None if said is None else watch().choose(position(said))
    except ValueError:
        return None


def _remember(response: HttpResponseBase) -> None:
    """How far the primary is now; what this request wrote is before it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_lsn()::text")
            at = cursor.fetchone()[0]
    except DatabaseError:
        return  # nothing was acknowledged either
    response.headers[HEADER] = at
    response.set_cookie(
        COOKIE,
        at,
        max_age=COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
