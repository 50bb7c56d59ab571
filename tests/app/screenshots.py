"""Pictures of every view in every dress: screenshots.py PROGRAM CLI FOLDER [NAME...]; prints the path of each.

A NAME is a dress, a scene (welcome, sample, inspected, ...), or part of the name of a picture."""

import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import connecting
from app import App, desktop, tap, until
from pictured import Actors, make_workspaces

PROGRAM, CLI, FOLDER = map(os.path.abspath, sys.argv[1:4])
BUILD = os.path.join(os.path.dirname(PROGRAM), "..", "..")
HOLD = os.path.join(BUILD, "tests", "app", "libhold-answers.so")
TELEGRAM = {"XAUDIENCE_TDHELPER": os.path.join(BUILD, "src", "tdhelper", "xaudience-tdhelper"),
            "XAUDIENCE_TDJSON": os.path.join(BUILD, "tests", "tdhelper", "libtdjson-standin.so")}

WIDE, NARROW, VAST = (1280, 800), (360, 720), (3840, 2160)
ROOMY = (1560, 1300)  # where the sidebar has room whatever the size of text

# How the window is dressed: its size, what is in its environment, the size of text, the direction of writing; and the only
# pictures that are taken so, where not all are.
DRESSES = {
    "wide": {},
    "narrow": {"size": NARROW},
    "dark": {"environment": {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}},
    "contrast": {"environment": {"ADW_DEBUG_HIGH_CONTRAST": "1"}},
    "large-text": {"scale": 1.5},
    "large-narrow": {"scale": 1.5, "size": NARROW},
    "rtl": {"language": "he_IL"},
    "german": {"language": "de_DE", "size": NARROW, "is_translated": True},
    "german-wide": {"language": "de_DE", "is_translated": True},
    "vast": {"size": VAST, "only": ("explore", "graph")},
}

THREE = ("Bridge Makers 8", "Orchard Makers 6", "Valley Makers 3")
SCENE_NAMES = ("welcome", "starting", "tour", "sample", "selected", "inspected", "compared", "graphed", "connected", "agreed", "marked", "lived", "late", "broken", "empty", "damaged")
CHOSEN = [word for word in sys.argv[4:] if word in SCENE_NAMES]
VIEWS = [word for word in sys.argv[4:] if word not in DRESSES and word not in SCENE_NAMES]
WORN = [word for word in sys.argv[4:] if word in DRESSES] or list(DRESSES)


class Camera:
    def __init__(self, app, dress, scene):
        self.app, self.dress, self.scene = app, dress, scene

    def wants(self, name):
        if name not in DRESSES[self.dress].get("only", (name,)):
            return False
        if self.scene in CHOSEN or not VIEWS:
            return self.scene in CHOSEN or not CHOSEN
        return any(word in name for word in VIEWS)

    def take(self, name, quiet=True):
        if not self.wants(name):
            return
        self.app.rest_pointer()
        self.app.settle(0.3)  # a button that was told to be pressed looks so for a quarter of a second, and only then is
        if quiet:
            self.app.wait_quiet(0.25)
        print(self.app.shot(os.path.join(FOLDER, f"{name}-{self.dress}.png")), flush=True)


class Answers:
    """What the workspace answers: nothing yet ("hold"), or that it cannot ("fail"), to questions with some words in them or to all."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def do(self, what, words=""):
        with open(os.path.join(self.folder, what), "w", encoding="ascii") as out:
            out.write(words)

    def come(self):
        for name in os.listdir(self.folder):
            os.unlink(os.path.join(self.folder, name))


def open_workspace(app, name):
    """As from the file manager, in the window that is there."""
    subprocess.run([PROGRAM, app.path(f"{name}.xaudience")], env=app.environment, check=True, capture_output=True)


# --- what is photographed ---


def turn_to(app, tab):
    """A tab of a page; the picture is of what it shows, or there is none. Some kinds of tabs are selected, others checked."""
    states = app.atspi.StateType
    app.press(tab)
    until(lambda: any(app.has_state(tab, state) for state in (states.SELECTED, states.CHECKED)), f"the tab {tab.get_name()}")


def welcome(app, camera, answers):
    app.wait("label", "Welcome to XAudience")
    camera.take("welcome")
    app.key("ctrl+n")
    app.wait("alert")
    camera.take("new-workspace")
    app.key("Escape")


def starting(app, camera, answers):
    """Nothing is answered yet; then all is there."""
    answers.do("hold")
    open_workspace(app, "Sample")
    app.wait_gone("label", "Welcome to XAudience")
    camera.take("starting")
    answers.come()
    app.wait("label", "Orchard Makers 6")


def sample(app, camera, answers):
    pages(app, camera, "")
    app.show_page("Explore")
    app.key("ctrl+f")
    app.type("platform:telegram size:>1000")
    camera.take("explore-search")
    app.type(" nobody")
    camera.take("explore-nothing-found")
    app.key("ctrl+a", "BackSpace")
    app.wait_quiet()
    app.key("Escape")
    app.wait("label", "Orchard Makers 6")
    if app.find("toggle button", "Main Menu"):
        app.key("F10")
        camera.take("menu")
        app.key("Escape")
    if camera.wants("shortcuts"):
        app.key("ctrl+question")
        camera.take("shortcuts")
        app.key("Escape")
        app.focus_window()


def selected(app, camera, answers):
    """Several audiences of the list."""
    app.show_page("Explore")
    collect(app, THREE)
    camera.take("explore-selected")
    app.press("button", "Select Nothing")


def inspected(app, camera, answers):
    """The pages of one audience, from its top to its bottom."""
    app.open_audience("Orchard Makers 6")
    camera.take("inspect")
    app.scroll(12)
    camera.take("inspect-middle")
    app.scroll(30)
    camera.take("inspect-below")
    app.scroll(-60)
    for tab in ("Preferences", "Posts", "Retention", "Log"):
        found = app.find("page tab", tab)
        if found:
            turn_to(app, found)
            camera.take("inspect-" + tab.lower())
    turn_to(app, app.wait("page tab", "Overview"))
    explain = app.find("button", "How was this computed: Members")
    if explain:
        app.press(explain)
        app.wait("dialog")
        camera.take("inspect-explained")
        app.press(app.wait("button", "Close", within=app.wait("dialog")))
        app.wait_gone("dialog")


def graphed(app, camera, answers):
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


def compared(app, camera, answers):
    app.show_page("Compare")
    app.wait_quiet()
    for name in THREE:
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


def leave_dialogs(app):
    for _ in range(3):
        if app.find("dialog") or app.find("alert"):
            app.key("Escape")
            app.settle()
            app.wait_quiet(0.25)


def connected(app, camera, answers):
    """The connections, from the first choice to what can be added; everything is answered by a server of invented pages."""
    if not any(camera.wants(name) for name in ("connect", "add-audience", "dialog")):
        return
    server = connecting.serve()
    app.show_page("Connections")
    camera.take("connections")
    app.press("button", "Connect Mastodon")
    app.wait("dialog")
    camera.take("connect-mastodon-dialog")
    leave_dialogs(app)
    app.press("button", "Connect Discord")
    app.wait("dialog")
    camera.take("connect-discord-dialog")
    leave_dialogs(app)
    connecting.connect(app, server, lambda: camera.take("connect-asks-dialog"))
    leave_dialogs(app)
    app.dismiss_toasts()
    app.show_page("Connections")
    camera.take("connections-connected")
    app.key("ctrl+shift+a")
    entry = app.wait("text", "Links or names of audiences")
    camera.take("add-audience-dialog")
    app.set_text(entry, "https://t.me/birds\nhttps://linkedin.com/in/someone\nt.me/nobody_is_here\nhttps://tiktok.com/@someone")
    app.wait("label", "Telegram · Channel · @birds")
    camera.take("add-audience-typed-dialog")
    app.press("button", "Look Up")
    app.wait("label", "Birds of the Coast")
    app.wait("label", lambda text: text.startswith("Telegram shows no public chat"))
    camera.take("add-audience-found-dialog")
    leave_dialogs(app)
    server.shutdown()
    pay(app, camera)


def pay(app, camera):
    """An audience whose posts cost something, before it is added."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Actors)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app.show_page("Connections")
    app.press("button", "Connect Instagram through Apify")
    app.set_text(app.wait("text", "Personal API token of Apify"), "token-of-nobody")
    app.set_text(connecting.field(app, lambda text: text.startswith("Address")), f"http://127.0.0.1:{server.server_port}")
    camera.take("connect-apify-dialog")
    app.press("button", "Connect")
    app.wait("label", lambda text: "private network" in text)
    app.wait_quiet()
    app.click("label", "The Server Is on This Computer or in My Own Network")
    app.press("button", "Connect")
    app.wait("label", lambda text: "signed in as reader" in text)
    app.key("ctrl+shift+a")
    app.set_text(app.wait("text", "Links or names of audiences"), "https://www.instagram.com/news/")
    app.press("button", "Look Up")
    app.wait("label", lambda text: "$" in text)
    camera.take("add-audience-cost-dialog")
    leave_dialogs(app)
    server.shutdown()


def agreed(app, camera, answers):
    """An account of one's own: its risk, what is asked, and a code for another device."""
    if not any(camera.wants(name) for name in ("telegram", "dialog")):
        return
    app.show_page("Connections")
    app.press("button", "Connect Telegram account")
    app.set_text(app.wait("text", "Id of Your App"), "12345")
    app.set_text(app.wait("text", "Secret of Your App"), "hash-of-the-app")
    camera.take("telegram-app-dialog")
    app.press("button", "Sign In")
    app.wait("label", lambda text: "you may lose the account" in text)
    camera.take("telegram-risk-dialog")
    app.press("button", "Use My Account")
    app.wait("text", lambda text: text.startswith("Phone number"))
    camera.take("telegram-number-dialog")
    app.press("button", "Use a QR code")
    app.wait("label", "Scan This on Another Device")
    camera.take("telegram-code-dialog")
    app.press(app.wait("button", "Back", within=app.wait("dialog")))
    app.wait("text", "Id of Your App")
    leave_dialogs(app)


def marked(app, camera, answers):
    """A series that goes on by another way, words of a search, and a chain of connections."""
    leave_dialogs(app)
    open_workspace(app, "Marks")
    app.wait("label", "Words of the Sea")
    app.open_audience("Words of the Sea")
    camera.take("inspect-breaks")
    app.scroll(14)
    camera.take("inspect-words")
    app.scroll(60)
    camera.take("inspect-words-below")
    app.show_page("Connections")
    camera.take("connections-chain")
    app.show_page("Activity")
    camera.take("activity-chain")


def lived(app, camera, answers):
    """A workspace that follows something: lanes, tasks and figures, alerts, backups, what is kept, the server."""
    leave_dialogs(app)
    open_workspace(app, "Live")
    app.show_page("Activity")
    app.wait("row", "Simulated")
    camera.take("activity-lanes")
    app.press("toggle button", "Why is Simulated not faster?")
    app.wait("label", lambda text: text.startswith("Nothing holds it back."))
    camera.take("activity-why")
    app.key("Escape")
    app.wait_gone("label", lambda text: text.startswith("Nothing holds it back."))
    app.open_menu("Steer Simulated")
    camera.take("activity-steer")
    app.key("Escape")
    app.wait_gone("menu item")
    for tab in ("Tasks", "Figures", "Log"):
        turn_to(app, app.wait("page tab", tab))
        camera.take("activity-" + tab.lower())
    app.scroll(20)
    camera.take("activity-log-below")
    turn_to(app, app.wait("page tab", "Now"))
    app.show_page("Alerts")
    camera.take("alerts-quiet")
    app.press("button", "Look Now")
    app.wait("label", "Birds of the Coast: a post takes off")
    app.dismiss_toasts()
    camera.take("alerts-noticed")
    app.click("label", "Posts that take off")
    app.wait("label", lambda text: text.startswith("It would have told something"))
    camera.take("alerts-rule")
    app.scroll(30)
    camera.take("alerts-below")
    app.scroll(-60)
    app.click("label", "Posts that take off")
    app.wait_quiet()
    app.pointer(*switch_beside(app, "Trouble with a connection"), "click", 1)
    camera.take("alerts-off")
    app.key("ctrl+z")
    upkept(app, camera)
    app.show_page("Connections")
    app.press("button", "Local Server and Webhooks")
    app.wait("label", "Answer Programs on This Computer")
    camera.take("server-dialog")
    app.press("button", "Add Program")
    app.wait("alert")
    camera.take("server-add-program-dialog")
    leave_dialogs(app)


def switch_beside(app, name):
    """Where the one of a row is, which is not in the tree itself: before the arrow at the end of the row."""
    x, y, width, height = app.box(app.wait("label", name))
    rows = [app.box(node) for node in app.walk() if node.get_role_name() in ("list item", "button", "toggle button")]
    left, top, room, high = min((row for row in rows if row[0] <= x and row[0] + row[2] >= x + width and row[1] <= y and row[1] + row[3] >= y + height), key=lambda row: row[3])
    is_mirrored = x + width / 2 > left + room / 2
    return (left + 66 if is_mirrored else left + room - 66), top + high // 2


def open_main_menu(app):
    """It is in the sidebar, which a narrow window shows by itself."""
    if not app.find("toggle button", "Main Menu"):
        app.key("alt+Left")
    app.open_menu("Main Menu")


def upkept(app, camera):
    open_main_menu(app)
    app.key("b")
    app.wait("label", "Beside the Workspace")
    app.press("button", "Back Up Now")
    app.press("button", "Restore…")
    camera.take("backups-restore-dialog")
    app.key("Escape")
    app.wait_gone("label", "Restore This Backup?")
    camera.take("backups-dialog")
    leave_dialogs(app)
    open_main_menu(app)
    app.key("w")
    app.wait("label", "Nothing is deleted now.")
    camera.take("kept-dialog")
    app.click("label", "Times and counters; there are no authors")
    app.wait_quiet()
    app.key("Down", "Return")
    app.wait("label", lambda text: text.endswith(" posts"))
    camera.take("kept-loses-dialog")
    leave_dialogs(app)


def visit(app, name):
    """Opens an audience that is in the list, whatever is seen then."""
    app.click("label", name)
    app.wait_quiet()
    if app.find("label", "Size"):  # the list is a table
        app.key("Return")


def collect(app, names):
    """Chooses audiences in the list of all, whatever its layout."""
    app.desktop.run("xdotool", "keydown", "ctrl")
    for name in names:
        app.click("label", name)
    app.desktop.run("xdotool", "keyup", "ctrl")
    app.wait("label", f"{len(names)} selected")


def late(app, camera, answers):
    """Pages that wait for what they show."""
    leave_dialogs(app)
    app.show_page("Explore")
    app.wait_gone(None, "Growth")
    open_workspace(app, "Empty")
    app.wait("label", "No Audiences Yet")
    answers.do("hold")
    open_workspace(app, "Sample")
    camera.take("explore-loading")
    for name in ("Graph", "Connections"):
        app.show_page(name)
        camera.take(f"{name.lower()}-loading")
    app.show_page("Explore")
    answers.come()
    app.wait("label", "Orchard Makers 6")
    app.wait_quiet()
    collect(app, THREE)
    answers.do("hold")
    app.press("button", "Compare")
    app.wait("progress bar")
    camera.take("compare-loading")
    app.show_page("Explore")
    app.press("button", "Select Nothing")
    app.wait_quiet()
    visit(app, "Orchard Makers 6")
    app.wait_gone("label", "Bridge Makers 8")
    camera.take("inspect-loading")
    answers.come()


def broken(app, camera, answers):
    """Pages that get nothing: what they ask for cannot be read."""
    leave_dialogs(app)
    app.show_page("Explore")
    open_workspace(app, "Empty")
    app.wait("label", "No Audiences Yet")
    answers.do("fail", "FROM audience_tag")
    open_workspace(app, "Sample")
    app.wait("label", "The Audiences Cannot Be Read")
    camera.take("explore-failed")
    answers.come()
    open_workspace(app, "Empty")
    app.wait("label", "No Audiences Yet")
    answers.do("fail", "connection")
    open_workspace(app, "Sample")
    app.show_page("Connections")
    app.wait("label", "The Connections Cannot Be Read")
    camera.take("connections-failed")
    answers.come()
    app.show_page("Explore")
    app.wait("label", "Orchard Makers 6")
    app.wait_quiet()
    collect(app, THREE)
    answers.do("fail")
    app.press("button", "Compare")
    app.wait("label", "These Audiences Cannot Be Compared")
    camera.take("compare-failed")
    app.show_page("Graph")
    app.wait("label", "The Graph Cannot Be Shown")
    camera.take("graph-failed")
    app.show_page("Explore")
    app.press("button", "Select Nothing")
    app.wait_quiet()
    visit(app, "Orchard Makers 6")
    app.wait("label", "The Audience Cannot Be Shown")
    camera.take("inspect-failed")
    answers.come()


def empty(app, camera, answers):
    open_workspace(app, "Empty")
    app.wait("label", "No Audiences Yet")
    pages(app, camera, "empty-")


def damaged(app, camera, answers):
    open_workspace(app, "Damaged")
    app.wait("label", "The Workspace Cannot Be Opened")
    camera.take("failed")


def wait_titled(app, name):
    """Until the page itself says what it is, not only the sidebar. Where there is room Activity has tabs for a title; where
    there is none the graph has no title."""
    def look():
        if name == "Activity" and app.find("page tab", "Now"):
            return True
        if name == "Graph" and (app.find(None, "Find an audience") or app.find("label", "No Graph Yet")):
            return True
        sidebar = app.find("list", "Pages")
        return len(app.all("label", name)) > (len(app.all("label", name, within=sidebar)) if sidebar else 0)
    until(look, f"the title {name}")


def pages(app, camera, prefix):
    """Each page by its shortcut."""
    for number, name in enumerate(app.page_names(), 1):
        if camera.wants(prefix + name.lower()):
            app.key(f"alt+{number}")
            wait_titled(app, name)
            camera.take(prefix + name.lower())


# What is done in the one window of a dress, one after the other; and what of it is seen by its names.
SCENES = {
    welcome: ("welcome", "new-workspace"),
    starting: (),
    sample: ("explore", "compare", "graph", "activity", "connections", "alerts", "menu", "shortcuts"),
    selected: ("explore-selected",),
    inspected: ("inspect",),
    compared: ("compare-three",),
    graphed: ("graph",),
    connected: ("connect", "add-audience", "connections-connected", "dialog"),
    agreed: ("telegram", "dialog"),
    marked: ("inspect-breaks", "inspect-words", "connections-chain", "activity-chain"),
    lived: ("activity-", "alerts-", "backups", "kept", "server", "dialog"),
    late: ("explore-loading", "compare-loading", "graph-loading", "connections-loading", "inspect-loading"),
    broken: ("explore-failed", "compare-failed", "graph-failed", "connections-failed", "inspect-failed"),
    empty: ("empty-explore", "empty-compare", "empty-graph", "empty-activity"),
    damaged: ("failed",),
}


def tour(app, camera, answers):
    """In a language whose words are not known here: by keys and by the names of audiences."""
    app.wait_quiet()
    camera.take("welcome")
    open_workspace(app, "Sample")
    app.wait("label", "Harbour Makers 1")
    app.wait_quiet()
    for number, name in enumerate(("explore", "compare", "graph", "activity", "connections", "alerts"), 1):
        app.key(f"alt+{number}")
        camera.take(name)
    for name, keys in {"shortcuts": "ctrl+question", "new-workspace": "ctrl+n", "add-audience-dialog": "ctrl+shift+a"}.items():
        app.key(keys)
        camera.take(name)
        app.key("Escape")
        app.wait_quiet()
    app.key("alt+1")
    app.wait("label", "Orchard Makers 6")
    app.click("label", "Orchard Makers 6")
    app.wait_quiet()
    if not app.find("page tab"):  # the list is a table
        app.key("Return")
    app.wait("page tab")
    for tab in ("inspect", "inspect-preferences", "inspect-posts", "inspect-retention", "inspect-log"):
        if tab != "inspect":
            turn_to(app, app.all("page tab")[("inspect", "inspect-preferences", "inspect-posts", "inspect-retention", "inspect-log").index(tab)])
        camera.take(tab)
    app.key("alt+1")
    app.wait_quiet()
    app.desktop.run("xdotool", "keydown", "ctrl")
    for name in THREE:
        app.click("label", name)
    app.desktop.run("xdotool", "keyup", "ctrl")
    app.wait_quiet()
    camera.take("explore-selected")
    open_workspace(app, "Live")
    app.wait_quiet()
    app.wait("label", "Birds of the Coast")
    app.key("alt+4")
    app.wait("row", lambda name: name.startswith("Simul"))
    camera.take("activity-lanes")
    for number, name in enumerate(("tasks", "figures", "log"), 1):
        turn_to(app, app.all("page tab")[number])
        camera.take("activity-" + name)
    app.key("alt+6")
    app.wait_quiet()
    camera.take("alerts-rules")


def is_wanted(act, names):
    """What is chosen, or may hold a picture that is; and always what opens the workspace."""
    if not names or act.__name__ in CHOSEN:
        return True
    if not VIEWS:
        return not CHOSEN
    return any(word in name or name in word for name in names for word in VIEWS)


def wear(dress, workspaces, home):
    """All pictures in one dress; what went wrong."""
    how = DRESSES[dress]
    complaints = []
    answers = Answers(os.path.join(home, "answers"))
    desktop(*(VAST if how.get("size") == VAST else ()))
    environment = {"LD_PRELOAD": HOLD, "XAUDIENCE_TEST_ANSWERS": answers.folder, "XAUDIENCE_STANDIN": os.path.join(home, "standin")} | TELEGRAM | how.get("environment", {})
    shutil.copytree(workspaces, home, dirs_exist_ok=True)
    os.makedirs(os.path.join(home, "standin"), exist_ok=True)
    if "language" in how:
        environment |= desktop().make_locale(how["language"])
    desktop().set_text_scale(how.get("scale", 1))
    with App(PROGRAM, home=home, environment=environment, size=how.get("size", WIDE)) as app:
        for act, names in ({tour: ()} if how.get("is_translated") else SCENES).items():
            if not is_wanted(act, names) or (names and not set(names) & set(how.get("only", names))):
                continue
            try:
                act(app, Camera(app, dress, act.__name__), answers)
                if act == starting:
                    app.wait_quiet()
                    app.resize(*ROOMY)
                    app.page_names()
                    app.wait_quiet()
                    app.resize(*how.get("size", WIDE))
            except (AssertionError, ValueError, subprocess.CalledProcessError) as error:
                app.shot(os.path.join(FOLDER, f"trouble-{act.__name__}-{dress}.png"))
                complaints.append(f"{act.__name__} {dress}: {str(error).splitlines()[0]}")
                answers.come()
                app.key("Escape")
        complaints += [f"{dress}: {line}" for line in app.log.splitlines() if "WARNING" in line or "CRITICAL" in line]
    return complaints


def wear_apart(dress, workspaces):
    """In a program of its own: the accessibility library knows one desktop."""
    environment = os.environ | {"XAUDIENCE_PICTURES_OF": workspaces}
    return subprocess.run([sys.executable, __file__, *sys.argv[1:4], *VIEWS, *CHOSEN, dress], env=environment, check=False).returncode


def main():
    os.makedirs(FOLDER, exist_ok=True)
    workspaces = os.environ.get("XAUDIENCE_PICTURES_OF")
    if workspaces:
        with tempfile.TemporaryDirectory(prefix="xaudience-pictures-") as home:
            complaints = wear(WORN[0], workspaces, home)
        for line in complaints:
            print("complaint:", line, file=sys.stderr)
        return 1 if complaints else 0
    with tempfile.TemporaryDirectory(prefix="xaudience-pictures-") as workspaces, ThreadPoolExecutor(os.cpu_count()) as pool:
        make_workspaces(CLI, workspaces)
        return max(pool.map(lambda dress: wear_apart(dress, workspaces), WORN))


try:
    sys.exit(main())
except tap.Skip as why:
    sys.exit(f"screenshots: {why}")
