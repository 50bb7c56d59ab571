"""Every action of Explore, Compare and Inspect is within reach of the keyboard alone: nothing here points or presses.

The third argument names the page.
"""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import tap, until
from sampled import THREE, on_sample
from walking import check_stops, choose, explain, go_to, press, step

# Few rows: where the keyboard is, is looked for in all that is on the window, again and again.
N = 12
WITH_SAMPLE = on_sample(sys.argv[1], os.path.abspath(sys.argv[2]), N, 20000)
FIRST = "Harbour Makers 1"


def first_row(app):
    """Where the keyboard comes into the table."""
    return go_to(app, lambda name: re.match(r"(Telegram|Discord) .* \d+ ", name), "table row")


def selected_page(app, name):
    until(lambda: app.has_state(app.wait("list item", name), app.atspi.StateType.SELECTED), f"the page {name}")


def in_list(app):
    """Until the keyboard is in the list that a choice has opened."""
    until(lambda: (node := app.focused()) and node.get_role_name() != "toggle button", "the list of a choice")
    app.wait_quiet()


def in_dialog(app, *keys):
    app.wait("dialog")
    app.key(*keys)
    app.wait_gone("dialog")


# --- Explore --------------------------------------------------------------------------------------


@WITH_SAMPLE
def test_explore_stops(app):
    """Tab comes to each thing once, the table being one thing, and F6 leads past all of them."""
    until(lambda: step(app, "F6") and app.is_focused(app.find("list item", "Explore")), "the sidebar")
    until(lambda: not app.is_focused(app.find("list item", "Explore")) or not step(app, "F6"), "the page")
    check_stops(app, "Sample", "Main Menu", "Explore", "Add Audience", "Search", "All time", "View Options", "How was this computed: audiences",
                "How was this computed: posts", "Platform", "List", lambda name: FIRST in name)


@WITH_SAMPLE
def test_explore_search(app):
    """A search is typed, saved, found again in the sidebar and forgotten."""
    app.key("ctrl+f")
    app.type("platform:discord")
    shown = app.wait("label", re.compile(r"^\d+ of 12 shown$")).get_name()
    press(app, "Save This Search", key="space")
    app.wait("list item", "platform:discord")
    app.key("ctrl+f")
    app.key("ctrl+a", "BackSpace")
    app.wait_gone("label", shown)
    press(app, "platform:discord", "list item")
    app.wait("label", shown)
    press(app, "Forget “platform:discord”", key="space")
    app.wait_gone("list item", "platform:discord")


@WITH_SAMPLE
def test_explore_filters(app):
    """A chip is opened, a value of it chosen, and all filters are cleared from the menu of the view."""
    press(app, "Platform")
    go_to(app, lambda name: name.startswith("Discord"))
    app.key("space")
    app.wait("label", re.compile(r"^\d+ of 12 shown$"))
    app.key("Escape")
    press(app, "View Options")
    choose(app, "c")
    app.wait("label", "Harbour Makers 1")
    app.wait_gone("label", re.compile(r"^\d+ of 12 shown$"))
    press(app, "All time")
    app.wait("list item", "30 days")
    go_to(app, "30 days", "list item")
    app.key("Return")
    app.wait("toggle button", "30 days")


@WITH_SAMPLE
def test_explore_sort(app):
    press(app, "View Options")
    choose(app, "s", "n")
    until(lambda: "Bridge Makers 8" in (app.all("table row", re.compile("Telegram|Discord")) or [app.root])[0].get_name(), "the first by name")
    press(app, "View Options")
    choose(app, "d")
    app.wait(None, "7 Days")
    explain(app, "audiences", "Formula: ")
    press(app, "Add Audience")
    in_dialog(app, "Escape")


@WITH_SAMPLE
def test_explore_selection(app):
    """Rows are selected with the keys; Tab leads from the table to the bar of what can be done with them."""
    first_row(app)
    app.key("ctrl+space")
    app.wait("label", "1 selected")
    app.key("shift+Down", "shift+Down")
    app.wait("label", "3 selected")
    check_stops(app, "Select Nothing", "Tag…", "Graph", "Add to Compare", "Compare")
    press(app, "Tag…")
    app.wait("dialog")
    until(lambda: next(filter(app.is_focused, app.all("entry")), None), "the field of the new tag")
    app.type("press")
    press(app, "Apply")
    app.wait_told("Changed the labels of 3 audiences")
    app.key("ctrl+z")
    app.wait_gone("label", "press")
    press(app, "Add to Compare")
    app.wait("label", "3", within=app.wait("list", "Pages"))
    press(app, "Graph")
    selected_page(app, "Graph")
    app.key("alt+1")
    selected_page(app, "Explore")
    press(app, "Select Nothing")
    app.wait_gone("label", "3 selected")
    first_row(app)
    app.key("ctrl+a")
    app.wait("label", f"{N} selected")


@WITH_SAMPLE
def test_explore_menu(app):
    """The menu of a row, by either of its keys: each entry does what it says."""
    for keys, letter, done in (
        ("Menu", "a", lambda: app.wait("label", "1", within=app.wait("list", "Pages"))),
        ("shift+F10", "t", lambda: in_dialog(app, "Escape")),
        ("Menu", "h", lambda: in_dialog(app, "Escape")),
        ("shift+F10", "g", lambda: selected_page(app, "Graph")),
        ("Menu", "i", lambda: app.wait("image", "Growth")),
    ):
        app.key("alt+1")
        selected_page(app, "Explore")
        first_row(app)
        app.key(keys)
        choose(app, letter)
        done()
    app.key("alt+Left")
    first_row(app)
    app.key("Return")
    app.wait("image", "Growth")


# --- Compare --------------------------------------------------------------------------------------


def compare_three(app):
    app.key("alt+2")
    selected_page(app, "Compare")
    for name in THREE:
        press(app, "Add an Audience")
        app.wait("list item", re.compile(r" \("))
        app.type(name)
        app.wait("list item", re.compile(re.escape(name)))
        app.key("Return")
        app.wait("button", f"Remove {name}")
    app.wait("label", lambda text: "people are in all 3" in text)


def chips(app):
    return [node.get_name().removeprefix("Remove ") for node in app.all("button", re.compile(r"^Remove .*\d$"))]


@WITH_SAMPLE
def test_compare_audiences(app):
    """Added, moved, taken out one by one and all at once."""
    compare_three(app)
    go_to(app, f"Remove {THREE[0]}")
    app.key("ctrl+Right")
    until(lambda: chips(app) == [THREE[1], THREE[0], THREE[2]], "the first to be the second")
    app.key("ctrl+Left")
    until(lambda: chips(app) == list(THREE), "the first to be the first again")
    go_to(app, f"Remove {THREE[1]}")
    app.key("Delete")
    until(lambda: chips(app) == [THREE[0], THREE[2]], "the second to be gone")
    app.key("ctrl+z")
    until(lambda: chips(app) == list(THREE), "the second to be back")
    press(app, f"Remove {THREE[2]}")
    until(lambda: chips(app) == list(THREE[:2]), "the third to be gone")
    press(app, "Remove All Audiences")
    app.wait("label", "Choose Audiences to Compare")
    go_to(app, "Add Audience…")


@WITH_SAMPLE
def test_compare_parts(app):
    """The pictures of who is shared and their measures; each part explains itself."""
    compare_three(app)
    go_to(app, "Diagram", "radio button")
    app.key("Right", "space")
    app.wait(None, "Exactly These")
    go_to(app, "Exactly These", "radio button")
    app.key("Right", "space")
    until(lambda: "at least" in app.description(app.wait("image", "Mutual members")), "combinations of at least these")
    go_to(app, "UpSet", "radio button", backwards=True)
    app.key("Right", "space")
    go_to(app, "Mutual members", "toggle button")
    app.key("Return")
    in_list(app)
    app.key("Down", "Return")
    app.wait_gone("combo box", "Mutual members")
    for part in ("Mutual Members", "Shared and Distinctive Preferences", "Side by Side", "Combined Reach"):
        explain(app, part)
    press(app, "Copy Table")
    app.wait_told("Copied the data")


@WITH_SAMPLE
def test_compare_charts(app):
    """A chart is walked over, and its menu opens; the steps of the reach are moved and put back."""
    compare_three(app)
    go_to(app, "Mutual members", "image")
    app.key("Right", "ctrl+c")
    app.wait_told("Copied the data")
    app.key("shift+F10")
    choose(app, "c")
    stairs = go_to(app, "Combined reach", "image")
    before = app.description(stairs)
    app.key("Down", "Down", "alt+Up")
    until(lambda: app.description(app.wait("image", "Combined reach")) != before, "another order")
    press(app, "Best Order")
    until(lambda: app.description(app.wait("image", "Combined reach")) == before, "the best order")


# --- Inspect --------------------------------------------------------------------------------------


def inspect_first(app):
    first_row(app)
    app.key("Return")
    app.wait("image", "Growth")
    app.wait("button", "How was this computed: Nearest Audiences")


def turn_to(app, tab):
    """With the arrows, along the tabs."""
    tabs = ("Overview", "Preferences", "Posts", "Retention", "Log")
    at = tabs.index(go_to(app, lambda name: name in tabs, "page tab").get_name())
    for _ in range(abs(tabs.index(tab) - at)):
        step(app, "Right" if tabs.index(tab) > at else "Left")
    tap.equal(app.focused().get_name(), tab, "the tab with the keyboard")
    app.key("space")


@WITH_SAMPLE
def test_inspect_stops(app):
    inspect_first(app)
    check_stops(app, "Back", "All time", "Compare", "Add Tag", "How was this computed: Members", "How was this computed: 30 Days",
                "How was this computed: Engagement", "How was this computed: Posts a Week", "Overview", "Growth", "Local", "When posts are written",
                "Languages", "Hashtags", "Inspect")


@WITH_SAMPLE
def test_inspect_labels(app):
    """The role and a tag are changed, the audience is collected, and the way leads back."""
    inspect_first(app)
    press(app, "Other Audience", "toggle button")
    in_list(app)
    app.key("Up", "Return")
    app.wait_gone("toggle button", "Other Audience")
    press(app, "Add Tag")
    app.wait("entry")
    app.type("press")
    app.key("Return")
    app.wait(None, "press")
    press(app, "Compare", "toggle button")
    app.wait("label", "1", within=app.wait("list", "Pages"))
    for figure in ("Members", "30 Days", "Engagement", "Posts a Week"):
        explain(app, figure)
    app.key("alt+Left")
    app.wait_gone("image", "Growth")


@WITH_SAMPLE
def test_inspect_tabs(app):
    """Each tab, and what can be done on it."""
    inspect_first(app)
    until(lambda: "UTC" in app.description(app.wait("image", "When posts are written")), "whose hours these are")
    go_to(app, "Local", "radio button")
    app.key("Right", "space")
    turn_to(app, "Preferences")
    go_to(app, "Chart", "radio button")
    app.key("Right", "space")
    app.wait("tree table", "Preferences")
    check_stops(app, "How was this computed: Preferences", lambda name: " Audience " in name or " Hashtag " in name)
    turn_to(app, "Posts")
    app.wait("label", re.compile("^The newest first"))
    before = len(app.all("list item", re.compile("own post|by a member")))
    press(app, "More Posts")
    until(lambda: len(app.all("list item", re.compile("own post|by a member"))) > before, "more posts")
    press(app, "Latest", "toggle button")
    in_list(app)
    app.key("Down", "Return")
    app.wait_gone("label", re.compile("^The newest first"))
    turn_to(app, "Log")
    go_to(app, lambda name: re.search(r"\d{4}", name), "list item")
    turn_to(app, "Overview")
    nearest = app.wait("list", "Nearest audiences").get_child_at_index(0).get_name()
    press(app, "Inspect", "button")
    app.wait("grouping", nearest)
    app.key("alt+Left")
    app.wait("grouping", FIRST)
    press(app, nearest, "list item")
    app.wait("label", "2", within=app.wait("list", "Pages"))


TESTS = [
    ("/app/reach/explore/stops", test_explore_stops),
    ("/app/reach/explore/search", test_explore_search),
    ("/app/reach/explore/filters", test_explore_filters),
    ("/app/reach/explore/sort", test_explore_sort),
    ("/app/reach/explore/selection", test_explore_selection),
    ("/app/reach/explore/menu", test_explore_menu),
    ("/app/reach/compare/audiences", test_compare_audiences),
    ("/app/reach/compare/parts", test_compare_parts),
    ("/app/reach/compare/charts", test_compare_charts),
    ("/app/reach/inspect/stops", test_inspect_stops),
    ("/app/reach/inspect/labels", test_inspect_labels),
    ("/app/reach/inspect/tabs", test_inspect_tabs),
]

tap.run([test for test in TESTS if f"/{sys.argv[3]}/" in test[0]])
