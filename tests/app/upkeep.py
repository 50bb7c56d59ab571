"""Alerts with their rules, in the window."""

import os
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import NOW, App, tap

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])
HOUR = 3600 * 1_000_000
DAY = 24 * HOUR


def path_of(home):
    return os.path.join(home, "data", "xaudience", "Birds.xaudience")


def call(home, *arguments, now=NOW):
    command = [CLI, "-w", path_of(home), "--key-file", os.path.join(home, "key"), *arguments]
    return subprocess.run(command, env=os.environ | {"HOME": home, "SOURCE_DATE_EPOCH": str(now)}, check=True, capture_output=True, text=True).stdout


def make_birds(home):
    """An audience of whose posts one took off lately and one weeks ago."""
    os.makedirs(os.path.join(home, "data", "xaudience"), mode=0o700)
    call(home, "workspace", "new")
    now = NOW * 1_000_000
    with sqlite3.connect(path_of(home)) as db:
        db.execute("INSERT INTO audience (id, platform, native_id, kind, title, n_posts) VALUES (1, 1, 'birds', 1, 'Birds of the Coast', 100)")
        for i in range(100):
            at, total = now - (100 - i) * DAY + 20 * HOUR, (30_000 if i in (60, 98) else 30) + i % 7
            for hours in (1, 2, 3):
                db.execute("INSERT INTO post_counter VALUES (1, ?, ?, ?, 1, 2, NULL)", (i, at + hours * HOUR, total * hours // 4))
            db.execute("INSERT INTO post (audience_id, id, at_us, author_kind, seen_us, reactions, comments, shares, n_chars, has_media)"
                       " VALUES (1, ?, ?, 2, ?, ?, 1, 2, 10, 0)", (i, at, at + 4 * HOUR, total))


def on_birds(test):
    def wrapped():
        with tempfile.TemporaryDirectory() as home:
            make_birds(home)
            with App(PROGRAM, home=home) as app:
                app.wait("label", lambda text: text.startswith("Nothing was imported yet") or text.startswith("1 audience"))
                test(app, home)
                tap.lacks(app.log, "CRITICAL", "what the program said")
    return wrapped


@on_birds
def test_alerts(app, home):
    """What is found is listed and leads to its audience; a rule can be tried and changed."""
    app.show_page("Alerts")
    app.wait("label", "Nothing unusual")
    app.press("button", "Look Now")
    app.wait("label", "Birds of the Coast: a post takes off")
    app.wait("label", "new")
    app.click("label", "Posts that take off")
    app.wait("label", lambda text: text.startswith("It would have told something 2 times in 90 days"))
    chart = app.wait("image", "When it would have told something")
    tap.contains(app.description(chart), "2 flagged", "the chart in words")
    app.click("label", "Birds of the Coast: a post takes off")
    app.wait("label", "Birds of the Coast")
    app.wait_gone("label", "Posts that take off")


tap.run([
    ("/app/upkeep/alerts", test_alerts),
])
