"""Drives xaudience-cli in a home folder of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.join(HERE, "..", "tools")
sys.path.insert(0, TOOLS)
import sample_export
import tap

PROGRAM = os.path.abspath(sys.argv[1])

OK, FAILED, USAGE, PARTIAL, INTERRUPTED = 0, 1, 2, 3, 130


class Result:
    def __init__(self, arguments, status, out, err):
        self.arguments, self.status, self.out, self.err = arguments, status, out, err

    @property
    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"{self.arguments} ended with {self.status}\nstdout: {self.out}\nstderr: {self.err}"


class Home:
    """A folder with a workspace "w", its key file, and nothing of the caller's."""

    def __init__(self, folder):
        self.folder = folder
        self.data = os.path.join(folder, "data")
        self.workspace = os.path.join(folder, "w.xaudience")
        self.key = os.path.join(folder, "key")
        self.said = []  # everything the program ever wrote
        # Sanitizers and the settings of the test run go on; the session and its keyring do not.
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DBUS_", "XAUDIENCE_"))}
        self.environment |= {"HOME": folder, "XDG_DATA_HOME": self.data, "XDG_CACHE_HOME": os.path.join(folder, "cache"),
                             "XDG_STATE_HOME": os.path.join(folder, "state"), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        path = self.path(name)
        with open(path, "wb") as out:
            out.write(content if isinstance(content, bytes) else content.encode())
        return path

    def start(self, *arguments, **options):
        return self.start_command(PROGRAM, *arguments, **options)

    def start_command(self, *command, environment=None, **options):
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": self.folder} | options
        return subprocess.Popen(command, env=self.environment | (environment or {}), **options)

    def bare(self, *arguments, status=OK, stdin=None, environment=None, **options):
        """Runs exactly these arguments."""
        process = self.start(*arguments, environment=environment, stdin=subprocess.PIPE, **options)
        out, err = process.communicate(stdin.encode() if stdin else None, timeout=600)
        result = Result(arguments, process.returncode, (out or b"").decode(), (err or b"").decode())
        self.said += [result.out, result.err]
        if status is not None and result.status != status:
            raise AssertionError(f"expected status {status}: {result}")
        return result

    def run(self, *arguments, **options):
        """The same, on the workspace and with the key file of this home."""
        return self.bare("-w", self.workspace, "--key-file", self.key, *arguments, **options)

    def new(self):
        self.run("workspace", "new")
        return self

    def sample(self, file="result.json", **options):
        """A generated Telegram export; returns its path and its content."""
        parser = {"messages": 300, "people": 40, "first_person": 8_100_000_000, "days": 60, "kind": "group",
                  "name": "Example Community", "id": 9900000010, "seed": 1} | options
        path = self.path(file)
        with open(path, "w", encoding="utf-8") as out:
            sample_export.write(out, type("Options", (), parser))
        with open(path, encoding="utf-8") as text:
            return path, json.load(text)

    def members(self, name="members.csv", n=50, first=8_200_000_000):
        return self.write(name, "member_id\n" + "".join(f"{first + i}\n" for i in range(n)))

    def import_members(self, *arguments, **options):
        path = self.members(**{k: options.pop(k) for k in ("name", "n", "first") if k in options})
        return self.run("import", path, "--platform", "telegram", "--audience", "Example", *arguments, **options)


def at_home(test):
    def wrapped():
        with tempfile.TemporaryDirectory() as folder:
            test(Home(os.path.realpath(folder)))
    return wrapped


def as_root():
    return os.geteuid() == 0


__all__ = ["FAILED", "INTERRUPTED", "OK", "PARTIAL", "PROGRAM", "USAGE", "Home", "as_root", "at_home", "signal", "tap"]
