"""The graph of audiences as a person uses it: search, keys, drags and undo, filters, files; by pointer and through the accessibility tree."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, tap, until

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])
N_AUDIENCES = 30
TIES = re.compile(r"Showing ([\d,]+) of ([\d,]+) ties")


class Graph(App):
    """The window at the graph of an invented workspace."""

    def __init__(self, audiences=N_AUDIENCES, **options):
        super().__init__(PROGRAM, self.make(audiences), home=self.folder, **options)
        self.own_home = True
        self.click("row", "Graph")
        self.canvas = self.wait("list", "Audience graph")
        if audiences:
            until(lambda: "audiences" in self.words(), "what the graph says of itself")

    def make(self, audiences):
        import tempfile
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="xaudience-app-"))
        path, key = os.path.join(self.folder, "graph.xaudience"), os.path.join(self.folder, "key")
        base = [CLI, "-w", path, "--key-file", key]
        subprocess.run([*base, "workspace", "new"], check=True, capture_output=True)
        subprocess.run([*base, "simulate", "--audiences", str(audiences), "--members", "8000", "--snapshots", "2", "--seed", "1"], check=True,
                       capture_output=True)
        return path

    def tagged(self, tag):
        """How many audiences have it, by the other program."""
        path, key = os.path.join(self.folder, "graph.xaudience"), os.path.join(self.folder, "key")
        listing = subprocess.run([CLI, "-w", path, "--key-file", key, "audiences", "--json", "--search", f"tag:{tag}"], check=True, capture_output=True, text=True)
        return len(json.loads(listing.stdout))

    def words(self):
        return self.description(self.canvas)

    def nodes(self):
        return self.all("list item", within=self.canvas)

    def shown_ties(self):
        return int(TIES.fullmatch(self.wait("label", TIES).get_name()).group(1).replace(",", ""))

    def any_node(self):
        """One in the middle of the picture, so that nothing floats over it."""
        x, y, width, height = self.box(self.canvas)
        return min(self.nodes(), key=lambda node: abs(self.centre(node)[0] - x - width / 2) + abs(self.centre(node)[1] - y - height / 2))

    def name_of(self, node):
        return node.get_name().split(",")[0]


def near(place, other, pixels):
    return abs(place[0] - other[0]) <= pixels and abs(place[1] - other[1]) <= pixels


def test_nodes():
    """Each audience is in the accessibility tree, with its members and its ties, where it is drawn."""
    with Graph() as app:
        nodes = app.nodes()
        tap.equal(len(nodes), N_AUDIENCES, "the number of audiences in the tree")
        x, y, width, height = app.box(app.canvas)
        for node in nodes:
            tap.check(re.fullmatch(r".+, \w+: .* members, tied to \d+ others?(, in the community of .+)?, simulated", node.get_name()), node.get_name())
            left, top, wide, high = app.box(node)
            tap.check(x <= left and left + wide <= x + width and y <= top and top + high <= y + height, f"{node.get_name()} is outside")
            tap.check(wide >= 6 and high >= 6, f"{node.get_name()} is too small")
        tap.check(re.match(rf"{N_AUDIENCES} of {N_AUDIENCES} audiences, \d+ of \d+ ties, .*Zoom 100 %$", app.words()), app.words())


def test_search():
    """What is found is selected, has the keys, and is flown to."""
    with Graph() as app:
        node = app.any_node()
        name = app.name_of(node)
        app.key("ctrl+f")
        app.type(name.lower())
        app.wait("list", "Audiences found")
        app.key("Return")
        until(lambda: app.words().endswith(f"At {name}. 1 selected: {name}"), "the audience that was looked for")
        app.wait("label", "1 selected")
        until(lambda: "Zoom 200 %" in app.words(), "the view to come close")
        x, y, width, height = app.box(app.canvas)
        across, down = app.centre(node)
        tap.check(abs(across - x - width / 2) < 3 and abs(down - y - height / 2) < 3, "what was found is not in the middle")


def test_keys():
    """Arrows lead from audience to audience, space selects, 0 shows all."""
    with Graph() as app:
        app.click(app.any_node())
        start = until(lambda: re.search(r"At ([^.]+)\.", app.words()), "the place of the keys").group(1)
        seen = {start}
        for key in ("Right", "Down", "Left", "Up"):
            app.key(key)
            app.wait_quiet()
            seen.add(until(lambda: re.search(r"At ([^.]+)\.", app.words()), "the place of the keys").group(1))
        tap.check(len(seen) >= 3, f"the keys led only to {seen}")
        app.key("space")
        until(lambda: "2 selected" in app.words() or "0 selected" in app.words() or not app.find("label", "1 selected"), "another selection")
        app.key("plus")
        until(lambda: "Zoom 150 %" in app.words(), "the zoom")
        app.key("0")
        until(lambda: "Zoom 100 %" in app.words(), "all of the graph")
        app.key("Escape")
        until(lambda: "selected" not in app.words(), "no selection")


def test_drag():
    """A dragged audience stays where it is put; undo brings it back, redo away again."""
    with Graph() as app:
        node = app.any_node()
        before = app.centre(node)
        app.drag(node, (90, 60))
        until(lambda: abs(app.centre(node)[0] - before[0] - 90) <= 3 and abs(app.centre(node)[1] - before[1] - 60) <= 3, "the audience at its new place")
        app.key("ctrl+z")
        until(lambda: abs(app.centre(node)[0] - before[0]) <= 2 and abs(app.centre(node)[1] - before[1]) <= 2, "the audience at its old place")
        app.key("ctrl+shift+z")
        until(lambda: abs(app.centre(node)[0] - before[0] - 90) <= 3, "the audience at its new place again")


def test_view():
    """Dragging the ground pans, the wheel zooms to the pointer: what is under it stays."""
    with Graph() as app:
        node, other = app.nodes()[0], app.nodes()[1]
        before = app.centre(node), app.centre(other)
        x, y, width, height = app.box(app.canvas)
        app.drag((x + width - 30, y + height - 30), (-40, -25))
        there = before[0][0] - 40, before[0][1] - 25
        until(lambda: near(app.centre(node), there, 2), "the view at its new place")
        app.wheel(node, steps=2)
        until(lambda: "Zoom 144 %" in app.words(), "the zoom")
        # Places are told in whole pixels, so the pointer is not at the very middle.
        until(lambda: near(app.centre(node), there, 4), "what is under the pointer to be there still")
        tap.check(not near(app.centre(other), (before[1][0] - 40, before[1][1] - 25), 4), "the rest did not move")


def test_rectangle():
    """Shift and a drag select what lies inside; the bar hides it, and undo shows it again."""
    with Graph() as app:
        x, y, width, height = app.box(app.canvas)
        app.desktop.run("xdotool", "keydown", "shift")
        app.drag((x + width - 5, y + height - 5), (-width // 2, -height // 2))
        app.desktop.run("xdotool", "keyup", "shift")
        selected = until(lambda: re.search(r"(\d+) selected", app.words()), "a selection")
        n = int(selected.group(1))
        app.wait("label", f"{n} selected")
        app.press("button", "Hide")
        until(lambda: app.words().startswith(f"{N_AUDIENCES - n} of {N_AUDIENCES} audiences"), "what is hidden")
        tap.equal(len(app.nodes()), N_AUDIENCES - n, "the audiences in the tree")
        app.key("ctrl+z")
        until(lambda: app.words().startswith(f"{N_AUDIENCES} of {N_AUDIENCES} audiences"), "what was hidden")


def test_tag():
    """What is selected is kept as a group by a tag, from the graph itself; undo takes it back."""
    with Graph() as app:
        app.click(app.any_node())
        app.wait("label", "1 selected")
        app.press("button", "Tag…")
        until(lambda: next((node for node in app.all("entry") if app.is_focused(node)), None), "the field of the new tag")
        app.type("core")
        app.press("button", "Apply")
        until(lambda: app.tagged("core") == 1, "the tag in the workspace")
        app.key("ctrl+z")
        until(lambda: app.tagged("core") == 0, "the tag to go")


def test_filter():
    """Without the backbone there are more ties; undo takes the filter back. The filters say what they go by."""
    with Graph() as app:
        for name, formula in (("Backbone", "A tie stays if lift is above 1"), ("Measure", "For the people A and B")):
            app.press("button", f"How was this computed: {name}")
            tap.contains(app.wait("label", re.compile(f"^Formula: {formula}")).get_name(), "Computed from: Showing", f"the explanation of {name}")
            app.key("Escape")
            app.wait_gone("dialog")
        backbone = app.shown_ties()
        app.click(next(node for node in app.walk() if node.get_role_name() in ("switch", "toggle button", "check box", "list item") and node.get_name() == "Backbone"))
        until(lambda: app.shown_ties() > backbone, "more ties")
        app.settle(1)
        app.wait_quiet()
        app.key("ctrl+z")
        until(lambda: app.shown_ties() == backbone, "the backbone again")


def save(app, name):
    path = app.path(name)
    app.canvas.get_name()
    app.key("ctrl+s")
    app.wait("button", "Save")
    field = until(lambda: next(filter(app.is_focused, app.all("text")), None), "the field for a name")
    app.set_text(field, path)
    app.key("Return")
    until(lambda: os.path.exists(path) and os.path.getsize(path), path)
    app.wait_gone("button", "Save")
    return path


def test_files():
    """What is saved holds what is shown, says that it is invented, and tells nothing of people."""
    with Graph() as app:
        app.click(app.any_node())
        graph = xml.parse(save(app, "graph.graphml")).getroot()
        space = {"g": "http://graphml.graphdrawing.org/xmlns"}
        names = [node.get_name().split(",")[0] for node in app.nodes()]
        tap.equal(len(graph.findall(".//g:node", space)), N_AUDIENCES, "the audiences in the file")
        text = open(app.path("graph.graphml"), encoding="utf-8").read()
        for name in names:
            tap.contains(text, name, "the file")
        tap.check("simulated" in text, "the file does not say that it is invented")
        gexf = xml.parse(save(app, "graph.gexf")).getroot()
        tap.equal(len([node for node in gexf.iter() if node.tag.endswith("}node")]), N_AUDIENCES, "the audiences in the other file")
        with open(save(app, "graph.png"), "rb") as picture:
            tap.equal(picture.read(8), b"\x89PNG\r\n\x1a\n", "the head of the picture")
        xml.parse(save(app, "graph.svg"))
        with open(save(app, "graph.pdf"), "rb") as document:
            tap.equal(document.read(5), b"%PDF-", "the head of the document")


def test_list():
    """The same as a table, for who does not see the picture."""
    with Graph() as app:
        app.click(app.any_node())
        name = re.search(r"At ([^.]+)\.", until(lambda: "At " in app.words() and app.words(), "the keys")).group(1)
        app.key("ctrl+l")
        app.wait("dialog", "Audiences and Ties")
        app.wait(None, name)
        for head in ("Audience", "Platform", "Members", "Tied to", "Community"):
            app.wait(None, head)


def test_nodes_go():
    """Who reads the nodes is told when they go, while they are still there."""
    with Graph() as app:
        tap.check(all(node.get_name() for node in app.nodes()), "a node has no name")
        app.key("ctrl+n")
        app.wait("alert")
        app.set_text(app.wait("text"), "Another")
        app.key("Return")
        app.wait("label", re.compile("No (Audiences|Graph) Yet"))
        until(lambda: not app.nodes(), "the nodes to go")
        tap.lacks(app.log, "CRITICAL", "what the program said")


tap.run([
    ("/app/UI-2/graph-nodes-are-accessibles", test_nodes),
    ("/app/graph/search", test_search),
    ("/app/UI-2/graph-nodes-go", test_nodes_go),
    ("/app/UI-2/graph-keys", test_keys),
    ("/app/graph/drag-and-undo", test_drag),
    ("/app/graph/pan-and-zoom", test_view),
    ("/app/graph/rectangle", test_rectangle),
    ("/app/graph/tag", test_tag),
    ("/app/graph/filter", test_filter),
    ("/app/UI-3/graph-files", test_files),
    ("/app/UI-2/graph-list", test_list),
])
