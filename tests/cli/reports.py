"""Reports that are planned: written once for each period, to a folder, and judged for what leaves the workspace."""

import json
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, OK, USAGE, at_home, tap

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
    home.run("reports", "add", "Coast", "--folder", folder, environment=at(MONDAY + 3 * DAY))
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
    tap.equal((plan["every"], plan["audiences"], plan["file"]), ("week", None, os.path.join(folder, "Coast 2026-W06.json")), "the plan")

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
    home.run("reports", "add", "One", name, "--folder", folder, "--every", "month", environment=at(MONDAY))
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
    os.mkdir(folder)
    home.run("reports", "run", environment=at(MONDAY + 9 * DAY), status=OK)
    tap.equal(os.listdir(folder), ["x 2026-W02.json"], "files")


tap.run([
    ("/cli/reports/weekly", test_weekly),
    ("/cli/reports/one-audience", test_one_audience),
    ("/cli/reports/failures", test_failures),
])
