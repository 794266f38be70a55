"""The browser's own checker says the same as ours, on vectors and on tampered receipts."""

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from sanan.ledger import actions
from sanan.ledger.models import Entry, Log
from sanan.ledger.queries import receipts

ROOT = Path(__file__).resolve().parents[2]
CHECK = ROOT / "src/sanan/ledger/static/ledger/check.js"
VECTORS = json.loads((ROOT / "docs/record-vectors.json").read_text())
NODE = shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv/bin"))

pytestmark = pytest.mark.skipif(
    not NODE, reason="Node is missing; the journeys check it in Chromium"
)

RUN = """
import { readFileSync } from "node:fs";
const { judge } = await import(process.argv[1]);
const found = [];
for (const each of JSON.parse(readFileSync(0, "utf8"))) {
  const { index, size, seenBy, ...rest } = await judge(each);
  found.push({ index: String(index), size: String(size), names: seenBy?.map((by) => by.name), ...rest });
}
console.log(JSON.stringify(found));
"""


def judged(cases: list[dict]) -> list[dict]:
    run = subprocess.run(
        [NODE, "--input-type=module", "--eval", RUN, as_module()],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NODE_OPTIONS": ""},
    )
    return json.loads(run.stdout)


def as_module() -> str:
    """The file as an address that Node takes for a module, whatever its ending."""
    return f"data:text/javascript;base64,{base64.b64encode(CHECK.read_bytes()).decode()}"


def asked(
    receipt: str, content: str | None, key: str | None = None, around: dict | None = None
) -> dict:
    keys = VECTORS["keys"]
    return {
        "file": receipt,
        "words": content,
        "logKeys": [key or keys["log"]["vkey"]],
        "witnessKeys": [keys["witness"]["vkey"]],
        "around": around,
    }


def test_every_vector_is_judged_as_it_says():
    found = judged([asked(v["receipt"], v.get("content")) for v in VECTORS["receipts"]])
    assert [f["kind"] for f in found] == [v["problem"] for v in VECTORS["receipts"]]
    whole = found[0]
    assert (whole["index"], whole["size"], whole["wordsMatch"]) == ("777", "1000", True)


def test_each_changed_character_is_found():
    receipt = VECTORS["receipts"][0]["receipt"]
    content = VECTORS["receipts"][0]["content"]
    places = [p for p in range(len(receipt)) if receipt[p] not in "\n —"][::5]
    changed = [
        asked(receipt[:p] + ("A" if receipt[p] != "A" else "B") + receipt[p + 1 :], content)
        for p in places
    ]
    assert [p for p, f in zip(places, judged(changed), strict=True) if f["kind"] is None] == []


@pytest.mark.django_db
def test_our_receipts_and_promises_hold(say):
    made = [say(number) for number in range(40)]
    promise = actions.promise(made[3])
    actions.publish_all()
    key = Log.objects.get().vkey
    rows = Entry.objects.order_by("position")
    cases = [
        asked(receipts.held(row).receipt.decode(), f"第{n}盏路灯不亮\r\n", key)
        for n, row in enumerate(rows)
    ]
    cases += [asked(promise, "第3盏路灯不亮", key), asked(promise, "别的话", key)]
    found = judged(cases)
    assert [f["kind"] for f in found] == [None] * 41 + ["content"]
    assert [f["index"] for f in found[:40]] == [str(n) for n in range(40)]
    assert found[40]["promise"] is True


@pytest.mark.django_db
def test_a_moment_outside_the_checkpoints_around_it_is_refused(past):
    cases = []
    for row in past:
        around = json.loads(receipts.around_file(row))
        cases.append(
            asked(receipts.held(row).receipt.decode(), None, Log.objects.get().vkey, around)
        )
    assert [f["kind"] for f in judged(cases)] == [None, "time", "time", None, "time"]
    other = cases[1] | {"around": cases[1]["around"] | {"before": cases[1]["around"]["after"]}}
    assert judged([other])[0]["kind"] == "checkpoint"
