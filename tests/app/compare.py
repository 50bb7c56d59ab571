"""Compares audiences as a person does, and reads what the page says through the accessibility tree."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, tap, until

PROGRAM = sys.argv[1]
NAMES = ["Bridge Makers 8", "Lake Bakers 5", "Valley Makers 3"]


def begin(app):
    """The page on a workspace of invented audiences, with nothing to compare yet."""
    app.click("row", "Look at a Sample")
    app.wait("label", "40 audiences, updated just now")
    app.click("row", "Compare")
    app.wait("label", "Choose Audiences to Compare")


def chips(app):
    return [re.sub(r" \(.*\)$", "", node.get_name()) for node in app.all("row", within=app.wait("list", "Audiences that are compared"))]


def add(app, name):
    """By search, without the pointer."""
    before = len(chips(app))
    app.press("toggle button", "Add an Audience")
    app.wait("row", re.compile(r"\(Telegram\)$"))
    app.type(name)
    app.key("Return")
    until(lambda: len(chips(app)) == before + 1, f"{name} among what is compared")


def chart(app, name, words=""):
    """The description of a chart, once it says this."""
    found = app.wait("image", name)
    return until(lambda: words in app.description(found) and app.description(found), f"{words!r} in {name}")


def begin_with_three(app):
    begin(app)
    for name in NAMES:
        add(app, name)
    tap.equal(chips(app), NAMES, "what is compared")
    chart(app, "Mutual members", "Lake Bakers 5")


def read_numbers(text):
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)]


def test_empty():
    """Nothing, then one audience: the page says what comes next."""
    with App(PROGRAM) as app:
        begin(app)
        tap.equal(app.find("image", "Mutual members"), None, "a chart of nothing")
        add(app, NAMES[0])
        app.wait("label", "Add One More Audience")
        # Return takes nothing that was not typed, and the whole name goes before one that has it in it.
        app.press("button", "Add Audience…")
        app.wait("row", re.compile(r"\(Telegram\)$"))
        app.key("Return")
        app.settle()
        app.key("Escape")
        until(lambda: chips(app) == NAMES[:1], "only the first after Return alone")
        add(app, "  " + NAMES[1].lower() + " ")
        tap.equal(chips(app), NAMES[:2], "what is compared")
        app.wait("image", "Mutual members")
        app.wait("label", re.compile("Bridge Makers 8 and Lake Bakers 5 share .* people"))


def test_three():
    """The diagram says the same in words as the combinations, and each part its finding."""
    with App(PROGRAM) as app:
        begin_with_three(app)
        circles = chart(app, "Mutual members", "Areas are true to within")
        tap.contains(circles, "Bridge Makers 8 and Valley Makers 3, not Lake Bakers 5: ", "the diagram")
        app.wait("label", re.compile("^Most mutual members: Bridge Makers 8 and Valley Makers 3 share .* people"))
        app.wait("label", re.compile("is the largest with .* members"))
        app.wait("label", re.compile("^Together they reach .* different people"))
        app.wait("label", re.compile("preferred by two or more of these audiences"))
        alone = re.search(r"Lake Bakers 5, not Bridge Makers 8 or Valley Makers 3: ([\d,]+)", circles)[1]
        app.click("label", "UpSet")
        exactly = chart(app, "Mutual members", "In exactly these audiences")
        tap.contains(exactly, f"Lake Bakers 5 only: {alone}", "the combinations")
        app.click("label", "At Least These")
        chart(app, "Mutual members", "In these audiences at least")
        app.click("label", "Matrix")
        matrix = until(lambda: next((text for text in map(app.description, app.all("image")) if "Overlap of 3 audiences" in text), None), "the matrix")
        tap.contains(matrix, "Strongest: ", "the matrix")


def test_table():
    """Preferences are a table with a column for each audience; a cell says how it came about."""
    with App(PROGRAM) as app:
        begin_with_three(app)
        table = app.wait("table row", re.compile("^#making Hashtag "))
        cells = [node for node in app.walk(table) if node.get_role_name() == "table cell"]
        tap.equal(len(cells), 2 + len(NAMES), "the number of cells")
        tap.check(re.fullmatch(r"\d+\.\d×", cells[2].get_name()), f"{cells[2].get_name()} is no lift")
        label = next(node for node in app.walk(cells[2]) if node.get_role_name() == "label")
        tap.contains(app.description(label), "times as often as among all people of the platform", "what the cell says")
        own = app.wait("table row", re.compile("^Bridge Makers 8 Audience – "))
        tap.check(own is not None, "an audience prefers itself")
        app.press("button", "Copy Table")
        app.wait_told("Copied the data")


def test_undo():
    """What is taken out comes back with its colour and its place."""
    with App(PROGRAM) as app:
        begin_with_three(app)
        app.press("button", f"Remove {NAMES[1]}")
        until(lambda: chips(app) == [NAMES[0], NAMES[2]], "Lake Bakers 5 to be gone")
        until(lambda: "Lake Bakers 5" not in chart(app, "Mutual members"), "the diagram of two")
        app.key("ctrl+z")
        until(lambda: chips(app) == NAMES, "Lake Bakers 5 to be back")
        chart(app, "Mutual members", "Lake Bakers 5")
        app.press("button", "Remove All Audiences")
        app.wait("label", "Choose Audiences to Compare")
        app.key("ctrl+z")
        chart(app, "Mutual members", "Lake Bakers 5")


def order_of(app):
    return re.findall(r"\d+\. (\w[\w ]*?) adds ", chart(app, "Combined reach"))


def test_reach():
    """The steps of reach are moved by dragging and with the keys, and undone; everybody together stays as many."""
    with App(PROGRAM, size=(1280, 1390)) as app:
        begin_with_three(app)
        best = order_of(app)
        total = read_numbers(chart(app, "Combined reach"))[-2:]
        tap.equal(sorted(best), sorted(NAMES), "the audiences of the steps")
        stairs = app.wait("image", "Combined reach")
        until(lambda: app.scroll(10) or app.box(stairs)[1] + app.box(stairs)[3] < 1310, "the stairs in sight")
        app.wait_quiet()
        x, y, width, height = app.box(stairs)
        row = int(height * 1.9 / 9.1)
        last = (x + width // 2, y + height - row * 3 // 2)
        app.drag(last, (0, -2 * row))
        until(lambda: order_of(app) == [best[2], best[0], best[1]], "the last step to be the first")
        tap.equal(read_numbers(chart(app, "Combined reach"))[-2:], total, "how many there are together")
        app.key("ctrl+z")
        until(lambda: order_of(app) == best, "the order of before")
        app.pointer(*last, "click", 1)
        app.key("alt+Up")
        until(lambda: order_of(app) == [best[0], best[2], best[1]], "the last step to be the second")
        app.press("button", "Best Order")
        until(lambda: order_of(app) == best, "the best order")


def test_explain():
    """Each part says how it was computed, and has the words for a paper."""
    with App(PROGRAM) as app:
        begin_with_three(app)
        app.press("button", "How was this computed: Mutual Members")
        app.wait("label", re.compile("^People are matched within one platform only"))
        app.wait(None, re.compile("Figures were computed with XAudience"))
        app.key("Escape")
        app.wait_gone("label", re.compile("^People are matched within one platform only"))


def test_narrow():
    """As wide as a telephone: all there, nothing cut off at the side."""
    with App(PROGRAM) as app:
        begin_with_three(app)
        app.resize(360, 720)
        found = app.wait("image", "Mutual members")
        until(lambda: 0 <= app.box(found)[0] and app.box(found)[0] + app.box(found)[2] <= 360, "the chart within the window")
        chart(app, "Mutual members", "Lake Bakers 5")


tap.run([
    ("/app/compare/empty", test_empty),
    ("/app/compare/three", test_three),
    ("/app/compare/UI-2/table", test_table),
    ("/app/compare/undo", test_undo),
    ("/app/compare/reach", test_reach),
    ("/app/compare/explain", test_explain),
    ("/app/compare/narrow", test_narrow),
])
