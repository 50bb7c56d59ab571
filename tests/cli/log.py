"""The log and the audit trail: what is told of what the program did, and that nobody is in it."""

import json
import os
import stat
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, INTERRUPTED, OK, USAGE, at_home, signal, tap


def log_file(home):
    return os.path.join(home.folder, "state", "xaudience", "log.jsonl")


def lines(home, *arguments):
    return [json.loads(line) for line in home.bare("log", "--json", *arguments).out.splitlines()]


def events(home, *arguments):
    return [line["event"] for line in lines(home, *arguments)]


@at_home
def test_import(home):
    """An import leaves its end, its size and its time, and nothing of its file or its people (ID-1)."""
    home.new()
    tap.check(not os.path.exists(log_file(home)), "a command that had nothing to tell made a log")
    tap.contains(home.bare("log").err, "The log holds nothing yet.")
    tap.contains(home.run("log").err, "about this workspace")
    tap.contains(home.bare("log", "--level", "error").err, "of that kind")
    path, export = home.sample("secret-name-of-a-client.json", messages=400)
    home.run("import", path)
    home.run("import", path)
    home.write("broken.json", "{")
    home.run("import", home.path("broken.json"), status=FAILED)
    told = lines(home)
    tap.equal([line["event"] for line in told], ["import-done", "import-done", "import-failed"], "the events")
    tap.equal([line["known"] for line in told[:2]], [False, True], "whether the file was known")
    tap.equal(told[0]["bytes"], os.path.getsize(path), "the size")
    tap.equal(told[2]["level"], "error", "the level of a failure")
    with open(log_file(home), encoding="utf-8") as stream:
        text = stream.read()
    people = {str(m[k]) for m in export["messages"] for k in ("from_id", "from", "actor_id", "actor") if m.get(k)}
    people |= {p.removeprefix("user") for p in people}
    tap.check(len(people) > 40, "the sample has no people")
    for planted in people | {"secret-name", "client", "broken", home.folder, "Example Community", "9900000010"}:
        tap.lacks(text, planted, "the log")
    tap.equal(stat.S_IMODE(os.stat(log_file(home)).st_mode), 0o600, "the mode of the log")
    tap.equal(home.run("privacy", "audit", "--json", "--planted", home.write("planted", "\n".join(people))).json["leaks"], 0, "leaks")


@at_home
def test_sync(home):
    """A fetch leaves its beginning, its passes and its end, by our own numbers."""
    home.new()
    home.run("connect", "simulated")
    home.run("add", "1", "2", "--connection", "simulated")
    home.run("sync", "--all")
    told = lines(home)
    names = [line["event"] for line in told]
    tap.equal((names[0], names[-1]), ("sync-began", "sync-done"), "the first and the last event")
    passes = [line for line in told if line["event"] == "pass-done"]
    tap.equal(sorted({line["source"] for line in passes}), [1, 2], "the sources")
    tap.check({line["pass"] for line in passes} >= {"members", "posts"}, passes)
    tap.equal(len({line["workspace"] for line in told}), 1, "the number of workspaces")
    tap.equal((told[0]["sources"], told[0]["connections"]), (2, 1), "what it was about")
    tap.equal((told[-1]["done"], told[-1]["failed"]), (2, 0), "how it ended")
    with open(log_file(home), encoding="utf-8") as stream:
        tap.lacks(stream.read(), "simulated-1", "the log")

    tap.equal(events(home, "-w", home.workspace), names, "of this workspace")
    home.run("workspace", "new", "-w", home.path("other.xaudience"))
    tap.equal(events(home, "-w", home.path("other.xaudience")), [], "of another")
    home.run("sync", "--all", environment={"XAUDIENCE_LOG_LEVEL": "debug"})
    tap.check("pass-began" in events(home, "--level", "debug"), "no debug lines")
    tap.check("pass-began" not in events(home, "--level", "info"), "debug lines at info")
    tap.equal(events(home, "--level", "error"), [], "errors")
    home.run("add", "3", "--connection", "simulated")
    home.run("sync", "--due")
    tap.equal([line["sources"] for line in lines(home) if line["event"] == "sync-began"][-1], 1, "what is due, of what began")


@at_home
def test_choice(home):
    home.new()
    for _ in range(5):
        home.import_members()
    tap.equal(len(lines(home, "--lines", "2")), 2, "two lines")
    tap.equal(len(lines(home, "--since", "2099-01-01T00:00:00Z")), 0, "lines of the future")
    text = home.bare("log").out
    tap.contains(text, "info")
    tap.contains(text, "import-done: bytes ")
    for bad in (["--level", "loud"], ["--lines", "0"], ["--follow", "--save", "x"], ["--audit", "--follow"], ["--audit", "--level", "info"], ["more"]):
        home.bare("log", *bad, status=USAGE)
    saved = home.path("saved.jsonl")
    home.bare("log", "--save", saved)
    with open(saved, encoding="utf-8") as stream:
        tap.equal([json.loads(line)["event"] for line in stream], ["import-done"] * 5, "what was saved")
    tap.equal(stat.S_IMODE(os.stat(saved).st_mode), 0o600, "the mode of what was saved")
    home.bare("log", "--save", home.path("no/where"), status=FAILED)


@at_home
def test_follow(home):
    home.new().import_members()
    process = home.start("log", "--follow", "--json", stdout=subprocess.PIPE)
    tap.equal(json.loads(process.stdout.readline())["event"], "import-done", "the line that was there")
    home.import_members(name="more.csv", n=60)
    tap.equal(json.loads(process.stdout.readline())["bytes"], os.path.getsize(home.path("more.csv")), "the line that came")
    process.send_signal(signal.SIGINT)
    tap.check(process.wait(300) in (OK, INTERRUPTED), process.returncode)
    process.stdout.close()
    process.stderr.close()


@at_home
def test_full(home):
    """Where the log cannot be written everything else goes on."""
    home.new()
    os.makedirs(log_file(home))
    home.import_members()
    tap.equal(len(home.run("audiences", "--json").json), 1, "audiences")


@at_home
def test_audit(home):
    home.new().import_members()
    home.run("workspace", "retention", "set", "--posts", "90")
    home.run("export", "records", "-o", home.path("out.jsonl"))
    home.run("overview", "--smallest-count", "2", "--i-am-the-community-owner")
    told = home.run("log", "--audit", "--json").json
    tap.equal([entry["what"] for entry in told], ["key-adopted", "retention-set", "exported", "gate-lowered"], "what was done")
    tap.equal(told[1]["detail"], "all posts 90", "the policy")
    home.run("overview", "--smallest-count", "6")
    tap.equal(home.run("log", "--audit", "--json", "--lines", "1").json[0]["detail"], "smallest count 6: overview", "below what is the rule for what leaves")
    home.run("overview", "--smallest-count", "10")
    tap.equal(len(home.run("log", "--audit", "--json").json), 5, "notes, as the rule itself leaves none")
    text = home.run("log", "--audit").out
    tap.contains(text, "gate-lowered")
    tap.equal(len(home.run("log", "--audit", "--json", "--lines", "1").json), 1, "the newest one")
    tap.equal(home.run("log", "--audit", "--json", "--since", "2099-01-01T00:00:00Z").json, [], "of the future")


@at_home
def test_audit_of_changes(home):
    """Whatever changes what is fetched, and whose data this is, leaves a note."""
    home.new()
    home.run("connect", "simulated")
    home.run("add", "1", "--connection", "simulated")
    home.run("tasks", "--interval", "60", "simulated-group:simulated-1")
    home.run("sync", "--all")
    home.run("tasks", "--interval", "0", "simulated-group:simulated-1")
    home.run("tasks", "--interval", "90", "--connection", "simulated")
    home.run("tasks", "--speed", "50", "--all")
    home.run("tasks", "--pause")
    home.run("tasks", "--resume", "--connection", "simulated")
    home.run("tasks", "--retry")
    home.run("clients", "add", "Reader")
    home.run("clients", "revoke", "Reader")
    home.run("disconnect", "simulated", "--yes")
    told = [(entry["what"], entry["detail"]) for entry in home.run("log", "--audit", "--json").json]
    tap.equal(told[1:], [
        ("connection-added", "Simulated"),
        ("schedule-set", "an audience that was not fetched yet: every 60 min"),
        ("schedule-set", "audience #1: interval as usual"),
        ("schedule-set", "Simulated: every 90 min"),
        ("schedule-set", "everything: speed 50 %"),
        ("schedule-set", "everything: paused"),
        ("schedule-set", "Simulated: resumed"),
        ("client-added", "Reader: read"),
        ("client-revoked", "Reader"),
        ("connection-removed", "Simulated"),
    ], "what was done")
    home.run("workspace", "backup", "copy.xaudience")
    home.run("workspace", "restore", "copy.xaudience", "--yes")
    tap.equal(home.run("log", "--audit", "--json", "--lines", "1").json[0]["what"], "backup-restored", "after a restore")


tap.run([
    ("/cli/log/ID-1/import", test_import),
    ("/cli/log/sync", test_sync),
    ("/cli/log/choice", test_choice),
    ("/cli/log/follow", test_follow),
    ("/cli/log/unwritable", test_full),
    ("/cli/log/audit", test_audit),
    ("/cli/log/audit-of-changes", test_audit_of_changes),
])
