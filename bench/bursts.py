"""Whole lifecycles a second, now few, now many: what a county sees when a pipe bursts."""

import http.client
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.load import percentile
from bench.processes import Server

RATES = (15, 1, 25, 2, 35, 10)
CONNECTIONS = 24
REST_SECONDS = 60.0


@dataclass
class Burst:
    """One stretch: lifecycles a second asked for and done, requests that failed, p95 of a request."""

    asked: int
    started: int = 0
    done: int = 0
    errors: int = 0
    p95_ms: float = 0.0
    behind_s: float = 0.0
    first_error: str = ""
    took: list[float] = field(default_factory=list, repr=False)


def run(
    server: Server,
    environment: Mapping[str, str],
    plan: Mapping[str, Any],
    seconds: float,
    say: Callable[[str], object],
) -> list[dict[str, Any]]:
    """Each of `RATES` for `seconds`, with the worker running as it would."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "sanan.config", "worker"],
        env=dict(environment),
        stdout=subprocess.DEVNULL,
    )
    try:
        found = []
        for rate in RATES:
            burst = _stretch(server.port, plan, rate, seconds)
            burst.took.clear()
            found.append({k: v for k, v in asdict(burst).items() if k != "took"})
            say(
                f"burst {rate:3}/s: {burst.done}/{burst.started} done, {burst.errors} errors, "
                f"p95 {burst.p95_ms} ms, {burst.behind_s} s behind {burst.first_error}"
            )
        return found
    finally:
        worker.terminate()
        worker.wait(30)


def _stretch(port: int, plan: Mapping[str, Any], rate: int, seconds: float) -> Burst:
    burst = Burst(rate)
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    lock = threading.Lock()
    hands = [
        threading.Thread(target=_hand, args=(port, plan, waiting, burst, lock), daemon=True)
        for _ in range(CONNECTIONS)
    ]
    for hand in hands:
        hand.start()
    began = time.perf_counter()
    while (now := time.perf_counter() - began) < seconds:
        while burst.started < now * rate:
            burst.started += 1
            waiting.put("go")
        time.sleep(0.01)
    for _ in hands:
        waiting.put("")
    for hand in hands:
        hand.join(REST_SECONDS)
    burst.behind_s = round(time.perf_counter() - began - seconds, 1)
    burst.p95_ms = round(percentile(sorted(burst.took), 0.95), 1)
    return burst


def _hand(
    port: int,
    plan: Mapping[str, Any],
    waiting: "queue.SimpleQueue[str]",
    burst: Burst,
    lock: threading.Lock,
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while waiting.get():
        took: list[float] = []
        wrong = _lifecycle(connection, plan, took)
        with lock:
            burst.took += took
            burst.done += not wrong
            burst.errors += bool(wrong)
            burst.first_error = burst.first_error or wrong
    connection.close()


def _lifecycle(
    connection: http.client.HTTPConnection, plan: Mapping[str, Any], took: list[float]
) -> str:
    """One case from voice to rating, eight requests; empty, or what went wrong."""
    code = ""
    for who, verb, body in _steps(plan):
        path = f"/api/v1/cases/{code}/{verb}" if verb else "/api/v1/cases"
        headers = {"Content-Type": "application/json"}
        if who:
            headers["Authorization"] = f"Bearer {plan['keys'][who]}"
        began = time.perf_counter()
        try:
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            said = answer.read()
        except OSError as error:
            connection.close()
            return f"{verb}: {error!r}"
        took.append((time.perf_counter() - began) * 1000)
        if answer.status not in {200, 201}:
            return f"{verb}: {answer.status} {said[:120]!r}"
        code = code or json.loads(said)["code"]
    return ""


def _steps(plan: Mapping[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    said = json.loads(plan["asks"]["create"]["body"])
    return [
        ("", "", said),
        ("dispatcher", "accept", {"category": plan["category"]}),
        ("dispatcher", "dispatch", {"to": plan["unit"]}),
        ("handler", "sign", {}),
        ("handler", "contact", {"reached": True}),
        ("handler", "reply", {"public_text": "已到现场处理,情况已经解决。"}),
        ("dispatcher", "pass_check", {}),
        (
            "dispatcher",
            "revisit",
            {"contacted": True, "resolved": True, "satisfaction": "satisfied"},
        ),
    ]
