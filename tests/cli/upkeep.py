"""Backups beside the workspace, and what limits of age would delete."""

import os
import sqlite3
import stat
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, USAGE, as_root, at_home, tap

DAY = 86400
START = 1_760_000_000


def at(day):
    """The clock stands still at noon of a day."""
    return {"SOURCE_DATE_EPOCH": str(START + day * DAY)}


def backups(home):
    return home.run("workspace", "backups", "--json").json


def damage(path):
    with open(path, "r+b") as stream:
        size = stream.seek(0, 2)
        for place in range(4096, size - 200, 4096):
            stream.seek(place)
            stream.write(b"Z" * 200)


@at_home
def test_backups(home):
    home.new().import_members()
    tap.contains(home.run("workspace", "backups").err, "no backup yet")
    for day in range(12):
        made = home.run("workspace", "backup", "--if-due", "--json", environment=at(day)).json
        tap.check(os.path.exists(made["path"]), made)
    tap.contains(home.run("workspace", "backup", "--if-due", environment=at(11)).err, "No backup is due")
    listed = backups(home)
    tap.check(7 <= len(listed) <= 11, listed)
    tap.equal(listed[0]["path"], made["path"], "the newest")
    tap.equal(os.path.dirname(made["path"]), home.path("w.backups"), "the folder")
    tap.equal(stat.S_IMODE(os.stat(home.path("w.backups")).st_mode), 0o700, "its mode")
    with sqlite3.connect(f"file:{home.workspace}?mode=ro", uri=True, timeout=60) as db:
        tap.equal(db.execute("SELECT at_us / 1000000, ok_us / 1000000, cause FROM upkeep WHERE name = 'backup'").fetchall(), [(START + 11 * DAY, START + 11 * DAY, "")], "what is noted")
    tap.contains(home.run("workspace", "backups").out, made["path"])


@at_home
def test_latest(home):
    """The workspace and its newest backup are damaged: the one before is offered and taken."""
    home.new().import_members()
    home.run("workspace", "backup", environment=at(0))
    home.import_members(name="more.csv", n=70)
    home.run("workspace", "backup", environment=at(1))
    damage(backups(home)[0]["path"])
    damage(home.workspace)
    tap.contains(home.run("workspace", "verify", status=FAILED).err, "restore --latest")
    home.run("workspace", "restore", "--latest", status=FAILED)
    home.run("workspace", "restore", "--latest", "--yes")
    home.run("workspace", "verify")
    tap.equal(home.run("audiences", "--json").json[0]["members"]["value"], 50, "members as of the first backup")
    home.run("workspace", "restore", "--yes", status=USAGE)
    home.run("workspace", "restore", "--latest", "--yes", "x", status=USAGE)


@at_home
def test_erased(home):
    """An erased person is not in the backups (ID-10)."""
    home.new()
    path, export = home.sample()
    home.run("import", path)
    home.run("workspace", "backup")
    first = next(m["from_id"] for m in export["messages"] if m.get("from_id"))
    result = home.run("workspace", "erase", "--platform", "telegram", "--id", first.removeprefix("user"))
    tap.contains(result.err, "own backups")
    def zeros(file):
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=60) as db:
            blob = b"".join(row[0] for row in db.execute("SELECT pseudonyms FROM member_segment ORDER BY no"))
        return sum(blob[i:i + 16] == bytes(16) for i in range(0, len(blob), 16))
    tap.equal((zeros(home.workspace), zeros(backups(home)[0]["path"])), (1, 1), "erased people in the workspace and the backup")


@at_home
def test_errors(home):
    home.new()
    home.write("w.backups", "a file in its place")
    tap.contains(home.run("workspace", "backup", status=FAILED).err, "w.backups")
    os.remove(home.path("w.backups"))
    if not as_root():
        os.mkdir(home.path("w.backups"), 0o500)
        tap.contains(home.run("workspace", "backup", status=FAILED).err, "w.backups")
    home.run("workspace", "verify")


def rows(home, table):
    with sqlite3.connect(f"file:{home.workspace}?mode=ro", uri=True, timeout=60) as db:
        return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@at_home
def test_preview(home):
    """What is told beforehand is what goes, and looking changes nothing."""
    home.new()
    path, _ = home.sample(messages=500)
    home.run("import", path)
    with open(home.workspace, "rb") as stream:
        before = stream.read()
    arguments = ["workspace", "retention", "preview", "--posts", "400", "--activity", "300", "--json"]
    told = {entry["what"]: entry for entry in home.run(*arguments).json}
    with open(home.workspace, "rb") as stream:
        tap.equal(stream.read() == before, True, "whether the file is as it was")
    tap.equal(sorted(told), ["activity", "counters", "facets", "lists", "posts", "terms", "text"], "the kinds")
    tap.equal(told["posts"]["now"], rows(home, "post"), "posts now")
    text = home.run("workspace", "retention", "preview", "--posts", "1").out
    tap.contains(text, "engagement")
    tables = {"activity": "activity", "posts": "post", "terms": "term_use"}
    counts = {what: rows(home, table) for what, table in tables.items()}
    home.run("workspace", "retention", "set", "--posts", "400", "--activity", "300")
    home.run("workspace", "retention", "apply")
    for what, table in tables.items():
        tap.equal(counts[what] - rows(home, table), told[what]["lost"], f"lost {what}")
    home.run("workspace", "retention", "forget", status=USAGE)
    home.run("workspace", "retention", "set", status=USAGE)


@at_home
def test_counters(home):
    home.new()
    home.run("workspace", "retention", "set", "--counters", "30", "--activity", "60")
    kept = home.run("workspace", "retention", "--json").json
    tap.equal({entry["what"]: entry["days"] for entry in kept}, {"activity": 60, "counters": 30}, "the limits")


tap.run([
    ("/cli/upkeep/backups", test_backups),
    ("/cli/upkeep/latest", test_latest),
    ("/cli/upkeep/ID-10/erased", test_erased),
    ("/cli/upkeep/errors", test_errors),
    ("/cli/upkeep/ID-12/preview", test_preview),
    ("/cli/upkeep/counters", test_counters),
])
