"""What was changed is taken back with the button of the toast and with Ctrl+Z, and made again."""

import contextlib
import json
import os
import sqlite3
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from activity import Place, choose, pause_by_menu, show_activity
from app import App, tap, until
from connecting import answer, field, make_workspace
from connections import begin, choose_option, confirm, connect_forum, json_connections
from serving import open_dialog
from upkeep import make_birds, query

PROGRAM = sys.argv[1]
DIALOG = 640  # the height of those that have toasts of their own


@contextlib.contextmanager
def toasts_held(app, in_dialog=False):
    """A toast goes by itself after some seconds, unless the pointer is on it: so it moves about where they come."""
    _, _, width, height = app.box(app.frame)
    y = ((height + DIALOG) // 2 if in_dialog else height) - 46
    is_over = threading.Event()

    def move():
        step = 0
        while not is_over.wait(0.2):
            step = 3 - step
            app.desktop.run("xdotool", "mousemove", str(width // 2 + step), str(y))

    mover = threading.Thread(target=move)
    mover.start()
    try:
        yield
    finally:
        is_over.set()
        mover.join()


def take_back(app, title):
    """By the toast, which says what it would take back."""
    app.wait("label", title)
    app.press("button", "Undo")
    app.wait_gone("label", title)


def lane_of(place):
    lane, = [lane for lane in json.loads(place.cli("tasks", "--json"))["lanes"] if lane["connection"] == "Simulated"]
    return lane


def test_lane():
    """A lane that was paused goes on, and has its speed again."""
    with Place() as place, place.open() as app:
        show_activity(app)
        with toasts_held(app):
            pause_by_menu(app)
            app.wait("label", "Paused")
            take_back(app, "Paused Simulated")
        app.wait_gone("label", "Paused")
        until(lambda: lane_of(place)["state"] != "paused", "the lane to go on")
        app.key("ctrl+shift+z")
        until(lambda: lane_of(place)["state"] == "paused", "the lane to be paused again")
        app.wait("label", "Paused")
        app.wait_quiet()
        with toasts_held(app):
            app.press("toggle button", "Pause All")
            app.wait("toggle button", "Paused")
            take_back(app, "Paused everything")
        app.wait("toggle button", "Pause All")
        # It is paused itself, as it was before.
        until(lambda: lane_of(place)["state"] == "paused", "the lane to be paused still")


def test_follow():
    """What was followed is not any more, and is again; a new name is the old one."""
    with App(PROGRAM) as app:
        make_workspace(app)
        connect_forum(app)
        app.wait("label", "Tick what you want to follow.")
        app.wait_quiet()
        app.click(app.wait("check box", "Herons"))
        app.wait_quiet()
        app.click(app.wait("check box", "Storks"))
        app.wait("label", lambda text: text.startswith("2 chosen."))
        with toasts_held(app):
            app.press("button", "Add")
            take_back(app, "Followed 2 audiences")
        app.wait("label", lambda text: text.startswith("0 followed"))
        app.key("ctrl+shift+z")
        app.wait("label", lambda text: text.startswith("2 followed"))
        tap.equal(answer(app, "connections", "--json")["connections"][0]["audiences"], 2, "what the workspace follows")
        app.wait_quiet()
        before = [each["name"] for each in json_connections(app)]
        choose_option(app, "n")
        app.wait("alert")
        app.set_text(app.wait("text", "Name"), "My Forum")
        with toasts_held(app):
            app.press("button", "Save")
            app.wait("label", "My Forum")
            take_back(app, f"Renamed {before[0]}")
        app.wait("label", before[0])
        until(lambda: [each["name"] for each in json_connections(app)] == before, "the name in the workspace")


def test_connect():
    """What was connected is not any more, once the dialog about what to follow is closed; unless something is followed over it."""
    with App(PROGRAM) as app:
        make_workspace(app)
        server = connect_forum(app)
        app.wait("label", "Tick what you want to follow.")
        app.wait_quiet()
        name = json_connections(app)[0]["name"]
        with toasts_held(app):
            app.key("Escape")
            app.wait_gone("label", "Tick what you want to follow.")
            take_back(app, f"{name} is connected")
        until(lambda: json_connections(app) == [], "nothing to be connected")
        app.wait("button", "Connect Discourse")

        begin(app, "Discourse", f"http://127.0.0.1:{server.server_port}")
        confirm(app, "Connect")
        app.wait("label", "Tick what you want to follow.")
        app.wait_quiet()
        with contextlib.closing(sqlite3.connect(app.path("data/xaudience/Birds.xaudience"), timeout=60)) as workspace, workspace:
            workspace.execute("INSERT INTO source (connection_id, platform, target, title, kind, passes, max_posts, added_us)"
                              " SELECT id, 1, 'discourse:5', 'Herons', 1, 1, 0, 1 FROM connection")
        app.key("Escape")
        app.wait_gone("label", "Tick what you want to follow.")
        app.key("ctrl+z")
        app.wait("label", "Something is followed over it by now: remove it on the page Connections.")
        tap.equal(len(json_connections(app)), 1, "what is connected")
        tap.lacks(app.log, "CRITICAL", "what the program said")


def test_unfollow():
    """What is followed no more keeps its data, and is followed again with how often it is fetched."""
    with Place() as place, place.open() as app:
        def kept():
            with contextlib.closing(sqlite3.connect(place.workspace, timeout=60)) as db:
                return [db.execute(sql).fetchall() for sql in ("SELECT target, interval_s, last_ok_us, audience_id FROM source ORDER BY id",
                                                               "SELECT source_id, name, value FROM source_mark ORDER BY 1, 2",
                                                               "SELECT count(*) FROM audience", "SELECT count(*) FROM post")]

        with contextlib.closing(sqlite3.connect(place.workspace, isolation_level=None, timeout=60)) as db:
            (name,), _ = db.execute("SELECT title FROM source ORDER BY id").fetchall()
            db.execute("UPDATE source SET interval_s = 86400")
        app.wait("label", "2 audiences, updated just now")
        app.page_names()
        before = kept()
        app.open_audience(name)
        choose(app, "How This Is Fetched", 8)  # the last
        with toasts_held(app):
            app.wait("label", f"Stopped following {name}")
            app.wait_gone("toggle button", "How This Is Fetched")
            sources, _, *data = kept()
            tap.equal([sources, *data], [before[0][1:], *before[2:]], "what is left")
            take_back(app, f"Stopped following {name}")
        app.wait("toggle button", "How This Is Fetched")
        tap.equal(kept(), before, "what is followed in the end")
        tap.lacks(app.log, "CRITICAL", "what the program said")


def rows(app, sql):
    with contextlib.closing(sqlite3.connect(app.path("data/xaudience/Birds.xaudience"), isolation_level=None, timeout=60)) as db:
        return db.execute(sql).fetchall()


def add_webhook(app, name):
    app.press("button", "Let a Service Push")
    app.wait("alert")
    app.set_text(field(app, "Name"), name)
    app.press("button", "Add")
    app.wait("label", lambda text: text.startswith("whsec_"))
    app.press("button", "Close")
    app.wait_gone("alert")
    app.wait("label", name)


def test_server():
    """A webhook comes back with its address; a program that was let in is not any more; the server is off again."""
    hooks = "SELECT uuid, name, path FROM hook_in"
    with App(PROGRAM, keyring=True) as app:
        if not app.desktop.has_keyring:
            raise tap.Skip("there is no keyring here")
        make_workspace(app)
        # Any port that is free: the usual one may be taken where tests run side by side.
        with contextlib.closing(sqlite3.connect(app.path("data/xaudience/Birds.xaudience"), timeout=60)) as workspace, workspace:
            workspace.execute("INSERT INTO server (id, is_on, port) VALUES (1, 0, 0)")
        open_dialog(app)
        app.wait("label", "No service pushes yet")
        with toasts_held(app, in_dialog=True):
            add_webhook(app, "Feedback")
            take_back(app, "Added the webhook “Feedback”")
        app.wait("label", "No service pushes yet")
        tap.equal(rows(app, hooks), [], "webhooks after the one was taken back")

        add_webhook(app, "Feedback")
        before = rows(app, hooks)
        tap.equal(len(before), 1, "webhooks")
        with toasts_held(app, in_dialog=True):
            app.press("button", "Remove")
            app.wait("label", "No service pushes yet")
            tap.equal(rows(app, hooks), [], "webhooks after it was removed")
            take_back(app, "Removed the webhook “Feedback”")
        app.wait("label", "Feedback")
        tap.equal(rows(app, hooks), before, "the webhook that came back")

        app.press("button", "Add Program")
        app.wait("alert")
        app.set_text(field(app, "Name"), "Dashboard")
        app.press("button", "Add")
        app.wait("label", lambda text: text.startswith("xa_"))
        with toasts_held(app, in_dialog=True):
            app.press("button", "Close")
            app.wait("label", "Dashboard")
            take_back(app, "Added the program “Dashboard”")
        app.wait("label", "No program may ask yet")
        tap.equal(rows(app, "SELECT count(*) FROM client"), [(0,)], "programs that may ask")

        app.click("label", "Answer Programs on This Computer")
        with toasts_held(app, in_dialog=True):
            app.wait("label", lambda text: text.startswith("Listening on"))
            take_back(app, "Switched the server on")
        app.wait("label", "Off")
        tap.equal(rows(app, "SELECT is_on FROM server"), [(0,)], "whether the server is on")
        tap.lacks(app.log, "CRITICAL", "what the program said")


def test_report():
    """A report that was ended is planned again as it was, behind the dialog as well."""
    plans = "SELECT name, every, is_of_all FROM report_plan"
    with tempfile.TemporaryDirectory() as home:
        make_birds(home)
        with App(PROGRAM, home=home) as app:
            app.wait("row", "Explore")
            app.open_menu("Main Menu")
            app.key("e")
            app.wait("label", "No report is planned")
            app.set_text(app.wait("entry", "Name"), "Coast")
            with toasts_held(app, in_dialog=True):
                app.press("button", "Plan")
                take_back(app, "Planned the report “Coast”")
            app.wait("label", "No report is planned")
            tap.equal(query(home, plans), [], "what is planned after that was taken back")
            app.wait_quiet()
            app.set_text(app.wait("entry", "Name"), "Coast")
            app.press("button", "Plan")
            app.press("button", "Write “Coast” No More")
            app.wait("label", "No report is planned")
            app.press(app.wait("button", "Close", within=app.wait("dialog")))
            app.wait_gone("dialog")
            app.wait_quiet()
            app.key("ctrl+z")
            until(lambda: query(home, plans) == [("Coast", 1, 1)], "the report to be planned again")
            tap.lacks(app.log, "CRITICAL", "what the program said")


def choose_posts_limit(app, downs):
    """In the dialog of what is kept."""
    app.open_menu("Main Menu")
    app.key("Down", "Down", "Down", "Down", "Return")
    app.wait("label", lambda text: text.startswith(("Nothing is deleted now.", "Charts")))
    app.wait_quiet()
    app.click("label", "Times and counters; there are no authors")
    app.wait_quiet()
    app.key(*["Down"] * downs, "Return")


def test_limits():
    """A limit that was set is not any more; what it deleted is gone, which is said when it is asked for and when it is taken back."""
    limits = "SELECT platform, kind, days FROM retention"
    with tempfile.TemporaryDirectory() as home:
        make_birds(home)
        with App(PROGRAM, home=home) as app:
            app.wait("row", "Explore")
            choose_posts_limit(app, 4)
            app.press("button", "Apply")
            with toasts_held(app):
                app.wait_gone("dialog")
                until(lambda: query(home, limits) == [(0, 2, 365)], "the limit")
                take_back(app, "The limits hold from now on")
            until(lambda: query(home, limits) == [], "no limit")

            choose_posts_limit(app, 1)
            app.press("button", "Delete…")
            app.wait("label", lambda text: text.endswith("cannot be brought back."))
            app.press("button", "Delete")
            with toasts_held(app):
                app.wait_gone("dialog")
                left = query(home, "SELECT count(*) FROM post")
                tap.check(20 <= left[0][0] <= 40, "posts are left")
                take_back(app, "The limits hold; what was deleted stays deleted")
                app.wait("label", "The limits are as they were; what was deleted does not come back")
            tap.equal(query(home, limits), [], "limits in the end")
            tap.equal(query(home, "SELECT count(*) FROM post"), left, "posts in the end")
            tap.lacks(app.log, "CRITICAL", "what the program said")


def test_profiles():
    """Whether profiles are looked through is as it was, in the dialog and in the workspace."""
    reads = "SELECT count(*) FROM meta WHERE key = 'reads_profiles'"
    with tempfile.TemporaryDirectory() as home:
        make_birds(home)
        with App(PROGRAM, home=home) as app:
            app.wait("row", "Explore")
            app.open_menu("Main Menu")
            app.key("Down", "Down", "Down", "Down", "Return")
            app.wait("label", "Nothing is deleted now.")
            app.wait_quiet()
            app.click("label", "Count who is also on which platform")
            with toasts_held(app, in_dialog=True):
                until(lambda: query(home, reads) == [(1,)], "the switch in the workspace")
                take_back(app, "Counted from the next fetch on")
            until(lambda: query(home, reads) == [(0,)], "the switch as it was")
            app.wait_quiet()
            app.click("label", "Count who is also on which platform")
            until(lambda: query(home, reads) == [(1,)], "the switch in the workspace, once more")
            app.wait_quiet()
            app.click("label", "Count who is also on which platform")
            app.wait("label", "Forget What Profiles Said?")
            app.press("button", "Forget")
            with toasts_held(app, in_dialog=True):
                app.wait_gone("label", "Forget What Profiles Said?")
                until(lambda: query(home, reads) == [(0,)], "the switch that is off")
                take_back(app, "Nothing is kept of what profiles said")
            until(lambda: query(home, reads) == [(1,)], "the switch that is on again")
            tap.lacks(app.log, "CRITICAL", "what the program said")


def test_rule():
    """A rule of alerts is as it was: the toast says which."""
    rule = "SELECT is_on FROM alert_rule WHERE kind = 2"
    with tempfile.TemporaryDirectory() as home:
        make_birds(home)
        with App(PROGRAM, home=home) as app:
            app.wait("row", "Explore")
            app.show_page("Alerts")
            app.press("button", "Look Now")
            app.wait("label", "Birds of the Coast: a post takes off")
            app.wait_quiet()
            _, top = app.centre(app.wait("label", "Unusual growth"))
            app.pointer(1080, top + 18, "click", "1")
            with toasts_held(app):
                until(lambda: query(home, rule) == [(0,)], "the rule that was switched off")
                take_back(app, "Changed the rule “Unusual growth”")
            until(lambda: query(home, rule) == [(1,)], "the rule as it was")
            tap.lacks(app.log, "CRITICAL", "what the program said")


tap.run([
    ("/app/undoing/lane", test_lane),
    ("/app/undoing/follow", test_follow),
    ("/app/undoing/connect", test_connect),
    ("/app/undoing/unfollow", test_unfollow),
    ("/app/undoing/server", test_server),
    ("/app/undoing/report", test_report),
    ("/app/undoing/limits", test_limits),
    ("/app/undoing/profiles", test_profiles),
    ("/app/undoing/rule", test_rule),
])
