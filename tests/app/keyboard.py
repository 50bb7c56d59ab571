"""Every action of the pages that steer and watch is within reach of the keyboard alone."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, NOW, tap, until
from walking import check_stops, go_to, name_of, step

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])


def make_place(home):
    """A workspace that follows an invented audience over a connection and has fetched it."""
    os.makedirs(os.path.join(home, "data", "xaudience"), mode=0o700)
    call = [CLI, "-w", os.path.join(home, "data", "xaudience", "Live.xaudience"), "--key-file", os.path.join(home, "key")]
    environment = os.environ | {"HOME": home, "XDG_STATE_HOME": os.path.join(home, "state"), "SOURCE_DATE_EPOCH": str(NOW)}
    for arguments in (["workspace", "new"], ["connect", "simulated"], ["add", "1", "--connection", "Simulated"], ["sync", "--all"]):
        subprocess.run([*call, *arguments], env=environment, check=True, capture_output=True)


def in_place(test):
    def wrapped():
        with tempfile.TemporaryDirectory() as home:
            make_place(home)
            with App(PROGRAM, home=home) as app:
                app.wait("label", lambda text: text.startswith("1 audience"))
                app.page_names()
                test(app)
                tap.lacks(app.log, "CRITICAL", "what the program said")
    return wrapped


@in_place
def test_activity(app):
    """Lanes, tasks, figures and the log; a lane is paused without the pointer."""
    app.show_page("Activity")
    app.wait("row", "Simulated")
    check_stops(app, "Pause All", "Why is Simulated not faster?", "Steer Simulated", "Now")
    go_to(app, "Steer Simulated")
    app.key("Return")
    app.wait("menu item")
    app.key("p")
    app.wait("label", "Paused")
    go_to(app, "Now")
    app.key("Right", "Return")
    tasks = app.wait("list", "Tasks")
    # The last that begins by itself: what came later would stand before the task at which the list is entered.
    app.wait("label", "Check of the file", within=tasks)
    app.wait_quiet()
    check_stops(app, "Tasks")
    # Within the list with the arrows; what was done last is first, and the list is entered at any of them.
    names = {name_of(row) for row in app.all("list item", within=tasks)}
    go_to(app, lambda name: name in names, "list item")
    app.key("Home")
    until(lambda: " · " in name_of(app.focused()) or not step(app, "Down"), "the task of an audience")


def thresholds(app):
    with contextlib.closing(sqlite3.connect(app.path("data/xaudience/Live.xaudience"), timeout=60)) as workspace:
        return [row[0] for row in workspace.execute("SELECT threshold FROM alert_rule")]


@in_place
def test_alerts(app):
    """A rule is opened, and its threshold changed."""
    app.show_page("Alerts")
    app.wait("label", "Posts that take off")
    check_stops(app, "Look Now", "Posts that take off", "Unusual growth", "Backups and checks that fail")
    go_to(app, "Posts that take off", "list item")
    app.key("Return")
    app.wait("label", lambda text: text.startswith("It cannot be tried yet"))
    # The switch of the rule, then its threshold.
    app.key("Tab", "Tab")
    app.wait_quiet()
    app.key("Up")
    until(lambda: thresholds(app) == [4.0], "the threshold in the workspace")
    go_to(app, "Notification on the desktop")


@in_place
def test_connections(app):
    """A card is steered, and the dialog of the server is gone through and left."""
    app.show_page("Connections")
    app.wait("label", "Simulated")
    check_stops(app, "Local Server and Webhooks", "Options of Simulated", "Connect Mastodon", "Add Audience")
    go_to(app, "Local Server and Webhooks")
    app.key("Return")
    app.wait("label", "Answer Programs on This Computer")
    app.wait_quiet()
    check_stops(app, "Answer Programs on This Computer", "Add Program", "Let a Service Push", "Tell an Address")
    app.key("Escape")
    app.wait_gone("label", "Answer Programs on This Computer")


@in_place
def test_upkeep(app):
    """The menu by its letters, and what it opens."""
    app.key("F10")
    app.wait("menu item")
    app.key("b")
    app.wait("label", "Beside the Workspace")
    go_to(app, "Back Up Now")
    app.key("Return")
    app.wait("button", "Restore…")
    check_stops(app, "Back Up Now", lambda name: name.startswith("Restore"))
    app.key("Escape")
    app.wait_gone("label", "Beside the Workspace")
    app.key("F10")
    app.wait("menu item")
    app.key("w")
    app.wait("label", "Nothing is deleted now.")
    check_stops(app, "Member lists and activity", "Texts of own posts")


MENU_ROLES = ("menu item", "check menu item", "radio menu item")


def items(app, *expected):
    """The names of an open menu, which has those; it is closed again."""
    for name in expected:
        until(lambda: [node for role in MENU_ROLES for node in app.all(role, name)], f"{name} in the menu")
    found = [node.get_name() for role in MENU_ROLES for node in app.all(role)]
    tap.equal([name for name in found if not name or "_" in name], [], f"what has no name beside {found}")
    app.key("Escape")
    until(lambda: not [node for role in MENU_ROLES for node in app.all(role)], "the menu to be closed")
    app.wait_quiet()


@in_place
def test_menus(app):
    """The entries of every menu are known by their names, however it was opened."""
    app.key("F10")
    items(app, "Add Audience…", "Keyboard Shortcuts", "About XAudience")
    app.click("toggle button", "Main Menu")
    items(app, "Add Audience…", "What Is Kept…", "Undo")
    app.show_page("Connections")
    app.open_menu("Options of Simulated")
    items(app, "Remove…")
    app.show_page("Explore")
    app.wait_quiet()
    app.open_menu("View Options")
    app.key("s")
    items(app, "Name", "Growth in 30 Days")
    with contextlib.closing(sqlite3.connect(app.path("data/xaudience/Live.xaudience"))) as workspace:
        (name,), = workspace.execute("SELECT title FROM source").fetchall()
    app.click("label", name)
    app.wait_quiet()
    app.key("shift+F10")
    items(app, "Inspect")
    app.key("Return")
    app.wait(None, "Growth")
    app.wait_quiet()
    app.open_menu("How This Is Fetched")
    items(app, "Fetch Now", "Pause", "Every Hour", "Stop Following")


tap.run([
    ("/app/keyboard/activity", test_activity),
    ("/app/keyboard/alerts", test_alerts),
    ("/app/keyboard/connections", test_connections),
    ("/app/keyboard/upkeep", test_upkeep),
    ("/app/keyboard/UI-2/menus", test_menus),
])
