"""Reports that are planned: written once for each period, to a folder, and judged for what leaves the workspace."""

import base64
import contextlib
import csv
import html.parser
import json
import os
import shutil
import sqlite3
import sys
import xml.etree.ElementTree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, OK, PARTIAL, PROGRAM, USAGE, at_home, tap

DAY = 86400
MONDAY = 1_767_571_200  # 2026-01-05 00:00 UTC


def at(seconds):
    return {"SOURCE_DATE_EPOCH": str(seconds), "TZ": "UTC"}


def prepare(home):
    home.new()
    home.run("simulate", "--audiences", "3", "--members", "3000", "--snapshots", "4", "--seed", "1", environment=at(MONDAY + 3 * DAY))
    folder = os.path.join(os.path.dirname(home.workspace), "reports")
    os.mkdir(folder)
    return folder


def exported(home):
    return [e for e in home.run("log", "--audit", "--json").json if (e["what"], e["detail"]) == ("exported", "report")]


@at_home
def test_weekly(home):
    folder = prepare(home)
    tap.contains(home.run("reports").err, "No report is planned")
    home.run("reports", "add", "Coast", "--folder", folder, "--format", "json", environment=at(MONDAY + 3 * DAY))
    tap.contains(home.run("reports", "run", environment=at(MONDAY + 6 * DAY)).err, "No report is due")
    tap.equal(os.listdir(folder), [], "files before the week is over")

    # The week is over; then it is written already.
    home.run("reports", "run", environment=at(MONDAY + 7 * DAY))
    home.run("reports", "run", environment=at(MONDAY + 8 * DAY))
    tap.equal(os.listdir(folder), ["Coast 2026-W02.json"], "files of the first week")
    tap.equal(len(exported(home)), 1, "notes of what left")
    with open(os.path.join(folder, "Coast 2026-W02.json"), encoding="utf-8") as text:
        report = json.load(text)
    tap.equal((report["report"], report["period"], report["from"], report["to"]), ("Coast", "2026-W02", "2026-01-05T00:00:00Z", "2026-01-12T00:00:00Z"), "its head")
    tap.equal((report["smallest_count"], report["simulated"], len(report["audiences"])), (10, True, 3), "what it is of")
    tap.check(all(a["members"]["value"] > 0 and a["simulated"] for a in report["audiences"]), report["audiences"])
    tap.equal(len(report["comparison"]["pairs"]), 3, "pairs")
    tap.equal(os.stat(os.path.join(folder, "Coast 2026-W02.json")).st_mode & 0o777, 0o600, "who may read it")

    # After four weeks off there is one report, the newest.
    home.run("reports", "run", environment=at(MONDAY + 36 * DAY))
    tap.equal(sorted(os.listdir(folder)), ["Coast 2026-W02.json", "Coast 2026-W06.json"], "files after a while")
    plan = home.run("reports", "--json").json[0]
    tap.equal((plan["every"], plan["format"], plan["audiences"], plan["file"]), ("week", "json", None, os.path.join(folder, "Coast 2026-W06.json")), "the plan")

    # By its name it is written again, and noted.
    home.run("reports", "run", "Coast", environment=at(MONDAY + 37 * DAY))
    tap.equal((len(os.listdir(folder)), len(exported(home))), (2, 3), "files and notes after it was asked for")
    home.run("reports", "remove", "Coast")
    tap.equal(home.run("reports", "--json").json, [], "plans")
    tap.equal(len(os.listdir(folder)), 2, "files that stay")


@at_home
def test_one_audience(home):
    folder = prepare(home)
    name = home.run("audiences", "--json").json[0]["name"]
    home.run("reports", "add", "One", name, "--folder", folder, "--every", "month", "--format", "json", environment=at(MONDAY))
    home.run("reports", "run", environment=at(MONDAY + 40 * DAY))
    with open(os.path.join(folder, "One 2026-01.json"), encoding="utf-8") as text:
        report = json.load(text)
    tap.equal([a["name"] for a in report["audiences"]], [name], "its audiences")
    tap.equal(report["comparison"], None, "a comparison with nobody")


@at_home
def test_failures(home):
    folder = prepare(home)
    home.run("reports", "add", "x", status=USAGE)
    home.run("reports", "add", "x", "--folder", folder, "--every", "day", status=USAGE)
    for bad in ("pdf", "html,", "", "html json"):
        home.run("reports", "add", "x", "--folder", folder, "--format", bad, status=USAGE)
    tap.contains(home.run("reports", "add", "x", "--folder", folder + "/no", status=FAILED).err, "no folder")
    for bad in ("a/b", ".hidden", "x" * 200):
        tap.contains(home.run("reports", "add", bad, "--folder", folder, status=FAILED).err, "name")
    home.run("reports", "add", "x", "nobody", "--folder", folder, status=FAILED)
    home.run("reports", "remove", "x", status=FAILED)
    home.run("reports", "run", "x", status=FAILED)
    home.run("reports", "add", "x", "--folder", folder, environment=at(MONDAY))
    tap.contains(home.run("reports", "add", "x", "--folder", folder, status=FAILED).err, "already")

    # What cannot be written is not done with: it is written once the folder is there again.
    shutil.rmtree(folder)
    tap.contains(home.run("reports", "run", environment=at(MONDAY + 8 * DAY), status=FAILED).err, "is not there")
    tap.equal(exported(home), [], "notes of what did not leave")
    plan = home.run("reports", "--json").json[0]
    tap.equal((plan["cause"], plan["failing_since"], plan["file"]), ("folder-gone", "2026-01-13T00:00:00Z", None), "the plan meanwhile")
    os.mkdir(folder)
    home.run("reports", "run", environment=at(MONDAY + 9 * DAY), status=OK)
    tap.equal(os.listdir(folder), ["x 2026-W02.html"], "files")
    tap.equal(home.run("reports", "--json").json[0]["cause"], None, "the cause afterwards")


class Page(html.parser.HTMLParser):
    """What a page consists of: its elements have to fit, and its text is kept by element."""

    VOID = {"meta", "img"}

    def __init__(self, text):
        super().__init__()
        self.open, self.text, self.images, self.elements = [], {}, [], set()
        self.feed(text)
        tap.equal(self.open, [], "elements left open")

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        if tag == "img":
            self.images.append(dict(attributes))
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attributes:
            tap.check(not name.startswith("on") and name != "href", f"{tag} has {name}={value}")

    def handle_endtag(self, tag):
        tap.equal(self.open.pop() if self.open else None, tag, "the element that ends")

    def handle_data(self, data):
        if self.open:
            self.text.setdefault(self.open[-1], []).append(data)


def post(name, n):
    return {"t": "post", "audience": name, "id": f"{name}{n}", "at": f"2026-01-06T0{n}:00:00Z", "own": True, "text": f"<b>{n}</b> & more", "reactions": 10 - n}


def import_audiences(home, titles):
    lines = [{"t": "header", "format": "xaudience", "version": 1, "ids": "raw"}]
    for i, title in enumerate(titles):
        name = f"a{i}"
        lines.append({"t": "audience", "ref": name, "platform": "telegram", "id": f"-100{i + 1}", "kind": "group", "title": title})
        lines += [{"t": "sample", "audience": name, "metric": "members", "at": at, "value": value}
                  for at, value in (("2025-12-20", 80), ("2025-12-27", 90), ("2026-01-07", 100))]
        lines.append({"t": "snapshot", "audience": name, "at": "2026-01-07T00:00:00Z", "coverage": "complete", "reported": 100})
        lines += [{"t": "member", "audience": name, "id": str(1000 + n)} for n in range(30 * i, 100 + 30 * i)]
        lines += [post(name, n) for n in range(3)]
    home.run("import", home.write("w.jsonl", "".join(json.dumps(line) + "\n" for line in lines)))


@at_home
def test_forms(home):
    """All forms tell the same; what names and posts hold is text in a page, and no formula in a table."""
    home.new()
    folder = home.path("reports")
    os.mkdir(folder)
    planted = ["<script>alert(1)</script> & \"friends\"", "=HYPERLINK(1)"]
    import_audiences(home, planted)
    home.run("reports", "add", "All", "--folder", folder, "--format", "json, html,csv", environment=at(MONDAY))
    said = home.run("reports", "run", environment=at(MONDAY + 8 * DAY)).err
    tap.equal(sorted(os.listdir(folder)), ["All 2026-W02.csv", "All 2026-W02.html", "All 2026-W02.json"], "files")
    text = {}
    for form in ("html", "csv", "json"):
        path = os.path.join(folder, f"All 2026-W02.{form}")
        tap.contains(said, f"Wrote {path}")
        tap.equal(os.stat(path).st_mode & 0o777, 0o600, "who may read it")
        with open(path, encoding="utf-8", newline="") as file:
            text[form] = file.read()
    report = json.loads(text["json"])
    tap.equal(sorted(a["name"] for a in report["audiences"]), sorted(planted), "the audiences")
    members = report["audiences"][0]["members"]["value"]
    tap.equal(members, 100, "members")

    page = Page(text["html"])
    tap.equal(page.elements & {"script", "a", "link", "iframe", "b"}, set(), "elements that a page has not")
    tap.contains(text["html"], "default-src 'none'")
    tap.equal(sorted(title for title in page.text["h2"] if title in planted), sorted(planted), "its sections")
    tap.check(f"{members:,.0f}" in page.text["td"] and "<b>0</b> & more" in page.text["td"], page.text["td"])
    tap.equal(len(page.images), 3, "pictures: how each grew, and what they share")
    for image in page.images:
        kind, data = image["src"].split(",", 1)
        tap.equal(kind, "data:image/svg+xml;base64", "where a picture comes from")
        tap.contains(xml.etree.ElementTree.fromstring(base64.b64decode(data)).tag, "svg")
        tap.check(len(image["alt"]) > 20, image["alt"])

    rows = list(csv.DictReader(text["csv"].splitlines()))
    tap.equal([row["value"] for row in rows if row["what"] == "members"], [f"{a['members']['value']:g}" for a in report["audiences"]], "members")
    tap.check(all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row.values()), "a cell is a formula")
    tap.equal({row["simulated"] for row in rows}, {""}, "who is invented")
    pair = report["comparison"]["pairs"][0]
    found = [row for row in rows if row["what"] == "mutual"]
    tap.equal(len(found), 1, "pairs")
    for end in ("value", "low", "high"):
        number = pair["mutual"].get(end)
        tap.equal(found[0][end], "" if number is None else f"{number:g}", f"what they share: {end}")
    tap.equal(found[0]["kind"], pair["mutual"]["kind"], "what kind of figure it is")
    tap.check(pair["mutual"]["kind"] in ("exact", "bounds", "estimate"), pair["mutual"])


@at_home
def test_simulated(home):
    """What is invented is marked in each form, and what is real is not."""
    folder = prepare(home)
    import_audiences(home, ["Real"])
    home.run("reports", "add", "Both", "--folder", folder, "--format", "html,csv", environment=at(MONDAY))
    home.run("reports", "run", environment=at(MONDAY + 8 * DAY))
    with open(os.path.join(folder, "Both 2026-W02.html"), encoding="utf-8") as file:
        page = Page(file.read())
    tap.contains(" ".join(page.text["p"]), "SIMULATED")
    tap.equal(sorted("(SIMULATED)" in title for title in page.text["h2"][:4]), [False, True, True, True], "marked sections")
    with open(os.path.join(folder, "Both 2026-W02.csv"), encoding="utf-8", newline="") as file:
        tap.check(all((row["audience"] == "Real") == (row["simulated"] == "") for row in csv.DictReader(file)), "a row lacks its mark")


@at_home
def test_due(home):
    """A timer writes what is due, whether there is anything to fetch or not; not while everything is paused."""
    folder = prepare(home)
    home.run("reports", "add", "Coast", "--folder", folder, environment=at(MONDAY))
    home.run("sync", "--due", environment=at(MONDAY + 6 * DAY))
    home.run("tasks", "--pause")
    home.run("sync", "--due", environment=at(MONDAY + 7 * DAY))
    tap.equal(os.listdir(folder), [], "files before it is due, and while all is paused")
    home.run("tasks", "--resume")
    tap.contains(home.run("sync", "--due", environment=at(MONDAY + 7 * DAY)).err, "Coast 2026-W02.html")
    tap.lacks(home.run("sync", "--due", environment=at(MONDAY + 8 * DAY)).err, "Wrote")
    tap.equal((os.listdir(folder), len(exported(home))), (["Coast 2026-W02.html"], 1), "files, and notes of them")


@at_home
def test_webhooks(home):
    """Who is told what was done is told of reports too, by either command; it is tried at once, and waits if it cannot be."""
    def messages():
        with contextlib.closing(sqlite3.connect(home.workspace, timeout=60)) as db:
            rows = db.execute("SELECT input, cause FROM task WHERE subject LIKE '0f0e0d0c%' ORDER BY id").fetchall()
        return [(said, cause != "") for said, cause in rows]

    folder = prepare(home)
    home.run("reports", "add", "Coast", "--folder", folder, environment=at(MONDAY))
    with contextlib.closing(sqlite3.connect(home.workspace, isolation_level=None, timeout=60)) as db:
        db.execute("INSERT INTO hook_out (uuid, name, url, allows_private, events, created_us) VALUES ('0f0e0d0c-0000-4000-8000-000000000000', 'Chat', 'https://127.0.0.1:1/', 1, 255, 1)")
    home.run("reports", "run", environment=at(MONDAY + 6 * DAY))
    tap.equal(messages(), [], "messages before a report is due")
    home.run("reports", "run", environment=at(MONDAY + 7 * DAY))
    (said, was_tried), = messages()
    tap.contains(said, "task.finished")
    tap.contains(said, '"kind":"report","state":"done"')
    tap.check(was_tried, "nobody tried to send it")
    home.run("reports", "run", "Coast", environment=at(MONDAY + 8 * DAY))
    home.run("sync", "--due", environment=at(MONDAY + 14 * DAY))
    tap.equal(len(messages()), 3, "messages about three reports")


def told(home):
    return [(alert["kind"], alert["cause"], alert["until"] is None) for alert in home.run("alerts", "--json").json]


@at_home
def test_folder_gone(home):
    """One cause is told once, the plans stay, and it is over once they are written."""
    folder = prepare(home)
    other = home.path("other")
    os.mkdir(other)
    for name in ("A", "B"):
        home.run("reports", "add", name, "--folder", folder, environment=at(MONDAY))
    home.run("reports", "add", "C", "--folder", other, environment=at(MONDAY))
    shutil.rmtree(folder)
    result = home.run("sync", "--due", environment=at(MONDAY + 8 * DAY), status=PARTIAL)
    tap.equal(result.err.count("is not there"), 2, "complaints")
    tap.equal(os.listdir(other), ["C 2026-W02.html"], "what was written all the same")
    home.run("sync", "--due", environment=at(MONDAY + 9 * DAY), status=PARTIAL)
    tap.equal(told(home), [("report", "folder-gone", True)], "alerts")
    os.mkdir(folder)
    home.run("sync", "--due", environment=at(MONDAY + 9 * DAY))
    tap.equal((sorted(os.listdir(folder)), told(home)), (["A 2026-W02.html", "B 2026-W02.html"], [("report", "folder-gone", False)]), "files and alerts afterwards")


def on_small_disk(home, folder, *arguments, environment):
    """Runs the program where @folder is a disk of a few pages; None where nobody may have such a one."""
    mount = f'mount -t tmpfs -o size=16k small "{folder}" || exit 77; exec "$@"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh", PROGRAM, "-w", home.workspace, "--key-file", home.key, *arguments]
    process = home.start_command(*command, environment=environment)
    out, err = process.communicate(timeout=600)
    said = (out + err).decode()
    return None if process.returncode == 77 or "unshare" in said else (process.returncode, said)


@at_home
def test_disk_full(home):
    """A disk without room loses neither the plan nor an earlier file, and it is said what to do."""
    folder = prepare(home)
    home.run("reports", "add", "Coast", "--folder", folder, environment=at(MONDAY))
    ended = on_small_disk(home, folder, "sync", "--due", environment=at(MONDAY + 8 * DAY)) if shutil.which("unshare") else None
    if ended is None:
        raise tap.Skip("a disk of one's own cannot be mounted here")
    status, said = ended
    tap.equal(status, PARTIAL, said)
    tap.contains(said, "is full: make room")
    plan = home.run("reports", "--json").json[0]
    tap.equal((plan["cause"], plan["file"], told(home)), ("full", None, [("report", "full", True)]), "the plan, and what was told")
    home.run("sync", "--due", environment=at(MONDAY + 9 * DAY))
    tap.equal((os.listdir(folder), told(home)), (["Coast 2026-W02.html"], [("report", "full", False)]), "files and alerts with room again")


tap.run([
    ("/cli/reports/weekly", test_weekly),
    ("/cli/reports/one-audience", test_one_audience),
    ("/cli/reports/webhooks", test_webhooks),
    ("/cli/reports/failures", test_failures),
    ("/cli/reports/OUT-5/forms", test_forms),
    ("/cli/reports/simulated", test_simulated),
    ("/cli/reports/due", test_due),
    ("/cli/reports/folder-gone", test_folder_gone),
    ("/cli/reports/disk-full", test_disk_full),
])
