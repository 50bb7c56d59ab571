"""Where there is more than is shown, the page says how much of it that is, and what can be done about it."""

import contextlib
import os
import re
import sqlite3
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import NOW, App, tap, until
from sampled import READY, make_sample

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])
PATH = "data/xaudience/Sample.xaudience"


def in_sample(prepare=None, **settings):
    """With the sample, after @prepare changed it, and with settings of the program."""
    def decorate(test):
        def wrapped():
            with tempfile.TemporaryDirectory() as home:
                make_sample(CLI, home)
                keys = os.path.join(home, "config", "glib-2.0", "settings")
                os.makedirs(keys)
                with open(os.path.join(keys, "keyfile"), "w", encoding="utf-8") as out:
                    lines = [f"{name.replace('_', '-')}={value(os.path.join(home, PATH)) if callable(value) else value}" for name, value in settings.items()]
                    out.write("\n".join(["[io/github/xaudience/XAudience]", *lines, ""]))
                if prepare:
                    prepare(home)
                with App(PROGRAM, home=home, environment={"GSETTINGS_BACKEND": "keyfile"}) as app:
                    app.wait("label", READY)
                    app.page_names()
                    test(app)
                    tap.lacks(app.log, "CRITICAL", "what the program said")
        return wrapped
    return decorate


@in_sample()
def test_comparison(app):
    """All forty are chosen and thirty compared: that is said until something else is chosen."""
    app.click("label", "Meadow Cyclists 2")
    app.wait("label", "1 selected")
    app.key("ctrl+a")
    app.wait("label", "40 selected")
    app.press("button", "Compare")
    said = re.compile("^The first 30 of 40 chosen audiences are compared, as many as fit")
    app.wait("label", said)
    app.wait("label", "30", within=app.wait("list", "Pages"))
    app.press("button", "Choose Others")
    app.wait("label", "40 selected")
    app.show_page("Compare")
    app.wait("label", said)
    app.press(app.wait("button", re.compile("^Remove .*[0-9]$")))
    app.wait_gone("label", said)
    app.key("ctrl+z")
    app.wait("label", said)


@in_sample(graph_most_audiences=10)
def test_graph(app):
    """The largest are shown, and more on demand, until all are there."""
    app.show_page("Graph")
    app.wait("label", "The 10 largest of 40 audiences are shown.")
    app.press("button", "Show More")
    app.wait("label", "The 20 largest of 40 audiences are shown.")
    app.press("button", "Show More")
    app.wait_gone("label", re.compile("largest of 40 audiences are shown"))
    app.key("ctrl+f")
    app.type("er")
    rest = app.wait("label", re.compile("^8 of [0-9]+. Type more to find others.$"))
    tap.check(int(rest.get_name().split()[2].rstrip(".")) > 8, "there are no others")
    app.type("bour")
    app.key("ctrl+a")
    app.type("harbour makers")
    app.wait_gone("label", re.compile("Type more to find others"))


@in_sample(saved_searches=lambda path: "[" + ", ".join(f"('{path}', 'size:>{number}')" for number in range(30)) + "]")
def test_searches(app):
    """Thirty searches are as many as are kept; none of them gives way to another."""
    app.wait("list item", "size:>29")
    app.key("ctrl+f")
    app.type("size:>77")
    star = app.wait("toggle button", "Save This Search")
    app.press(star)
    app.wait("label", re.compile("^30 searches are saved, as many as can be"))
    until(lambda: not app.has_state(star, app.atspi.StateType.PRESSED), "the star to be empty again")
    tap.equal(app.find("list item", "size:>77"), None, "the one too many")
    app.wait("list item", "size:>0")


def note_much(home):
    """More alerts, and more lines of the audit trail, than their pages show."""
    with contextlib.closing(sqlite3.connect(os.path.join(home, PATH), timeout=60)) as workspace:
        audience, = workspace.execute("SELECT min (id) FROM audience").fetchone()
        what, detail = workspace.execute("SELECT what, detail FROM audit LIMIT 1").fetchone()
        for number in range(1100):
            at = (NOW - 3600 * number) * 1_000_000
            workspace.execute("INSERT INTO audit (at_us, what, detail) VALUES (?, ?, ?)", (at, what, detail))
            if number < 250:
                workspace.execute("INSERT INTO alert (kind, audience_id, thing, at_us, since_us, metric, value, usual, score)"
                                  " VALUES (1, ?, ?, ?, ?, 1, 900, 30, 9)", (audience, str(number), at, at - 7_200_000_000))
        workspace.commit()


@in_sample(note_much)
def test_lines(app):
    app.show_page("Alerts")
    app.wait("label", "There Is More")
    app.wait("label", re.compile("^Only the newest 200 are shown"))
    app.show_page("Activity")
    press_tab(app, "Log")
    app.press(app.wait("radio button", "Audit Trail"))
    app.wait("label", re.compile("^The newest 1,?000 lines.$"))


@in_sample()
def test_pasted(app):
    """Of very many lines the first are looked at, and the rest are counted."""
    app.key("ctrl+shift+a")
    app.wait("dialog")
    entry = until(lambda: next(filter(app.is_focused, app.all("entry")), None), "where addresses are pasted")
    app.set_text(entry, "\n".join(f"nothing {number}" for number in range(503)))
    app.wait("label", "The first 500 lines are looked at. Add them, then paste the other 3 again.")


def press_tab(app, name):
    app.press(app.wait("page tab", name) if app.find("page tab", name) else app.wait("radio button", name))


tap.run([
    ("/app/bounds/comparison", test_comparison),
    ("/app/bounds/graph", test_graph),
    ("/app/bounds/saved-searches", test_searches),
    ("/app/bounds/lines", test_lines),
    ("/app/bounds/pasted", test_pasted),
])
