"""Debian's `wrk` as the client, where it is installed: a C program disturbs the server least."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.load import Seen
from bench.processes import ROOT

_SCRIPT = """
wrk.method = [==[{method}]==]
wrk.body = [==[{body}]==]
{headers}
done = function(summary, latency, requests)
  io.write(string.format(
    '{{"requests":%d,"errors":%d,"us":%d,"p50":%.3f,"p95":%.3f,"p99":%.3f}}\\n',
    summary.requests,
    summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.timeout,
    summary.duration, latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
"""


def found() -> str:
    """Which client will be used."""
    return "wrk" if shutil.which("wrk") else "our own client"


def drive(port: int, ask: dict[str, Any], *, clients: int, seconds: float) -> Seen:
    """Keep `clients` connections busy with one request for `seconds`, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        if found() == "wrk":
            script = Path(folder) / "ask.lua"
            script.write_text(_script(ask), encoding="utf-8")
            return _wrk(port, ask["path"], script, clients, seconds)
        plan = Path(folder) / "plan.json"
        plan.write_text(
            json.dumps({"port": port, "clients": clients, "seconds": seconds, "requests": [ask]})
        )
        line = [sys.executable, "-m", "bench.load", str(plan)]
        return Seen(**json.loads(_run(line, seconds)))


def _script(ask: dict[str, Any]) -> str:
    headers = {"Content-Type": "application/json", **ask["headers"]}
    lines = "\n".join(f"wrk.headers[ [==[{k}]==] ] = [==[{v}]==]" for k, v in headers.items())
    return _SCRIPT.format(method=ask["method"], body=ask["body"], headers=lines)


def _wrk(port: int, path: str, script: Path, clients: int, seconds: float) -> Seen:
    line = ["wrk", "-t1", f"-c{clients}", f"-d{max(round(seconds), 1)}s", "--timeout", "30s"]
    out = _run([*line, "-s", str(script), f"http://127.0.0.1:{port}{path}"], seconds)
    told = json.loads(out.strip().splitlines()[-1])
    return Seen(
        requests=told["requests"],
        errors=told["errors"],
        seconds=told["us"] / 1e6,
        **{name: round(told[name] / 1000, 2) for name in ("p50", "p95", "p99")},
    )


def _run(line: list[str], seconds: float) -> str:
    return subprocess.run(
        line, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=seconds + 90
    ).stdout
