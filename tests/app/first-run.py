"""What a person meets who opens the program for the first time."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, tap, until

PROGRAM = sys.argv[1]
BANNER = "SIMULATED: these audiences and their people are invented"


def sample(app):
    app.click("row", "Look at a Sample")
    app.wait("row", "Activity")
    app.wait("label", "40 audiences, updated just now")


def test_welcome():
    """Before anything is chosen nothing is made."""
    with App(PROGRAM) as app:
        app.wait("label", "Welcome to XAudience")
        for name in ("Look at a Sample", "Import Files…", "Begin with an Empty Workspace…"):
            app.wait("row", name)
        tap.equal(os.path.exists(app.path("data/xaudience")) and os.listdir(app.path("data/xaudience")), False, "what was made")
        tap.equal(app.quit(), 0, "the exit status")
        tap.lacks(app.log, "WARNING", "what the program said")
        tap.lacks(app.log, "CRITICAL", "what the program said")


def test_sample():
    with App(PROGRAM) as app:
        sample(app)
        app.wait("label", BANNER)
        app.click("row", "Activity")
        app.wait("label", "Invented 40 audiences")
        tap.equal(os.listdir(app.path("data/xaudience")).count("Sample.xaudience"), 1, "the number of samples")


def test_simulated():
    """Whatever page is looked at says that the people are invented."""
    with App(PROGRAM) as app:
        sample(app)
        pages = app.all("list item", within=app.wait("list", "Pages"))
        tap.check(len(pages) >= 1, "there are no pages")
        for page in pages:
            app.click(page)
            app.wait("label", BANNER)


def test_again():
    """The second start opens what was made in the first."""
    with App(PROGRAM) as first:
        sample(first)
        first.quit()
        with App(PROGRAM, home=first.home) as second:
            second.wait("label", "40 audiences, updated just now")
            second.wait("label", BANNER)


def test_keyring():
    """Without a key file the key goes into the keyring, and is no file of ours."""
    with App(PROGRAM, keyring=True) as app:
        if not app.desktop.has_keyring:
            raise tap.Skip("there is no keyring here")
        sample(app)
        tap.check(not os.path.exists(app.path("key")), "there is a key file")


def test_keyboard():
    """From the welcome page to the last page, and out, without the pointer."""
    with App(PROGRAM) as app:
        app.wait("row", "Look at a Sample")
        app.key("alt+l")
        app.wait("row", "Activity")
        app.show_page("Activity")
        app.wait("label", "Invented 40 audiences")
        app.key("F10")
        app.wait("menu item")
        app.key("Escape")
        app.wait_gone("menu item")
        app.key("ctrl+n")
        app.wait("alert", "New Workspace")
        app.type("Second")
        app.key("Return")
        until(lambda: os.path.exists(app.path("data/xaudience/Second.xaudience")), "the second workspace")
        app.wait("frame", "Second — XAudience")
        app.key("ctrl+q")
        app.process.wait(60)
        tap.equal(app.process.returncode, 0, "the exit status")


def test_focus():
    """Something has the keys from the first moment on, and still when a workspace takes the place of the welcome."""
    with App(PROGRAM) as app:
        app.wait("row", "Look at a Sample")
        until(lambda: (focused := app.focused()) and focused.get_name() == "Look at a Sample", "the first choice to have the keys")
        app.key("Return")
        app.wait("label", "40 audiences, updated just now")
        until(app.focused, "something on the page to have the keys")
        # A menu that is opened by who does not use the pointer asks who has them.
        app.open_menu("Main Menu")
        app.key("Escape")
        app.wait_gone("menu item")
        tap.lacks(app.log, "CRITICAL", "what the program said")


def choose_role(app, place):
    """By its place in the list of what somebody may be."""
    app.click("label", "You Are")
    app.wait_quiet()
    app.key(*["Down"] * place, "Return")
    app.wait_quiet()


def test_roles():
    """Each role leads to the page that suits it, and every page is there for everybody."""
    for place, home in enumerate(("Explore", "Compare", "Graph", "Explore")):
        with App(PROGRAM) as app:
            app.wait("row", "Look at a Sample")
            choose_role(app, place)
            app.click("row", "Look at a Sample")
            app.wait("label", "40 audiences, updated just now")
            until(lambda app=app, home=home: app.has_state(app.wait("list item", home), app.atspi.StateType.SELECTED), f"{home} for the role {place}")
            for name in app.page_names():
                app.show_page(name)
                tap.check(app.has_state(app.wait("list item", name), app.atspi.StateType.SELECTED), f"{name} is locked for the role {place}")


tap.run([
    ("/app/first-run/welcome", test_welcome),
    ("/app/first-run/sample", test_sample),
    ("/app/UI-3/simulated-is-said-on-every-page", test_simulated),
    ("/app/first-run/again", test_again),
    ("/app/first-run/keyring", test_keyring),
    ("/app/first-run/keyboard-only", test_keyboard),
    ("/app/first-run/focus", test_focus),
    ("/app/first-run/roles", test_roles),
])
