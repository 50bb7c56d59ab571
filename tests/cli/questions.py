"""What overview, inspect, posts and trending answer, against counts made here in plain Python."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, USAGE, at_home, tap

FIRST = 8_200_000_000

# Audiences of one platform and their people, by number.
LISTS = {"Alpha": set(range(0, 100)), "Beta": set(range(60, 180)), "Gamma": set(range(300, 340))}


def csv_of(lists):
    return "audience,member_id\n" + "".join(f"{name},{FIRST + i}\n" for name, people in lists.items() for i in sorted(people))


def import_lists(home, lists=None, name="lists.csv", at="2025-11-01"):
    home.write(name, csv_of(lists or LISTS))
    home.run("import", name, "--platform", "telegram", "--at", at)


def import_records(home, lines, name="records.jsonl"):
    header = {"t": "header", "format": "xaudience", "version": 1, "ids": "raw"}
    home.write(name, "".join(json.dumps(line) + "\n" for line in [header, *lines]))
    home.run("import", name)


def number(figure, kind="exact"):
    tap.equal(figure["kind"], kind, f"the kind of {figure}")
    return figure["value"]


def hidden(figure, what):
    tap.equal((figure["kind"], figure["value"], figure["low"], figure["high"]), ("suppressed", None, None, None), what)


def group(ref, name, identity, **more):
    return {"t": "audience", "ref": ref, "platform": "telegram", "id": identity, "kind": "group", "title": name} | more


def hour(i):
    """An hour after 2025-11-01, as text."""
    return f"2025-11-{1 + i // 24:02}T{i % 24:02}:30:00Z"


# --- overview ---


@at_home
def test_overview_people(home):
    home.new()
    import_lists(home)
    home.write("other.csv", csv_of({"Delta": set(range(0, 50))}))
    home.run("import", "other.csv", "--platform", "discord")
    found = home.run("overview", "--json").json
    platforms = {p["platform"]: p for p in found["platforms"]}
    tap.equal(set(platforms), {"telegram", "discord"}, "the platforms")
    tap.equal(number(platforms["telegram"]["different_people"]), len(set.union(*LISTS.values())), "the people")
    tap.equal(number(platforms["telegram"]["sum_of_members"]), sum(map(len, LISTS.values())), "the sum")
    tap.equal(number(platforms["discord"]["different_people"]), 50, "the people of the other platform")
    tap.equal({a["name"]: a["members"]["value"] for a in found["audiences"]},
              {name: len(people) for name, people in LISTS.items()} | {"Delta": 50}, "the members")
    tap.lacks(json.dumps(found), str(len(set.union(*LISTS.values())) + 50), "people added up across platforms")
    text = home.run("overview").out
    tap.contains(text, "220")


@at_home
def test_overview_gate(home):
    """A total that tells how few two audiences share is not told (OUT-3)."""
    home.new()
    import_lists(home, {"One": set(range(0, 50)), "Two": set(range(47, 97))})
    (platform,) = home.run("overview", "--json").json["platforms"]
    hidden(platform["different_people"], "the total of two that share 3")
    tap.equal(number(platform["sum_of_members"]), 100, "the sum")


@at_home
def test_overview_posts(home):
    home.new()
    posts = [{"t": "post", "audience": "a", "id": str(i), "at": hour(i), "own": True, "reactions": i, "views": 100 + i} for i in range(1, 21)]
    posts += [{"t": "post", "audience": "a", "id": str(i), "at": hour(i), "own": True, "reactions": i} for i in range(21, 31)]
    import_records(home, [group("a", "News", "-1001", kind="channel"), *posts])
    found = home.run("overview", "--json").json["posts"]
    tap.equal((found["n"], found["own"]), (30, 30), "the posts")
    tap.equal(found["reactions"], {"posts": 30, "sum": sum(range(1, 31))}, "the reactions")
    tap.equal(found["views"], {"posts": 20, "sum": sum(100 + i for i in range(1, 21))}, "the views")
    tap.equal(found["comments"], {"posts": 0, "sum": None}, "comments, which nobody counted")
    tap.equal((found["first"], found["last"]), ("2025-11-01T01:30:00Z", "2025-11-02T06:30:00Z"), "the range")
    part = home.run("overview", "--json", "--from", "2025-11-01T05:00:00Z", "--to", "2025-11-01T10:30:00Z").json["posts"]
    tap.equal((part["n"], part["reactions"]["sum"]), (6, sum(range(5, 11))), "the posts of a range, both its ends in it")


TESTS = [
    ("/cli/questions/overview/people", test_overview_people),
    ("/cli/questions/OUT-3/overview-total", test_overview_gate),
    ("/cli/questions/overview/posts", test_overview_posts),
]

tap.run(TESTS)
