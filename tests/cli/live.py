"""Connecting, following and fetching: the invented platform, and servers on this computer."""

import contextlib
import http.server
import json
import os
import sqlite3
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, OK, PARTIAL, USAGE, at_home, tap

TOKEN = "4242:canary-of-a-token"


class Bots(http.server.BaseHTTPRequestHandler):
    """Knows one bot, by its token."""

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer()

    def answer(self):
        known = self.path.startswith(f"/bot{TOKEN}/getMe")
        bot = {"id": 4242, "is_bot": True, "first_name": "Bot", "username": "a_bot", "can_join_groups": True}
        body = json.dumps({"ok": True, "result": bot} if known else {"ok": False, "error_code": 401, "description": "Unauthorized"}).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def serve():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bots)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"


def files_that_hold(folder, text):
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as stream:
                if text.encode() in stream.read():
                    found.append(name)
    return found


@at_home
def test_simulated(home):
    home.new()
    tap.contains(home.run("connections").err, "Nothing is connected")
    connected = home.run("connect", "simulated", "--json").json
    tap.equal((connected["name"], connected["state"], connected["simulated"]), ("Simulated", "ok", True), "the connection")
    tap.equal(home.run("connect", "simulated", "--json").json["name"], "Simulated 2", "the second of the same name")
    home.run("disconnect", "Simulated 2")

    added = home.run("add", "1", "2", "simulated-5", "--connection", "simulated", "--json").json["audiences"]
    tap.equal([(a["target"], a["followed"], a["simulated"]) for a in added], [(f"simulated-group:simulated-{n}", True, True) for n in (1, 2, 5)], "what is followed")
    result = home.run("add", "3", "none such", "--connection", "simulated", "--json", status=PARTIAL)
    tap.contains(result.err, "none such")
    looked = home.run("add", "7", "--connection", "simulated", "--preview", "--json").json["audiences"]
    tap.equal(looked[0]["followed"], False, "what was only looked at")

    report = home.run("sync", "--all", "--json").json
    tap.equal((report["done"], report["failed"], report["waiting"], report["metered"]), (4, 0, 0, False), "how it ended")
    tap.equal((report["forecast"]["unknown"], report["forecast"]["share"]), (4, None), "what nobody knew before the first time")
    again = home.run("sync", "--all")
    tap.contains(again.err, "No platform is asked anything.")
    audiences = home.run("audiences", "--json").json
    tap.equal(len(audiences), 4, "audiences")
    tap.check(all(a["simulated"] for a in audiences), audiences)
    by_title = {a["title"]: a for a in added}
    for audience in audiences:
        preview = by_title.get(audience["name"])
        if preview and preview["coverage"] == "complete":
            tap.equal(audience["members"]["value"] if isinstance(audience["members"], dict) else audience["members"], preview["members_reported"], "the members of " + audience["name"])

    status = home.run("status", "--json").json
    tap.equal((len(status["connections"]), len(status["followed"]), status["tasks"]["queued"]), (1, 4, 0), "how it stands")
    tap.check(all(f["state"] == "done" and f["fetched"] for f in status["followed"]), status)
    tap.contains(home.run("status").out, added[0]["title"])

    one = home.run("sync", added[0]["title"], "--json").json
    tap.equal([a["audience"] for a in one["audiences"]], [added[0]["title"]], "what was fetched alone")
    home.run("unfollow", added[0]["title"])
    tap.contains(home.run("sync", added[0]["title"], status=FAILED).err, "not followed")
    home.run("disconnect", "simulated")
    tap.equal(len(home.run("audiences", "--json").json), 4, "audiences that stay")
    home.run("workspace", "verify")


def shown(home):
    """Name, platform, mark and members of each audience."""
    return {a["name"]: (a["platform"], a["simulated"], a["members"]["value"]) for a in home.run("audiences", "--json").json}


@at_home
def test_simulated_apart(home):
    """What is invented shares nothing with real data: not its limits, and not its end."""
    home.new()
    home.members("real.csv", n=60)
    home.run("import", "real.csv", "--platform", "other", "--audience", "Real", "--coverage", "complete")
    before = shown(home)
    tap.equal(before, {"Real": ("other", False, 60)}, "what was imported")
    home.run("connect", "simulated")
    name = home.run("add", "3", "--connection", "Simulated", "--json").json["audiences"][0]["title"]
    home.run("sync", "--all")
    after = shown(home)
    tap.equal((len(after), after["Real"], after[name][:2]), (2, before["Real"], ("simulated", True)), "what was fetched")

    later = {"environment": {"SOURCE_DATE_EPOCH": "4102444800"}}
    home.run("workspace", "retention", "set", "--platform", "simulated", "--members", "30")
    home.run("workspace", "retention", "apply", **later)
    tap.equal(shown(home)["Real"], before["Real"], "real data after a limit of what is invented")
    home.run("disconnect", "Simulated", "--erase", "--yes")
    tap.equal(shown(home), before, "what is left")
    home.run("workspace", "verify")


@at_home
def test_simulated_files(home):
    """Nobody's file can be called invented, and what is invented stays so when it comes back."""
    home.new()
    home.run("connect", "simulated")
    name = home.run("add", "3", "--connection", "Simulated", "--json").json["audiences"][0]["title"]
    home.run("sync", "--all")
    records = home.run("export", "records").out
    lines = [json.loads(line) for line in records.splitlines()]
    tap.equal([(a["platform"], a["simulated"]) for a in lines if a["t"] == "audience"], [("simulated", True)], "the audience of the export")
    home.write("marked.jsonl", records)
    home.write("bare.jsonl", "".join(json.dumps({k: v for k, v in line.items() if k != "simulated"}) + "\n" for line in lines))
    for file in ("marked.jsonl", "bare.jsonl"):
        home.run("workspace", "erase", "--all-of-platform", "simulated", "--yes")
        tap.equal(shown(home), {}, "what is left")
        home.run("import", file)
        tap.equal({name: of[:2] for name, of in shown(home).items()}, {name: ("simulated", True)}, "what came back of " + file)

    home.members("real.csv", n=60)
    refused = home.run("import", "real.csv", "--platform", "simulated", status=USAGE)
    tap.contains(refused.err, 'other, not "simulated"')
    tap.contains(home.run("add", "3", "--platform", "simulated", status=USAGE).err, 'mastodon, not "simulated"')
    tap.contains(home.run("workspace", "retention", "set", "--platform", "nowhere", "--members", "1", status=USAGE).err, "other, simulated")
    tap.contains(home.run("add", "simulated-group:simulated-3", status=FAILED).err, "over a connection to Simulated")


@at_home
def test_simulated_before(home):
    """What earlier versions kept among lists from files is not added to, and can be added anew."""
    home.new()
    home.run("connect", "simulated")
    name = home.run("add", "3", "--connection", "Simulated", "--json").json["audiences"][0]["title"]
    home.run("sync", "--all")
    with contextlib.closing(sqlite3.connect(home.workspace, timeout=60)) as workspace, workspace:
        workspace.execute("UPDATE source SET platform = 12, target = replace (target, 'simulated-group:', 'other-group:')")
        workspace.execute("UPDATE audience SET platform = 12")
    before = shown(home)
    tap.equal(before[name][:2], ("other", True), "what is there of before")
    tap.contains(home.run("sync", "--all", status=FAILED).err, "by an earlier version: add it again")
    tap.equal(shown(home), before, "what is there of before")
    home.run("add", "3", "--connection", "Simulated")
    home.run("sync", "--all", status=PARTIAL)
    tap.equal(sorted((a["platform"], a["name"], a["simulated"]) for a in home.run("audiences", "--json").json),
              [("other", name, True), ("simulated", name, True)], "the old one and the new one")
    home.run("disconnect", "Simulated", "--erase", "--yes")
    tap.equal(shown(home), before, "what is left")


@at_home
def test_usage(home):
    home.new()
    home.run("sync", status=USAGE)
    home.run("sync", "--all", "one", status=USAGE)
    home.run("connect", "nothing-known", status=USAGE)
    tap.contains(home.run("sync", "--all", "--token-stdin", status=USAGE).err, "--connection")
    tap.contains(home.run("connect", "telegram-bot", "--token-stdin", status=FAILED).err, "standard input")
    missing = home.run("connect", "telegram-bot", status=FAILED)
    tap.contains(missing.err, "@BotFather")
    tap.contains(home.run("add", "simulated-1", status=FAILED).err, "simulated-1")
    available = home.run("connections", "--available", "--json").json["available"]
    tap.check({"bluesky", "simulated", "telegram-bot"} <= {a["id"] for a in available}, available)
    tap.check(all(a["terms"]["words"] and a["limits"] for a in available), "terms and limits of each")
    coverage = {a["id"]: {one["kind"]: one for one in a["coverage"]} for a in available}
    tap.check(all(coverage.values()), f"coverage of each: {coverage}")
    tap.equal(coverage["bluesky"]["account"]["best"], "complete", "of accounts on Bluesky")
    tap.equal(coverage["telegram-user"]["group"]["whole_up_to"], 10000, "of groups on Telegram")
    tap.equal(coverage["telegram-bot"]["channel"]["best"], "count_only", "of channels, to a bot")
    tap.equal(coverage["telegram-bot"]["channel"]["whole_up_to"], None, "of what is no list")
    told = home.run("connections", "--available")
    for one in coverage.values():
        for reach in one.values():
            tap.contains(told.out + told.err, reach["words"])
    kinds = {way["kind"] for a in available for way in a["sign_ins"]}
    tap.equal(kinds, {"none", "token", "password", "oauth", "handshake", "steps"}, "kinds of signing in")


@at_home
def test_no_workspace(home):
    for command in (["connections"], ["sync", "--all"], ["unfollow", "a"], ["disconnect", "a"]):
        home.run(*command, status=FAILED)
        tap.check(not os.path.exists(home.workspace), f"{command} made a workspace")


@at_home
def test_token(home):
    """A token is in no output and in no file, and a wrong one connects nothing (NET-3)."""
    server, address = serve()
    home.new()
    refused = home.run("connect", "telegram-bot", "--base-url", address, "--token-stdin", stdin=TOKEN + "\n", status=FAILED)
    tap.contains(refused.err, "private network")
    tap.contains(refused.err, "--yes")
    wrong = home.run("connect", "telegram-bot", "--base-url", address, "--yes", "--token-stdin", stdin=TOKEN + "x\n", status=FAILED)
    tap.equal(home.run("connections", "--json").json["connections"], [], "connections after a wrong token")
    result = home.run("connect", "telegram-bot", "--base-url", address, "--yes", "--token-stdin", stdin=TOKEN + "\n")
    tap.contains(result.err, "No keyring answers")
    tap.equal([c["state"] for c in home.run("connections", "--json").json["connections"]], ["ok"], "the connection")
    # Without a keyring the token has to come again.
    tested = home.run("connections", "--test", "--json", status=FAILED)
    tap.equal([c["state"] for c in tested.json["connections"]], ["sign-in"], "the connection without its token")
    for text in (TOKEN, TOKEN.split(":")[1]):
        tap.check(all(text not in said for said in home.said), "a token was said")
        tap.equal(files_that_hold(home.folder, text), [], "files that hold it")
    tap.check(wrong.err, "nothing was said")
    server.shutdown()


@at_home
def test_nobody_there(home):
    """A server that is not there ends in a sentence, and adds nothing."""
    home.new()
    result = home.run("connect", "discourse", "--base-url", "http://127.0.0.1:9", "--yes", status=FAILED)
    tap.check("127.0.0.1" in result.err or "reach" in result.err or "answer" in result.err or "connect" in result.err.lower(), result.err)
    tap.equal(home.run("connections", "--json").json["connections"], [], "connections")


@at_home
def test_not_followable(home):
    """What is of a platform that can be followed, and is not itself, is told what is; nobody is asked."""
    home.new()
    for given, platform, words in (("instagram.com/p/abc", None, "accounts and hashtags"), ("x.com/i/communities/5", None, "accounts, lists, hashtags"),
                                   ("#linux", "telegram", "channels, groups")):
        said = home.run("add", given, *(("--platform", platform) if platform else ()), status=FAILED).err
        tap.contains(said, words)
        tap.lacks(said, "export files", "what is said of " + given)
    tap.contains(home.run("add", "youtube.com/@name", status=FAILED).err, "export files")
    for platform in ("youtube", "other", "nothing"):
        said = home.run("add", "name", "--platform", platform, status=USAGE).err
        tap.contains(said, "takes one of telegram")
        tap.lacks(said.split("takes one of")[1].split("not")[0], "youtube", "what can be followed")


@at_home
def test_ways(home):
    """Every way to a platform that is not connected is named, with its command."""
    home.new()
    for given, ways in (("instagram.com/name", ("meta-instagram", "apify-instagram")), ("x.com/name", ("x-socialdata", "x-api"))):
        said = home.run("add", given, status=FAILED).err
        for way in ways:
            tap.contains(said, f'"connect {way}"')
    # Which of several platforms is meant is for the user to say.
    said = home.run("add", "12345678901234567", status=FAILED).err
    tap.contains(said, "none of them gave it: Discord, X.")
    tap.contains(said, "--platform says which is meant: discord, x.")
    tap.contains(home.run("add", "birds of prey", status=FAILED).err, "'\"birds of prey\"'")
    for provider in ("discord", "apify-instagram", "linkedin"):
        said = home.run("connect", provider, status=FAILED).err
        tap.lacks(said, ", takes ", "what is said of " + provider)
        tap.contains(said, "Approval: ")


@at_home
def test_server_of_links(home):
    """A platform of many servers is asked at none before a link names one, and that is said."""
    home.new()
    tap.contains(home.run("connect", "mastodon").out, "No server was asked")
    tested = home.run("connections", "--test")
    tap.contains(tested.err, "no server to ask")
    tap.lacks(tested.out, "unreachable", "how it stands")
    said = home.run("reconnect", "mastodon", status=FAILED).err
    tap.contains(said, "needs a credential (")
    tap.lacks(said, "none", "credentials")


@at_home
def test_of_one_connection(home):
    """A connection that is named limits what is fetched to what is followed over it."""
    home.new()
    nothing = home.run("sync", "--all", "--json")
    tap.equal((nothing.json["done"], nothing.json["audiences"]), (0, []), "what nobody follows")
    for name, number in (("First", "1"), ("Second", "2")):
        home.run("connect", "simulated", "--name", name)
        tap.contains(home.run("add", number, "--connection", name).out, "Follows")
    again = home.run("add", "1", "--connection", "First").out
    tap.contains(again, "Already followed")
    home.run("connect", "simulated", "--name", "Third")
    unknown = home.run("add", "none such", "--connection", "Third", status=FAILED).err
    tap.contains(unknown, "a number from 1 to")
    tap.equal(home.run("sync", "--all", "--connection", "Third", "--json").json["audiences"], [], "what is followed over the third")
    report = home.run("sync", "--all", "--connection", "Second", "--json").json
    tap.equal([a["connection"] for a in report["audiences"]], ["Second"], "what was fetched")
    tap.contains(home.run("sync", "no such name", status=FAILED).err, '"status" shows')
    # An id below zero is no option.
    tap.lacks(home.run("add", "-1001234567", status=FAILED).err, "no option", "an id of Telegram")


tap.run([
    ("/cli/live/UI-3/simulated", test_simulated),
    ("/cli/live/UI-3/simulated-apart", test_simulated_apart),
    ("/cli/live/UI-3/simulated-files", test_simulated_files),
    ("/cli/live/UI-3/simulated-before", test_simulated_before),
    ("/cli/live/usage", test_usage),
    ("/cli/live/no-workspace", test_no_workspace),
    ("/cli/live/NET-3/token", test_token),
    ("/cli/live/nobody-there", test_nobody_there),
    ("/cli/live/not-followable", test_not_followable),
    ("/cli/live/ways", test_ways),
    ("/cli/live/server-of-links", test_server_of_links),
    ("/cli/live/of-one-connection", test_of_one_connection),
])
