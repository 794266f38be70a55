"""The database itself lets no two bookings of one facility that hold their time overlap.

PostgreSQL has an exclusion constraint. It needs no extension: facility and minute together make one
number, so that the spans of two facilities never touch (minutes since 1970 fit 31 bits until 6053).
SQLite has one writer at a time, so there a trigger that looks before each write is as strict.
"""

from django.db import migrations

HOLDING = "('requested', 'approved', 'used', 'no_show')"
TABLE = "neighbourhood_booking"


def protect(apps, editor):
    for statement in sqlite() if editor.connection.vendor == "sqlite" else postgres():
        editor.execute(statement)


def release(apps, editor):
    if editor.connection.vendor == "sqlite":
        for when in ("insert", "update"):
            editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_apart_{when}")
    else:
        editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {TABLE}_apart")


def sqlite():
    other = (
        f"SELECT 1 FROM {TABLE} AS other WHERE other.facility_id = NEW.facility_id "
        f"AND other.id IS NOT NEW.id AND other.state IN {HOLDING} "
        "AND other.held_from < NEW.held_until AND NEW.held_from < other.held_until"
    )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{TABLE}_apart'); END"
    for when in ("INSERT", "UPDATE OF facility_id, state, held_from, held_until"):
        yield (
            f"CREATE TRIGGER {TABLE}_apart_{when.split()[0].lower()} BEFORE {when} ON {TABLE} "
            f"WHEN NEW.state IN {HOLDING} AND EXISTS ({other}) {refuse}"
        )


def postgres():
    span = "int8range((facility_id << 31) + held_from, (facility_id << 31) + held_until)"
    yield (
        f"ALTER TABLE {TABLE} ADD CONSTRAINT {TABLE}_apart "
        f"EXCLUDE USING gist ({span} WITH &&) WHERE (state IN {HOLDING})"
    )


class Migration(migrations.Migration):
    dependencies = [("neighbourhood", "0001_initial")]

    operations = [migrations.RunPython(protect, release)]
