"""The window on the sample workspace: app.py PROGRAM CLI; prints figures as bench/run.py reads them.

Start to the first usable frame is told by the accessibility tree, so a little more than a person
would measure.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "app"))
from app import App, desktop, tap

PROGRAM, CLI = map(os.path.abspath, sys.argv[1:3])
RUNS = 5
IDLE_S = 10


def tell(name, value, unit, runs):
    print(json.dumps({"bench": name, "ours": value, "unit": unit, "peer": None, "peer_value": None, "ratio": None, "runs": runs,
                      "load": os.getloadavg()[0]}), flush=True)


def make_sample(home):
    folder = os.path.join(home, "data", "xaudience")
    os.makedirs(folder, mode=0o700)
    call = [CLI, "-w", os.path.join(folder, "Sample.xaudience"), "--key-file", os.path.join(home, "key")]
    environment = os.environ | {"HOME": home, "SOURCE_DATE_EPOCH": "1748865600"}
    for arguments in (["workspace", "new"], ["simulate", "--audiences", "40", "--members", "60000", "--snapshots", "12", "--seed", "1"]):
        subprocess.run([*call, *arguments], env=environment, check=True, capture_output=True)


def cpu_s(process):
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as text:
        return sum(map(int, text.read().rsplit(")", 1)[1].split()[11:13])) / os.sysconf("SC_CLK_TCK")


def resident_mb(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as text:
        return next(int(line.split()[1]) for line in text if line.startswith("VmRSS")) / 1024


def main():
    desktop()
    with tempfile.TemporaryDirectory() as home:
        make_sample(home)
        starts = []
        for run in range(RUNS):
            begin = time.monotonic()
            with App(PROGRAM, home=home, size=None) as app:
                app.wait("label", "Harbour Makers 1")
                starts.append(time.monotonic() - begin)
                if run < RUNS - 1:
                    continue
                for page in app.page_names():
                    app.show_page(page)
                    app.wait_quiet()
                tell("app.resident-after-all-pages", resident_mb(app.process), "MB", 1)
                before = cpu_s(app.process)
                time.sleep(IDLE_S)
                tell("app.idle-cpu", 100 * (cpu_s(app.process) - before) / IDLE_S, "%", 1)
        tell("app.start-to-first-usable-frame", sorted(starts)[RUNS // 2], "s", RUNS)


try:
    main()
except tap.Skip as why:
    print(f"bench app: {why}", file=sys.stderr)
