"""Imports as a person starts them: from the command line of the file manager, and through the file chooser."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, tap, until

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import json
import subprocess

import sample_export

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])


def export(app_home, name="result.json", **options):
    settings = {"messages": 300, "people": 40, "first_person": 8_100_000_000, "days": 60, "kind": "group", "name": "Example Community",
                "id": 9900000010, "seed": 1} | options
    path = os.path.join(app_home, name)
    with open(path, "w", encoding="utf-8") as out:
        sample_export.write(out, type("Options", (), settings))
    return path


def audiences(app, name):
    """What the other program says is in the workspace."""
    out = subprocess.run([CLI, "-w", app.path(f"data/xaudience/{name}.xaudience"), "--key-file", app.path("key"), "audiences", "--json"],
                         env=app.environment, capture_output=True, text=True, check=True).stdout
    return json.loads(out)


def test_chooser():
    with App(PROGRAM) as app:
        path = export(app.home)
        app.click("row", "Import Files…")
        app.wait("button", "Import")
        app.type("/")
        app.set_text(until(lambda: next(filter(app.is_focused, app.all("text")), None), "the field for a path"), path)
        app.key("Return")
        app.wait("frame", "My Audiences — XAudience")
        app.show_page("Activity")
        app.wait("label", lambda text: "posts" in text)
        found = audiences(app, "My Audiences")
        tap.equal([a["name"] for a in found], ["Example Community"], "the audiences")


def test_command_line():
    """Files given at the start go into a workspace of their own; what is damaged says so and harms nothing else."""
    with App(PROGRAM) as first:
        home = first.home
        good = export(home)
        bad = os.path.join(home, "other.json")
        with open(bad, "w", encoding="utf-8") as out:
            out.write("\0\1\2")
        first.quit()
        with App(PROGRAM, good, bad, home=home) as app:
            app.wait("frame", "My Audiences — XAudience")
            app.show_page("Activity")
            app.wait("row", lambda text: "result.json" in text)
            app.wait("row", lambda text: "other.json" in text)
            app.wait("label", "1 audience, updated just now")
            tap.equal([a["name"] for a in audiences(app, "My Audiences")], ["Example Community"], "the audiences")


if __name__ == "__main__":
    tap.run([
        ("/app/imports/chooser", test_chooser),
        ("/app/imports/command-line", test_command_line),
    ])
