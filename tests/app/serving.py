"""The server for programs on this computer: switched on and off in the window, with a program that asks it."""

import contextlib
import json
import os
import re
import sqlite3
import sys
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, tap
from connecting import field, make_workspace

PROGRAM = sys.argv[1]
PICTURES = os.environ.get("XAUDIENCE_PICTURES")


def picture(app, name):
    if PICTURES:
        app.rest_pointer()
        app.wait_quiet()
        app.shot(os.path.join(PICTURES, name + ".png"))


def ask(address, path, token=None):
    request = urllib.request.Request(address + path, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as reply:
            return reply.status, json.loads(reply.read())
    except urllib.error.HTTPError as error:
        return error.code, None
    except urllib.error.URLError:
        return 0, None


def open_dialog(app):
    app.show_page("Connections")
    app.press("button", "Local Server and Webhooks")
    app.wait("label", "Answer Programs on This Computer")


def test_serve():
    """Off until it is switched on; what it is switched to is there at once, and gone when the workspace is."""
    with App(PROGRAM) as app:
        make_workspace(app)
        # Any port that is free: the usual one may be taken where tests run side by side.
        with contextlib.closing(sqlite3.connect(app.path("data/xaudience/Birds.xaudience"), timeout=60)) as workspace, workspace:
            workspace.execute("INSERT INTO server (id, is_on, port) VALUES (1, 0, 0)")
        open_dialog(app)
        app.wait("label", "Off")
        for words in ("No program may ask yet", "No service pushes yet", "Nobody is told yet"):
            app.wait("label", words)
        picture(app, "server-off")
        app.click("label", "Answer Programs on This Computer")
        address = re.search(r"http://127\.0\.0\.1:\d+", app.text(app.wait("label", lambda text: text.startswith("Listening on"))))[0]
        tap.equal(ask(address, "/health"), (200, {"status": "ok"}), "the answer")

        app.press("button", "Add Program")
        app.wait("alert")
        app.set_text(field(app, "Name"), "Dashboard")
        picture(app, "server-add-program")
        app.press("button", "Add")
        token = app.text(app.wait("label", lambda text: text.startswith("xa_")))
        picture(app, "server-token")
        app.press("button", "Close")
        app.wait("label", "Dashboard")
        status, overview = ask(address, "/v1/overview", token)
        tap.equal((status, overview["n_audiences"]), (200, 0), "the answer to the program")
        tap.equal(ask(address, "/v1/clients", token)[0], 403, "what it may not")
        app.press("button", "Revoke")
        app.wait("alert")
        app.press("button", "Cancel")
        app.wait_gone("alert")
        tap.equal(ask(address, "/v1/overview", token)[0], 200, "the answer to a program that was spared")
        app.press("button", "Revoke")
        app.wait("alert")
        picture(app, "server-revoke")
        app.press("button", "Revoke Token")
        app.wait("label", "No program may ask yet")
        tap.equal(ask(address, "/v1/overview", token)[0], 401, "the answer after its token was taken away")
        picture(app, "server-on")

        app.click("label", "Answer Programs on This Computer")
        app.wait("label", "Off")
        tap.equal(ask(address, "/health")[0], 0, "what answers once it is off")


def test_webhooks():
    """The secret of a webhook is in the keyring; without one there is no webhook."""
    with App(PROGRAM, keyring=True) as app:
        make_workspace(app)
        open_dialog(app)
        app.press("button", "Let a Service Push")
        app.wait("alert")
        app.set_text(field(app, "Name"), "Feedback")
        app.press("button", "Add")
        app.wait("label", lambda text: text.startswith("whsec_"))
        app.wait("label", lambda text: re.fullmatch(r"http://127\.0\.0\.1:\d+/hooks/[0-9a-f]{32}", text or "") is not None)
        picture(app, "server-secret")
        app.press("button", "Close")
        app.wait("label", "Feedback")
        app.press("button", "Tell an Address")
        app.wait("alert")
        app.set_text(field(app, "Name"), "Chat")
        app.set_text(field(app, lambda text: text.startswith("Address")), "https://chat.example.org/hook")
        picture(app, "server-add-out")
        app.press("button", "Add")
        app.wait("label", lambda text: text.startswith("whsec_"))
        app.press("button", "Close")
        app.wait("label", "Chat")
        app.wait("button", "Send a Test Message")
        picture(app, "server-webhooks")


if __name__ == "__main__":
    tap.run([
        ("/app/serving/serve", test_serve),
        ("/app/serving/webhooks", test_webhooks),
    ])
