"""The methods paragraph: what it says is what the other commands say."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, at_home, tap


def audience(home, name, first, n, *options):
    path = home.members(f"{name}.csv", n, first)
    home.run("import", path, "--platform", "telegram", "--audience", name, *options)


def three(home):
    """Alpha and Beta share 40 people, Alpha and Gamma 3."""
    home.new()
    audience(home, "Alpha", 8_000_000_000, 100, "--at", "2025-03-01")
    audience(home, "Beta", 8_000_000_060, 150, "--at", "2025-04-02")
    audience(home, "Gamma", 7_999_999_903, 100, "--at", "2025-05-03")


@at_home
def test_paragraph(home):
    three(home)
    text = home.run("methods").out
    tap.equal(len(text.splitlines()), 1, "the number of lines")
    for words in ("3 audiences", "between 2025-03-01 and 2025-05-03", "Alpha (Telegram, n = 100, complete list, 2025-03-01)",
                  "Beta (Telegram, n = 150, complete list, 2025-04-02)", "|A∩B| / |A∪B|", "|A∩B|·N / (|A|·|B|)", "Benjamini and Hochberg",
                  "about 300 people", "k = 10", "Of 3 pairs", "28 spans", "half-life: 7 spans", "z is at least 3", "fewer than 10 people", "p = 1"):
        tap.contains(text, words, "the paragraph")
    tap.lacks(text, "Clopper", "the paragraph without samples")
    tap.lacks(text, "SIMULATED", "the paragraph")


@at_home
def test_agrees(home):
    three(home)
    methods = home.run("methods", "--json").json
    pairs = home.run("overlap", "--json").json["pairs"]
    kinds = [p["mutual"]["kind"] for p in pairs]
    tap.equal((methods["pairs"], methods["pairs_withheld"], methods["pairs_not_comparable"]),
              (len(pairs), kinds.count("suppressed"), kinds.count("not_comparable")), "the pairs")
    tap.check(methods["pairs_withheld"] > 0 and methods["pairs_with_figure"] > 0, f"nothing to tell apart: {methods}")
    tap.equal({a["name"]: a["members"]["value"] for a in methods["audiences"]}, {"Alpha": 100, "Beta": 150, "Gamma": 100}, "the sizes")
    tap.equal({a["coverage"] for a in methods["audiences"]}, {"complete"}, "the coverage")
    tap.equal(methods["universes"], [{"platform": "telegram", "people_to_nearest_hundred": 300}], "the universes")
    tap.equal(methods["smallest_count"], 10, "k")
    tap.contains(methods["text"], f"Of 3 pairs, {methods['pairs_with_figure']} ", "the text")


@at_home
def test_formulas(home):
    """The formulas that it states give the figures that the comparison shows."""
    three(home)
    (pair,) = home.run("compare", "Alpha", "Beta", "--json").json["pairs"]
    formulas = {f["name"]: f["formula"] for f in home.run("methods", "--json").json["formulas"]}
    names = {"|A∩B|": "40", "|A∪B|": "210", "|A|": "100", "|B|": "150", "√": "sqrt", "·": "*", "N": "300"}
    for name, key in (("mutual members", "mutual"), ("Jaccard index", "jaccard"), ("overlap coefficient", "overlap_coefficient"),
                      ("directed share", "share_of_a"), ("lift", "lift")):
        expression = formulas[name]
        for symbol, value in names.items():
            expression = expression.replace(symbol, value)
        tap.check(re.fullmatch(r"[0-9*/ (),.a-z]+", expression), expression)
        expected = eval(expression, {"min": min, "__builtins__": {}})
        tap.check(abs(pair[key]["value"] - expected) <= 1e-6 * expected, f"{name}: {pair[key]} is not {expected}")


@at_home
def test_some(home):
    three(home)
    text = home.run("methods", "Beta", "Alpha").out
    tap.contains(text, "2 audiences", "the paragraph")
    tap.lacks(text, "Gamma", "the paragraph")
    tap.contains(text, "Of 1 pair, 1 has a figure", "the paragraph")
    home.run("methods", "Nowhere", status=FAILED)


@at_home
def test_small(home):
    """The size of a small audience is withheld here as anywhere."""
    home.new()
    audience(home, "Tiny", 8_000_000_000, 7)
    text = home.run("methods").out
    tap.lacks(text, "n = 7", "the paragraph")
    tap.equal(home.run("methods", "--json").json["audiences"][0]["members"]["kind"], "suppressed", "the kind of the size")


@at_home
def test_many(home):
    home.new()
    home.run("simulate", "--audiences", "20", "--members", "500", "--snapshots", "2", "--seed", "3")
    result = home.run("methods", "--json").json
    tap.contains(result["text"], "SIMULATED", "the paragraph")
    tap.contains(result["text"], f"from {len(result['audiences'])} audiences", "the paragraph")
    counts = [int(n) for n in re.findall(r"(\d+) by “", result["text"])]
    tap.equal(sum(counts), len(result["audiences"]), "the audiences by coverage")


@at_home
def test_empty(home):
    tap.contains(home.new().run("methods", status=FAILED).err, "no audience")


tap.run([
    ("/cli/methods/paragraph", test_paragraph),
    ("/cli/methods/agrees", test_agrees),
    ("/cli/methods/formulas", test_formulas),
    ("/cli/methods/some", test_some),
    ("/cli/methods/small", test_small),
    ("/cli/methods/many", test_many),
    ("/cli/methods/empty", test_empty),
])
