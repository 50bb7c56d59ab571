"""Long work that ends while nobody looks is told by the desktop, and leads to where it is listed."""

import ctypes
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, desktop, tap, until

PROGRAM = sys.argv[1]
NAME, PLACE = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "notifications.py")


def look_away():
    """No window has the keys any more."""
    library = ctypes.CDLL("libX11.so.6")
    library.XOpenDisplay.restype = ctypes.c_void_p
    library.XSetInputFocus.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_ulong]
    library.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = library.XOpenDisplay(desktop().environment["DISPLAY"].encode())
    library.XSetInputFocus(display, 0, 0, 0)  # nobody, who gives it back to nobody, now
    library.XCloseDisplay(display)


def told(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_unfocused():
    """Work that took a while is told once; the notification opens the page that lists it."""
    place = desktop()
    path = os.path.join(place.folder, "told")
    place.start(sys.executable, TOOL, path)
    until(lambda: os.path.exists(path), "a desktop that takes notifications")
    with App(PROGRAM) as app:
        row = app.wait("row", "Look at a Sample")
        until(lambda: app.has_state(app.frame, app.atspi.StateType.ACTIVE), "the window to have the keys")
        look_away()
        until(lambda: not app.has_state(app.frame, app.atspi.StateType.ACTIVE), "the window to lose the keys")
        app.click(row)  # which gives nobody the keys where there is no window manager
        app.wait("label", "40 audiences, updated just now")
        one, = until(lambda: told(path), "the notification")
        tap.equal((one["title"], one["body"]), ("Inventing sample audiences", "Invented 40 audiences"), "what is told")
        tap.contains(one["actions"], "default", "what can be pressed")
        tap.check(not app.has_state(app.wait("list item", "Activity"), app.atspi.StateType.SELECTED), "Activity is shown before it is asked for")
        subprocess.run(["gdbus", "call", "--session", "--dest", NAME, "--object-path", PLACE, "--method", NAME + ".Press", "1", "default"],
                       env=place.environment, check=True, capture_output=True)
        until(lambda: app.has_state(app.wait("list item", "Activity"), app.atspi.StateType.SELECTED), "the page of what goes on")
        app.wait("label", "Invented 40 audiences")
        tap.equal(len(told(path)), 1, "notifications")


tap.run([("/app/notified/unfocused", test_unfocused)])
