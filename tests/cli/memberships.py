"""Real audiences: every pair is what a plain count says, and the gate withholds what its rule names."""

import csv
import io
import os
import sys
from itertools import combinations

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import at_home, tap

EVERYTHING = ("--smallest-count", "1", "--i-am-the-community-owner")
K = 10  # into a pipe


def sample(*names):
    folder = os.environ.get("XAUDIENCE_SHARED") or os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared")
    path = os.path.join(folder, "samples", "memberships", *names)
    if not os.path.exists(path):
        raise tap.Skip("the shared samples are not there")
    return path


def import_groups(home, groups):
    rows = [f"{name},{person}\n" for name, people in groups.items() for person in people]
    home.write("lists.csv", "audience,member_id\n" + "".join(rows))
    home.new().run("import", home.path("lists.csv"), "--platform", "other")


def read_pairs(home, *options):
    return {(row["a"], row["b"]): row for row in csv.DictReader(io.StringIO(home.run("overlap", "--format", "csv", *options).out))}


def is_withheld(a, b):
    """The rule: small groups, small counts, and parts that leave few of a group over."""
    shared = len(a & b)
    return min(len(a), len(b)) < K or 0 < shared < K or (shared and min(len(a), len(b)) - shared < K)


def compare(home, groups):
    import_groups(home, groups)
    pairs = read_pairs(home, *EVERYTHING)
    tap.equal(len(pairs), len(groups) * (len(groups) - 1) // 2, "the number of pairs")
    wrong = [pair for pair, row in pairs.items() if (row["kind"], int(row["mutual"])) != ("exact", len(groups[pair[0]] & groups[pair[1]]))]
    tap.equal(wrong[:5], [], "pairs that differ from the count")
    return {pair for pair, row in read_pairs(home).items() if row["kind"] == "suppressed"}


@at_home
def test_travellers(home):
    """Groups of a travel site, person by person."""
    groups = {}
    with open(sample("mafengwo-s", "groupMember.txt"), encoding="utf-8") as file:
        for line in file:
            name, people = line.split()
            groups[name] = set(people.split(","))
    withheld = compare(home, groups)
    expected = {(a, b) for a, b in combinations(sorted(groups), 2) if is_withheld(groups[a], groups[b])}
    tap.equal(withheld, expected, "the pairs that are withheld")


def build_viewers(most):
    """People who make up published overlaps of channels, a thousandth in size: everybody is in one
    or two channels, as far as the sizes allow."""
    with open(sample("twitch-overlap-2022-01", "2022-01-nodes.csv"), encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: -int(row["size"]))[:most]
    room = {row["id"]: int(row["size"]) // 1000 for row in rows}
    channels = {name: set() for name in room}
    n = 0
    with open(sample("twitch-overlap-2022-01", "2022-01-edges.csv"), encoding="utf-8") as file:
        for edge in csv.DictReader(file):
            a, b, shared = edge["source"], edge["target"], int(edge["weight"]) // 1000
            if a in room and b in room and shared <= min(room[a], room[b]):
                people = {f"v{n + i}" for i in range(shared)}
                n += shared
                for channel in (a, b):
                    channels[channel] |= people
                    room[channel] -= shared
    for channel, left in room.items():
        channels[channel] |= {f"v{n + i}" for i in range(left)}
        n += left
    return {f"c{name}": people for name, people in channels.items() if people}


@at_home
def test_viewers(home):
    """Channels with overlaps of published sizes. Here counts also give each other away, so that
    more may be withheld than the rule names for a pair alone, but never less."""
    channels = build_viewers(150)
    withheld = compare(home, channels)
    expected = {(a, b) for a, b in combinations(sorted(channels), 2) if is_withheld(channels[a], channels[b])}
    tap.equal(expected - withheld, set(), "pairs that should be withheld")


tap.run([
    ("/cli/memberships/OUT-1/travellers", test_travellers),
    ("/cli/memberships/OUT-1/viewers", test_viewers),
])
