"""Saved searches: followed, fetched and looked at, with what is counted of them and what is never written."""

import http.server
import json
import os
import sys
import threading
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import at_home, tap

RARE, TREND = "zanzibarovich", "kowalewska"
N_AUTHORS = 12


def text_of(i):
    return f"The glacier is melting #Climate{' says ' + TREND if i < 10 else ''}{' and ' + RARE if i < 9 else ''}"


class Server(http.server.BaseHTTPRequestHandler):
    """Answers searches as Bluesky, Mastodon and Discourse do, with a dozen people's posts."""

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer()

    def bluesky(self, path, query):
        if path.endswith("createSession"):
            return {"accessJwt": "token", "refreshJwt": "again", "handle": "me.example", "did": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"}
        if path.endswith("getSession"):
            return {"handle": "me.example", "did": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"}
        if path.endswith("deleteSession"):
            return {}
        if not path.endswith("searchPosts"):
            return None
        return {
            "posts": [
                {
                    "uri": f"at://did:plc:bbbbbbbbbbbbbbbbbbbbbb{chr(97 + i)}a/app.bsky.feed.post/{i}",
                    "cid": "c",
                    "author": {"did": f"did:plc:bbbbbbbbbbbbbbbbbbbbbb{chr(97 + i)}a", "handle": f"p{i}.example"},
                    "record": {
                        "$type": "app.bsky.feed.post",
                        "text": text_of(i),
                        "createdAt": f"2023-11-14T{i:02}:00:00Z",
                        "langs": ["en"],
                        "tags": ["Climate"],
                    },
                    "likeCount": 1,
                    "replyCount": 0,
                    "repostCount": 0,
                    "indexedAt": f"2023-11-14T{i:02}:00:00Z",
                }
                for i in range(N_AUTHORS)
            ]
        }

    def mastodon(self, path, query):
        if path == "/api/v2/instance":
            return {"domain": "social.example", "title": "Social", "version": "4.4.0"}
        if path == "/api/v1/accounts/verify_credentials":
            return {"id": "1", "acct": "reader", "username": "reader"}
        if path != "/api/v2/search":
            return None
        statuses = [
            {
                "id": str(1000 - i),
                "uri": f"https://social.example/users/p{i}/statuses/{1000 - i}",
                "url": f"https://social.example/@p{i}/{1000 - i}",
                "created_at": f"2023-11-14T{23 - i:02}:00:00Z",
                "visibility": "public",
                "language": "en",
                "content": f"<p>{text_of(i)}</p>",
                "account": {"id": str(i + 10), "acct": f"p{i}", "username": f"p{i}", "url": f"https://social.example/@p{i}", "bot": False},
                "tags": [{"name": "climate"}],
                "replies_count": 0,
                "reblogs_count": 0,
                "favourites_count": 1,
                "media_attachments": [],
                "mentions": [],
            }
            for i in range(N_AUTHORS)
        ]
        return {"accounts": [], "hashtags": [], "statuses": [] if query.get("offset", ["0"])[0] != "0" or "max_id" in query else statuses}

    def discourse(self, path, query):
        """Each post begins a topic of its own; the search names who wrote by their changing names only."""
        if path == "/site/basic-info.json":
            return {"title": "Ice", "login_required": False}
        if path == "/about.json":
            return {"about": {"title": "Ice", "stats": {"users_count": 40, "posts_count": 400}}}
        if path == "/search.json":
            first = "glacier" in query["q"][0] and query.get("page", ["1"])[0] == "1"
            found = range(N_AUTHORS) if first else []
            return {
                "posts": [
                    {"id": 100 + i, "username": f"p{i}", "created_at": f"2023-11-14T{i:02}:00:00.000Z", "blurb": text_of(i), "post_number": 1, "topic_id": 500 + i}
                    for i in found
                ],
                "topics": [{"id": 500 + i, "title": text_of(i), "tags": ["climate"] if i % 2 else [{"name": "climate"}]} for i in found],
                "grouped_search_result": {"more_full_page_results": None, "post_ids": [100 + i for i in found]},
            }
        parts = path.split("/")
        if len(parts) == 4 and parts[1] == "t" and parts[3] == "posts.json":
            i = int(parts[2]) - 500
            return {
                "post_stream": {
                    "posts": [
                        {
                            "id": 100 + i,
                            "user_id": 70 + i,
                            "username": f"p{i}",
                            "created_at": f"2023-11-14T{i:02}:00:00.000Z",
                            "cooked": f"<p>{text_of(i)}</p>",
                            "post_number": 1,
                            "topic_id": 500 + i,
                            "post_type": 1,
                            "reply_count": 0,
                            "reads": 9,
                        }
                    ]
                },
                "id": 500 + i,
            }
        return None

    def answer(self):
        place = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(place.query)
        if place.path.startswith("/xrpc/"):
            found = self.bluesky(place.path, query)
        else:
            found = self.discourse(place.path, query) if self.server.is_forum else self.mastodon(place.path, query)
        self.server.asked.append(self.path)
        body = json.dumps(found if found is not None else {"error": "InvalidRequest"}).encode()
        self.send_response(200 if found is not None else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def serve(is_forum=False):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.asked, server.is_forum = [], is_forum
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


def follow(home, platform, search, *arguments):
    """In one run each, as nothing keeps the token for the next."""
    added = home.run("add", search, "--connection", platform, "--token-stdin", *arguments, "--json", stdin="secret\n").json["audiences"]
    home.run("sync", "--all", "--connection", platform, "--token-stdin", *arguments, "--json", stdin="secret\n")
    return added[0]


def look(home, server, audience):
    told = home.run("inspect", audience, "--json").json
    words = {word["text"]: word for word in told["words"]}
    tap.check({"glacier", "melting", TREND} <= set(words), words)
    tap.check(RARE not in words and "the" not in words, words)
    tap.equal(words["glacier"]["people"]["value"], N_AUTHORS, "who used the word that all used")
    tap.check("climate" in {tag["text"] for tag in told["hashtags"]}, told["hashtags"])
    said = home.run("inspect", audience).out
    tap.contains(said, "glacier")
    tap.lacks(said, RARE, "what is said")
    tap.equal(files_that_hold(home.folder, RARE), [], "files that hold the rare name")
    tap.check(files_that_hold(home.folder, TREND), "no file holds the word that ten used")


@at_home
def test_bluesky(home):
    server, address = serve()
    home.new()
    home.run("connect", "bluesky", "--base-url", address, "--yes", "--sign-in", "app-password", "--user", "me.example", "--token-stdin", stdin="secret\n")
    added = follow(home, "Bluesky", '"glacier"', "--user", "me.example")
    tap.equal((added["target"], added["kind"]), ("bluesky-search:@glacier", "tag"), "what is followed")
    look(home, server, added["title"])
    server.shutdown()


@at_home
def test_mastodon(home):
    server, address = serve()
    home.new()
    home.run("connect", "mastodon", "--base-url", address, "--yes", "--sign-in", "token", "--token-stdin", stdin="secret\n")
    added = follow(home, "Mastodon", '"glacier"')
    tap.equal((added["target"], added["kind"]), ("mastodon-search:glacier@social.example?parent=127.0.0.1", "tag"), "what is followed")
    look(home, server, added["title"])
    server.shutdown()


@at_home
def test_discourse(home):
    """Without an account; the second time only from a few days before what was found."""
    server, address = serve(is_forum=True)
    home.new()
    home.run("connect", "discourse", "--base-url", address, "--yes")
    added = home.run("add", '"glacier"', "--connection", "Discourse", "--json").json["audiences"][0]
    tap.equal((added["target"], added["kind"]), (f"discourse-search:{address.removeprefix('http://')}?handle=glacier", "tag"), "what is followed")
    home.run("sync", "--all", "--json")
    look(home, server, added["title"])
    asked = [path for path in server.asked if path.startswith("/search.json")]
    tap.equal(asked[0], "/search.json?q=glacier%20order%3Alatest&page=1", "the first question")
    home.run("sync", "--all", "--json")
    later = [path for path in server.asked if path.startswith("/search.json")][len(asked):]
    tap.check(later and all("after%3A2023-11-10" in path for path in later), f"it begins anew: {later}")
    look(home, server, added["title"])
    server.shutdown()


tap.run([
    ("/cli/searches/ID-1/bluesky", test_bluesky),
    ("/cli/searches/ID-1/mastodon", test_mastodon),
    ("/cli/searches/ID-1/discourse", test_discourse),
])
