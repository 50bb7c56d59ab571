"""An account of Telegram's is connected in the window, with a library that stands in: the risk, each step, and a code."""

import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, tap, until

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])
HELPER, LIBRARY = (os.path.abspath(path) for path in sys.argv[3:5])


def need_keyring(app):
    if not app.desktop.has_keyring:
        raise tap.Skip("no gnome-keyring-daemon here")


def open_dialog(app):
    """As far as the app's id and secret."""
    app.key("ctrl+n")
    app.wait("alert")
    app.set_text(app.wait("text"), "Birds")
    app.key("Return")
    app.wait("label", "No Audiences Yet")
    app.page_names()
    app.show_page("Connections")
    app.press("button", "Connect Telegram account")
    app.set_text(app.wait("text", "Id of Your App"), "12345")
    app.set_text(app.wait("text", "Secret of Your App"), "hash-of-the-app")
    app.press("button", "Sign In")
    app.wait("label", lambda text: "you may lose the account" in text)


def started(environment):
    play = environment["XAUDIENCE_STANDIN"]
    os.makedirs(play, exist_ok=True)
    return App(PROGRAM, environment=environment)


def asked(play):
    path = os.path.join(play, "asked")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line)["@type"] for line in lines]


def world(folder):
    return {"XAUDIENCE_TDHELPER": HELPER, "XAUDIENCE_TDJSON": LIBRARY, "XAUDIENCE_STANDIN": folder}


def test_steps():
    with tempfile.TemporaryDirectory() as folder, started(world(folder)) as app:
        need_keyring(app)
        open_dialog(app)
        tap.equal(asked(folder), [], "what was asked before it was agreed to")
        app.press("button", "Use My Account")
        app.set_text(app.wait("text", lambda text: text.startswith("Phone number")), "+9996621234")
        app.press("button", "Next")
        app.set_text(app.wait("text", "Code from Telegram"), "00000")
        app.press("button", "Next")
        app.wait("label", lambda text: "does not accept that" in text)
        app.set_text(app.wait("text", "Code from Telegram"), "11111")
        app.press("button", "Next")
        app.set_text(app.wait("text", "Password of your account"), "right")
        app.press("button", "Next")
        app.wait("label", lambda text: text.startswith("Works, checked"))
        app.wait("label", lambda text: "@our_reader" in text)


def test_code():
    """Instead of a number a code is shown; going back ends the sign-in, and the form stands as it was."""
    with tempfile.TemporaryDirectory() as folder, started(world(folder)) as app:
        need_keyring(app)
        open_dialog(app)
        app.press("button", "Use My Account")
        app.press("button", "Use a QR code")
        app.wait("label", "Scan This on Another Device")
        # What had the keyboard is gone, but not the keyboard.
        until(lambda: app.focused() and app.focused().get_name() == "Back", "the keyboard at what can be done")
        app.press("button", "Back")
        tap.equal(app.text(app.wait("text", "Id of Your App")), "12345", "the id of the app")
        until(lambda: app.focused() and app.focused().get_name() == "Sign In", "the keyboard where it was")
        sessions = app.path("data/xaudience/sessions")
        tap.check(not os.path.isdir(sessions) or not os.listdir(sessions), "a session is left")


if __name__ == "__main__":
    tap.run([
        ("/app/telegram/steps", test_steps),
        ("/app/telegram/code", test_code),
    ])
