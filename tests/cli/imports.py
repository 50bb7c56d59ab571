"""The import command: reports, exit status, interruption, and that it names nobody."""

import json
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, INTERRUPTED, OK, PARTIAL, USAGE, at_home, signal, tap


def dump(home):
    """All that the commands show of a workspace."""
    return home.run("audiences", "--json").out


@at_home
def test_first_import_makes_the_workspace(home):
    home.new()
    path, _ = home.sample()
    result = home.bare("-w", home.path("new.xaudience"), "--key-file", home.key, "import", path)
    tap.contains(result.err, "Made the workspace")
    tap.check(re.fullmatch(r"result\.json: telegram: .*\n", result.out), f"not a one-line report: {result.out}")
    tap.equal(os.stat(home.path("new.xaudience")).st_mode & 0o777, 0o600, "the mode of the workspace")

    result = home.bare("-w", home.path("never.xaudience"), "--key-file", home.key, "import", "missing.json", status=FAILED)
    tap.contains(result.err, "missing.json")
    tap.check(not os.path.exists(home.path("never.xaudience")), "a workspace was made for nothing")
    home.bare("-w", home.path("never.xaudience"), "--key-file", home.path("nokey"), "import", path, status=FAILED)
    tap.check(not os.path.exists(home.path("never.xaudience")), "a workspace was made without a key")
    tap.check(not os.path.exists(home.path("nokey")), "import made a key file")


@at_home
def test_counts(home):
    """What the report says is what the file holds."""
    home.new()
    path, export = home.sample(messages=500)
    posts = [m for m in export["messages"] if m["type"] == "message"]
    authors = {m["from_id"] for m in posts}
    report = home.run("import", path, "--json").json["files"][0]
    tap.equal((report["format"], report["start"], report["finished"], report["truncated"], report["error"]),
              ("telegram", "new", True, False, None), "the outcome")
    tap.equal((report["posts"], report["new_posts"], report["active_authors"], report["audiences"]),
              (len(posts), len(posts), len(authors), 1), "the counts")
    (audience,) = home.run("audiences", "--json").json
    tap.equal((audience["name"], audience["platform"], audience["kind"], audience["posts"], audience["coverage"]),
              (export["name"], "telegram", "group", len(posts), "active_authors"), "the audience")


@at_home
def test_twice(home):
    """The same bytes again change nothing; a newer export adds what is new."""
    home.new()
    path, export = home.sample(messages=400)
    home.run("import", path)
    before = dump(home)
    result = home.run("import", path)
    tap.contains(result.out, "was imported before; nothing changed")
    os.rename(path, home.path("copy.json"))
    tap.equal(home.run("import", "copy.json", "--json").json["files"][0]["start"], "done_before", "the start")
    tap.equal(dump(home), before, "the workspace")

    export["messages"] += [dict(m, id=m["id"] + 400) for m in export["messages"] if m["type"] == "message"][:10]
    home.write("result.json", json.dumps(export))
    report = home.run("import", path, "--json").json["files"][0]
    tap.equal((report["start"], report["new_posts"]), ("new", 10), "the start and the new posts")


@at_home
def test_names_nobody(home):
    """No id, name or handle of a person reaches a stream or a file (ID-1)."""
    home.new()
    path, export = home.sample(messages=400)
    home.run("import", path)
    home.run("import", path, "--json")
    home.run("audiences")
    home.run("audiences", "--json")
    home.run("workspace", "info")
    raw = {m[k] for m in export["messages"] for k in ("from_id", "actor_id", "from", "actor") if k in m}
    raw |= {text.removeprefix("user") for text in raw}
    tap.check(len(raw) > 60, "the sample has no people")
    said = "".join(home.said)
    with open(home.workspace, "rb") as stream:
        stored = stream.read()
    for text in raw:
        tap.lacks(said, text, "what the program said")
        tap.check(text.encode() not in stored, "the workspace holds a raw id or name")


@at_home
def test_several(home):
    """Good and bad files in one go: the good ones go in, the status tells that not all did."""
    home.new()
    good, _ = home.sample()
    second, _ = home.sample("second.json", id=9900000011, name="Second", seed=2)
    home.write("letter.txt", "Dear diary,\n")
    personal = home.write("personal.json", json.dumps({"name": "A Person", "type": "personal_chat", "id": 8100000001, "messages": []}))
    result = home.run("import", good, "letter.txt", "missing.json", personal, second, status=PARTIAL)
    tap.equal(len(result.out.splitlines()), 2, "the number of reports")
    for words in ("letter.txt", "missing.json", "personal"):
        tap.contains(result.err, words)
    tap.equal(len(home.run("audiences", "--json").json), 2, "the number of audiences")

    result = home.run("import", "--json", "letter.txt", good, status=PARTIAL)
    tap.equal([(f["error"] is None, f["finished"]) for f in result.json["files"]], [(False, False), (True, True)], "the outcomes")
    home.run("import", "letter.txt", status=FAILED)
    home.run("import", "--format", "docx", good, status=USAGE)


@at_home
def test_listed_twice(home):
    """Who stands on a list more than once is one member of it, in the report as in the list."""
    home.new()
    home.write("list.csv", "audience,id\n" + "".join(f"{name},{8_200_000_000 + i % 50}\n" for name in ("Alpha", "Beta") for i in range(70)))
    tap.equal(home.run("import", "list.csv", "--platform", "telegram", "--json").json["files"][0]["members"], 100, "the members that the report tells")
    tap.equal([a["members"]["value"] for a in home.run("audiences", "--json").json], [50, 50], "the members of the lists")


@at_home
def test_truncated(home):
    home.new()
    path, _ = home.sample(messages=600)
    with open(path, "rb") as stream:
        data = stream.read()
    home.write("cut.json", data[:len(data) // 2])
    result = home.run("import", "cut.json", status=PARTIAL)
    tap.contains(result.out, "ends in the middle")
    half = home.run("audiences", "--json").json[0]["posts"]
    tap.check(200 < half < 400, f"{half} posts of the half were taken")
    tap.check(home.run("import", "cut.json", "--json", status=None).json["files"][0]["truncated"] in (True, False), "no report")
    home.run("import", path)
    tap.check(home.run("audiences", "--json").json[0]["posts"] > half, "the whole file added nothing")


def interrupt(home, workspace, arguments, how, seconds):
    """Starts an import, ends it after a while, and says how it ended."""
    process = home.start("-w", workspace, "--key-file", home.key, "import", *arguments)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(how)
    out, err = process.communicate(timeout=300)
    if process.returncode == INTERRUPTED:
        tap.contains(err.decode(), "the same command goes on")
        tap.equal(out, b"", "standard output")
    elif process.returncode != OK:
        # Killed, or ended before it listened to signals.
        tap.equal(process.returncode, -how, f"the status ({err})")
    return process.returncode


def interrupt_everywhere(home, arguments, has_commits=False):
    """Ended at any time and run again, an import leaves the same as an undisturbed one. It goes on until one was hit in time."""
    whole = home.path("whole.xaudience")
    started = time.monotonic()
    home.bare("-w", whole, "--key-file", home.key, "import", *arguments)
    seconds = time.monotonic() - started
    expected = home.bare("-w", whole, "audiences", "--json").out

    statuses = set()
    resumed = 0
    hows = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL) * 3
    for number in range(90):
        how = hows[number % 9]
        workspace = home.path(f"part{number}.xaudience")
        started = time.monotonic()
        status = interrupt(home, workspace, arguments, how, seconds * (number % 9 + 1) / 10)
        # The one that was measured may have been as slow as it was for another reason.
        if status == OK:
            seconds = min(seconds, time.monotonic() - started)
        statuses.add(status)
        report = home.bare("-w", workspace, "--key-file", home.key, "import", *arguments, "--json").json["files"][0]
        resumed += report["start"] == "resumed"
        tap.check(report["start"] != "done_before" or status != INTERRUPTED, "an interrupted import counts as done")
        tap.equal(home.bare("-w", workspace, "audiences", "--json").out, expected, f"the outcome after {how.name} at {number % 9 + 1}/10")
        home.bare("-w", workspace, "workspace", "verify")
        if number >= 8 and INTERRUPTED in statuses and (resumed or not has_commits):
            break
    tap.check(INTERRUPTED in statuses, f"no run was interrupted: {statuses}")
    return resumed


@at_home
def test_interrupt(home):
    home.new()
    path, _ = home.sample(messages=15000, people=2000)
    interrupt_everywhere(home, [path])


@at_home
def test_interrupt_between_commits(home):
    """The same where there are many commits, so that a later run finds part of it done."""
    home.new()
    home.members(n=1_200_000)
    resumed = interrupt_everywhere(home, ["members.csv", "--platform", "telegram", "--audience", "Large"], has_commits=True)
    tap.check(resumed > 0, "no run went on from where another had ended")


@at_home
def test_one_at_a_time(home):
    """A second import into a workspace waits or says that another is writing; none loses anything."""
    home.new()
    first, _ = home.sample("first.json", messages=6000, people=500)
    second, _ = home.sample("second.json", messages=300, id=9900000011, name="Second")
    processes = [home.start("-w", home.workspace, "--key-file", home.key, "import", path) for path in (first, second)]
    ends = [(p.communicate(timeout=300), p.returncode) for p in processes]
    for (_, err), status in ends:
        if status != OK:
            tap.equal(status, FAILED, f"the status ({err})")
            tap.contains(err.decode(), "another program")
    home.run("import", first, second)
    tap.equal(sorted(a["name"] for a in home.run("audiences", "--json").json), ["Example Community", "Second"], "the audiences")


@at_home
def test_names_of_files(home):
    """File names of any bytes work and are shown."""
    home.new()
    _, export = home.sample()
    for number, name in enumerate(("ünï côdé 漢字.json", "a b'c\"d.json", "--help.json")):
        home.write(name, json.dumps(export | {"id": 9900000020 + number}))
        out = home.run("import", "--", name).out
        tap.contains(out, name)
    os.rename(os.fsencode(home.path("result.json")), os.fsencode(home.folder) + b"/bad\xff\x1b[2Jname.json")
    out = home.run("import", os.fsdecode(b"bad\xff\x1b[2Jname.json")).out
    tap.lacks(out, "\x1b", "the report")


@at_home
def test_members(home):
    """One file, many audiences; what the file does not say is asked for."""
    home.new()
    home.write("many.csv", "audience,member_id\n" + "".join(f"{a},{8_200_000_000 + i}\n" for a in "ABC" for i in range(20)))
    result = home.run("import", "many.csv", status=FAILED)
    tap.contains(result.err, "platform")
    report = home.run("import", "many.csv", "--platform", "telegram", "--at", "2025-11-01", "--json").json["files"][0]
    tap.equal((report["audiences"], report["members"], report["new_people"], report["snapshots"]), (3, 60, 20, 3), "the counts")
    for audience in home.run("audiences", "--json").json:
        tap.equal((audience["members"]["kind"], audience["members"]["value"], audience["at"]), ("exact", 20, "2025-11-01T00:00:00Z"), "an audience")
    home.members(n=30)
    home.run("import", "members.csv", "--platform", "telegram", "--audience", "A", "--first-n", "30", "--at", "2025-11-02")
    home.run("import", "members.csv", "--platform", "telegram")
    tap.equal(sorted(a["name"] for a in home.run("audiences", "--json").json), ["A", "B", "C", "members"], "the names, the file's own last")


@at_home
def test_coverage(home):
    home.new()
    home.members(n=30)
    for coverage, kind in (("first_n", "lower_bound"), ("active_authors", "lower_bound"), ("complete", "exact")):
        home.run("import", "members.csv", "--platform", "telegram", "--audience", coverage, "--coverage", coverage)
        (found,) = [a for a in home.run("audiences", "--json").json if a["name"] == coverage]
        tap.equal((found["coverage"], found["members"]["kind"]), (coverage, kind), "coverage and kind")
    text = home.run("audiences").out
    for words in ("complete list", "at least 30"):
        tap.contains(text, words)
    tap.check(not re.search("who wrote, ", text), f"days of a list that says none:\n{text}")


@at_home
def test_quiet_streams(home):
    """Nothing of the progress reaches a pipe, and JSON stands alone on standard output."""
    home.new()
    path, _ = home.sample(messages=3000)
    result = home.run("import", path, "--json")
    tap.equal(result.err, "", "standard error")
    tap.equal(list(result.json), ["files"], "the members of the object")


tap.run([
    ("/cli/imports/first-import-makes-the-workspace", test_first_import_makes_the_workspace),
    ("/cli/imports/counts", test_counts),
    ("/cli/imports/twice", test_twice),
    ("/cli/imports/ID-1/names-nobody", test_names_nobody),
    ("/cli/imports/several", test_several),
    ("/cli/imports/listed-twice", test_listed_twice),
    ("/cli/imports/truncated", test_truncated),
    ("/cli/imports/DB-1/interrupt", test_interrupt),
    ("/cli/imports/DB-1/interrupt-between-commits", test_interrupt_between_commits),
    ("/cli/imports/one-at-a-time", test_one_at_a_time),
    ("/cli/imports/names-of-files", test_names_of_files),
    ("/cli/imports/members", test_members),
    ("/cli/imports/coverage", test_coverage),
    ("/cli/imports/quiet-streams", test_quiet_streams),
])
