"""Two answers, one person apart, do not tell of that person by their difference."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import at_home, tap

FIRST = 8_300_000_000
K = 10

BEFORE = {"Alpha": set(range(0, 200)), "Beta": set(range(120, 320)), "Gamma": set(range(300, 420)), "Delta": set(range(150, 190)) | set(range(400, 460))}

QUESTIONS = [
    ("overlap", "--format", "json"),
    ("compare", "Alpha", "Beta", "Gamma", "Delta", "--json"),
    ("compare", "Alpha and Beta", "Beta or Gamma", "Beta not Alpha", "--json"),
    ("reach", "Alpha", "Beta", "Gamma", "Delta", "--json"),
    ("overview", "--json"),
]


def import_lists(home, lists, at):
    home.write("lists.csv", "audience,member_id\n" + "".join(f"{n},{FIRST + i}\n" for n, people in lists.items() for i in sorted(people)))
    home.run("import", "lists.csv", "--platform", "telegram", "--at", at)


def ask(home, *limits):
    return [home.run(*question, *limits).json for question in QUESTIONS]


def counts(answer, path=()):
    """Every figure in an answer that has a number of its own."""
    if isinstance(answer, dict) and "kind" in answer and "note" in answer:
        yield path, answer
    elif isinstance(answer, dict):
        for name, part in answer.items():
            yield from counts(part, (*path, name))
    elif isinstance(answer, list):
        for i, part in enumerate(answer):
            yield from counts(part, (*path, part.get("name", part.get("a", i)) if isinstance(part, dict) else i, part.get("b", "") if isinstance(part, dict) else ""))


def is_count(path):
    return path[-1] in ("mutual", "support", "members", "adds", "so_far", "only_here", "different_people", "sum_of_members", "union")


def assert_no_small_difference(before, after):
    compared = 0
    for question, old, new in zip(QUESTIONS, before, after):
        old, new = dict(counts(old)), dict(counts(new))
        for path in old.keys() & new.keys():
            a, b = old[path], new[path]
            if not is_count(path) or a["value"] is None or b["value"] is None:
                continue
            if a["kind"] == b["kind"] == "exact" or a["kind"] == b["kind"] == "bounds":
                difference = abs(a["value"] - b["value"])
                tap.check(difference == 0 or difference >= K, f"{question[0]}: {path} went from {a['value']} to {b['value']}")
            compared += 1
    tap.check(compared > 20, f"only {compared} figures were compared")


def test_apart(change):
    @at_home
    def test(home):
        home.new()
        import_lists(home, BEFORE, "2025-11-01")
        first = ask(home)
        after = {name: set(people) for name, people in BEFORE.items()}
        change(after)
        import_lists(home, after, "2025-11-08")
        second = ask(home)
        assert_no_small_difference(first, second)
        tap.equal(ask(home, "--to", "2025-11-05"), first, "what was answered then")
        return second

    return test


def one_more(lists):
    lists["Alpha"].add(250)


def one_fewer(lists):
    lists["Beta"].discard(199)


def one_swapped(lists):
    lists["Gamma"].discard(319)
    lists["Gamma"].add(10)


def one_among_many(lists):
    """Fifty come, of whom one is in another audience."""
    lists["Alpha"] |= set(range(1000, 1049)) | {250}


@at_home
def test_many(home):
    """What changed by many is told anew, and still as close as a step."""
    home.new()
    import_lists(home, BEFORE, "2025-11-01")
    after = BEFORE | {"Alpha": BEFORE["Alpha"] | set(range(200, 263))}
    import_lists(home, after, "2025-11-08")
    pair = next(p for p in home.run("overlap", "--format", "json").json["pairs"] if {p["a"], p["b"]} == {"Alpha", "Beta"})
    tap.check(pair["mutual"]["low"] <= 143 <= pair["mutual"]["high"], f"143 are in both: {json.dumps(pair['mutual'])}")
    tap.equal((pair["mutual"]["value"], pair["mutual"]["high"] - pair["mutual"]["low"]), (140, 9), "the step")


@at_home
def test_four_audiences(home):
    """Of four, the total would tell what two share if all other pairs are told."""
    home.new()
    lists = {"One": set(range(0, 100)), "Two": set(range(97, 200)), "Three": set(range(300, 400)), "Four": set(range(350, 500))}
    import_lists(home, lists, "2025-11-01")
    (platform,) = home.run("overview", "--json").json["platforms"]
    people = platform["different_people"]
    tap.equal((people["kind"], people["value"], people["low"], people["high"]), ("bounds", 400, 350, 449), "the people in four lists")


@at_home
def test_reach_of_many(home):
    """The order goes on as long as each audience adds as many as may be told, and says why it ends."""
    home.new()
    lists = {f"A{i:02}": set(range(i * 70, i * 70 + 90)) for i in range(40)} | {"Small": set(range(0, 30)), "Less": set(range(5, 40))}
    import_lists(home, lists, "2025-11-01")
    found = home.run("reach", *lists, "--json").json
    reached = set()
    for step in found["order"]:
        before = len(reached)
        reached |= lists[step["name"]]
        tap.check(step["so_far"]["value"] in (len(reached), None), f"{step} when {len(reached)} were reached")
        tap.check(step["adds"]["value"] in (len(reached) - before, None), f"{step} when {before} were reached")
    tap.check(len(found["order"]) > 30, f"{len(found['order'])} steps")
    tap.equal(len(found["order"]) + found["adding_few"], len(lists), "the steps and those that are not told")
    tap.equal(found["different_people"]["value"], len(set.union(*lists.values())), "the total")
    tap.contains(home.run("reach", *lists).out + home.run("reach", *lists).err, "adds fewer people")


@at_home
def test_reach_of_few(home):
    """Of an audience of which few were reached before, what it adds says how few."""
    home.new()
    lists = {"One": set(range(0, 100)), "Two": set(range(97, 180)), "Three": set(range(150, 220)), "Four": set(range(300, 350))}
    import_lists(home, lists, "2025-11-01")
    order = {step["name"]: step for step in home.run("reach", *lists, "--json").json["order"]}
    tap.equal([order["Two"]["adds"]["kind"], order["Two"]["so_far"]["kind"]], ["suppressed"] * 2, "what the second adds")
    tap.equal(list(order), ["One", "Two", "Four", "Three"], "the order")
    tap.equal(order["Four"]["so_far"]["kind"], "suppressed", "what three reach, of whom three were reached before")
    tap.equal(order["Three"]["so_far"]["value"], 270, "what all reach")
    tap.equal(order["Three"]["adds"]["kind"], "suppressed", "what the last adds to a number that is not told")


TESTS = [
    ("/cli/differences/OUT-3/one-more", test_apart(one_more)),
    ("/cli/differences/OUT-3/one-fewer", test_apart(one_fewer)),
    ("/cli/differences/OUT-3/one-swapped", test_apart(one_swapped)),
    ("/cli/differences/OUT-3/one-among-many", test_apart(one_among_many)),
    ("/cli/differences/many", test_many),
    ("/cli/differences/OUT-2/total-of-four", test_four_audiences),
    ("/cli/differences/reach/many", test_reach_of_many),
    ("/cli/differences/OUT-2/reach", test_reach_of_few),
]

tap.run(TESTS)
