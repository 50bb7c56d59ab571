"""Going over the window with the keyboard alone: what it stops at, and how something is reached and set off."""

import time

from app import tap, until

# More stops than any page has.
MOST_STOPS = 90

# A key that leads nowhere is taken to have led nowhere after so many seconds.
LONGEST_STEP = 5


def name_of(node):
    """What a screen reader calls it, or the words in it."""
    try:
        name = node.get_name()
        if name:
            return name
        return next((child.get_name() for child in [node.get_child_at_index(place) for place in range(node.get_child_count())] if child and child.get_name()), "")
    except Exception:  # it went away meanwhile
        return ""


def is_called(node, name):
    found = name_of(node)
    return name(found) if callable(name) else found == name


def place_of(node):
    """The same for as long as it is the same thing on the window."""
    return node and node.path


def step(app, key):
    """Presses a key that leads on; where the keyboard is then. It may stay, where there is nowhere else to go."""
    before, end = place_of(app.focused()), time.monotonic() + LONGEST_STEP
    app.key(key)
    while True:
        node = app.focused()
        if place_of(node) != before:
            return node
        if time.monotonic() > end:
            app.wait_quiet()  # it may not have come to the key yet
            return app.focused()
        time.sleep(0.02)


def go_round(app):
    """The names of all that the keyboard stops at, until it comes back to where it began."""
    stops, names = [], []
    for _ in range(MOST_STOPS):
        node = step(app, "Tab")
        if node is None:
            continue
        if place_of(node) in stops:
            break
        stops.append(place_of(node))
        names.append(name_of(node))
    return names


def check_stops(app, *wanted):
    names = go_round(app)
    for name in wanted:
        tap.check(any(name(each) if callable(name) else each == name for each in names), f"the keyboard does not come to {name}, but to {names}")


def go_to(app, name, role=None, backwards=False):
    """Until the keyboard is at something of this name."""
    for _ in range(MOST_STOPS):
        node = app.focused()
        if node and is_called(node, name) and role in (None, node.get_role_name()):
            return node
        step(app, "shift+Tab" if backwards else "Tab")
    raise AssertionError(f"the keyboard does not come to {name}\n{app.tree()}")


def press(app, name, role=None, key="Return"):
    """Goes there and sets it off."""
    go_to(app, name, role)
    app.key(key)


def choose(app, *letters):
    """Of a menu that opens: the entry with this letter underlined, and on in what that opens.."""
    for letter in letters:
        app.wait("menu item")
        app.wait_quiet(0.2)
        app.key(letter)


def explain(app, figure, *words):
    """The explanation of a figure is opened, has these words, and is left again."""
    press(app, f"How was this computed: {figure}")
    app.wait("dialog")
    for text in words:
        app.wait("label", lambda found: text in found)
    app.wait_quiet(0.2)
    app.key("Escape")
    app.wait_gone("dialog")


__all__ = ["MOST_STOPS", "check_stops", "choose", "explain", "go_round", "go_to", "is_called", "name_of", "press", "step"]
