"""What goes on is seen and steered: lanes, tasks, figures, the log and the audit trail."""

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, NOW, tap, until

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])


class Place:
    """A home with a workspace that follows two invented audiences and has fetched them."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="xaudience-activity-")
        self.home = self.folder.name
        self.workspace, self.key = os.path.join(self.home, "Live.xaudience"), os.path.join(self.home, "key")

    def __enter__(self):
        self.cli("workspace", "new")
        self.cli("connect", "simulated")
        self.cli("add", "1", "2", "--connection", "Simulated")
        self.cli("sync", "--all")
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def cli(self, *arguments):
        environment = os.environ | {"HOME": self.home, "XDG_STATE_HOME": os.path.join(self.home, "state"), "SOURCE_DATE_EPOCH": str(NOW)}
        return subprocess.run([CLI, "-w", self.workspace, "--key-file", self.key, *arguments], env=environment, capture_output=True, text=True,
                              check=True).stdout

    def open(self, **options):
        return App(PROGRAM, "--key-file", self.key, self.workspace, home=self.home, **options)


def show_activity(app):
    app.wait("label", "2 audiences, updated just now")
    app.page_names()
    app.show_page("Activity")
    return app.wait("row", "Simulated")


def pause_by_menu(app):
    app.open_menu("Steer Simulated")
    app.key("p")


def test_lanes():
    """A lane says how it stands and why it is not faster; what steers it holds in the workspace."""
    with Place() as place, place.open() as app:
        lane = show_activity(app)
        app.wait("label", lambda text: text.startswith("2 followed"), within=lane)
        app.press("toggle button", "Why is Simulated not faster?")
        app.wait("label", lambda text: text.startswith("Nothing holds it back."))
        app.key("Escape")
        app.wait_gone("label", lambda text: text.startswith("Nothing holds it back."))
        pause_by_menu(app)
        app.wait("label", "Paused")
        paused = [lane["state"] for lane in json.loads(place.cli("tasks", "--json"))["lanes"] if lane["connection"] == "Simulated"]
        tap.equal(paused, ["paused"], "the state in the workspace")
        pause_by_menu(app)
        app.wait_gone("label", "Paused")


def choose(app, button, place):
    """The item of a menu that stands there, whatever it is called."""
    app.open_menu(button)
    app.wait_quiet()
    app.press(app.all("menu item")[place])


def test_speed_of_all():
    """One choice slows all connections down; undo gives each its own speed again."""
    with Place() as place:
        place.cli("connect", "simulated", "--name", "Slow")
        place.cli("tasks", "--speed", "25", "--connection", "Slow")

        def speeds():
            return [lane["speed_percent"] for lane in json.loads(place.cli("tasks", "--json"))["lanes"]]

        with place.open() as app:
            show_activity(app)
            tap.equal(speeds(), [100, 25], "speeds before")
            choose(app, "Speed of All Connections", 1)  # half
            until(lambda: speeds() == [50, 50], "the speed of all")
            app.wait_told("Changed the speed of all connections")
            app.key("ctrl+z")
            until(lambda: speeds() == [100, 25], "the speeds after undo")
            app.key("ctrl+shift+z")
            until(lambda: speeds() == [50, 50], "the speeds after redo")
            tap.lacks(app.log, "CRITICAL", "what the program said")


def test_interval_of_one():
    """An audience is fetched as often as its page says, whatever its connection does; undo takes it back."""
    query = "SELECT title, interval_s, is_paused FROM source ORDER BY id"
    with Place() as place, place.open() as app:
        def rows():
            with contextlib.closing(sqlite3.connect(place.workspace, timeout=60)) as db:
                return [(interval or 0, paused) for _, interval, paused in db.execute(query)]

        with contextlib.closing(sqlite3.connect(place.workspace, timeout=60)) as db:
            names = [title for title, _, _ in db.execute(query)]
        app.wait("label", "2 audiences, updated just now")
        app.page_names()
        app.open_audience(names[1])
        choose(app, "How This Is Fetched", 5)  # every hour
        until(lambda: rows() == [(0, 0), (3600, 0)], "the interval of one")
        app.wait_told(f"Changed how often {names[1]} is fetched")
        app.wait_quiet()
        choose(app, "How This Is Fetched", 2)  # as its connection
        until(lambda: rows() == [(0, 0), (0, 0)], "the interval of its connection")
        app.key("ctrl+z")
        until(lambda: rows() == [(0, 0), (3600, 0)], "the interval after undo")
        app.wait_quiet()
        choose(app, "How This Is Fetched", 1)  # pause
        until(lambda: rows() == [(0, 0), (3600, 1)], "the pause of one")
        app.key("ctrl+z")
        until(lambda: rows() == [(0, 0), (3600, 0)], "the pause after undo")
        tap.lacks(app.log, "CRITICAL", "what the program said")


def test_fetch():
    """What is fetched by hand is done though nothing is due."""
    with Place() as place, place.open() as app:
        show_activity(app)
        app.open_menu("Steer Simulated")
        app.key("f")
        app.wait("label", lambda text: "8 done in 24 h" in text)


def test_tasks():
    """Tasks are chosen by how they stand."""
    with Place() as place, place.open() as app:
        show_activity(app)
        app.click("page tab", "Tasks")
        names = app.wait("list", "Tasks")
        app.wait("label", lambda text: text.endswith(" · Members"), within=names)
        until(lambda: len(app.all("label", lambda text: text.endswith(" · Members"), within=names)) == 2, "the lists that were fetched")
        app.click("label", "Trouble")
        app.wait("label", "None of These")
        app.click("label", "Over")
        app.wait("label", lambda text: text.endswith(" · Posts"))


def test_figures_and_log():
    """What is stored, what was done by the program, and what was done by its user."""
    with Place() as place, place.open() as app:
        show_activity(app)
        app.click("page tab", "Figures")
        app.wait("label", "Waiting in the Queue")
        app.wait("label", "People, as pseudonyms")
        app.press("button", "How was this computed: Requests to Platforms")
        app.wait("label", re.compile("Computed from: the last 24 hours.*counts the work of the program, and nobody", re.DOTALL))
        app.key("Escape")
        app.wait_gone("dialog")
        app.click("page tab", "Log")
        lines = app.wait("list", "Lines, the newest first")
        began = app.wait("label", "Sync began", within=lines)
        tap.check(began, "a line that will be found")
        app.set_text(app.wait("entry", "Find in the log"), "SYNC beg")
        app.wait_gone("label", lambda text: text.startswith("Program") or text == "Sync ended", within=lines)
        app.wait("label", "Sync began", within=lines)
        app.set_text(app.wait("entry", "Find in the log"), "no line says this")
        app.wait("label", "No Line Says So")
        app.set_text(app.wait("entry", "Find in the log"), "")
        app.click("label", "Audit Trail")
        app.wait("label", lambda text: text.startswith("Connected") or text.startswith("Workspace") or text.startswith("Key"))


if __name__ == "__main__":
    tap.run([
        ("/app/activity/lanes", test_lanes),
        ("/app/activity/fetch", test_fetch),
        ("/app/activity/interval-of-one", test_interval_of_one),
        ("/app/activity/speed-of-all", test_speed_of_all),
        ("/app/activity/tasks", test_tasks),
        ("/app/activity/figures-and-log", test_figures_and_log),
    ])
