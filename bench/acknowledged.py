"""The parts of a run with faults that are processes of their own, inside the installation.

`python -m bench.acknowledged write PORT FILE FROM TO` says things until each is acknowledged;
`… sequence` places and publishes without pause; `… verify FILE…` holds every acknowledgement
against the record and prints, as JSON, what it found.
"""

import http.client
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

PAUSE_SECONDS = 0.1
PATIENCE_SECONDS = 20


def main(arguments: list[str]) -> None:
    """Entry point, with the installation's own environment."""
    verb, *rest = arguments
    if verb == "write":
        port, file, first, last = rest
        write(int(port), Path(file), int(first), int(last))
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    if verb == "sequence":
        sequence()
    elif verb == "counted":
        sys.stdout.write(json.dumps(counted([Path(file) for file in rest])))
    elif verb == "restored":
        *files, died = rest
        sys.stdout.write(json.dumps(restored([Path(file) for file in files], float(died))))
    else:
        sys.stdout.write(json.dumps(verify([Path(file) for file in rest])))


def words_of(number: int) -> str:
    """What the `number`-th resident says."""
    return f"{number}:祥安小区第 {number} 盏路灯不亮,晚上看不见路。"


def write(port: int, file: Path, first: int, last: int) -> None:
    """Say each until it is acknowledged; what was acknowledged stands in the file, durably."""
    with file.open("a") as acknowledged:
        for number in range(first, last):
            answer = _say(port, number)
            row = {"number": number, "code": answer["code"], **answer["receipt"]}
            acknowledged.write(json.dumps(row) + "\n")
            acknowledged.flush()


def _say(port: int, number: int) -> dict[str, Any]:
    body = json.dumps({"text": words_of(number)}).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": f"said-{number}"}
    while True:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        try:
            link.request("POST", "/api/v1/cases", body, headers)
            answer = link.getresponse()
            content = answer.read()
            if answer.status in {200, 201}:
                found: dict[str, Any] = json.loads(content)
                return found
        except (OSError, http.client.HTTPException):
            pass
        finally:
            link.close()
        time.sleep(PAUSE_SECONDS)


def sequence() -> None:
    """Place and publish, again and again; a database that is away is waited for."""
    from django.db import Error, close_old_connections

    from sanan.ledger import actions

    while True:
        close_old_connections()
        try:
            actions.publish_all()
        except Error:
            close_old_connections()
        time.sleep(PAUSE_SECONDS)


def verify(files: list[Path]) -> dict[str, Any]:
    """Whether every acknowledged case has one entry, its promise kept, and the audit is clean."""
    from django.db.models import Count

    from sanan.cases.models import Case
    from sanan.ledger import actions
    from sanan.ledger.models import Entry
    from sanan.ledger.queries import logs
    from sanan.ledger.queries.audits import audit

    actions.publish_all()
    rows = list(_acknowledged(files))
    opened = Counter(Entry.objects.filter(event="case.open").values_list("subject", flat=True))
    twice = Case.objects.values("text").annotate(n=Count("id")).filter(n__gt=1).count()
    wrong = [row["number"] for row in rows if opened[row["code"]] != 1]
    unproved = [row["number"] for row in rows if not _proved(row)]
    audits = [audit(log) for log in logs.all_logs()]
    return {
        "acknowledged": len(rows),
        "cases": Case.objects.count(),
        "entries": Entry.objects.count(),
        "without_place": Entry.objects.filter(position=None).count(),
        "cases_said_twice": twice,
        "not_exactly_one_entry": wrong,
        "receipts_that_fail": unproved,
        "largest_receipt": max((row["bytes"] for row in rows), default=0),
        "audit_clean": all(found.clean for found in audits),
        "audited": sum(found.entries for found in audits),
    }


def counted(files: list[Path]) -> dict[str, Any]:
    """After a fail-over: which acknowledged cases are not there, and what is there twice."""
    from django.db.models import Count

    from sanan.cases.models import Case
    from sanan.ledger.models import Entry

    rows = list(_acknowledged(files))
    there = set(Case.objects.values_list("code", flat=True))
    opened = Counter(Entry.objects.filter(event="case.open").values_list("subject", flat=True))
    twice = Case.objects.values("text").annotate(n=Count("id")).filter(n__gt=1).count()
    kept = [row["code"] for row in rows if row["code"] in there]
    return {
        "acknowledged": len(rows),
        "lost": len(rows) - len(kept),
        "said_twice": twice,
        "not_exactly_one_entry": sum(opened[code] != 1 for code in kept),
    }


def restored(files: list[Path], died: float) -> dict[str, Any]:
    """After a restoring: which acknowledgements are there again, which are named, and which neither.

    `seconds_unnamed` is how long before the end the earliest of the last was given.
    """
    from sanan.cases.models import Case
    from sanan.ledger import actions
    from sanan.ledger.models import Entry
    from sanan.ledger.queries.leaves import LOST

    rows = list(_acknowledged(files))
    there = dict(Case.objects.values_list("code", "text"))
    opened = Counter(Entry.objects.filter(event="case.open").values_list("subject", flat=True))
    lost = set(Entry.objects.filter(subject=LOST).values_list("ref", flat=True))
    back = [row for row in rows if row["code"] in there]
    gone = [row for row in rows if row["code"] not in there]
    unnamed = [
        at for row in gone if (promise := _promised(row)).id not in lost and (at := promise.at)
    ]
    earliest = min(map(datetime.fromisoformat, unnamed), default=None)
    published = actions.publish_all()
    return {
        "acknowledged": len(rows),
        "restored": len(back),
        "named": len(gone) - len(unnamed),
        "unnamed": len(unnamed),
        "seconds_unnamed": round(died - earliest.timestamp(), 1) if earliest else 0.0,
        "other_words": [r["number"] for r in back if there[r["code"]] != words_of(r["number"])],
        "not_exactly_one_entry": [row["number"] for row in back if opened[row["code"]] != 1],
        "published_on": published,
        "audit_clean": all(found.clean for found in actions.audit_all()),
    }


def _promised(row: dict[str, Any]) -> Any:
    """The entry that the resident's own promise names."""
    from sanan.ledger.log.promise import open_promise
    from sanan.ledger.queries import logs

    return open_promise(
        row["promise"].encode(), log=logs.verifier(logs.all_logs()[0])
    ).opening.entry


def _acknowledged(files: list[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        if not file.exists():  # killed before anything was acknowledged to it
            continue
        yield from map(json.loads, file.read_text().splitlines())


def _proved(row: dict[str, Any]) -> bool:
    """The promise is the log's, for these words; the entry stands where the receipt says."""
    from sanan.ledger.log.entry import commit
    from sanan.ledger.log.promise import open_promise
    from sanan.ledger.log.verify import verify as judge
    from sanan.ledger.models import Entry
    from sanan.ledger.queries import logs, receipts

    words = words_of(row["number"]).encode()
    entry = Entry.objects.get(subject=row["code"], event="case.open")
    held = receipts.held(entry)
    row["bytes"] = len(held.receipt) if held else 0
    if held is None:
        return False
    key = logs.verifier(held.log)
    given = open_promise(row["promise"].encode(), log=key).opening
    verdict = judge(held.receipt, log=key, content=words)
    return bool(
        verdict.holds
        and verdict.content_matches
        and verdict.entry == given.entry
        and given.entry.commit == commit(salt=given.salt, content=words)
    )


if __name__ == "__main__":
    main(sys.argv[1:])
