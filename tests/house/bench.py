"""The benchmarks say which limits are met, and end badly when one is not."""

import glob
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
import tap

BENCH = os.path.realpath(os.path.join(HERE, "..", "..", "bench"))
sys.path.insert(0, BENCH)
import limits


def figure(name, value, peer=None):
    return json.dumps({"bench": name, "ours": value, "unit": "ms", "peer": peer, "peer_value": 2 * (value or 1) if peer else None,
                       "ratio": 2 if peer else None, "runs": 1, "load": 0})


def run(*lines, status=0):
    """The table of a benchmark that prints these figures, how ./dev bench ends, what it complains of, and the figures that it keeps."""
    with tempfile.TemporaryDirectory() as build:
        program = os.path.join(build, "bench", "bench-probe")
        os.mkdir(os.path.dirname(program))
        with open(program, "w", encoding="utf-8") as script:
            script.write("#!/bin/sh\ncat <<'END'\n" + "\n".join(lines) + f"\nEND\nexit {status}\n")
        os.chmod(program, 0o755)
        kept = os.path.join(build, "kept.json")
        ended = subprocess.run([sys.executable, "-B", os.path.join(BENCH, "run.py"), build, "probe", "--json", kept], capture_output=True, text=True,
                               timeout=300, check=False)
        with open(kept, encoding="utf-8") as text:
            return ended.stdout, ended.returncode, ended.stderr, json.load(text)


def test_met():
    table, status, complaint, kept = run(figure("graph-pan-work-p95", 16.6), figure("something-else", 400))
    tap.contains(table, "at most 16.6: met")
    tap.equal(table.count("at most"), 1, "the figures with limits")
    tap.equal((status, complaint), (0, ""), "the end")
    tap.equal([each["met"] for each in kept], [True, None], "what is kept")


def test_missed():
    table, status, complaint, kept = run(figure("main-loop-starting-max", 50.1), figure("app.idle-cpu", 0.2, peer="another"))
    tap.contains(table, "at most 50: MISSED")
    tap.contains(table, "another, 2 times better; at most 1: met")
    tap.equal(status, 1, "the exit status")
    tap.contains(complaint, "missed limits: main-loop-starting-max")
    tap.equal([each["limit"] for each in kept], [50, 1], "what is kept")


def test_not_a_number():
    table, status, _, _ = run(figure("explore-scroll-work-p99", None))
    tap.contains(table, "MISSED")
    tap.equal(status, 1, "the exit status")


def test_failed():
    _, status, complaint, _ = run(figure("graph-pan-work-p95", 1), status=1)
    tap.equal(status, 1, "the exit status")
    tap.contains(complaint, "failed: probe")


def test_named():
    """Each limit is of a figure that a benchmark prints: its words are in one source."""
    sources = {}
    for path in glob.glob(os.path.join(BENCH, "*.[cp]*")):
        if not path.endswith("limits.py"):
            with open(path, encoding="utf-8") as source:
                sources[path] = source.read()
    shares = re.findall(r'"(p\d+|max)"', sources[os.path.join(BENCH, "bench-window.c")])
    for name in limits.LIMITS:
        share = name.rpartition("-")[2]
        if share in shares:
            name = name.rpartition("-")[0].removesuffix("-work")
        parts = [[name]] + [[name[:at], name[at + 1:]] for at, letter in enumerate(name) if letter == "-"]
        tap.check(any(all(f'"{part}"' in source for part in each) for each in parts for source in sources.values()), f"nobody measures {name}")


tap.run([
    ("/house/bench/met", test_met),
    ("/house/bench/missed", test_missed),
    ("/house/bench/not-a-number", test_not_a_number),
    ("/house/bench/failed", test_failed),
    ("/house/bench/named", test_named),
])
