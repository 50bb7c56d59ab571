"""Pictures of every view in every dress: screenshots.py PROGRAM CLI FOLDER [NAME...]; prints the path of each.

A NAME is a dress, a scene (welcome, sample, inspected, compared, graphed, empty, failed), or part of the name of a picture."""

import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, desktop, tap

PROGRAM, CLI, FOLDER = map(os.path.abspath, sys.argv[1:4])

WIDE, NARROW = (1280, 800), (360, 720)

# How the window is dressed: its size, what is in its environment, the size of text, the direction of writing.
DRESSES = {
    "wide": {},
    "narrow": {"size": NARROW},
    "dark": {"environment": {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}},
    "contrast": {"environment": {"ADW_DEBUG_HIGH_CONTRAST": "1"}},
    "large-text": {"scale": 1.5},
    "rtl": {"language": "he_IL"},
}


def prepare(home, fill):
    """A home with a workspace "Sample": of invented audiences, an empty one, or a file that is none."""
    folder = os.path.join(home, "data", "xaudience")
    path = os.path.join(folder, "Sample.xaudience")
    os.makedirs(folder, mode=0o700)
    if fill == "damaged":
        with open(path, "wb") as out:
            out.write(b"This is no workspace. " * 400)
        return
    call = [CLI, "-w", path, "--key-file", os.path.join(home, "key")]
    environment = os.environ | {"HOME": home, "SOURCE_DATE_EPOCH": "1748865600"}
    subprocess.run([*call, "workspace", "new"], env=environment, check=True, capture_output=True)
    if fill == "sample":
        subprocess.run([*call, "simulate", "--audiences", "40", "--members", "60000", "--snapshots", "12", "--seed", "1"], env=environment,
                       check=True, capture_output=True)


SCENE_NAMES = ("welcome", "sample", "inspected", "compared", "graphed", "empty", "failed")
CHOSEN = [word for word in sys.argv[4:] if word in SCENE_NAMES] or SCENE_NAMES
VIEWS = [word for word in sys.argv[4:] if word not in DRESSES and word not in SCENE_NAMES]
WORN = [word for word in sys.argv[4:] if word in DRESSES] or list(DRESSES)


class Camera:
    def __init__(self, app, dress):
        self.app, self.dress = app, dress

    def take(self, name):
        if VIEWS and not any(word in name for word in VIEWS):
            return
        self.app.rest_pointer()
        self.app.wait_quiet()
        print(self.app.shot(os.path.join(FOLDER, f"{name}-{self.dress}.png")), flush=True)


# --- what is photographed ---


def welcome(app, camera):
    camera.take("welcome")


def sample(app, camera):
    pages(app, camera, "")
    app.show_page("Explore")
    app.key("ctrl+f")
    app.type("platform:telegram size:>1000")
    camera.take("explore-search")
    app.type(" nobody")
    camera.take("explore-nothing-found")
    app.key("Escape")


def inspected(app, camera):
    """The pages of one audience, from its top to its bottom."""
    app.open_audience("Orchard Makers 6")
    camera.take("inspect")
    app.scroll(30)
    camera.take("inspect-below")
    app.scroll(-60)
    for tab in ("Preferences", "Posts", "Retention", "Log"):
        found = app.find("page tab", tab)
        if found:
            app.press(found)
            camera.take("inspect-" + tab.lower())


def graphed(app, camera):
    """The graph, and one audience of it found."""
    app.show_page("Graph")
    camera.take("graph")
    app.key("ctrl+f")
    app.type("Orchard Makers 6")
    app.wait_quiet()
    app.key("Return")
    camera.take("graph-found")
    app.key("ctrl+a")
    camera.take("graph-all-selected")


def compared(app, camera):
    app.show_page("Compare")
    app.wait_quiet()
    for name in ("Bridge Makers 8", "Orchard Makers 6", "Valley Makers 3"):
        app.add_to_comparison(name)
    app.dismiss_toasts()
    camera.take("compare-three")
    app.click("label", "UpSet")
    camera.take("compare-three-upset")
    app.click("label", "Matrix")
    camera.take("compare-three-matrix")
    app.scroll(5)
    camera.take("compare-three-preferences")
    app.scroll(60)
    camera.take("compare-three-reach")


def empty(app, camera):
    pages(app, camera, "empty-")
    app.key("ctrl+n")
    app.wait("alert")
    camera.take("new-workspace")


def failed(app, camera):
    camera.take("failed")


def pages(app, camera, prefix):
    """Each page by its shortcut."""
    for number, name in enumerate(app.page_names(), 1):
        app.key(f"alt+{number}")
        camera.take(prefix + name.lower())


# Filling of the home, what tells that the program is ready, what to do then.
SCENES = [
    (None, "Welcome to XAudience", welcome),
    ("sample", "40 audiences, updated just now", sample),
    ("sample", "40 audiences, updated just now", inspected),
    ("sample", "40 audiences, updated just now", compared),
    ("sample", "40 audiences, updated just now", graphed),
    ("empty", "Nothing was imported yet", empty),
    ("damaged", "The Workspace Cannot Be Opened", failed),
]


def main():
    os.makedirs(FOLDER, exist_ok=True)
    complaints = []
    with tempfile.TemporaryDirectory(prefix="xaudience-pictures-") as place:
        homes = {}
        for fill in ("sample", "empty", "damaged"):
            homes[fill] = os.path.join(place, fill)
            prepare(homes[fill], fill)
        for dress in WORN:
            how = dict(DRESSES[dress])
            environment = how.pop("environment", {})
            if "language" in how:
                environment |= desktop().make_locale(how.pop("language"))
            desktop().set_text_scale(how.pop("scale", 1))
            for fill, ready, act in SCENES:
                if act.__name__ not in CHOSEN:
                    continue
                home = tempfile.mkdtemp(dir=place)
                if fill:
                    shutil.copytree(homes[fill], home, dirs_exist_ok=True)
                with App(PROGRAM, home=home, environment=environment) as app:
                    app.wait("label", ready)
                    app.wait_quiet()
                    app.page_names()
                    app.resize(*how.get("size", WIDE))
                    try:
                        act(app, Camera(app, dress))
                    except AssertionError as error:
                        complaints.append(f"{act.__name__} {dress}: {str(error).splitlines()[0]}")
                    complaints += [f"{act.__name__} {dress}: {line}" for line in app.log.splitlines() if "WARNING" in line or "CRITICAL" in line]
    for line in complaints:
        print("complaint:", line, file=sys.stderr)


try:
    main()
except tap.Skip as why:
    sys.exit(f"screenshots: {why}")
