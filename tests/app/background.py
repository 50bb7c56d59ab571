"""The program without its window: begun by the desktop, woken by it, and gone on with after the window was closed."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import NOW, PATIENCE, desktop, environment_in, tap, until
from desktop import die_with_parent

PROGRAM, CLI = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
NAME, PLACE = "io.github.xaudience.XAudience", "/io/github/xaudience/XAudience"
SETTINGS = "[io/github/xaudience/XAudience]\nrun-in-background={}\n"


class Service:
    """Begun as the desktop does it, with the session or for who calls it over the bus: without a window."""

    def __init__(self, runs_in_background):
        self.folder = tempfile.TemporaryDirectory()
        self.home = os.path.realpath(self.folder.name)
        self.workspace = os.path.join(self.home, "data", "xaudience", "Birds.xaudience")
        os.makedirs(os.path.dirname(self.workspace), mode=0o700)
        settings = os.path.join(self.home, "config", "glib-2.0", "settings")
        os.makedirs(settings)
        with open(os.path.join(settings, "keyfile"), "w", encoding="utf-8") as text:
            text.write(SETTINGS.format(str(runs_in_background).lower()))
        self.environment = environment_in(self.home, PROGRAM) | {"GSETTINGS_BACKEND": "keyfile"}
        for arguments in (["workspace", "new"], ["connect", "simulated"], ["add", "1", "--connection", "Simulated"]):
            self.cli(*arguments)
        with open(os.path.join(self.home, "log"), "ab") as log:
            self.process = subprocess.Popen([PROGRAM, "--gapplication-service", "--key-file", os.path.join(self.home, "key")], env=self.environment,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent)

    def cli(self, *arguments):
        command = [CLI, "-w", self.workspace, "--key-file", os.path.join(self.home, "key"), *arguments]
        subprocess.run(command, env=os.environ | {"HOME": self.home, "SOURCE_DATE_EPOCH": str(NOW)}, check=True, capture_output=True)

    def count_lists(self):
        with contextlib.closing(sqlite3.connect(self.workspace, isolation_level=None, timeout=60)) as db:
            return db.execute("SELECT count(*) FROM snapshot").fetchone()[0]

    def windows(self):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)], env=desktop().environment, capture_output=True, text=True, check=False)
        return found.stdout.split()

    def close_window(self):
        """Returns whether it is closed. The first key may come before it listens."""
        for window in self.windows():
            desktop().run("xdotool", "windowfocus", "--sync", window)
            desktop().run("xdotool", "key", "--window", window, "ctrl+w")
        return not self.windows()

    def call(self, method, *arguments):
        """Returns whether somebody answered."""
        command = ["gdbus", "call", "--session", "--dest", NAME, "--object-path", PLACE, "--method", "org.freedesktop.Application." + method, *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, check=False).returncode == 0

    def check_alive(self):
        with open(os.path.join(self.home, "log"), encoding="utf-8", errors="replace") as text:
            log = text.read()
        tap.check(self.process.poll() is None, f"it ended with {self.process.returncode}:\n{log}")
        tap.lacks(log, "CRITICAL", "what the program said")

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.folder.cleanup()


def test_begun_with_session():
    """It fetches before anybody has seen it, shows itself when it is called, and goes on when its window is closed."""
    with Service(True) as service:
        until(service.count_lists, "what is due")
        service.check_alive()
        tap.equal(service.windows(), [], "the windows that nobody asked for")

        tap.check(service.call("Activate", "{}"), "nobody answers over the bus")
        until(service.windows, "the window")
        until(service.close_window, "the window to go away", step=1)
        service.check_alive()
        # Behind the closed window it fetches as before.
        n_lists = service.count_lists()
        tap.check(service.call("ActivateAction", "show", "[<'activity'>]", "{}"), "nobody answers behind the closed window")
        until(service.windows, "the window, again")
        tap.check(service.count_lists() >= n_lists, "lists are gone")

        tap.check(service.call("ActivateAction", "quit", "[]", "{}"), "nobody answers to the end")
        tap.equal(service.process.wait(PATIENCE), 0, "the end")


def test_not_wanted():
    """Who does not want it in the background has nothing fetched by a program that was begun without them."""
    with Service(False) as service:
        # Nobody calls: it leaves by itself.
        tap.equal(service.process.wait(PATIENCE), 0, "the end")
        tap.equal(service.count_lists(), 0, "lists that were fetched")


tap.run([
    ("/app/background/begun-with-session", test_begun_with_session),
    ("/app/background/not-wanted", test_not_wanted),
])
