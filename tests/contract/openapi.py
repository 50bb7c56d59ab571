"""Are our requests right? Mocks of the platforms' own descriptions check each of them."""

import re

import servers  # which finds tap
import tap

# What a mock says of a request that its document does not allow.
VIOLATIONS = ["Violation: request", "Invalid security scheme", "no path matched", "Route not resolved"]


def judge(provider, document, target, steps, token="-", expected=(), undocumented=()):
    """Lets a provider ask a mock, and reads in its log what it asked.

    expected: parts of paths that must have been asked for; undocumented: of those that the platform has
    and its document does not.
    """
    server = servers.prism(document)
    try:
        said = servers.probe(provider, server.base, token, target.format(host=server.base.split("//")[1]), *steps)
        log = server.log()
    finally:
        server.stop()
    asked = re.findall(r"\[HTTP SERVER\] (?:get|post) (\S+)", log)
    for violation in VIOLATIONS:
        lines = [line for line in log.splitlines() if violation in line and not any(part in line for part in undocumented)]
        tap.check(not lines, f"{violation}:\n" + "\n".join(lines[:5]) + f"\nasked {asked}\nsaid:\n{said}")
    for path in expected:
        tap.check(any(path in one for one in asked), f"{path} was not asked for: {asked}\nsaid:\n{said}")
    tap.check(asked, f"nothing was asked for:\n{said}\n{log}")


def test_bluesky():
    judge(
        "bluesky",
        servers.shared("specs", "bluesky", "openapi.json"),
        "bluesky:did:plc:z72i7hdynmk6r22z27h6tvur",
        ["preview", "profile", "members", "posts", "reactors"],
        token="a.b.c",
        expected=["getProfile", "getFollowers", "getAuthorFeed"],
    )


def test_mastodon():
    judge(
        "mastodon",
        servers.shared("specs", "mastodon", "openapi.json"),
        "mastodon:gargron@{host}",
        ["preview", "profile", "members", "posts", "reactors"],
        token="a.b.c",
        expected=["accounts/lookup"],
    )


def test_discourse():
    judge(
        "discourse",
        servers.shared("specs", "discourse", "openapi.json"),
        "discourse:{host}",
        ["check", "preview", "profile", "members", "posts"],
        expected=["/site/basic-info.json", "/directory_items.json"],
        undocumented=["/about.json"],
    )


def test_discord():
    judge(
        "discord",
        servers.shared("specs", "discord", "openapi.json"),
        "discord:197038439483310086",
        ["check", "list", "profile", "members", "posts", "preview"],
        token="a.b.c",
        expected=["/guilds/197038439483310086/members"],
    )


tap.run(
    [
        ("/contract/openapi/bluesky", test_bluesky),
        ("/contract/openapi/mastodon", test_mastodon),
        ("/contract/openapi/discourse", test_discourse),
        ("/contract/openapi/discord", test_discord),
    ]
)
