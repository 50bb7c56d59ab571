"""Every page and dialog has room in a window of 360 pixels, also with large text and in a language of long words."""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import NOW, App, desktop, tap

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])
THREE = ("Bridge Makers 8", "Orchard Makers 6", "Valley Makers 3")


def make_sample(home):
    os.makedirs(os.path.join(home, "data", "xaudience"), mode=0o700)
    call = [CLI, "-w", os.path.join(home, "data", "xaudience", "Sample.xaudience"), "--key-file", os.path.join(home, "key")]
    environment = os.environ | {"HOME": home, "SOURCE_DATE_EPOCH": str(NOW)}
    for arguments in (["workspace", "new"], ["simulate", "--audiences", "40", "--members", "60000", "--snapshots", "12", "--seed", "1"]):
        subprocess.run([*call, *arguments], env=environment, check=True, capture_output=True)


# What libadwaita and GTK say of what has too little room, and whatever else they complain of.
COMPLAINTS = ("exceeds", "CRITICAL", "Gtk-WARNING", "Adwaita-WARNING")


class Room:
    """Notes after every step what did not fit, from the first frame on."""

    def __init__(self, app):
        self.app = app
        self.seen = 0
        self.faults = []

    def check(self, what):
        self.app.wait_quiet(0.25)
        lines = self.app.log.splitlines()
        self.faults += [f"{what}: {line}" for line in lines[self.seen:] if any(word in line for word in COMPLAINTS)]
        self.seen = len(lines)


def close_dialog(app):
    app.key("Escape")
    app.wait_quiet(0.25)


def walk(app):
    room = Room(app)
    app.wait("label", THREE[1])
    room.check("the start")
    app.resize(1560, 1300)
    app.wait_quiet()
    app.page_names()
    app.resize(360, 720)
    for name in app.page_names():
        app.show_page(name)
        room.check(name)
    app.key("ctrl+question")
    app.wait("dialog")
    room.check("the shortcuts")
    close_dialog(app)
    app.key("ctrl+n")
    app.wait("alert")
    room.check("a new workspace")
    close_dialog(app)
    app.key("ctrl+shift+a")
    app.wait("dialog")
    app.set_text(app.wait("text", "Links or names of audiences"), "https://t.me/birds\nhttps://linkedin.com/in/someone")
    room.check("audiences to add")
    close_dialog(app)
    app.show_page("Connections")
    for button in app.all("button", lambda text: text.startswith("Connect ")):
        name = button.get_name()
        app.press(button)
        app.wait("dialog")
        room.check(name)
        close_dialog(app)
        app.wait_gone("dialog")
    app.open_audience(THREE[1])
    for tab in ("Preferences", "Posts", "Retention", "Log", "Overview"):
        app.press("page tab", tab)
        room.check(tab)
    app.press(app.wait("button", "How was this computed: Members"))
    app.wait("dialog")
    room.check("an explanation")
    close_dialog(app)
    app.show_page("Compare")
    for name in THREE:
        app.add_to_comparison(name)
    for name in ("UpSet", "Matrix", "Diagram"):
        app.click("label", name)
        room.check(name)
    app.wait("label", "Preference")
    app.wait_gone("label", "Kind")  # the names say it, and there is no room for both it and the audiences
    app.show_page("Graph")
    app.wait_quiet()
    app.key("ctrl+f")
    app.type(THREE[1])
    app.wait_quiet()
    app.key("Return")
    room.check("the graph with one audience selected")
    tap.check(not room.faults, "\n".join(["too little room", *room.faults]))


def walk_with(scale):
    desktop().set_text_scale(scale)
    with tempfile.TemporaryDirectory() as home:
        make_sample(home)
        # More buttons than a desktop usually puts into a window.
        with App(PROGRAM, home=home, size=(360, 720), settings={"gtk-decoration-layout": ":minimize,maximize,close"}) as app:
            walk(app)


def test_german():
    """Words are longer in it."""
    desktop().set_text_scale(1)
    with tempfile.TemporaryDirectory() as home:
        make_sample(home)
        with App(PROGRAM, home=home, size=(360, 720), environment=desktop().make_locale("de_DE")) as app:
            room = Room(app)
            app.wait("label", "Gesamte Zeit")
            room.check("the start")
            for number, name in enumerate(("Erkunden", "Vergleichen", "Graph", "Aktivität", "Verbindungen", "Hinweise"), 1):
                app.key(f"alt+{number}")
                app.wait("label", name)
                room.check(name)
            for keys, what in (("ctrl+question", "dialog"), ("ctrl+n", "alert"), ("ctrl+shift+a", "dialog")):
                app.key(keys)
                app.wait(what)
                room.check(keys)
                close_dialog(app)
            app.key("alt+1")
            app.wait("label", THREE[1])
            app.click("label", THREE[1])
            app.wait("label", lambda text: text.startswith("1,812 Mitglieder, vollständige Liste, vor "))
            for tab in ("Vorlieben", "Beiträge", "Verbleib", "Protokoll", "Überblick"):
                app.press("page tab", tab)
                room.check(tab)
            tap.check(not room.faults, "\n".join(["too little room", *room.faults]))


def test_from_the_start():
    """The window is as narrow as it was when it was closed, before anything is in it; five pixels on each side are its border."""
    desktop().set_text_scale(1)
    with tempfile.TemporaryDirectory() as home:
        make_sample(home)
        os.makedirs(os.path.join(home, "config", "glib-2.0", "settings"))
        with open(os.path.join(home, "config", "glib-2.0", "settings", "keyfile"), "w", encoding="utf-8") as kept:
            kept.write("[io/github/xaudience/XAudience]\nwindow-width=370\nwindow-height=730\n")
        with App(PROGRAM, home=home, size=None, environment={"GSETTINGS_BACKEND": "keyfile"}, settings={"gtk-decoration-layout": ":minimize,maximize,close"}) as app:
            room = Room(app)
            app.wait("label", THREE[1])
            tap.equal(app.geometry()[2] - 2 * app.border(), 360, "the width of the window")
            room.check("the start")
            app.key("alt+3")
            room.check("the graph")
            app.key("alt+2")
            room.check("the comparison")
            tap.check(not room.faults, "\n".join(["too little room", *room.faults]))


tap.run([
    ("/app/narrow/usual-text", lambda: walk_with(1)),
    ("/app/narrow/large-text", lambda: walk_with(1.5)),
    ("/app/narrow/german", test_german),
    ("/app/narrow/from-the-start", test_from_the_start),
])
