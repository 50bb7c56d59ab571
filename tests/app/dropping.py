"""Files are dragged out of another program and dropped on the window."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, tap, until
from imports import audiences, export

PROGRAM = sys.argv[1]
TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "drag_source.py")


def open_source(app, *paths):
    """Beside the window; where its middle is."""
    process = app.desktop.start(sys.executable, TOOL, *paths)
    window = until(lambda: process.poll() is not None or app.desktop.run("xdotool", "search", "--onlyvisible", "--pid", str(process.pid)), "the window to drag from")
    if process.poll() is not None:
        raise tap.Skip("there is nothing to drag from")
    window = window.split()[0]
    app.desktop.run("xdotool", "windowmove", "--sync", window, "1350", "100")
    return 1450, 200


def drop(app, start, end):
    """As slowly as a hand: whoever is dragged over is asked at each step whether they would take it."""
    xdotool = lambda *words: app.desktop.run("xdotool", *map(str, words))
    xdotool("mousemove", "--sync", *start)
    xdotool("mousedown", 1)
    for step in range(1, 21):
        xdotool("mousemove", "--sync", *(a + (b - a) * step // 20 for a, b in zip(start, end)))
        app.settle(0.05)
    app.wait_quiet()
    xdotool("mouseup", 1)


def test_files():
    """What is dropped on the welcome is imported into a workspace that is made for it."""
    with App(PROGRAM) as app:
        app.wait("row", "Import Files…")
        path = export(app.home)
        start = open_source(app, path)
        # Who lets go before the window has said that it takes them has dropped nothing, and does it again.
        for _ in range(5):
            drop(app, start, (640, 300))
            try:
                app.wait("row", "Activity", patience=10)
                break
            except AssertionError:
                pass
        until(lambda: os.path.exists(app.path("data/xaudience/My Audiences.xaudience")), "the workspace")
        app.wait("label", "1 audience, updated just now")
        tap.equal([each["name"] for each in audiences(app, "My Audiences")], ["Example Community"], "what was imported")
        tap.lacks(app.log, "CRITICAL", "what the program said")


tap.run([("/app/dropping/files", test_files)])
