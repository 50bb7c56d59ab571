"""The export command: what leaves, where to, and what happens when it cannot."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, at_home, tap


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


@at_home
def test_records(home):
    home.new()
    group, export = home.sample(messages=600)
    channel, _ = home.sample("news.json", kind="channel", id=9900000012, name="News", messages=200, seed=3)
    home.run("import", group, channel)
    out = home.run("export", "records").out
    records = lines(out)
    tap.equal((records[0]["t"], records[0]["ids"]), ("header", "none"), "the first line")
    tap.equal({r["title"] for r in records if r["t"] == "audience"}, {"Example Community", "News"}, "the audiences")
    tap.equal(len([r for r in records if r["t"] == "post"]), 200, "the number of the channel's own posts")
    tap.equal([r for r in records if r["t"] == "member"], [], "the members")
    for message in export["messages"]:
        for key in ("from_id", "from", "actor_id", "actor"):
            if key in message:
                tap.lacks(out, message[key].removeprefix("user"), "the export")
    small = [r["fetched"] for r in records if r["t"] == "snapshot" and isinstance(r["fetched"], int) and 0 < r["fetched"] < 10]
    tap.equal(small, [], "the small counts")


@at_home
def test_file(home):
    home.new().import_members()
    clock = {"environment": {"SOURCE_DATE_EPOCH": "1763740800"}}
    out = home.run("export", "records", **clock).out
    tap.equal(home.run("export", "records", "-o", "-", **clock).out, out, "the output of -o -")
    tap.equal(home.run("export", "records", "-o", "größe.jsonl", **clock).out, "", "standard output beside a file")
    with open(home.path("größe.jsonl"), encoding="utf-8") as text:
        tap.equal(text.read(), out, "the file")
    tap.equal(os.stat(home.path("größe.jsonl")).st_mode & 0o777, 0o600, "the mode of the file")


@at_home
def test_failures(home):
    """Where it cannot be written it says so, and what stood there stays."""
    home.new().import_members()
    home.run("export", "records", "-o", "nonexistent/out", status=FAILED)
    with open("/dev/full", "w", encoding="utf-8") as full:
        home.run("export", "records", stdout=full, status=FAILED)
    home.write("old", "old\n")
    with open(home.workspace, "r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * 120_000)
    home.run("export", "records", "-o", "old", status=FAILED)
    with open(home.path("old"), encoding="utf-8") as text:
        tap.equal(text.read(), "old\n", "the file that was there")
    tap.equal(sorted(n for n in os.listdir(home.folder) if "old" in n), ["old"], "what is left of the attempt")


@at_home
def test_round_trip(home):
    """The lines can be imported again, and say the same then."""
    home.new()
    path, _ = home.sample(kind="channel", messages=200)
    home.run("import", path)
    home.run("export", "records", "-o", "out.jsonl")
    again = home.path("again.xaudience")
    home.bare("-w", again, "--key-file", home.key, "import", "out.jsonl")
    first, second = (lines(home.bare("-w", w, "export", "records").out) for w in (home.workspace, again))
    for records in (first, second):
        records[:] = [{k: v for k, v in r.items() if not isinstance(v, dict)} for r in records if r["t"] in ("audience", "post")]
    tap.equal(second, first, "the audiences and posts, but for suppressed counts")
    tap.equal(len(first), 1 + 200, "the number of records")


tap.run([
    ("/cli/export/records", test_records),
    ("/cli/export/file", test_file),
    ("/cli/export/failures", test_failures),
    ("/cli/export/round-trip", test_round_trip),
])
