"""Alerts: what is told, the rules, and when they would have told something."""

import importlib.util
import json
import os
import shutil
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, PROGRAM, USAGE, at_home, tap
import own_session  # of the folder that program adds

HOUR = 3600 * 1_000_000
DAY = 24 * HOUR
NOW = 20_000 * DAY
CLOCK = {"SOURCE_DATE_EPOCH": str(NOW // 1_000_000)}


def fill(home, days=100, odd=99):
    """An audience with a post a day, read four times; that of the odd day takes off."""
    home.new()
    with sqlite3.connect(home.workspace, timeout=60) as db:
        db.execute("INSERT INTO audience (id, platform, native_id, kind, title, n_posts) VALUES (1, 1, 'x', 1, 'Birds', ?)", (days,))
        for i in range(days):
            at, total = NOW - (days - i) * DAY - 2 * HOUR, (30_000 if i == odd else 30) + i % 7
            for hours in (1, 2, 3):
                db.execute("INSERT INTO post_counter VALUES (1, ?, ?, ?, 1, 2, NULL)", (i, at + hours * HOUR, total * hours // 4))
            db.execute("INSERT INTO post (audience_id, id, at_us, author_kind, seen_us, reactions, comments, shares, n_chars, has_media)"
                       " VALUES (1, ?, ?, 2, ?, ?, 1, 2, 10, 0)", (i, at, at + 4 * HOUR, total))


@at_home
def test_list(home):
    fill(home)
    tap.contains(home.run("alerts").err, "Nothing unusual")
    fresh = home.run("alerts", "check", "--json", environment=CLOCK).json
    tap.equal([(a["kind"], a["audience"], a["metric"], a["seen"], a["simulated"]) for a in fresh], [("viral", "Birds", "interactions", False, False)], "what is new")
    tap.check(fresh[0]["value"] > 10_000 and fresh[0]["usual"] < 40 and fresh[0]["score"] > 3.5, fresh)
    tap.equal(home.run("alerts", "check", "--json", environment=CLOCK).json, [], "what is new the second time")
    tap.equal(home.run("alerts", "--json").json, fresh, "the list")
    tap.contains(home.run("alerts").out, "Birds: a post takes off")
    tap.equal(home.run("alerts", "--json", "--since", "2099-01-01T00:00:00Z").json, [], "of the future")
    events = [line for line in home.bare("log", "--json").out.splitlines() if '"alert"' in line]
    tap.equal(len(events), 1, "lines of the log")
    tap.lacks(events[0], "Birds", "the log")


@at_home
def test_rules(home):
    home.new()
    rules = {rule["kind"]: rule for rule in home.run("alerts", "rules", "--json").json}
    tap.equal(sorted(rules), ["connection", "errors", "growth", "lag", "queue", "report", "upkeep", "viral"], "the kinds")
    tap.equal((rules["viral"]["threshold"], rules["viral"]["on"]), (3.5, True), "the usual rule")
    home.run("alerts", "rules", "set", "--kind", "viral", "--threshold", "5.5", "--floor", "100", "--cool-down", "12", "--no-notify")
    home.run("alerts", "rules", "set", "--kind", "growth", "--off")
    changed = {rule["kind"]: rule for rule in home.run("alerts", "rules", "--json").json}
    tap.equal({k: changed["viral"][k] for k in ("on", "threshold", "floor", "cool_down_s", "notifies")},
              {"on": True, "threshold": 5.5, "floor": 100.0, "cool_down_s": 43200, "notifies": False}, "the changed rule")
    tap.equal(changed["growth"]["on"], False, "the rule that is off")
    home.run("alerts", "rules", "reset", "--kind", "viral")
    tap.equal({rule["kind"]: rule for rule in home.run("alerts", "rules", "--json").json}["viral"], rules["viral"], "the rule after a reset")
    tap.contains(home.run("alerts", "rules").out, "Posts that take off")
    tap.equal([e["what"] for e in home.run("log", "--audit", "--json").json][-3:], ["alert-rule-set", "alert-rule-set", "alert-rule-reset"], "the audit trail")
    for bad in (["set"], ["set", "--kind", "loud"], ["set", "--kind", "viral", "--threshold", "many"], ["set", "--kind", "viral", "--on", "--off"], ["turn"]):
        home.run("alerts", "rules", *bad, status=USAGE)
    for bad in (["--threshold", "0.5"], ["--floor", "-3"], ["--cool-down", "-1"], ["--cool-down", "99999"]):
        home.run("alerts", "rules", "set", "--kind", "viral", *bad, status=FAILED)


@at_home
def test_backtest(home):
    fill(home, odd=60)
    result = home.run("alerts", "backtest", "--json", environment=CLOCK).json
    tap.equal((len(result["alerts"]), result["audiences"], result["simulated"]), (1, 1, False), "what it would have told")
    tap.check(abs(result["per_month"] - 1 / 3) < 0.01 and result["judged"] > 70, result)
    named = home.run("alerts", "backtest", "Birds", "--threshold", "4", environment=CLOCK)
    tap.contains(named.err, "would have fired 1 times in 90 days")
    tap.equal(len(home.run("alerts", "backtest", "--floor", "1000000", "--json", environment=CLOCK).json["alerts"]), 0, "with a floor")
    tap.equal(len(home.run("alerts", "backtest", "--days", "10", "--json", environment=CLOCK).json["alerts"]), 0, "of ten days")
    home.run("alerts", "backtest", "Nobody", status=FAILED)
    home.run("alerts", "backtest", "--kind", "queue", status=USAGE)
    home.run("alerts", "backtest", "--days", "0", status=USAGE)
    tap.equal(home.run("alerts", "--json").json, [], "the list: trying keeps nothing")


@at_home
def test_too_little(home):
    home.new()
    home.run("simulate", "--audiences", "4", "--members", "200", "--snapshots", "2", "--seed", "1")
    tap.contains(home.run("alerts", "backtest").err, "Nothing could be judged")


# The desktop is there before anybody is told; both live as long as the script.
DESKTOP = """
set -u
"$PYTHON" "$TOOLS/notifications.py" told.jsonl &
until test -e told.jsonl; do sleep 0.1; done
"$PROGRAM" -w "$WORKSPACE" --key-file "$KEY" sync --due >out 2>err
echo "sync $?"
"""


@at_home
def test_outside(home):
    """What a timer notices reaches the desktop and the webhooks, once, and by the rules."""
    if not shutil.which("dbus-run-session") or not importlib.util.find_spec("gi"):
        raise tap.Skip("there is no bus for a desktop")
    fill(home)
    with sqlite3.connect(home.workspace, timeout=60) as db:
        db.execute("UPDATE audience SET title = 'Birds <b>&'")
        db.execute("INSERT INTO hook_out (uuid, name, url, allows_private, events, created_us) VALUES ('0f0e0d0c-0000-4000-8000-000000000000', 'Chat', 'https://127.0.0.1:1/', 1, 255, 1)")
    home.run("connect", "simulated")
    home.run("add", "1", "--connection", "simulated")
    os.makedirs(home.path("run"), 0o700)
    tools = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools")
    environment = home.environment | CLOCK | {"PROGRAM": PROGRAM, "PYTHON": sys.executable, "TOOLS": tools, "WORKSPACE": home.workspace, "KEY": home.key,
                                              "XDG_RUNTIME_DIR": home.path("run")}
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    out, err = own_session.run(["dbus-run-session", "--", "sh", "-c", DESKTOP], environment, timeout=300, cwd=home.folder)
    with open(home.path("err"), encoding="utf-8") as said:
        tap.equal(out.strip(), "sync 0", f"the status of the timer ({err}{said.read()})")
    with open(home.path("told.jsonl"), encoding="utf-8") as file:
        told = [json.loads(line) for line in file]
    viral = [each for each in told if "takes off" in each["title"]]
    tap.equal([(each["application"], each["title"], each["entry"]) for each in viral],
              [("XAudience", "Birds <b>&: a post takes off", "io.github.xaudience.XAudience")], "what the desktop was told")
    tap.lacks(viral[0]["body"], "<", "the body, which may be read as markup")
    with sqlite3.connect(home.workspace, timeout=60) as db:
        tap.equal(db.execute("SELECT told & 1 FROM alert WHERE kind = 1").fetchall(), [(1,)], "whether it is known that it was told")
        tap.check(db.execute("SELECT count(*) FROM task WHERE kind = (SELECT max(kind) FROM task WHERE subject LIKE '0f0e0d0c%')").fetchone()[0] >= 1, "no message waits for the webhook")
    before = len(told)
    own_session.run(["dbus-run-session", "--", "sh", "-c", DESKTOP], environment, timeout=300, cwd=home.folder)
    with open(home.path("told.jsonl"), encoding="utf-8") as file:
        tap.equal(len(file.readlines()), before, "what is told the second time")


tap.run([
    ("/cli/alerts/list", test_list),
    ("/cli/alerts/rules", test_rules),
    ("/cli/alerts/backtest", test_backtest),
    ("/cli/alerts/too-little", test_too_little),
    ("/cli/alerts/outside", test_outside),
])
