"""What we use of PostgreSQL beyond what every database speaks, read off the code (docs/databases.md)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]
OWN_SQL = re.compile(r"\.execute\(|RunSQL\(|\.raw\(|RawSQL\(|contrib\.postgres")
"""What words SQL itself, past Django."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing: how it is found in the code, what for, and what happens where it is missing."""

    name: str
    pattern: str
    why: str
    without: str


FEATURES = (
    Feature(
        "row locks (`SELECT … FOR UPDATE`, `OF`)",
        r"select_for_update\(",
        "every verb judges the locked row",
        "nothing works; no replacement",
    ),
    Feature(
        "`SKIP LOCKED`",
        r"skip_locked=True|SKIP LOCKED",
        "workers take different tasks and index different rows",
        "run one worker only; `django-tasks-db` needs it, too",
    ),
    Feature(
        "`INSERT … ON CONFLICT`, `RETURNING`",
        r"ON CONFLICT|RETURNING|ignore_conflicts=|update_conflicts=|bulk_create\(",
        "rows of a create with their keys in one statement; the same letter twice is one",
        "Django has no back end for it; writing fails",
    ),
    Feature(
        "partial indexes and conditional uniqueness (`WHERE`)",
        r"UniqueConstraint\([^)]*condition=|Index\([^)]*condition=|condition=models\.Q|condition=Q\(",
        "one open post, one standing vote, one current version; small indexes of what waits",
        "rules that the database keeps are then kept by code alone",
    ),
    Feature(
        "check constraints",
        r"CheckConstraint\(",
        "amounts, ends after begins, states that belong together",
        "the same",
    ),
    Feature(
        "generated columns (`STORED`)",
        r"GeneratedField\(",
        "the due moment of cases whose clock runs, for lists of what is late",
        "migration fails; the column would be filled by code",
    ),
    Feature(
        "JSONB",
        r"JSONField\(",
        "versions, outlines, results of rules: read whole, never searched by a key inside",
        "JSON as text would do",
    ),
    Feature(
        "exclusion constraint over a range (GiST)",
        r"EXCLUDE USING",
        "a room is not booked twice, whatever races",
        "a trigger does it on SQLite; that one can be taken",
    ),
    Feature(
        "arrays (`text[]`) with a GIN index",
        r"USING gin|GinIndex\(",
        "search of cases and messages by Chinese character pairs",
        "search reads every row: right, and slow from some 100,000 rows on",
    ),
    Feature(
        "triggers in PL/pgSQL",
        r"CREATE (OR REPLACE )?(TRIGGER|FUNCTION)",
        "entries of the record are never changed nor deleted, by whomever",
        "the record still shows it (audit), the database no longer forbids it",
    ),
    Feature(
        "window functions",
        r"Window\(|OVER \(",
        "the newest of each, places in the record",
        "some boards fail",
    ),
    Feature(
        "`FILTER` in aggregates",
        r"filter=(models\.)?Q\(|FILTER \(",
        "boards count many states in one pass",
        "Django writes CASE instead; slower",
    ),
    Feature(
        "exported snapshots, `REPEATABLE READ`",
        r"pg_export_snapshot|REPEATABLE READ",
        "a backup of one moment while people work",
        "`bin/sanan backup` fails; take the database's own backup",
    ),
    Feature(
        "advisory locks",
        r"advisory_xact_lock|advisory_lock",
        "one scheduler among all machines",
        "run one worker; a second one does the same work again, harmlessly",
    ),
    Feature(
        "LISTEN and NOTIFY",
        r"pg_notify|LISTEN \{\}",
        "a message is in the room at once on every machine",
        "set `SANAN_PGBOUNCER=1`: rooms look every 0.2 s",
    ),
    Feature(
        "write positions (`pg_current_wal_lsn`, `pg_control_system`)",
        r"pg_current_wal_lsn|pg_control_system",
        "reading from replicas with one's own writes seen",
        "leave `SANAN_REPLICAS` empty",
    ),
    Feature(
        "statements prepared in the server",
        r"server_side_binding|prepare_threshold",
        "plans are made once",
        "slower; `SANAN_PGBOUNCER=1` switches it off",
    ),
    Feature(
        "transactional DDL",
        r"class Migration\(",
        "a migration that fails leaves nothing",
        "`bin/sanan upgrade` puts the backup back",
    ),
)


def modules() -> Iterator[tuple[str, str]]:
    """Every module of ours but this one, by its path, with its text."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path != Path(__file__).resolve():
            yield path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8")


def used() -> dict[str, list[str]]:
    """For each feature the rooms that use it, by name; nothing for one that nobody does."""
    found: dict[str, set[str]] = {feature.name: set() for feature in FEATURES}
    patterns = [(feature.name, re.compile(feature.pattern)) for feature in FEATURES]
    for name, text in modules():
        room = name.partition("/")[0]
        for feature, pattern in patterns:
            if pattern.search(text):
                found[feature].add(room)
    return {name: sorted(rooms) for name, rooms in found.items()}


def own_sql() -> list[str]:
    """Modules that word SQL themselves."""
    return [name for name, text in modules() if OWN_SQL.search(text)]


def lines() -> Iterable[str]:
    """The tables of docs/databases.md."""
    rooms = used()
    yield "| what | what for | without it | used by |"
    yield "|---|---|---|---|"
    for each in FEATURES:
        users = rooms[each.name]
        told = ", ".join(users) if len(users) <= 4 else f"{len(users)} rooms"
        yield f"| {each.name} | {each.why} | {each.without} | {told} |"
    yield ""
    yield "Modules that word SQL themselves; a new one is looked at for what it asks of a database:"
    yield ""
    yield ", ".join(f"`{name}`" for name in own_sql())
