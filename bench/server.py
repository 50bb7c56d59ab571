"""The server on loopback under load: server.py CLI [WINDOW]; prints figures as bench/run.py reads them.

WINDOW, bench-served-window, then has a window scroll while its server is asked. wrk asks /health over connections that close after each answer, for some seconds: as fast as it can, and
while programs with a token ask for an overview. Without wrk there is nothing to measure.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

CLI = os.path.abspath(sys.argv[1])
SECONDS = 5
UNITS = {"us": 1e-3, "ms": 1, "s": 1000}


def tell(name, value, unit):
    print(json.dumps({"bench": name, "ours": value, "unit": unit, "peer": None, "peer_value": None, "ratio": None, "runs": 1,
                      "load": os.getloadavg()[0]}), flush=True)


def hammer(address):
    """Answers a second, the median and the 99th percentile in ms, and how many were none."""
    out = subprocess.run(["wrk", "-t2", "-c16", f"-d{SECONDS}s", "--latency", "-H", "Connection: close", address + "/health"],
                         capture_output=True, text=True, check=True).stdout
    times = [re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", out) for share in (50, 99)]
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    usual, late = (float(time[1]) * UNITS[time[2]] for time in times)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), usual, late, int(refused[1]) if refused else 0


def main():
    if not shutil.which("wrk"):
        print("bench: there is no wrk: the server is not measured", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as home:
        call = [CLI, "-w", os.path.join(home, "w.xaudience"), "--key-file", os.path.join(home, "key")]
        environment = os.environ | {"HOME": home, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
        for arguments in (["workspace", "new"], ["simulate", "--audiences", "40", "--members", "60000", "--snapshots", "12", "--seed", "1"]):
            subprocess.run([*call, *arguments], env=environment, check=True, capture_output=True)
        token = subprocess.run([*call, "clients", "add", "bench"], env=environment, check=True, capture_output=True, text=True).stdout.strip()
        with subprocess.Popen([*call, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True) as server:
            address = server.stdout.readline().strip()
            rate, usual, late, refused = hammer(address)
            tell("server/health", rate, "answers/s")
            tell("server/health-p50", usual, "ms")
            tell("server/health-p99", late, "ms")
            tell("server/health-refused", refused, "answers")
            stop, took = threading.Event(), []

            def ask():
                request = urllib.request.Request(address + "/v1/overview", headers={"Authorization": f"Bearer {token}"})
                opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                while not stop.wait(0.1):
                    began = time.monotonic()
                    with opener.open(request, timeout=60) as reply:
                        reply.read()
                    took.append((time.monotonic() - began) * 1000)

            asking = threading.Thread(target=ask)
            asking.start()
            rate, _, late, refused = hammer(address)
            stop.set()
            asking.join()
            tell("server/health-beside-overview", rate, "answers/s")
            tell("server/overview-beside-health", sorted(took)[len(took) // 2], "ms")
            server.send_signal(signal.SIGTERM)
    if len(sys.argv) > 2:
        subprocess.run([os.path.abspath(sys.argv[2])], check=True)


main()
