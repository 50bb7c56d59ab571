"""Alerts with their rules, backups and what is kept, in the window."""

import contextlib
import glob
import os
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import NOW, App, tap, until

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
    with contextlib.closing(sqlite3.connect(path_of(home), isolation_level=None, timeout=60)) as db:
        db.execute("INSERT INTO audience (id, platform, native_id, kind, title, n_posts) VALUES (1, 1, 'birds', 1, 'Birds of the Coast', 100)")
        for i in range(100):
            at, total = now - (100 - i) * DAY + 20 * HOUR, (30_000 if i in (60, 98) else 30) + i % 7
            for hours in (1, 2, 3):
                db.execute("INSERT INTO post_counter VALUES (1, ?, ?, ?, 1, 2, NULL)", (i, at + hours * HOUR, total * hours // 4))
            db.execute("INSERT INTO post (audience_id, id, at_us, author_kind, seen_us, reactions, comments, shares, n_chars, has_media)"
                       " VALUES (1, ?, ?, 2, ?, ?, 1, 2, 10, 0)", (i, at, at + 4 * HOUR, total))


def count_posts(home):
    with contextlib.closing(sqlite3.connect(path_of(home), isolation_level=None, timeout=60)) as db:
        return db.execute("SELECT count(*) FROM post").fetchone()[0]


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


@on_birds
def test_noticed_elsewhere(app, home):
    """What another program has noticed just before is in the list: then nobody says that there is nothing."""
    app.show_page("Alerts")
    app.wait("label", "Nothing unusual")
    call(home, "alerts", "check")
    app.press("button", "Look Now")
    app.wait("label", "Birds of the Coast: a post takes off")
    tap.check(not app.find("label", "Nothing new"), "it is said that nothing is new")
    app.press("button", "Look Now")
    app.wait("label", "Nothing else is new")


def test_noticed_early():
    """What is noticed before anybody has opened the page of alerts is counted beside its name."""
    with tempfile.TemporaryDirectory() as home:
        make_birds(home)
        call(home, "connect", "simulated")
        call(home, "add", "1", "--connection", "Simulated")
        with App(PROGRAM, home=home) as app:
            row = app.wait("row", "Alerts")
            app.wait("label", "1", within=row)
            app.show_page("Alerts")
            app.wait("label", "Birds of the Coast: a post takes off")


@on_birds
def test_backups(app, home):
    """A backup is made, more comes in, and the backup is put back."""
    app.wait("row", "Explore")
    app.key("F10")
    app.wait("menu item")
    app.key("Down", "Down", "Down", "Return")
    app.wait("label", "No backup yet")
    app.press("button", "Back Up Now")
    app.wait("button", "Restore…")
    tap.equal(len(glob.glob(os.path.join(home, "data", "xaudience", "Birds.backups", "*.xaudience"))), 1, "backups")
    with contextlib.closing(sqlite3.connect(path_of(home), isolation_level=None, timeout=60)) as db:
        db.execute("DELETE FROM post")
    app.press("button", "Restore…")
    app.wait("label", "Restore This Backup?")
    app.press("button", "Restore")
    app.wait_gone("label", "Restore This Backup?")
    until(lambda: count_posts(home) == 100, "the posts of the backup")


@on_birds
def test_kept(app, home):
    """What charts lose is said before anything is deleted, and nothing is without consent."""
    app.wait("row", "Explore")
    app.key("F10")
    app.wait("menu item")
    app.key("Down", "Down", "Down", "Down", "Return")
    app.wait("label", "Nothing is deleted now.")
    app.click("label", "Times and counters; there are no authors")
    app.wait_quiet()
    app.key("Down", "Return")
    app.wait("label", lambda text: text.endswith("of 100 posts"))
    app.press("button", "Delete…")
    app.wait("label", "Delete What Is Older?")
    with contextlib.closing(sqlite3.connect(path_of(home), isolation_level=None, timeout=60)) as db:
        tap.equal(db.execute("SELECT count(*) FROM post").fetchone()[0], 100, "posts before")
    app.press("button", "Delete")
    app.wait_told("The limits hold; what was deleted stays deleted")
    with contextlib.closing(sqlite3.connect(path_of(home), isolation_level=None, timeout=60)) as db:
        tap.check(20 <= db.execute("SELECT count(*) FROM post").fetchone()[0] <= 40, "posts after")


@on_birds
def test_reports(app, home):
    """A report is planned in the window, which says so, and ended."""
    plans = "SELECT name, folder, every, formats, is_of_all FROM report_plan"
    app.wait("row", "Explore")
    app.key("F10")
    app.wait("menu item")
    app.key("Down", "Down", "Down", "Down", "Down", "Return")
    app.wait("label", "No report is planned")
    app.set_text(app.wait("entry", "Name"), "Coast")
    app.press("button", "Plan")
    app.wait("label", "Coast")
    app.wait("label", lambda text: text.startswith("Each week, of all audiences"))
    tap.equal(query(home, plans), [("Coast", os.path.realpath(home), 1, 1, 1)], "what is planned")
    # A name is taken once.
    app.wait_quiet()
    app.set_text(app.wait("entry", "Name"), "Coast")
    app.press("button", "Plan")
    app.wait("label", "There is a report called “Coast” already.")
    app.press("button", "Write “Coast” No More")
    app.wait("label", "No report is planned")
    tap.equal(query(home, plans), [], "what is planned in the end")


def test_report_written():
    """What is due is written by the window alone, with nothing connected, and shown with its file."""
    with tempfile.TemporaryDirectory() as home:
        make_birds(home)
        folder = os.path.join(os.path.realpath(home), "reports")
        os.mkdir(folder)
        call(home, "reports", "add", "Coast", "--folder", folder, now=NOW - 8 * 86400)
        with App(PROGRAM, home=home) as app:
            app.wait("row", "Explore")
            until(lambda: os.path.exists(os.path.join(folder, "Coast 2025-W22.html")), "the report")
            app.show_page("Activity")
            app.wait("page tab", "Tasks")
            app.wait_quiet()
            app.click("page tab", "Tasks")
            app.wait("label", "Coast 2025-W22.html · Report")
            tap.lacks(app.log, "CRITICAL", "what the program said")


def test_report_failed():
    """A report that cannot be written is told with what to do about it, and stays planned."""
    with tempfile.TemporaryDirectory() as home:
        make_birds(home)
        folder = os.path.join(os.path.realpath(home), "reports")
        os.mkdir(folder)
        call(home, "reports", "add", "Coast", "--folder", folder, "--format", "csv", now=NOW - 8 * 86400)
        os.rmdir(folder)
        with App(PROGRAM, home=home) as app:
            app.wait("row", "Explore")
            app.show_page("Alerts")
            until(lambda: query(home, "SELECT count(*) FROM alert WHERE kind = 8 AND until_us IS NULL") == [(1,)], "the alert")
            app.wait("label", "Reports cannot be written to “reports”")
            app.wait_quiet()
            app.click("label", "Reports cannot be written to “reports”")
            app.wait("label", lambda text: text.startswith("The folder is not there: make it again") and "Each week, of all audiences, as csv" in text)
            tap.lacks(app.log, "CRITICAL", "what the program said")
        os.mkdir(folder)
        call(home, "sync", "--due")
        tap.equal(os.listdir(folder), ["Coast 2025-W22.csv"], "the report in the end")


def query(home, sql):
    with contextlib.closing(sqlite3.connect(path_of(home), isolation_level=None, timeout=60)) as db:
        return db.execute(sql).fetchall()


@on_birds
def test_rule_undone(app, home):
    """A rule that was switched off is switched on again by undo, and off by redo."""
    rule = "SELECT is_on FROM alert_rule WHERE kind = 2"
    app.show_page("Alerts")
    app.press("button", "Look Now")
    app.wait("label", "Birds of the Coast: a post takes off")
    app.wait_quiet()
    _, top = app.centre(app.wait("label", "Unusual growth"))
    app.pointer(1080, top + 18, "click", "1")
    until(lambda: query(home, rule) == [(0,)], "the rule that was switched off")
    app.key("ctrl+z")
    until(lambda: query(home, rule) == [(1,)], "the rule after undo")
    app.key("ctrl+shift+z")
    until(lambda: query(home, rule) == [(0,)], "the rule after redo")


@on_birds
def test_kept_of_platform(app, home):
    """A platform can have limits of its own beside those of all others."""
    with contextlib.closing(sqlite3.connect(path_of(home), isolation_level=None, timeout=60)) as db:
        db.execute("INSERT INTO audience (id, platform, native_id, kind, title) VALUES (7, 2, 'y', 1, 'Others')")
    app.wait("row", "Explore")
    app.key("F10")
    app.wait("menu item")
    app.key("Down", "Down", "Down", "Down", "Return")
    app.wait("label", "Nothing is deleted now.")
    app.click("label", "Platform")
    app.wait_quiet()
    app.key("Down", "Return")
    app.wait_quiet()
    app.click("label", "Times and counters; there are no authors")
    app.wait_quiet()
    app.key("Down", "Return")
    app.wait("label", lambda text: text.endswith("of 100 posts"))
    app.press("button", "Delete…")
    app.wait("label", "Delete What Is Older?")
    app.press("button", "Delete")
    app.wait_told("The limits hold; what was deleted stays deleted")
    tap.equal(query(home, "SELECT platform, kind, days FROM retention"), [(1, 2, 30)], "the limits that were set")


if __name__ == "__main__":
    tap.run([
        ("/app/upkeep/alerts", test_alerts),
        ("/app/upkeep/noticed-elsewhere", test_noticed_elsewhere),
        ("/app/upkeep/noticed-early", test_noticed_early),
        ("/app/upkeep/backups", test_backups),
        ("/app/upkeep/ID-12/kept", test_kept),
        ("/app/upkeep/report-written", test_report_written),
        ("/app/upkeep/report-failed", test_report_failed),
        ("/app/upkeep/reports", test_reports),
        ("/app/upkeep/rule-undone", test_rule_undone),
        ("/app/upkeep/kept-of-platform", test_kept_of_platform),
    ])
