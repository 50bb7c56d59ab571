"""Servers that others wrote: where they are, how they start and when they are up."""

import atexit
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import tap

PATIENCE = 200


def shared(*path):
    """A file of the shared folder, or a skip."""
    place = os.path.join(os.environ.get("XAUDIENCE_SHARED") or "/nonexistent", *path)
    if not os.path.exists(place):
        raise tap.Skip(f"there is no {'/'.join(path)} in the shared folder")
    return place


def tool(*path):
    """A file of the npm packages, or a skip."""
    place = os.path.join(os.environ.get("XAUDIENCE_SERVERS") or "/nonexistent", "node_modules", *path)
    if not os.path.exists(place):
        raise tap.Skip("the servers of others are not here (npm)")
    return place


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A process that listens on a port of loopback, and its log."""

    def __init__(self, command, port, environment=None):
        self.base = f"http://127.0.0.1:{port}"
        self.log_file = tempfile.NamedTemporaryFile(mode="w+", suffix=".log")
        self.process = subprocess.Popen(
            command,
            stdout=self.log_file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        atexit.register(self.stop)
        self.wait(port)

    def wait(self, port):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended:\n{self.log()}")
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"the server did not come up:\n{self.log()}")

    def log(self):
        with open(self.log_file.name, encoding="utf-8", errors="replace") as log:
            return re.sub(r"\x1b\[[0-9;]*m", "", log.read())

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def prism(document):
    """A mock of an OpenAPI document, which checks what it is asked."""
    port = free_port()
    command = ["node", tool(".bin", "prism"), "mock", "-h", "127.0.0.1", "-p", str(port), "--seed", "x", document]
    return Server(command, port)


def ask(address, body=None):
    """One request of the test's own."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"} if data else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=200) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def probe(*arguments):
    """Asks as a provider does; what it printed."""
    done = subprocess.run([sys.argv[1], *arguments], capture_output=True, text=True, timeout=600, check=False)
    if done.returncode != 0:
        raise AssertionError(f"the probe ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout
