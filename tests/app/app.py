"""Drives the window as a person does: finds what is on it through the accessibility tree, clicks, types, looks.

    DESKTOP = Desktop()
    with App(DESKTOP, PROGRAM) as app:
        app.click("button", "Compare")
        app.wait("label", "3 audiences")
"""

import atexit
import contextlib
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desktop as desktops
from desktop import PATIENCE, Desktop, die_with_parent, tap, until

with contextlib.suppress(ImportError):  # without it there is no desktop, which is said where one is asked for
    from gi.repository import GLib

# 2025-06-02 12:00 UTC, a Monday.
NOW = 1748865600

# The names that the accessibility library gives to the roles of GTK.
ROLES = {"button": ("button", "push button"), "entry": ("text", "entry", "text box"), "row": ("list item", "table row")}

_desktop = None

# What programs announced to who does not see them, in the order in which they did.
_announced = []


def desktop(*size):
    """The desktop of this test program; it has its size from who asks first."""
    global _desktop
    if _desktop is None:
        _desktop = Desktop(*size)
        atexit.register(_desktop.stop)
        _desktop.ears = _desktop.atspi.EventListener.new(lambda event: _announced.append(str(event.any_data)))
        _desktop.ears.register("object:announcement")
    return _desktop


def environment_in(home, program):
    """What the program is run with on the desktop, everything it keeps being below @home."""
    build = os.path.join(os.path.dirname(os.path.abspath(program)), "..", "..")
    folders = {f"XDG_{name.upper()}_HOME": os.path.join(home, name) for name in ("data", "cache", "config", "state")}
    return desktop().environment | folders | {
        "HOME": home, "GSETTINGS_BACKEND": "memory", "GSETTINGS_SCHEMA_DIR": os.path.join(build, "data"), "GSK_RENDERER": "cairo",
        "GTK_A11Y": "atspi", "GDK_BACKEND": "x11", "GDK_DEBUG": "no-portals", "ADW_DISABLE_PORTAL": "1", "SOURCE_DATE_EPOCH": str(NOW),
        "TZ": "UTC", "G_ENABLE_DIAGNOSTIC": "0", "XAUDIENCE_LOCALE_DIR": os.path.join(build, "po")}


class App:
    """The program in a home of its own; @arguments go on its command line."""

    def __init__(self, program, *arguments, home=None, environment=None, keyring=False, wrapper=(), size=(1280, 800), settings=None):
        self.desktop = desktop()
        self.atspi = self.desktop.atspi
        self.own_home = home is None
        _announced.clear()
        self.pages = []
        self.home = home or os.path.realpath(tempfile.mkdtemp(prefix="xaudience-app-"))
        self.program = os.path.abspath(program)
        os.makedirs(self.path("config/gtk-4.0"), exist_ok=True)
        with open(self.path("config/gtk-4.0/settings.ini"), "w", encoding="utf-8") as text:
            lines = {"gtk-font-name": "Inter 11", "gtk-enable-animations": "false", "gtk-decoration-layout": ":close"} | (settings or {})
            text.write("\n".join(["[Settings]", *(f"{name}={value}" for name, value in lines.items()), ""]))
        self.environment = environment_in(self.home, self.program) | (environment or {})
        if not keyring:
            arguments = ("--key-file", self.path("key"), *arguments)
        self.log_path = self.path("log")
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([*wrapper, self.program, *arguments], env=self.environment, cwd=self.home, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, preexec_fn=die_with_parent)
        self.root = until(self.find_root, "the program in the accessibility tree")
        desktops.forgetful[:] = [self.forget]
        self.frame = self.wait("frame")
        self.window = until(lambda: self.desktop.run("xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)), "the window").split()[0]
        if size:
            self.resize(*size)
        self.focus_window()

    def focus_window(self):
        """Without a window manager nobody else gives the window the keyboard, nor gives it back."""
        self.desktop.run("xdotool", "windowfocus", "--sync", self.window)

    def path(self, name):
        return os.path.join(self.home, name)

    @property
    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as text:
            return text.read()

    def find_root(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the program ended with {self.process.returncode}:\n{self.log}")
        top = self.atspi.get_desktop(0)
        for place in range(top.get_child_count()):
            child = top.get_child_at_index(place)
            if child and child.get_process_id() == self.process.pid and child.get_child_count():
                return child
        return None

    def forget(self):
        """The accessibility library remembers what it was told, and a word it missed would be missed for ever."""
        try:
            self.root.clear_cache()
        except Exception:
            pass

    # --- what there is --------------------------------------------------------------------------

    def walk(self, node=None):
        """All that is on the window, in its order. Objects that go away meanwhile are left out."""
        node = node or self.root
        yield node
        try:
            children = [node.get_child_at_index(place) for place in range(node.get_child_count())]
        except Exception:
            return
        for child in children:
            if child and self.has_state(child, self.atspi.StateType.SHOWING):
                yield from self.walk(child)

    def has_state(self, node, state):
        try:
            return node.get_state_set().contains(state)
        except Exception:
            return False

    def matches(self, node, role, name):
        try:
            if role and node.get_role_name() not in ROLES.get(role, (role,)):
                return False
            if role == "alert" and self.find("button", "Dismiss", node):
                return False  # a toast is one too, and stays for as long as the pointer happens to be on it
            if name is None:
                return True
            found = node.get_name() or ""
            return name(found) if callable(name) else bool(name.search(found)) if hasattr(name, "search") else found == name
        except Exception:
            return False

    def all(self, role=None, name=None, within=None):
        """What is showing and has this role and this name: a text, a pattern, or a function of a text."""
        return [node for node in self.walk(within) if self.matches(node, role, name)]

    def find(self, role=None, name=None, within=None):
        return next((node for node in self.walk(within) if self.matches(node, role, name)), None)

    def wait(self, role=None, name=None, within=None, patience=PATIENCE):
        def look():
            if self.process.poll() is not None:
                raise AssertionError(f"the program ended with {self.process.returncode}:\n{self.log}")
            return self.find(role, name, within)
        try:
            return until(look, f"{role} {name!r}", patience)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.tree()}\n{self.log}") from None

    def wait_told(self, text):
        """A toast, which may be gone before somebody looks: it is announced to who does not see it, too."""
        def was_told():
            while GLib.MainContext.default().iteration(False):
                pass
            heard = next((words for words in _announced if f": {text}," in words + ","), None)  # A toast appeared: …, has a button: Undo
            if heard:
                _announced.remove(heard)
            return heard or self.find("label", text)
        until(was_told, f"the toast {text!r}")

    def wait_gone(self, role=None, name=None, within=None):
        until(lambda: not self.find(role, name, within), f"{role} {name!r} to go away")

    def texts(self, within=None):
        """Everything that can be read on the window."""
        return [node.get_name() for node in self.walk(within) if node.get_name()]

    def text(self, node):
        return self.atspi.Text.get_text(node, 0, -1)

    def description(self, node):
        return node.get_description() or ""

    def tree(self, node=None, depth=0):
        """The tree as lines, for messages."""
        node = node or self.root
        try:
            lines = ["  " * depth + f"{node.get_role_name()} {node.get_name()!r} {node.get_description() or ''}".rstrip()]
            children = [node.get_child_at_index(place) for place in range(node.get_child_count())]
        except Exception:
            return ""
        return "\n".join(lines + [self.tree(child, depth + 1) for child in children if child and self.has_state(child, self.atspi.StateType.SHOWING)])

    def is_focused(self, node):
        return self.has_state(node, self.atspi.StateType.FOCUSED)

    def page_names(self):
        """The pages of the sidebar, in the order of their shortcuts; known from a wide window."""
        if not self.pages:
            found = self.find("list", "Pages")
            self.pages = [node.get_name() for node in self.walk(found) if node.get_role_name() == "list item"] if found else []
        return self.pages

    def show_page(self, name):
        """By the shortcut of its place. A dialog that is on its way out may still take the keys."""
        for _ in range(5):
            self.key(f"alt+{self.page_names().index(name) + 1}")
            deadline = time.monotonic() + 3
            while time.monotonic() < deadline:
                row = self.find("list item", name)
                if row is None or self.has_state(row, self.atspi.StateType.SELECTED):
                    return
                time.sleep(0.05)

    def focused(self):
        return next((node for node in self.walk() if self.is_focused(node)), None)

    # --- what a person does ---------------------------------------------------------------------

    def open_menu(self, name):
        """Of a button that may be made anew while data come in, as a person would: once more."""
        for _ in range(6):
            self.press("toggle button", name)
            try:
                return self.wait("menu item", patience=10)
            except AssertionError:
                pass
        return self.wait("menu item")

    def box(self, node):
        """x, y, width, height on the display. Coordinates count from inside the window's shadow."""
        kind = self.atspi.CoordType.WINDOW
        place, frame = self.atspi.Component.get_extents(node, kind), self.atspi.Component.get_extents(self.frame, kind)
        return place.x - frame.x, place.y - frame.y, place.width, place.height

    def centre(self, node):
        x, y, width, height = self.box(node)
        return x + width // 2, y + height // 2

    def target(self, what, name=None):
        return self.wait(what, name) if what is None or isinstance(what, str) else what

    def pointer(self, x, y, *more):
        """Where the pointer is already, waiting until it has moved would take as long as xdotool is patient."""
        there = self.desktop.run("xdotool", "getmouselocation").startswith(f"x:{x} y:{y} ")
        self.desktop.run("xdotool", "mousemove", *([] if there else ["--sync"]), str(x), str(y), *map(str, more))

    def click(self, what, name=None, button=1, count=1):
        """Clicks on a node, or on what has this role and name."""
        self.pointer(*self.centre(self.target(what, name)), "click", "--repeat", count, "--delay", 60, button)

    def press(self, what, name=None):
        """The action of a button, toggle or menu item, without the pointer."""
        node = self.target(what, name)
        tap.check(self.atspi.Action.do_action(node, 0), f"{name} has no action")

    def hover(self, what, name=None):
        x, y = self.centre(self.target(what, name))
        self.pointer(x - 3, y)
        self.pointer(x, y)

    def key(self, *keys):
        self.desktop.run("xdotool", "key", "--clearmodifiers", "--delay", "30", *keys)

    def type(self, text):
        self.desktop.run("xdotool", "type", "--delay", "20", text)

    def set_text(self, node, text):
        """At once, without what a field proposes while somebody types."""
        tap.check(self.atspi.EditableText.set_text_contents(node, text), "the text cannot be set")

    def wheel(self, what, name=None, steps=1):
        x, y = self.centre(self.target(what, name))
        self.pointer(x, y, "click", "--repeat", abs(steps), "--delay", 40, 4 if steps > 0 else 5)

    def scroll(self, steps):
        """The middle of the page, downwards."""
        x, y, width, height = self.geometry()
        self.pointer(x + width * 2 // 3, y + height * 2 // 3, "click", "--repeat", abs(steps), "--delay", 20, 5 if steps > 0 else 4)

    def rest_pointer(self):
        """Away from the window, so that nothing of it is pointed at."""
        self.pointer(1598, 1398)

    def drag(self, start, by, steps=8):
        """From a node or a place by so many pixels."""
        x, y = start if isinstance(start, tuple) else self.centre(start)
        moves = [word for step in range(1, steps + 1)
                 for word in ("sleep", "0.03", "mousemove", "--sync", x + by[0] * step // steps, y + by[1] * step // steps)]
        self.pointer(x, y, "mousedown", 1, *moves, "sleep", "0.1", "mouseup", 1)

    def border(self):
        """What the window has around it where there is nobody to draw shadows."""
        return -self.atspi.Component.get_extents(self.frame, self.atspi.CoordType.WINDOW).x

    def resize(self, width, height):
        border = self.border()
        self.desktop.run("xdotool", "windowsize", self.window, str(width + 2 * border), str(height + 2 * border))
        self.desktop.run("xdotool", "windowmove", self.window, "0", "0")
        self.settle()

    def geometry(self):
        lines = self.desktop.run("xdotool", "getwindowgeometry", "--shell", self.window).splitlines()
        values = dict(line.split("=") for line in lines if "=" in line)
        return tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def wait_quiet(self, quiet=0.4, restless=3):
        """Until the program has had nothing to do for a while: answers have come and are drawn.

        Where a spinner turns it always has something to do; after @restless seconds it counts as quiet
        too when nothing that can be read on the window has changed.
        """
        def ticks():
            with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as text:
                return sum(map(int, text.read().rsplit(")", 1)[1].split()[11:13]))

        def starved():
            """How many seconds it would have worked if others had not."""
            total = 0
            for path in glob.glob(f"/proc/{self.process.pid}/task/*/schedstat"):
                with contextlib.suppress(OSError, IndexError, ValueError), open(path, encoding="ascii") as text:
                    total += int(text.read().split()[1])
            return total / 1e9

        begun = time.monotonic()

        def is_quiet():
            is_long = time.monotonic() - begun > restless
            self.box(self.frame)  # which it answers once it has come to it
            tree, before, hunger = is_long and self.tree(), ticks(), starved()
            time.sleep(quiet)
            return (ticks() - before <= 1 and starved() - hunger < quiet / 4) or (is_long and self.tree() == tree)
        until(is_quiet, "the program to be done")

    def settle(self, pause=0.25):
        """Lets what was set off happen: only for pictures and places, never for what a test can wait for."""
        time.sleep(pause)

    def shot(self, path):
        """Writes the window, without its border, as a PNG."""
        x, y, width, height = self.geometry()
        border = self.border()
        self.desktop.picture(path, x + border, y + border, width - 2 * border, height - 2 * border)
        return path

    def dismiss_toasts(self):
        """All of them: one that goes makes room for the next."""
        while toast := self.find("button", "Dismiss"):
            self.press(toast)
            self.wait_quiet()

    # --- paths through this program that several tests take --------------------------------------

    def open_audience(self, name):
        """From the list of all audiences to one of them, by keyboard."""
        self.show_page("Explore")
        self.wait("label", name)
        self.key("ctrl+f")
        self.type(name)
        self.wait_quiet()
        self.click("label", name)
        self.wait_quiet()
        if not self.find(None, "Growth"):  # in a narrow list the click has opened it
            self.key("Return")
        self.wait(None, "Growth")

    def add_to_comparison(self, name):
        self.click("toggle button", "Add an Audience")
        self.wait("list item", lambda text: " (" in text)
        self.type(name)
        self.wait_quiet()
        self.key("Return")
        self.wait("button", f"Remove {name}")
        if next(filter(self.is_focused, self.all("text")), None):
            self.key("Escape")

    # --- the end --------------------------------------------------------------------------------

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.own_home:
            shutil.rmtree(self.home, ignore_errors=True)

    def quit(self):
        """Leaves through the keyboard; the exit status."""
        self.key("ctrl+q")
        self.process.wait(PATIENCE)
        return self.process.returncode

    def tell(self):
        """What the window looked like when a test failed, as comments of its output."""
        if os.environ.get("XAUDIENCE_TEST_PICTURES"):
            self.shot(os.path.join(os.environ["XAUDIENCE_TEST_PICTURES"], "failed.png"))
        print("\n".join(f"# {line}" for line in [*self.tree().splitlines(), *self.log.splitlines()[-20:]]), flush=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error:
            self.tell()
        self.close()


__all__ = ["App", "NOW", "PATIENCE", "desktop", "environment_in", "tap", "until"]
