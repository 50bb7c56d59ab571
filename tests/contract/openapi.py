"""Are our requests right? Mocks of the platforms' own descriptions check each of them."""

import json
import os
import tempfile

import servers  # which finds tap
import tap
from mocks import judge


def test_discourse():
    judge(
        "discourse",
        servers.shared("specs", "discourse", "openapi.json"),
        "discourse:{host}",
        ["check", "preview", "profile", "members", "posts", "reactors"],
        more=[
            ("discourse-category:{host}?id=5&handle=lakes", ["preview", "profile", "posts"]),
            ("discourse-group:{host}?handle=admins", ["preview", "profile", "members"]),
            ("discourse-tag:{host}?handle=birds", ["preview", "profile", "posts"]),
            ("discourse-search:{host}?handle=heron", ["preview", "posts"]),
        ],
        expected=[
            "/site/basic-info.json",
            "/directory_items.json",
            "/c/5/show.json",
            "/c/string/0.json",  # what the mock calls the category
            "/groups/admins.json",
            "/groups/string/members.json",
            "/tag/birds.json",
            "/search.json",
        ],
        undocumented=["/about.json", "/post_action_users.json"],
    )


def test_discord():
    judge(
        "discord",
        servers.shared("specs", "discord", "openapi.json"),
        "discord:197038439483310086",
        ["check", "list", "profile", "members", "posts", "preview"],
        token="a.b.c",
        more=[
            ("discord:197038439483310086", ["reactors"]),
            ("discord-channel:41771983423143937?parent=197038439483310086", ["preview", "profile"]),
            ("discord-invite:@abcdef", ["preview"]),
        ],
        expected=[
            "/users/@me/guilds",
            "/applications/@me",
            "/guilds/197038439483310086/members",
            "/guilds/197038439483310086/channels",
            "/channels/41771983423143937",
            "/invites/abcdef",
        ],
    )


def test_linkedin():
    """The description is another's, made from examples: it has fewer questions than the platform answers."""
    judge(
        "linkedin",
        servers.shared("specs", "linkedin", "community-management.openapi.json"),
        "linkedin:2414183?handle=news",
        ["check", "profile"],
        token="a-token",
        expected=["/organizationAcls", "/organizations/2414183", "/networkSizes/"],
        undocumented=["/posts", "/networkSizes", "do not support this type of security scheme"],
    )


def test_mastodon():
    judge(
        "mastodon",
        servers.shared("specs", "mastodon", "openapi.json"),
        "mastodon:desk@news.example?id=100",
        ["check", "preview", "profile", "members", "posts", "reactors"],
        token="a-token",
        expected=["/api/v2/instance", "/followers", "/statuses"],
    )


def test_mastodon_search():
    judge(
        "mastodon",
        servers.shared("specs", "mastodon", "openapi.json"),
        "mastodon-search:lakes@news.example",
        ["posts"],
        token="a-token",
        expected=["/api/v2/search"],
    )


def test_mastodon_tag():
    judge(
        "mastodon",
        servers.shared("specs", "mastodon", "openapi.json"),
        "mastodon-tag:lakes@news.example",
        ["posts"],
        token="a-token",
        expected=["/api/v1/timelines/tag/lakes"],
    )


def put_example(node, name, example):
    """Into every description of a property of that name."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if key == name and isinstance(value, dict):
            node[key] = {"type": "string", "example": example}
        else:
            put_example(value, name, example)


def with_ids(document, folder):
    """The document with the examples that it has for ids itself also where an answer says only "string"."""
    with open(document, encoding="utf-8") as text:
        whole = json.load(text)
    schemas = whole["components"]["schemas"]
    for name in ("User", "List", "Post"):
        schemas[name]["properties"]["id"]["example"] = schemas[name + "Id"]["example"]
    put_example(schemas, "next_token", "7140dibdnow9c7btw482hhxl5")
    # Who follows a protected account is not asked for.
    schemas["User"]["properties"]["protected"]["example"] = False
    path = os.path.join(folder, "openapi.json")
    with open(path, "w", encoding="utf-8") as text:
        json.dump(whole, text)
    return path


def test_x():
    with tempfile.TemporaryDirectory() as folder:
        judge_x(with_ids(servers.shared("specs", "x", "openapi.json"), folder))


def judge_x(document):
    judge(
        "x-api",
        document,
        "x:2244994945?handle=xdevelopers",
        ["check", "preview", "profile", "members", "posts", "reactors"],
        token="a.b.c",
        more=[
            ("x:@xdevelopers", ["preview"]),
            ("x-list:1146654567674912769", ["preview", "profile", "members"]),
            ("x-search:@heron?from=1767225600000000", ["posts"]),
        ],
        expected=[
            "/2/usage/tweets",
            "/2/users/by/username/xdevelopers",
            "/2/users/2244994945/followers",
            "/2/users/2244994945/tweets",
            "/2/lists/1146654567674912769/members",
            "/2/tweets/search/recent",
        ],
        # The document of August 2026 knows posts by their new name only; the old one is tried first.
        undocumented=["tweet.fields"],
    )


tap.run(
    [
        ("/contract/openapi/linkedin", test_linkedin),
        ("/contract/openapi/mastodon", test_mastodon),
        ("/contract/openapi/discourse", test_discourse),
        ("/contract/openapi/discord", test_discord),
        ("/contract/openapi/x", test_x),
        ("/contract/openapi/mastodon-search", test_mastodon_search),
        ("/contract/openapi/mastodon-tag", test_mastodon_tag),
    ]
)
