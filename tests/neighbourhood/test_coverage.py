"""Coverage against a plain count that shares nothing with it, and every file that cannot be taken."""

import csv
import heapq
import json
import os
import random
import subprocess
import sys
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sanan.neighbourhood.circle import walking
from sanan.neighbourhood.circle.commands import neighbourhood
from sanan.neighbourhood.circle.network import Network

STREETS = Path(__file__).resolve().parents[3] / "shared/data/streets"
NODES = "node,lon,lat\n1,118.000,25.0\n2,118.001,25.0\n3,118.002,25.0\n4,118.100,25.0\n"
EDGES = "u,v,metres\n1,2,600\n2,3,400\n"
POI = "kind,lon,lat\npharmacy,118.0001,25.0\nclinic,118.1,25.0\nbench,118.002,25.0\n"
KINDS = {"health": ["pharmacy", "clinic"], "bench": ["bench"]}


def run(folder: Path, *more: str, line=False, **texts: str | bytes):
    files = {"nodes": NODES, "edges": EDGES, "poi": POI, "kinds": json.dumps(KINDS)} | texts
    given = []
    for name, text in files.items():
        file = folder / f"{name}.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        given += [] if line and name == "edges" else [f"--{name}", str(file)]
    return CliRunner().invoke(neighbourhood, ["coverage", *given, *more, "--json"])


def told(folder: Path, *more: str, line=False, **texts: str | bytes):
    found = run(folder, *more, line=line, **texts)
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def test_who_is_covered_along_the_streets(tmp_path):
    # 1 has the pharmacy, 4 stands alone with the clinic, 3 has the bench; 1 to 3 are 1,000 m.
    assert told(tmp_path) == {"covered": {"health": 1.0, "bench": 0.75}, "all": 0.75}
    near = told(tmp_path, "--metres", "999.99")
    assert near == {"covered": {"health": 0.75, "bench": 0.5}, "all": 0.25}
    assert told(tmp_path, "--metres", "0") == {"covered": {"health": 0.5, "bench": 0.25}, "all": 0}


def test_without_streets_the_line_is_taken_and_said(tmp_path):
    # A thousandth of a degree at 25° north is 100.8 m, 131 m with the detour; two are 262 m.
    found = told(tmp_path, "--metres", "270", line=True)
    assert found == {"covered": {"health": 1.0, "bench": 0.75}, "all": 0.75, "by": "straight_line"}
    assert told(tmp_path, "--metres", "260", line=True)["covered"]["bench"] == 0.5


def test_the_shortest_of_parallel_ways_counts_and_a_way_of_no_length_is_one(tmp_path):
    edges = "u,v,metres\n1,2,9000\n2,1,700\n1,2,800\n3,3,5\n2,3,0\n"
    assert told(tmp_path, "--metres", "700", edges=edges)["covered"]["bench"] == 0.75
    assert told(tmp_path, "--metres", "699", edges=edges)["covered"]["bench"] == 0.5


def test_tenths_that_add_up_to_the_bound_are_within_it(tmp_path):
    nodes = "node,lon,lat\n" + "".join(f"{n},{118 + n / 1000},25\n" for n in range(11))
    edges = "u,v,metres\n" + "".join(f"{n},{n + 1},0.1\n" for n in range(10))
    poi = "kind,lon,lat\nbench,118,25\n"
    found = told(tmp_path, "--metres", "1", nodes=nodes, edges=edges, poi=poi)
    assert found["covered"]["bench"] == 1.0


def test_minutes_by_the_walker_and_slopes(tmp_path):
    assert told(tmp_path, "--minutes", "15", "--walker", "elder")["covered"]["bench"] == 0.5
    assert told(tmp_path, "--minutes", "15")["covered"]["bench"] == 0.75
    steep = NODES.replace("lat\n", "lat,height\n").replace("25.0\n", "25.0,100\n")
    steep = steep.replace("118.001,25.0,100", "118.001,25.0,160")
    # 400 m with 60 m of height are as long as 620 level metres, more or less; the rest is level.
    assert told(tmp_path, "--metres", "500", nodes=steep)["covered"]["bench"] == 0.25
    assert told(tmp_path, "--metres", "700", nodes=steep)["covered"]["bench"] == 0.5


def test_a_slope_costs_the_same_from_either_end():
    metres, rise = np.array([100.0, 100.0, 100.0, 0.0]), np.array([0.0, 10.0, -10.0, 3.0])
    level, up, down, nothing = walking.flat_metres(metres, rise)
    assert (level, nothing) == (100.0, 0.0)
    assert up == down
    # Tobler: exp(-3.5·0.15) up and exp(-3.5·0.05) down against exp(-3.5·0.05) on the level.
    assert up == pytest.approx(100 * (1.41907 + 1.0) / 2, rel=1e-5)
    assert walking.reach(walking.Walker.ELDER) == 720
    assert walking.minutes(720, walking.Walker.ELDER) == 15


def plain(nodes, edges, poi, kinds, metres):
    """The same shares by exact millimetres, one search per kind, nothing but a heap."""
    ways = {name: [] for name in nodes}
    for u, v, length in edges:
        ways[u].append((v, round(length * 1000)))
        ways[v].append((u, round(length * 1000)))

    def off(name, at):
        (lat, lon), (y, x) = nodes[name], at
        half = sin(radians(lat - y) / 2) ** 2
        half += cos(radians(lat)) * cos(radians(y)) * sin(radians(lon - x) / 2) ** 2
        return asin(sqrt(half))

    belongs = [(kind, min(nodes, key=lambda name: off(name, at))) for kind, at in poi]
    covered, every = {}, set(nodes)
    for kind, of in kinds.items():
        done, heap = {}, [(0, name) for found, name in belongs if found in of]
        while heap:
            far, name = heapq.heappop(heap)
            if name in done or far > metres * 1000:
                continue
            done[name] = far
            for other, length in ways[name]:
                heapq.heappush(heap, (far + length, other))
        covered[kind] = len(done) / len(nodes)
        every &= set(done)
    return {"covered": covered, "all": len(every) / len(nodes)}


@pytest.mark.parametrize("seed", range(6))
def test_generated_networks_agree_with_a_plain_count(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 - the same seed gives the same network
    nodes = {f"n{n}": (60 + chance.random() / 100, 24 + chance.random() / 50) for n in range(120)}
    names = list(nodes)
    edges = [(*chance.choices(names, k=2), round(chance.random() * 900, 2)) for _ in range(150)]
    kinds = {"a": ["p", "q"], "b": ["q"], "c": ["r"], "none": ["x"]}
    poi = [
        (chance.choice("pqqr"), (60 + chance.random() / 100, 24 + chance.random() / 50))
        for _ in range(14)
    ]
    found = told(
        tmp_path,
        "--metres",
        "900",
        nodes="node,lon,lat\n" + "".join(f"{n},{x!r},{y!r}\n" for n, (y, x) in nodes.items()),
        edges="u,v,metres\n" + "".join(f"{u},{v},{far}\n" for u, v, far in edges),
        poi="kind,lon,lat\n" + "".join(f"{k},{x!r},{y!r}\n" for k, (y, x) in poi),
        kinds=json.dumps(kinds),
    )
    assert found == plain(nodes, edges, poi, kinds, 900)


@pytest.mark.skipif(not STREETS.is_dir(), reason="the shared street network is not here")
def test_the_shared_network_agrees_with_a_plain_count(tmp_path):
    files = {name: STREETS / f"helsinki_{name}.csv" for name in ("nodes", "edges", "poi")}
    rows = {name: list(csv.DictReader(file.open())) for name, file in files.items()}
    nodes = {row["node"]: (float(row["lat"]), float(row["lon"])) for row in rows["nodes"]}
    edges = [(row["u"], row["v"], float(row["metres"])) for row in rows["edges"]]
    kinds = {"health": ["pharmacy", "clinic", "doctors"], "post": ["post_office"]}
    wanted = {kind for of in kinds.values() for kind in of}
    poi = [
        (row["kind"], (float(row["lat"]), float(row["lon"])))
        for row in rows["poi"]
        if row["kind"] in wanted
    ]
    texts = {name: file.read_bytes() for name, file in files.items()}
    found = told(tmp_path, "--metres", "300", kinds=json.dumps(kinds), **texts)
    assert found == plain(nodes, edges, poi, kinds, 300)


def test_the_command_starts_without_django_and_still_says_what_is_wrong(tmp_path):
    for name, text in {"nodes": NODES, "edges": "u,v\n", "poi": POI}.items():
        (tmp_path / f"{name}.csv").write_text(text)
    (tmp_path / "kinds.json").write_text(json.dumps(KINDS))
    asked = ["--nodes", "nodes.csv", "--poi", "poi.csv", "--kinds", "kinds.json"]
    run = [sys.executable, "-m", "sanan.config", "neighbourhood", "coverage", *asked]
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "sanan.config.settings",
        "SANAN_ROOMS": "",
    }
    wrong = subprocess.run(
        [*run, "--edges", "edges.csv"], cwd=tmp_path, env=env, capture_output=True, check=False
    )
    assert wrong.returncode == 1
    assert "edges.csv：缺少列 metres。" in wrong.stderr.decode()


def test_a_network_cut_to_a_box_keeps_its_ways():
    lat = np.array([25.0, 25.1, 25.2, 26.0])
    whole = Network(
        lat=lat,
        lon=np.full(4, 118.0),
        start=np.array([0, 1, 2]),
        end=np.array([1, 2, 3]),
        metres=np.array([10.0, 20.0, 30.0]),
    )
    part = whole.within(25.05, 117, 25.5, 119)
    assert list(part.lat) == [25.1, 25.2]
    assert list(part.distances(np.array([0]), 100)) == [0, 20]


def test_what_excel_makes_of_a_csv_is_read(tmp_path):
    nodes = (
        b'\xef\xbb\xbfname,LAT , lon,"node"\r\n\r\n"a, b",25,118,1\r\n,,,\r\nc,25,118.001, 2\r\n'
    )
    poi = "kind,lon,lat,名称\nbench,118,25,凉亭\n".encode("gb18030")
    found = told(tmp_path, nodes=nodes, edges="u,v,metres\n1,2,60\n\n", poi=poi)
    assert found == {"covered": {"health": 0.0, "bench": 1.0}, "all": 0.0}


WRONG = {
    "an empty file": ({"nodes": ""}, "nodes.csv：是空的。"),
    "no nodes": ({"nodes": "node,lon,lat\n"}, "里面没有一个路口。"),
    "a missing column": (
        {"edges": "u,v,length\n1,2,3\n"},
        "edges.csv：缺少列 metres。第一行要有：u、v、metres。",
    ),
    "an unknown node": (
        {"edges": EDGES + "\n2,99,5\n"},
        "edges.csv 第 5 行：路口 99 不在路口表里。请补上这个路口，或者删掉这段路。",
    ),
    "a negative length": ({"edges": EDGES + "1,3,-1\n"}, "edges.csv 第 4 行：这段路的长度是负数。"),
    "a node twice": (
        {"nodes": NODES + "2,118.5,25\n"},
        "nodes.csv 第 6 行：路口 2 在第 3 行已经有了。",
    ),
    "a node without a name": ({"nodes": NODES + ",118.5,25\n"}, "第 6 行：这个路口没有编号。"),
    "no number": ({"poi": POI + "bench,东,25\n"}, "第 5 行：“lon”这一列写的是“东”，不是数。"),
    "not a number": (
        {"edges": EDGES + "1,3,nan\n"},
        "第 4 行：“metres”这一列写的是“nan”，不是数。",
    ),
    "infinite": ({"edges": EDGES + "1,3,inf\n"}, "第 4 行：“metres”这一列写的是“inf”，不是数。"),
    "off the earth": ({"poi": "kind,lon,lat\nbench,25,118\n"}, "是不是把纬度和经度写反了？"),
    "a short row": ({"edges": EDGES + "1,3\n"}, "edges.csv 第 4 行：只有 2 格，不够。"),
    "no text": ({"poi": b"kind,lon,lat\n\xff\xff\xff"}, "编码认不出来。请另存为 UTF-8 再试。"),
    "no JSON": ({"kinds": "{health"}, "不是 JSON，读不出来。"),
    "no kinds": ({"kinds": "{}"}, "至少一类。"),
    "a kind that is no list": ({"kinds": '{"a": "bench"}'}, "“a”后面要写成点的类型的清单"),
    "a kind twice": ({"kinds": '{"a": ["x"], "a": ["y"]}'}, "读不出来。"),
}


@pytest.mark.parametrize(("texts", "sentence"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_taken_is_said(tmp_path, texts, sentence):
    found = run(tmp_path, **texts)
    assert found.exit_code == 1
    assert sentence in found.stderr


@pytest.mark.parametrize("asked", [("--metres", "-1"), ("--metres", "nan"), ("--metres", "inf")])
def test_a_distance_that_is_none(tmp_path, asked):
    assert "距离要在 0 到 100 公里之间。" in run(tmp_path, *asked).stderr
    both = run(tmp_path, "--metres", "5", "--minutes", "5")
    assert "只能给一个" in both.stderr
