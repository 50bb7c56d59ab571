"""The page of an audience: what it says, what it explains, what can be changed on it, where it leads."""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, tap, until

PROGRAM = sys.argv[1]


def open_audience(app):
    app.click("row", "Look at a Sample")
    app.wait("label", "40 audiences, updated just now")
    app.open_audience("Lake Bakers 5")
    app.wait("label", re.compile("members, complete list"))
    app.wait_quiet()


def tab(app, name):
    app.click(app.wait("page tab", name))
    app.wait_quiet()


def test_overview():
    with App(PROGRAM, size=(1280, 1350)) as app:
        open_audience(app)
        for name in ("Members", "30 Days", "Engagement", "Posts a Week"):
            app.wait("label", name)
        app.wait("label", re.compile(r"^[\d,]+ members, complete list, .* ago\. Telegram channel\.$"))
        growth = app.wait("image", "Growth")
        tap.contains(app.description(growth), "12 points, from", "what the growth chart says")
        week = app.wait("image", "When posts are written")
        tap.contains(app.description(week), "UTC", "whose hours the week names")
        for name in ("Languages", "Hashtags"):
            tap.contains(app.description(app.wait("image", name)), "posts", f"what the chart of {name} says")
        tap.lacks(app.log, "CRITICAL", "what the program said")


def test_nearest():
    """From one audience to the next, back, and to where the two are compared."""
    with App(PROGRAM, size=(1280, 1350)) as app:
        open_audience(app)
        app.press(app.wait("button", "Inspect", within=app.wait("list item", "Valley Bakers 15")))
        app.wait("list item", "Lake Bakers 5")
        app.wait_quiet()
        app.key("alt+Left")
        app.wait("list item", "Valley Bakers 15")
        app.wait_quiet()
        app.click("list item", "Valley Bakers 15")
        app.wait("label", "2", within=app.wait("list", "Pages"))
        app.wait_gone("list", "Nearest audiences")


def test_tabs():
    with App(PROGRAM) as app:
        open_audience(app)
        tab(app, "Preferences")
        app.wait("image", "Preferences")
        app.click(app.wait("radio button", "Table"))
        app.wait("tree table", "Preferences")
        tab(app, "Posts")
        app.wait("label", re.compile("^The newest first"))
        tap.check(len(app.all("list item", re.compile("own post|by a member"))) >= 3, "there are no posts")
        tab(app, "Log")
        app.wait("label", re.compile("members, complete list\nImported on"))
        tab(app, "Retention")
        app.wait("label", re.compile("^Of those on one complete list|^So few came and went"))
        app.key("alt+Left")
        app.wait("tree table", "Audiences")


def test_explain():
    with App(PROGRAM) as app:
        open_audience(app)
        app.press("button", "How was this computed: Members")
        app.wait("label", re.compile("Formula: .*Disclosure gate: Counts of 1 to 4 people are hidden", re.DOTALL))
        app.wait("label", re.compile("^Figures were computed with"))
        app.key("Escape")
        app.wait_gone("label", re.compile("^Figures were computed with"))
        app.press("button", "How was this computed: Members")
        app.press(app.wait("button", "Close", within=app.wait("dialog")))
        app.wait_gone("dialog")
        app.wait_quiet()
        tap.lacks(app.log, "CRITICAL", "what the program said")


def explain(app, figure, *words):
    """Opens the explanation of a figure, reads it and the words for a paper, and closes it."""
    button = app.wait("button", f"How was this computed: {figure}")
    tap.check(app.has_state(button, app.atspi.StateType.FOCUSABLE), f"{figure} is out of reach of the keys")
    app.press(button)
    app.wait("dialog")
    text = app.wait("label", re.compile("^Formula: .*Disclosure gate: ", re.DOTALL)).get_name()
    for part in ("Published in: ", "Computed from: ", "Lists: ", "Seen as: complete list", *words):
        tap.contains(text, part, f"the explanation of {figure}")
    app.wait("label", re.compile("^Figures were computed with"))
    app.key("Escape")
    app.wait_gone("dialog")


def test_explain_parts():
    """What is drawn says how it came about, as the figures above it do."""
    with App(PROGRAM, size=(1280, 1350)) as app:
        open_audience(app)
        explain(app, "Growth", "12 sizes over time", "No size is guessed between two that were seen")
        explain(app, "When Posts Are Written", "divided by how often the hour came", "Hours with 1 to 4 posts are hidden")
        explain(app, "Languages", "posts", "fewer than 5 different people")
        explain(app, "Hashtags", "Named: ")
        explain(app, "Nearest Audiences", "share = |A∩B| / |A|", "Benjamini and Hochberg 1995")
        tab(app, "Preferences")
        explain(app, "Preferences", "Dunning 1993")
        tab(app, "Retention")
        explain(app, "Retention", "stayed = |A∩B| / |A|", "pairs of complete lists")
        tap.lacks(app.log, "CRITICAL", "what the program said")


def test_keys():
    """They come along: to the head of the page, where nothing is marked, and from there back to the list."""
    with App(PROGRAM) as app:
        app.click("row", "Look at a Sample")
        app.wait("label", "40 audiences, updated just now")
        app.open_audience("Lake Bakers 5")
        until(lambda: (node := app.focused()) and node.get_name() == "Other Audience", "the keys to be in the head of the page")
        app.key("Tab")
        until(lambda: (node := app.focused()) and node.get_name() == "Add Tag", "the keys to go to the tags")
        app.key("alt+Left")
        app.wait("tree table", "Audiences")


def test_tag():
    """A tag that is put on can be taken back with the keys, and put on again."""
    with App(PROGRAM) as app:
        open_audience(app)
        app.press("toggle button", re.compile("Add Tag"))
        app.wait("entry", "Tag")
        app.type("press")
        app.key("Return")
        app.wait("button", "Remove the tag “press”")
        app.key("ctrl+z")
        app.wait_gone("button", "Remove the tag “press”")
        app.key("ctrl+shift+z")
        app.wait("button", "Remove the tag “press”")


def test_collect():
    with App(PROGRAM) as app:
        open_audience(app)
        app.press("toggle button", "Compare")
        app.wait("label", "1", within=app.wait("list", "Pages"))
        app.press("toggle button", "Compare")
        app.wait_gone("label", "1", within=app.wait("list", "Pages"))


def found_posts():
    """What a search found: ten of twelve people wrote one name, nine another."""
    yield {"t": "header", "format": "xaudience", "version": 1, "ids": "raw"}
    yield {"t": "audience", "ref": "a", "platform": "telegram", "id": "77", "kind": "tag", "title": "Glacier search"}
    for i in range(12):
        text = f"the glacier melts{' kowalewska' if i < 10 else ''}{' zanzibarovich' if i < 9 else ''}"
        yield {"t": "post", "audience": "a", "id": str(i + 1), "at": f"2026-01-0{1 + i % 9}T08:00:00Z", "author": str(5000 + i), "lang": "en", "text": text}


def test_search():
    with App(PROGRAM) as first:
        path = first.path("records.jsonl")
        with open(path, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(line) + "\n" for line in found_posts())
        first.quit()
        with App(PROGRAM, path, home=first.home, size=(1280, 1350)) as app:
            app.wait("frame", "My Audiences — XAudience")
            app.open_audience("Glacier search")
            app.wait_quiet()
            words = app.description(app.wait("image", "Words"))
            tap.contains(words, "posts", "what the chart of words says")
            tap.check(not app.find(None, "zanzibarovich"), "a rare word is on the page")
            tap.lacks(words, "zanzibarovich", "what the chart says")
            tap.lacks(app.log, "CRITICAL", "what the program said")


tap.run([
    ("/app/inspecting/overview", test_overview),
    ("/app/inspecting/nearest", test_nearest),
    ("/app/inspecting/tabs", test_tabs),
    ("/app/inspecting/explain", test_explain),
    ("/app/inspecting/explain-parts", test_explain_parts),
    ("/app/inspecting/keys", test_keys),
    ("/app/inspecting/tag-and-undo", test_tag),
    ("/app/inspecting/collect", test_collect),
    ("/app/inspecting/OUT-4/search", test_search),
])
