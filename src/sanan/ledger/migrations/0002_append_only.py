"""The database itself refuses to change or remove what is recorded.

Two changes remain possible: content may be erased (`salt`, `content` and `words` become NULL
together), and a row may be given its place in the public log once (`position` from NULL).
"""

from django.db import migrations

KEPT = ["id", "event", "subject", "at", "by", "ref", "commit", "year"]


def protect(apps, editor):
    if editor.connection.vendor == "sqlite":
        for statement in sqlite():
            editor.execute(statement)
    else:
        for statement in postgres():
            editor.execute(statement)


def release(apps, editor):
    on = "" if editor.connection.vendor == "sqlite" else " ON ledger_entry"
    for name in ("no_update", "no_delete", "no_truncate"):
        editor.execute(f"DROP TRIGGER IF EXISTS ledger_entry_{name}{on}")
    if on:
        editor.execute("DROP FUNCTION IF EXISTS ledger_entry_refuse()")


def forbidden(differs):
    kept = [f'NEW."{name}" {differs} OLD."{name}"' for name in KEPT]
    erasable = [
        f'(NEW."{name}" {differs} OLD."{name}" AND NEW."{name}" IS NOT NULL)'
        for name in ("salt", "content", "words")
    ]
    placed = f"(NEW.position {differs} OLD.position AND OLD.position IS NOT NULL)"
    return " OR ".join([*kept, *erasable, placed])


def sqlite():
    refuse = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    yield (
        "CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry "
        f"WHEN {forbidden('IS NOT')} {refuse}"
    )
    yield f"CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry {refuse}"


def postgres():
    yield (
        "CREATE FUNCTION ledger_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only' "
        "USING ERRCODE = 'restrict_violation'; END $$"
    )
    yield (
        "CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry FOR EACH ROW "
        f"WHEN ({forbidden('IS DISTINCT FROM')}) EXECUTE FUNCTION ledger_entry_refuse()"
    )
    yield (
        "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry FOR EACH ROW "
        "EXECUTE FUNCTION ledger_entry_refuse()"
    )
    yield (
        "CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_refuse()"
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(protect, release)]
