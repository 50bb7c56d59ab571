"""The table of audiences as a person uses it: narrows it down, sorts it, labels it, puts audiences into the comparison."""

import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, tap, until

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])


class Workspace:
    """Forty invented audiences, and what the other program says of them."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="xaudience-explore-")
        self.path = os.path.join(self.folder.name, "w.xaudience")
        self.key = os.path.join(self.folder.name, "key")
        self.run("workspace", "new")
        self.run("simulate", "--audiences", "40", "--members", "5000", "--snapshots", "4", "--seed", "1")

    def run(self, *arguments):
        environment = os.environ | {"SOURCE_DATE_EPOCH": "1748865600"}
        return subprocess.run([CLI, "-w", self.path, "--key-file", self.key, *arguments], env=environment, capture_output=True, text=True, check=True).stdout

    def audiences(self, *arguments):
        return json.loads(self.run("audiences", "--json", *arguments))

    def names(self, *arguments):
        return [audience["name"] for audience in self.audiences(*arguments)]

    def app(self, size=(1280, 800)):
        return App(PROGRAM, "--key-file", self.key, self.path, size=size)


def rows(app, known):
    """The names of the audiences in the table, from the top."""
    known = set(known)
    found = [(app.box(node)[1], node.get_name()) for node in app.all("label") if node.get_name() in known]
    return [name for _, name in sorted(found)]


def top(app, known, expected):
    until(lambda: rows(app, known)[:len(expected)] == expected, f"{expected} on top, not {rows(app, known)[:len(expected)]}")


def select(app, names):
    for place, name in enumerate(names):
        node = app.wait("label", name)
        if place:
            app.desktop.run("xdotool", "keydown", "ctrl")
        try:
            app.click(node)
        finally:
            app.desktop.run("xdotool", "keyup", "ctrl")
    app.wait("label", f"{len(names)} selected")


def search(app, text):
    app.key("ctrl+f")
    entry = until(lambda: next((node for node in app.all("entry") if app.is_focused(node)), None), "the search")
    app.key("ctrl+a")
    app.type(text)
    return entry


def test_sort():
    """The largest come first; a click on a head sorts, another turns it round."""
    workspace = Workspace()
    everybody = workspace.names()
    with workspace.app() as app:
        top(app, everybody, workspace.names("--sort", "size")[:5])
        app.click(None, "Name")
        top(app, everybody, workspace.names()[:5])
        app.click(None, "Name")
        top(app, everybody, workspace.names("--reverse")[:5])
        app.click(None, "30 Days")
        top(app, everybody, workspace.names("--sort", "growth-30")[:5])


def test_search():
    """What is typed narrows the table down, what cannot be read is said in words, and chips and text are one filter."""
    workspace = Workspace()
    everybody = workspace.names()
    telegram = workspace.names("--search", "platform:telegram")
    tap.check(0 < len(telegram) < len(everybody), "the sample has one platform")
    with workspace.app() as app:
        app.wait("label", everybody[0])
        search(app, "platform:telegram")
        app.wait("label", f"{len(telegram)} of 40 shown")
        app.wait(None, "Platform: Telegram")
        search(app, "platfrom:telegram")
        app.wait("label", re.compile("There is no .*platfrom"))
        app.wait("label", f"{len(telegram)} of 40 shown")  # what cannot be read does not change the table
        search(app, "nobodyiscalledthat")
        app.wait("label", "No Audience Is Like That")
        app.click("button", "Clear Filters")
        app.wait_gone("label", "No Audience Is Like That")
        app.wait("label", everybody[0])


def test_undo_search():
    """What was searched for comes back with the keys, also after all filters were cleared at once."""
    workspace = Workspace()
    everybody = workspace.names()
    with workspace.app() as app:
        app.wait("label", everybody[0])
        search(app, "nobodyiscalledthat")
        app.wait("label", "No Audience Is Like That")
        app.click("button", "Clear Filters")
        app.wait_gone("label", "No Audience Is Like That")
        app.key("ctrl+z")
        app.wait("label", "No Audience Is Like That")
        app.key("ctrl+z")
        app.wait_gone("label", "No Audience Is Like That")
        app.key("ctrl+shift+z")
        app.wait("label", "No Audience Is Like That")


def test_saved_search():
    """A search that is saved stands in the sidebar, searches from any page, and is forgotten and remembered again."""
    workspace = Workspace()
    everybody = workspace.names()
    with workspace.app() as app:
        app.wait("label", everybody[0])
        search(app, "size:>100")
        shown = app.wait("label", re.compile(r"^\d+ of 40 shown$")).get_name()
        app.click(app.wait("toggle button", "Save This Search"))
        saved = app.wait("list", "Saved Searches")
        app.wait("list item", "size:>100", within=saved)
        search(app, "nobodyiscalledthat")
        app.wait("label", "No Audience Is Like That")
        app.key("alt+4")
        app.wait_gone("label", "No Audience Is Like That")
        app.click("list item", "size:>100")
        app.wait("label", shown)
        app.press("button", "Forget “size:>100”")
        app.wait_gone("list item", "size:>100")
        app.key("ctrl+z")
        app.wait("list item", "size:>100")


def test_open_by_pointer():
    """The first double click opens an audience that was not selected; the other button offers what can be done with it."""
    workspace = Workspace()
    name = workspace.names("--sort", "size")[7]
    with workspace.app() as app:
        app.wait("label", name)
        app.wait_quiet()
        app.click("label", name, count=2)
        app.wait(None, "Growth")
        app.key("alt+Left")
        other = workspace.names("--sort", "size")[4]
        app.wait("label", other)
        app.wait_quiet()
        app.click("label", other, button=3)
        app.wait("label", "1 selected")
        app.wait_quiet()
        app.key("Return")  # the first of the menu
        app.wait(None, "Growth")
        app.wait("label", other)


def test_graph():
    """What is selected in the table is selected in the graph."""
    workspace = Workspace()
    with workspace.app() as app:
        select(app, workspace.names("--sort", "size")[:3])
        app.click("button", "Graph")
        app.wait_gone("table", "Audiences")
        app.wait_gone("tree table", "Audiences")
        app.wait("label", "3 selected")


def test_compare():
    """Three are selected and compared; the way back leads to the table, where they still are selected."""
    workspace = Workspace()
    chosen = workspace.names("--sort", "size")[:3]
    with workspace.app() as app:
        select(app, chosen)
        app.click("button", "Compare")
        app.wait_gone("label", "3 selected")
        for name in chosen:
            app.wait(None, name)
        app.key("alt+1")
        app.wait("label", "3 selected")


def test_label():
    """A tag is put on two audiences, seen in the table and by the other program, and taken off by undo."""
    workspace = Workspace()
    chosen = workspace.names("--sort", "size")[:2]
    with workspace.app() as app:
        select(app, chosen)
        app.click("button", "Tag…")
        until(lambda: next((node for node in app.all("entry") if app.is_focused(node)), None), "the field of the new tag")
        app.type("press")
        app.click("button", "Apply")
        app.wait_told("Changed the labels of 2 audiences")
        until(lambda: sorted(workspace.names("--search", "tag:press")) == sorted(chosen), "the tag in the workspace")
        app.wait("label", "press")
        app.key("ctrl+z")
        until(lambda: workspace.names("--search", "tag:press") == [], "the tag to go")
        app.key("ctrl+shift+z")
        until(lambda: sorted(workspace.names("--search", "tag:press")) == sorted(chosen), "the tag to come back")


def test_explain():
    """The figures above the table say how they came about, and so do the columns, of the audiences that are selected."""
    workspace = Workspace()
    everybody = workspace.names("--sort", "size")
    with workspace.app() as app:
        app.press(app.wait("button", re.compile("^How was this computed: people on Telegram")))
        text = app.wait("label", re.compile("^Formula: People = ")).get_name()
        for part in ("memberships in the list", "Published in: ", "Counts of 1 to 4 people are hidden"):
            tap.contains(text, part, "the explanation of the people")
        app.wait("button", "Copy")
        app.key("Escape")
        app.wait_gone("dialog")
        select(app, everybody[:2])
        app.key("shift+F10")
        app.wait("menu item")
        app.press(app.all("menu item")[-1])
        app.wait("label", re.compile("^Formula: Size: "))
        app.wait("label", re.compile("^Figures were computed with .* from 2 audiences"))
        tap.lacks(app.log, "CRITICAL", "what the program said")


def test_figures_in_the_window():
    """What the workspace is in numbers is all to be seen, in one line or in two."""
    workspace = Workspace()
    with workspace.app() as app:
        for width in (1280, 900, 700):
            app.resize(width, 800)
            app.wait_quiet()
            app.wait("label", lambda text: text.startswith("interactions"))
            texts = app.all("label", within=app.wait(None, "The workspace in numbers"))
            tap.check(len(texts) >= 8, f"{len(texts)} values and names of values at {width}")
            for node in texts:
                until(lambda: (lambda x, _, w, __: 0 <= x and x + w <= width)(*app.box(node)), f"{node.get_name()} inside of {width}, not at {app.box(node)}")


def test_narrow():
    """In a narrow window each audience is a row that tells all of itself."""
    workspace = Workspace()
    largest = workspace.audiences("--sort", "size")[0]
    with workspace.app(size=(400, 700)) as app:
        row = app.wait(None, lambda text: text.startswith(largest["name"] + ", "))
        tap.contains(row.get_name(), "people", "what the row says")


tap.run([
    ("/app/explore/sort", test_sort),
    ("/app/explore/search", test_search),
    ("/app/explore/undo-search", test_undo_search),
    ("/app/explore/saved-search", test_saved_search),
    ("/app/explore/open-by-pointer", test_open_by_pointer),
    ("/app/explore/graph", test_graph),
    ("/app/explore/compare", test_compare),
    ("/app/explore/label", test_label),
    ("/app/explore/explain", test_explain),
    ("/app/explore/figures-in-the-window", test_figures_in_the_window),
    ("/app/explore/narrow", test_narrow),
])
