"""Whatever is written of invented audiences says that they are invented, in every format; of others nothing does."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import at_home, tap

# What is a mark: a member of an object or a column that is true, or the word.
MARK = re.compile(r'"simulated"\s*:\s*true|SIMULATED|<data key="[^"]*">true</data>|value="true"', re.ASCII)

QUESTIONS = (("audiences",), ("overview",), ("inspect", "{first}"), ("compare", "{first}", "{second}"), ("overlap",), ("reach", "{first}", "{second}"),
             ("methods",), ("posts", "{first}"))


def answers(home, names):
    """The words of each question, as JSON and as text."""
    for question in QUESTIONS:
        words = [word.format(first=names[0], second=names[1]) for word in question]
        yield f"{question[0]} as JSON", home.run(*words, "--json").out
        # What a file would hold: the messages beside it are lost.
        yield f"{question[0]} as text", home.run(*words).out
    yield "the pairs as CSV", home.run("overlap", "--format", "csv").out
    yield "the records", home.run("export", "records").out
    for suffix in ("gexf", "graphml", "json", "svg"):
        home.run("graph", "-o", f"graph.{suffix}")
        with open(home.path(f"graph.{suffix}"), encoding="utf-8") as text:
            yield f"the graph as {suffix}", text.read()


@at_home
def test_marked(home):
    home.new()
    home.run("simulate", "--audiences", "8", "--members", "3000", "--snapshots", "2", "--seed", "3")
    names = [audience["name"] for audience in home.run("audiences", "--json", "--sort", "size").json]
    bare = [what for what, text in answers(home, names) if not what.endswith("svg") and not MARK.search(text)]
    tap.equal(bare, [], "what has no mark")
    rows = home.run("overlap", "--format", "csv").out.splitlines()
    tap.check(rows[0].startswith("simulated,a,b,") and all(row.startswith("SIMULATED,") for row in rows[1:]), "a row of CSV without a mark")


@at_home
def test_marked_once(home):
    home.new()
    home.run("simulate", "--audiences", "3", "--members", "600", "--snapshots", "1", "--seed", "3")
    told = home.run("overview")
    tap.equal((told.out + told.err).count("SIMULATED"), 1, "how often text says it")
    tap.contains(told.out.splitlines()[0], "SIMULATED", "the first line")
    asked = home.run("overview", "--json")
    tap.lacks(asked.out, "SIMULATED", "JSON, which has a member for it")


@at_home
def test_not_marked(home):
    home.new()
    for number, name in enumerate(("Alpha", "Beta", "Gamma")):
        home.run("import", home.members(f"{name}.csv", 400, 8_000_000_000 + 200 * number), "--platform", "telegram", "--audience", name)
    marked = [what for what, text in answers(home, ["Alpha", "Beta"]) if MARK.search(text)]
    tap.equal(marked, [], "what is marked and should not be")


tap.run([
    ("/cli/UI-3/simulated-is-said-in-every-format", test_marked),
    ("/cli/UI-3/text-says-it-once", test_marked_once),
    ("/cli/UI-3/nothing-else-is-marked", test_not_marked),
])
