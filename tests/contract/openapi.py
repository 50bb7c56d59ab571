"""Are our requests right? Mocks of the platforms' own descriptions check each of them."""

import json
import os
import re
import tempfile
import urllib.parse

import front
import servers  # which finds tap
import tap

# What a mock says of a request that its document does not allow.
VIOLATIONS = ["Violation: request", "Invalid security scheme", "no path matched", "Route not resolved"]


def judge(provider, document, target, steps, token="-", expected=(), undocumented=(), more=(), rewrite=None, answer=None):
    """Lets a provider ask a mock, and reads in its log what it asked.

    more: further targets, each with its steps.
    expected: parts of paths that must have been asked for; undocumented: of those that the platform has
    and its document does not.
    rewrite, answer: see front.py; nothing stands between without them.
    Returns: what the probe said, and what was asked, as it was asked
    """
    server = servers.prism(document)
    between = front.Front(server.base, rewrite, answer) if rewrite or answer else None
    try:
        base = (between or server).base
        host = base.split("//")[1]
        said = "".join(servers.probe(provider, base, token, one.format(host=host), *its) for one, its in [(target, steps), *more])
        log = server.log()
    finally:
        if between:
            between.stop()
        server.stop()
    if between:
        tap.equal(between.failures, [], f"what failed between probe and mock:\n{said}")
    asked = re.findall(r"\[HTTP SERVER\] (?:get|post) (\S+)", log)
    for violation in VIOLATIONS:
        lines = [line for line in log.splitlines() if violation in line and not any(part in line for part in undocumented)]
        tap.check(not lines, f"{violation}:\n" + "\n".join(lines[:5]) + f"\nasked {asked}\nsaid:\n{said}")
    for path in expected:
        tap.check(any(path in one for one in asked), f"{path} was not asked for: {asked}\nsaid:\n{said}")
    tap.check(asked, f"nothing was asked for:\n{said}\n{log}")
    return said, between.asked if between else []


def test_apify():
    """As far as the mock's own run goes, which is one that is still under way."""
    for provider, target, actor in [
        ("apify-instagram", "instagram:@nasa", "apify~instagram-scraper"),
        ("apify-facebook", "facebook:@nasa", "apify~facebook-posts-scraper"),
        ("apify-tiktok", "tiktok:@nasa", "clockworks~tiktok-scraper"),
    ]:
        judge(
            provider,
            servers.shared("specs", "apify", "openapi.json"),
            target,
            ["check", "preview", "profile", "posts"],
            token="a-token",
            more=[(target, ["reactors"])],
            expected=["/v2/users/me", f"/v2/actors/{actor}", f"/v2/actors/{actor}/runs", "/v2/actor-runs/"],
        )


def read_samples(*names):
    items = []
    for name in names:
        with open(servers.shared("samples", "apify", *name), encoding="utf-8") as text:
            items += json.load(text)
    return items


class EndedRuns:
    """A run that has ended, and what it brought: published results of others, two a page."""

    PAGE = 2

    def __init__(self, items):
        self.items = items
        self.served = 0

    def answer(self, method, address, said):
        path, _, query = address.partition("?")
        if said.status not in (200, 201):
            return
        if method == "GET" and path.startswith("/v2/actor-runs/"):
            run = json.loads(said.body)
            run["data"]["status"] = "SUCCEEDED"
            said.body = json.dumps(run).encode()
        elif path.startswith("/v2/datasets/"):
            asked = dict(urllib.parse.parse_qsl(query))
            offset = int(asked["offset"])
            page = self.items[offset : offset + min(int(asked["limit"]), self.PAGE)]
            self.served += len(page)
            said.headers = {name: value for name, value in said.headers.items() if not name.lower().startswith("x-apify-")}
            said.headers |= {"X-Apify-Pagination-Total": str(len(self.items)), "X-Apify-Pagination-Offset": str(offset), "X-Apify-Pagination-Count": str(len(page))}
            said.body = json.dumps(page).encode()


def test_apify_results():
    """Each page of results is asked for, from where the last one ended."""
    for provider, target, samples in [
        ("apify-instagram", "instagram:@nasa", [("instagram-posts", "dataset_items.json"), ("apify-docs-samples", "instagram-posts.json")]),
        ("apify-facebook", "facebook:@nasa", [("apify-docs-samples", "facebook-posts.json")]),
        ("apify-tiktok", "tiktok:@nasa", [("tiktok-clockworks", "dataset_items.json")]),
    ]:
        runs = EndedRuns(read_samples(*samples))
        said, asked = judge(
            provider,
            servers.shared("specs", "apify", "openapi.json"),
            target,
            ["posts"],
            token="a-token",
            expected=["/v2/actor-runs/", "/v2/datasets/"],
            answer=runs.answer,
        )
        tap.contains(said, "posts: ok")
        tap.lacks(said, "note ended-early")
        offsets = [int(dict(urllib.parse.parse_qsl(address.partition("?")[2]))["offset"]) for _, address, _, _ in asked if "/v2/datasets/" in address]
        tap.equal(offsets, list(range(0, len(runs.items), runs.PAGE)), "the offsets that were asked for")
        tap.check(len(offsets) > 1, f"only one page: {len(runs.items)} results")
        tap.equal(len([line for line in said.splitlines() if line.startswith("post ")]), len(runs.items), "posts")
        orders = [json.loads(body) for method, _, _, body in asked if method == "POST"]
        tap.equal(len(orders), 1, "runs that were ordered")


def test_bluesky():
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
        ("/contract/openapi/apify", test_apify),
        ("/contract/openapi/apify-results", test_apify_results),
        ("/contract/openapi/bluesky", test_bluesky),
        ("/contract/openapi/linkedin", test_linkedin),
        ("/contract/openapi/mastodon", test_mastodon),
        ("/contract/openapi/discourse", test_discourse),
        ("/contract/openapi/discord", test_discord),
        ("/contract/openapi/x", test_x),
        ("/contract/openapi/mastodon-search", test_mastodon_search),
        ("/contract/openapi/mastodon-tag", test_mastodon_tag),
    ]
)
