"""Do we ask for what is there? Meta describes its nodes to machines; each question is held against that."""

import http.server
import json
import re
import threading
import urllib.parse

import servers  # which finds tap
import tap

ACCOUNT = {"id": "178", "username": "news", "name": "News", "followers_count": 1, "media_count": 1}
PAGE = {"id": "99", "name": "News", "username": "news", "access_token": "t", "followers_count": 1, "instagram_business_account": ACCOUNT}
MEDIA = {"id": "1001", "timestamp": "2026-01-01T00:00:00+0000", "permalink": "https://www.instagram.com/p/x/", "like_count": 1, "comments_count": 1}
POST = {"id": "99_11", "created_time": "2026-01-01T00:00:00+0000", "comments": {"summary": {"total_count": 1}}}

# What an address is of, in the words of the description.
NODES = {"me": "User", "178": "IGUser", "99": "Page", "1001": "IGMedia", "99_11": "PagePost", "1784": "ShadowIGHashtag"}
EDGES = {"accounts": "Page", "media": "IGMedia", "published_posts": "PagePost", "posts": "PagePost", "recent_media": "IGMedia", "recently_searched_hashtags": "ShadowIGHashtag"}
COMMENTS = {"IGMedia": "IGComment", "PagePost": "Comment"}
NESTED = {"instagram_business_account": "IGUser", "business_discovery": "IGUser", "media": "IGMedia"}

# Of the whole description, only a part is in the file: edges that the platform's own pages name as fields.
EDGE_FIELDS = {"PagePost": {"reactions", "comments", "shares", "full_picture"}, "IGUser": {"media", "business_discovery"}}


class Graph(http.server.BaseHTTPRequestHandler):
    """Answers as the Graph API does, and writes down what it was asked."""

    asked = []

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(path.query))
        parts = path.path.strip("/").split("/")
        Graph.asked.append((parts, query, self.headers.get("Authorization")))
        body = json.dumps(self.answer(parts[1:], query)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self, parts, query):
        edge = parts[1] if len(parts) > 1 else ""
        if edge == "accounts":
            return {"data": [PAGE]}
        if parts == ["ig_hashtag_search"]:
            return {"data": [{"id": "1784"}]}
        if edge == "recently_searched_hashtags":
            return {"data": [{"id": "55"}]}
        if edge in ("media", "recent_media"):
            return {"data": [MEDIA]}
        if edge in ("published_posts", "posts"):
            return {"data": [POST]}
        if edge:
            return {"data": []}
        if "business_discovery" in query.get("fields", ""):
            return {"business_discovery": {**ACCOUNT, "media": {"data": [MEDIA]}}, "id": "178"}
        return {"id": "1", "name": "News"}

    def log_message(self, *arguments):
        pass


def parse_fields(text):
    """ "a,b.limit(1){c}" as {"a": {}, "b": {"c": {}}}."""

    def read(at):
        found = {}
        name = ""
        depth = 0
        while at < len(text):
            c = text[at]
            if c == "(":
                depth += 1
            elif c == ")":
                depth -= 1
            elif depth == 0 and c == "{":
                found[name], at = read(at + 1)
                name = None
            elif depth == 0 and c in ",}":
                if name:
                    found.setdefault(name.split(".")[0], {})
                name = ""
                if c == "}":
                    return found, at
            elif depth == 0:
                name = (name or "") + c
            at += 1
        if name:
            found.setdefault(name.split(".")[0], {})
        return found, at

    fields = read(0)[0]
    return {name.split(".")[0]: inner for name, inner in fields.items() if name}


def node(name):
    with open(servers.shared("specs", "meta", "graph-api", f"{name}.json"), encoding="utf-8") as file:
        return json.load(file)


def check_fields(name, fields):
    known = {field["name"] for field in node(name)["fields"]} | EDGE_FIELDS.get(name, set())
    for field, inner in fields.items():
        tap.check(field in known, f"{name} has no field {field}")
        if inner:
            check_fields(NESTED[field], inner)


def check_edge(name, edge):
    edges = {api.get("endpoint") or api.get("name") for api in node(name)["apis"]}
    tap.check(edge in {str(one).strip("/") for one in edges}, f"{name} has no edge {edge}: {edges}")


def check_metric(name, metric):
    with open(servers.shared("specs", "meta", "graph-api", "enum_types.json"), encoding="utf-8") as file:
        enums = {one["name"]: one["values"] for one in json.load(file)}
    # Pages take metrics as plain text: only those of Instagram are listed.
    listed = {"IGUser": "insights_metric_enum_param", "IGMedia": "mediainsights_metric_enum_param"}.get(name)
    if listed:
        values = [value for kind, ones in enums.items() if kind.endswith(listed) and (name == "IGUser") == ("media" not in kind) for value in ones]
        tap.check(metric in values, f"{name} has no metric {metric}")


def check_question(parts, query):
    tap.check(re.fullmatch(r"v\d+\.0", parts[0]), f"no version: {parts}")
    if parts[1] == "ig_hashtag_search":
        # No node's: the platform's pages give its two parameters.
        return tap.check(sorted(query) == ["q", "user_id"], f"asked with {query}")
    name = NODES[parts[1]]
    if len(parts) == 2:
        return check_fields(name, parse_fields(query["fields"]))
    edge = parts[2]
    check_edge(name, edge)
    if edge == "insights":
        return check_metric(name, query["metric"])
    if "fields" not in query:
        return tap.check(edge == "recently_searched_hashtags", f"{edge} without fields")
    return check_fields(COMMENTS[name] if edge == "comments" else EDGES[edge], parse_fields(query["fields"]))


def judge(provider, target, steps, expected):
    Graph.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Graph)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        said = servers.probe(provider, f"http://127.0.0.1:{server.server_port}", "a-token", target, *steps)
    finally:
        server.shutdown()
        server.server_close()
    for parts, query, authorization in Graph.asked:
        check_question(parts, query)
        tap.check(authorization in ("Bearer a-token", "Bearer t"), f"signed as {authorization}")
        tap.check("access_token" not in query, "a token stands in an address")
    edges = {"/".join(parts[1:]) for parts, _, _ in Graph.asked}
    for one in expected:
        tap.check(one in edges, f"{one} was not asked for: {edges}\n{said}")


def test_instagram():
    judge("meta-instagram", "instagram:@news", ["check", "list", "preview", "profile", "posts", "reactors"], ["me/accounts", "178/insights", "178/media", "1001/insights", "1001/comments"])


def test_discovery():
    judge("meta-instagram", "instagram:@rival", ["preview", "profile", "posts"], ["me/accounts", "178"])


def test_hashtag():
    judge(
        "meta-instagram",
        "instagram-tag:#birds",
        ["preview", "posts"],
        ["me/accounts", "178/recently_searched_hashtags", "ig_hashtag_search", "1784/recent_media"],
    )


def test_facebook():
    judge("meta-facebook", "facebook:@news", ["check", "preview", "profile", "posts", "reactors"], ["me/accounts", "99/insights", "99/published_posts", "99_11/insights", "99_11/comments"])


tap.run([("/contract/meta/instagram", test_instagram), ("/contract/meta/discovery", test_discovery), ("/contract/meta/hashtag", test_hashtag), ("/contract/meta/facebook", test_facebook)])
