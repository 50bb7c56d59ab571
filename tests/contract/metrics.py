"""Can a scraper read our metrics? A parser of the text format that others wrote says what it understood."""

import json
import math
import os
import subprocess
import sys
import tempfile

import servers  # which finds tap
import tap

PROGRAM = os.path.abspath(sys.argv[1])
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "metrics.mjs")


def run(folder, *arguments):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DBUS_"))} | {"HOME": folder}
    command = [PROGRAM, "-w", os.path.join(folder, "w.xaudience"), "--key-file", os.path.join(folder, "key"), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def understand(text):
    package = servers.tool("parse-prometheus-text-format", "package.json")
    place = os.path.dirname(os.path.dirname(package))
    result = subprocess.run(["node", SCRIPT, place], input=text, capture_output=True, text=True)
    tap.equal(result.returncode, 0, f"what the parser said: {result.stderr}")
    return {family["name"]: family for family in json.loads(result.stdout)}


def number(text):
    return math.nan if text in (None, "NaN") else float(text)


def test_metrics():
    servers.tool("parse-prometheus-text-format", "package.json")
    with tempfile.TemporaryDirectory() as folder:
        run(folder, "workspace", "new")
        run(folder, "connect", "simulated", "--name", 'a "name" with \\ in it')
        run(folder, "add", "1", "2", "--connection", "simulated")
        empty = understand(run(folder, "metrics"))
        run(folder, "sync", "--all")
        text = run(folder, "metrics")
        families = understand(text)

    tap.equal(sum(1 for line in text.splitlines() if line.startswith("# TYPE")), len(families), "families that were understood")
    tap.equal(set(empty) - set(families), set(), "what is there from the start stays")
    tap.check(all(name.startswith("xaudience_") for name in families), f"names: {sorted(families)}")
    tap.check(all(family["help"] for family in families.values()), "each has a help")

    done = families["xaudience_tasks_done_total"]
    tap.equal(done["type"], "COUNTER", "the type of a counter")
    tap.equal([(metric["labels"]["provider"], number(metric["value"])) for metric in done["metrics"]], [("simulated", 4.0)], "tasks that came to their end")
    waiting = {(metric["labels"]["connection"], metric["labels"]["state"]): number(metric["value"]) for metric in families["xaudience_tasks"]["metrics"]}
    tap.equal(waiting[("1", "queued")], 0.0, "tasks that are queued")
    batches = families["xaudience_batch_records"]
    tap.equal(batches["type"], "HISTOGRAM", "the type of a histogram")
    for metric in batches["metrics"]:
        counts = [number(count) for count in metric["buckets"].values()]
        tap.equal(counts, sorted(counts), "buckets that add up")
        tap.check(counts[-1] >= 2, f"batches in the last bucket: {counts[-1]}")
        tap.contains(text, f'xaudience_batch_records_count{{connection="1",provider="simulated"}} {counts[-1]:.0f}')


tap.run([("/contract/metrics", test_metrics)])
