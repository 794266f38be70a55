"""What an installation must not be started with, each in a sentence that says what to do."""

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError

from sanan.upkeep.state import is_restoring, is_upgrading


def refusals() -> list[str]:
    """Why `serve` and `up` refuse to start; nothing where all is well."""
    return list(_found())


def _found() -> Iterator[str]:
    if is_restoring():
        yield (
            "A backup was being restored here and did not come to its end: only a part of it is here. "
            "Run bin/sanan restore again; it begins anew."
        )
    if is_upgrading():
        yield (
            "An upgrade of this database was broken off: its tables are half of the old version and half "
            "of the new. Run bin/sanan upgrade again; it puts the old ones back first."
        )
    if _is_demo():
        yield (
            "This database holds the demo county, whose passwords everybody may know. Start it with "
            "bin/demo; for real work set SANAN_VAR (or DATABASE_URL) to a new place and run "
            "bin/sanan migrate."
        )
    if settings.SECURE and settings.PROXY_HOPS is None:
        yield (
            "SANAN_SITE_URL says https, so a TLS server stands before this one and every visitor "
            "would be counted as one. Set SANAN_PROXY_HOPS to the number of your own servers in "
            "between (1 for one TLS server), or 0 where there is none."
        )
    if settings.SMS_TRANSPORT == "console" and not settings.DEMO:
        yield (
            "SANAN_SMS_TRANSPORT=console writes sign-in codes into a file and is for the demo. Set "
            "it to aliyun, or to none until you have a contract: then nobody signs in by phone."
        )


def _is_demo() -> bool:
    from sanan.people.queries import is_demo

    try:
        return is_demo()
    except DatabaseError:
        return False  # no tables yet: there is nothing in it
