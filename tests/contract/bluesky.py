"""Are our requests to Bluesky right, signed in and not? A mock of its own description judges."""

import contextlib
import json
import os
import tempfile

import servers  # which finds tap
import tap
from mocks import judge

OWNER = "did:plc:z72i7hdynmk6r22z27h6tvur"
LIST = f"at://{OWNER}/app.bsky.graph.list/3k"
PACK = f"at://{OWNER}/app.bsky.graph.starterpack/3k"


@contextlib.contextmanager
def description():
    """The document, but for what it has no example of, and for a session that would take a session to be made."""
    with open(servers.shared("specs", "bluesky", "openapi.json"), encoding="utf-8") as text:
        whole = json.load(text)
    whole["paths"]["/xrpc/com.atproto.server.createSession"]["post"]["security"] = []
    whole["components"]["schemas"]["app.bsky.graph.defs.listViewBasic"]["properties"]["uri"]["example"] = LIST
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "openapi.json")
        with open(path, "w", encoding="utf-8") as text:
            json.dump(whole, text)
        yield path


def test_reading():
    judge(
        "bluesky",
        servers.shared("specs", "bluesky", "openapi.json"),
        "bluesky:did:plc:z72i7hdynmk6r22z27h6tvur",
        ["preview", "profile", "members", "posts", "reactors"],
        token="a.b.c",
        more=[
            ("bluesky-list:at://did:plc:z72i7hdynmk6r22z27h6tvur/app.bsky.graph.list/3k", ["preview", "profile", "members"]),
            ("bluesky-tag:#birds", ["preview", "posts"]),
        ],
        expected=["getProfile", "getFollowers", "getAuthorFeed", "getList", "searchPosts"],
    )


def test_session():
    """Made with an app password, renewed with what came of it, used, and ended."""
    with description() as document:
        said, asked = judge(
            "bluesky",
            document,
            f"bluesky:{OWNER}",
            ["sign-in", "sign-in", "check", "sign-out"],
            token="reader.example an-app-password",
            expected=["createSession", "refreshSession", "getSession", "deleteSession"],
            answer=lambda method, address, said: None,
        )
    for step in ["sign-in", "check", "sign-out"]:
        tap.contains(said, f"{step}: ok")
    tap.equal(said.count("sign-in: ok"), 2, "sign-ins")
    names = [address.rpartition(".")[2] for _, address, _, _ in asked]
    tap.equal(names, ["createSession", "refreshSession", "getSession", "deleteSession"], "what was asked for, in order")
    tap.equal(json.loads(asked[0][3]), {"identifier": "reader.example", "password": "an-app-password"}, "what a session is made of")
    tap.check("authorization" not in asked[0][2], "a session is asked for with a session")
    for _, address, headers, body in asked[1:]:
        tap.check(headers.get("authorization", "").startswith("Bearer "), f"{address} is signed as {headers.get('authorization')}")
        tap.lacks(body, "an-app-password", address)


def test_starter_pack():
    """It stands for its list, which is what is read then."""
    with description() as document:
        said, asked = judge(
            "bluesky",
            document,
            f"bluesky-list:@{PACK}",
            ["preview", "profile", "members"],
            token="a.b.c",
            expected=["getStarterPack", "getList"],
            answer=lambda method, address, said: None,
        )
    tap.contains(said, "preview: ok")
    lists = [address for _, address, _, _ in asked if "getList?" in address]
    tap.check(lists and all("app.bsky.graph.list%2F3k" in address for address in lists), f"another list was asked for: {lists}")


tap.run([("/contract/bluesky/reading", test_reading), ("/contract/bluesky/session", test_session), ("/contract/bluesky/starter-pack", test_starter_pack)])
