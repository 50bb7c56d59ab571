"""The views on a workspace of invented audiences: filter, inspect, compare, find in the graph, undo."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import tap
from sampled import THREE, on_sample

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])
WITH_SAMPLE = on_sample(PROGRAM, CLI)


@WITH_SAMPLE
def test_filter(app):
    """What is typed filters the list, says how many are left, and can be taken back."""
    app.show_page("Explore")
    app.wait("label", "Meadow Cyclists 2")
    app.key("ctrl+f")
    app.type("platform:telegram size:>1000 makers")
    app.wait("label", "4 of 40 shown")
    app.wait("label", "Orchard Makers 6")
    app.wait_gone("label", "Meadow Cyclists 2")
    app.type(" nobody")
    app.wait("label", "No Audience Is Like That")
    app.press("button", "Clear Filters")
    app.wait("label", "Meadow Cyclists 2")


@WITH_SAMPLE
def test_inspect(app):
    app.open_audience("Orchard Makers 6")
    app.wait("label", lambda text: text.startswith("1,812 members, complete list"))
    growth = app.wait("image", "Growth")
    tap.contains(app.description(growth), "from 1,753 members on 17 Mar 2025 to 1,812 members on 2 Jun 2025", "the growth in words")
    for tab, words in (("Posts", "A simulated post."), ("Log", "1,812 members, complete list")):
        app.press("page tab", tab)
        app.wait("label", lambda text: words in text)


@WITH_SAMPLE
def test_compare(app):
    """Three audiences: the circles in words; one is taken away and comes back with undo."""
    app.show_page("Compare")
    app.wait("label", "Choose Audiences to Compare")
    for name in THREE:
        app.add_to_comparison(name)
    app.wait("label", lambda text: "people are in all 3" in text)
    words = app.description(app.wait("image", "Mutual members"))
    for name in THREE:
        tap.contains(words, name, "the circles in words")
    app.press("button", f"Remove {THREE[2]}")
    app.wait_gone("button", f"Remove {THREE[2]}")
    app.key("ctrl+z")
    app.wait("button", f"Remove {THREE[2]}")
    app.wait("label", lambda text: "people are in all 3" in text)


@WITH_SAMPLE
def test_graph(app):
    """An audience is found by name, without the pointer, and inspected from there."""
    app.show_page("Graph")
    app.wait("label", lambda text: text.startswith("Showing "))
    app.key("ctrl+f")
    app.type("Orchard Makers 6")
    app.wait_quiet()
    app.key("Return")
    app.wait("label", "1 selected")
    app.press("button", "Inspect")
    app.wait("label", lambda text: text.startswith("1,812 members, complete list"))


tap.run([
    ("/app/explore/filter", test_filter),
    ("/app/inspect/one-audience", test_inspect),
    ("/app/compare/three-and-undo", test_compare),
    ("/app/graph/found-by-name", test_graph),
])
