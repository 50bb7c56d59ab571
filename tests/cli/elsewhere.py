"""On which platforms members say that they are too: switched on, fetched, told, and forgotten again."""

import glob
import http.server
import json
import os
import sqlite3
import sys
import threading
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, USAGE, at_home, tap

# What stands in profiles and must stand nowhere else.
PLANTED = ["planted-heron", "planted_egret", "plantedcrane", "did:plc:plantedplantedplantedpl"]

N = 40
N_NAMED = 15
N_RARE = 4


def note_of(i):
    """15 of 40 name Bluesky, 4 of them Telegram as well."""
    note = '<p>Birds. <a href="https://bsky.app/profile/planted-heron.example">more</a></p>' if i < N_NAMED else "<p>Birds.</p>"
    return note + ("<p>t.me/planted_egret</p>" if i < N_RARE else "")


class Server(http.server.BaseHTTPRequestHandler):
    """One account on Mastodon and one on Bluesky. Who follows them are the same people, and say so."""

    def mastodon(self, path):
        desk = {"id": "100", "acct": "desk", "username": "desk", "display_name": "Desk", "url": "https://social.example/@desk", "followers_count": N, "statuses_count": 0}
        if path == "/api/v2/instance":
            return {"domain": "social.example", "title": "Social", "version": "4.4.0"}
        if path in ("/api/v1/accounts/lookup", "/api/v1/accounts/100"):
            return desk
        if path == "/api/v1/accounts/100/followers":
            return [{"id": str(i + 500), "acct": f"p{i}", "username": f"p{i}", "url": f"https://social.example/@p{i}", "note": note_of(i),
                     "fields": [{"name": "Twitter", "value": "@plantedcrane"}] if i < 2 * N_NAMED else [], "bot": False} for i in range(N)]
        return [] if path == "/api/v1/accounts/100/statuses" else None

    def bluesky(self, path):
        if path.endswith("getProfile"):
            return {"did": "did:plc:ooooooooooooooooooooooooo"[:32], "handle": "news.example", "displayName": "News", "followersCount": N, "postsCount": 0, "labels": []}
        if path.endswith("getFollowers"):
            return {"followers": [{"did": f"did:plc:plantedplantedplantedpl{chr(97 + i // 26)}{chr(97 + i % 26)}", "handle": f"h{i}.planted-heron.example",
                                   "description": f"@p{i}@social.example" if i < N_NAMED else "Birds"} for i in range(N)]}
        if path.endswith("resolveHandle"):
            return {"did": "did:plc:ooooooooooooooooooooooooo"[:32]}
        return {"feed": []} if path.endswith("getAuthorFeed") else None

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        found = self.bluesky(path) if path.startswith("/xrpc/") else self.mastodon(path)
        self.server.asked.append(self.path)
        body = json.dumps(found if found is not None else {"error": "InvalidRequest"}).encode()
        self.send_response(200 if found is not None else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def serve():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"


def connect(home, address):
    home.new()
    home.run("connect", "mastodon", "--base-url", address, "--sign-in", "none", "--yes")
    home.run("connect", "bluesky", "--base-url", address, "--sign-in", "none", "--yes")
    home.run("add", "@desk@social.example", "--connection", "Mastodon")
    home.run("add", "bsky.app/profile/news.example", "--connection", "Bluesky")


def sync(home, server):
    """Returns what was asked for."""
    first = len(server.asked)
    home.run("sync", "--all", "--json")
    return sorted(server.asked[first:])


def elsewhere(home, audience):
    return home.run("inspect", audience, "--json").json["elsewhere"]


def assert_nothing_planted(home):
    planted = home.write("planted.txt", "\n".join(PLANTED) + "\n")
    audit = home.run("privacy", "audit", "--planted", planted, "--json").json
    os.remove(planted)
    tap.equal((audit["planted"], audit["planted_too_short"]), (len(PLANTED), 0), "what the audit looked for")
    tap.equal([find for find in audit["finds"] if find["leak"] or find["planted_line"]], [], "what it found")
    for place, _, names in os.walk(home.folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as stream:
                content = stream.read()
            for text in PLANTED:
                tap.check(text.encode() not in content, f"{text} is in {name}")


def rows(path, sql):
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=60)
    try:
        return store.execute(sql).fetchone()[0]
    finally:
        store.close()


@at_home
def test_off(home):
    """Unless it is switched on nothing of it is kept, nor said."""
    server, address = serve()
    connect(home, address)
    tap.equal(home.run("workspace", "set", "--json").json, {"profile_links": False}, "the settings")
    sync(home, server)
    tap.equal(elsewhere(home, "Desk"), None, "what is told")
    tap.lacks(home.run("inspect", "Desk").out, "Also on")
    tap.equal(rows(home.workspace, "SELECT count(*) FROM elsewhere"), 0, "what is kept")
    assert_nothing_planted(home)
    server.shutdown()


@at_home
def test_on(home):
    server, address = serve()
    connect(home, address)
    without = sync(home, server)
    tap.contains(home.run("workspace", "set", "profile-links", "on").err, "nobody is looked for there")
    tap.equal(home.run("workspace", "set", "--json").json, {"profile_links": True}, "the settings")
    tap.equal(sync(home, server), without, "what is asked for")

    told = elsewhere(home, "Desk")
    tap.equal((told["coverage"], told["hidden"], told["profiles_read"]["value"]), ("complete", 1, N), "what the shares are of")
    tap.equal({place["platform"]: place["people"]["value"] for place in told["platforms"]}, {"x": 30, "bluesky": 20}, "who names what, in steps")
    bluesky = next(place for place in told["platforms"] if place["platform"] == "bluesky")
    tap.check(bluesky["people"]["low"] <= N_NAMED <= bluesky["people"]["high"], bluesky)
    tap.check(bluesky["share"]["low"] <= N_NAMED / N <= bluesky["share"]["high"], bluesky)
    tap.equal([place["platform"] for place in elsewhere(home, "News")["platforms"]], ["mastodon"], "what the others name")
    said = home.run("inspect", "Desk")
    tap.contains(said.out, "Also on, by their own profile")
    tap.contains(said.err, "Whose accounts these are was not looked for.")
    tap.equal([entry["what"] for entry in home.run("log", "--audit", "--json").json if entry["what"].startswith("profile")], ["profile-links-on"], "the audit trail")
    assert_nothing_planted(home)
    home.run("workspace", "verify")
    server.shutdown()


@at_home
def test_id_3_nobody_is_joined(home):
    """ID-3: people who name each other's accounts on both platforms are two people each, and no answer counts them as one."""
    server, address = serve()
    connect(home, address)
    home.run("workspace", "set", "profile-links", "on")
    sync(home, server)
    pair = home.run("compare", "Desk", "News", "--json").json["pairs"][0]
    refused = [figure for figure in pair.values() if isinstance(figure, dict) and "kind" in figure and "coverage" in figure and figure["kind"] != "exact"]
    tap.check(len(refused) >= 5, pair)
    for figure in refused:
        tap.equal((figure["kind"], figure["value"], figure["low"], figure["high"]), ("not_comparable", None, None, None), "what is said of both")
    both = home.run("inspect", "Desk and News", "--json", status=None)
    tap.check(both.status == FAILED, both)
    overview = home.run("overview", "--json").json
    tap.equal([platform["different_people"]["value"] for platform in overview["platforms"]], [N, N], "people of each platform")
    tap.equal(rows(home.workspace, "SELECT sum(n) FROM member_segment"), 2 * N, "people of the workspace")
    server.shutdown()


@at_home
def test_switched_off(home):
    server, address = serve()
    connect(home, address)
    home.run("workspace", "set", "profile-links", "on")
    sync(home, server)
    home.run("workspace", "backup")
    backup = glob.glob(os.path.join(home.folder, "w.backups", "*"))[0]
    tap.check(rows(home.workspace, "SELECT count(*) FROM elsewhere") > 0 and rows(backup, "SELECT count(*) FROM elsewhere") > 0, "nothing is kept")
    tap.contains(home.run("workspace", "set", "profile-links", "off", status=FAILED).err, "--yes")
    tap.check(elsewhere(home, "Desk"), "it was forgotten without being told to")
    home.run("workspace", "set", "profile-links", "off", "--yes")
    for path in (home.workspace, backup):
        tap.equal(rows(path, "SELECT count(*) FROM elsewhere"), 0, f"what is kept in {path}")
        tap.equal(rows(path, "SELECT count(*) FROM meta WHERE key = 'reads_profiles'"), 0, f"the switch in {path}")
    tap.equal(elsewhere(home, "Desk"), None, "what is told")
    sync(home, server)
    tap.equal(elsewhere(home, "Desk"), None, "what is told after the next fetch")
    tap.equal([entry["what"] for entry in home.run("log", "--audit", "--json").json if entry["what"].startswith("profile")], ["profile-links-on", "profile-links-off"], "the audit trail")
    assert_nothing_planted(home)
    server.shutdown()


@at_home
def test_usage(home):
    home.new()
    tap.contains(home.run("workspace", "set").out, "profile-links")
    tap.contains(home.run("workspace", "set", "profiles", "on", status=USAGE).err, "profile-links")
    tap.contains(home.run("workspace", "set", "profile-links", status=USAGE).err, "on or off")
    tap.contains(home.run("workspace", "set", "profile-links", "maybe", status=USAGE).err, "on or off")


tap.run([
    ("/cli/elsewhere/off", test_off),
    ("/cli/elsewhere/on", test_on),
    ("/cli/elsewhere/ID-3/nobody-is-joined", test_id_3_nobody_is_joined),
    ("/cli/elsewhere/switched-off", test_switched_off),
    ("/cli/elsewhere/usage", test_usage),
])
