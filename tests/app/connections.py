"""The page of connections: signing in in the browser and again, what can be ticked, name and limit, and removing."""

import http.server
import json
import os
import shutil
import sys
import tempfile
import threading
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, tap, until
from connecting import answer, field, make_workspace
import forum
from paid import Paid
from social import Social

PROGRAM = sys.argv[1]


class Home:
    """A home whose browser writes down what it is to open, elsewhere."""

    def __enter__(self):
        self.path = os.path.realpath(tempfile.mkdtemp(prefix="xaudience-browser-"))
        self.home = os.path.join(self.path, "home")
        self.opened_path = os.path.join(self.path, "opened")
        browser = os.path.join(self.path, "browser")
        with open(browser, "w", encoding="utf-8") as script:
            script.write(f"#!/bin/sh\nprintf '%s\\n' \"$1\" >> {self.opened_path}\n")
        os.chmod(browser, 0o700)
        os.makedirs(os.path.join(self.home, "data", "applications"))
        os.makedirs(os.path.join(self.home, "config"))
        with open(os.path.join(self.home, "data", "applications", "browser.desktop"), "w", encoding="utf-8") as entry:
            entry.write(f"[Desktop Entry]\nType=Application\nName=Browser\nExec={browser} %u\nMimeType=x-scheme-handler/http;x-scheme-handler/https;\n")
        with open(os.path.join(self.home, "config", "mimeapps.list"), "w", encoding="utf-8") as apps:
            apps.write("[Default Applications]\nx-scheme-handler/http=browser.desktop\nx-scheme-handler/https=browser.desktop\n")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def opened(self):
        """The addresses that were opened, each in whole."""
        if not os.path.exists(self.opened_path):
            return []
        with open(self.opened_path, encoding="utf-8") as text:
            return [line[:-1] for line in text if line.endswith("\n")]

    def wait_opened(self, n):
        return until(lambda: self.opened()[n - 1:n], f"address number {n} in the browser")[0]

    def holders(self, secret):
        """The files of the home that hold @secret."""
        found = []
        for place, _, names in os.walk(self.home):
            for name in names:
                path = os.path.join(place, name)
                if os.path.isfile(path):
                    with open(path, "rb") as stream:
                        found += [path] if secret.encode() in stream.read() else []
        return found


def begin(app, platform, address):
    """Opens the dialog and gives the address, which has to be confirmed because it is on this computer."""
    app.show_page("Connections")
    app.press("button", "Connect " + platform)
    app.set_text(field(app, lambda text: text.startswith("Address")), address)


def confirm(app, button):
    app.press("button", button)
    app.wait("label", lambda text: "private network" in text)
    app.wait_quiet()
    app.click("label", "The Server Is on This Computer or in My Own Network")
    app.wait_quiet()
    app.press("button", button)


def choose_option(app, key):
    app.open_menu(lambda text: text.startswith("Options of"))
    app.key(key)


def tab_to(app, role):
    """The keyboard goes round until it is at something of this role."""
    for _ in range(10):
        at = app.focused()
        if at and at.get_role_name() == role:
            return
        app.key("Tab")
        app.wait_quiet()
    raise AssertionError(f"the keyboard does not come to a {role}")


def test_browser():
    """Waiting can be ended, a refusal is told, and what comes back is connected; then it is revoked, and signed in to again."""
    social = Social()
    with Home() as home, App(PROGRAM, home=home.home) as app:
        make_workspace(app)
        begin(app, "Mastodon", social.base)
        confirm(app, "Sign In")
        app.wait("label", "Go On in Your Browser")
        home.wait_opened(1)
        app.press("button", "Open the Page Again")
        tap.equal(home.wait_opened(2), home.opened()[0], "the page that was opened again")
        app.press("button", "Back")
        app.wait("button", "Sign In")
        tap.check(not app.find("label", "Go On in Your Browser"), "it waits still")
        # Everything stands as it was.
        app.wait_quiet()
        app.press("button", "Sign In")
        app.wait("label", "Go On in Your Browser")
        tap.contains(social.visit(home.wait_opened(3), "access_denied"), "did not succeed")
        app.wait("label", lambda text: "refused in the browser" in text)
        app.wait_quiet()
        app.press("button", "Sign In")
        social.visit(home.wait_opened(4))
        app.wait("label", lambda text: text.startswith("Works, checked"))
        app.wait("label", lambda text: "signed in as reader@" in text)
        tap.equal(social.log, [], "what it did wrong")

        social.tokens.clear()
        choose_option(app, "t")
        app.wait("label", lambda text: "taken back" in text)
        app.wait_quiet()
        app.press("button", "Sign In Again…")
        app.wait_quiet()
        app.press("button", "Sign In")
        social.visit(home.wait_opened(5))
        app.wait("label", lambda text: text.startswith("Works, checked"))
        tap.equal(len(json_connections(app)), 1, "connections")
        tap.check(len(social.secrets) >= 6, social.secrets)
        for secret in social.secrets:
            tap.equal(home.holders(secret), [], "files that hold a secret")
            tap.check(secret not in app.log, "a secret is in the log")
        tap.lacks(app.log, "Gtk-WARNING", "the log")
    social.close()


def test_paste():
    """What a forum shows is pasted: nonsense is told, and what is sealed for this sign-in connects."""
    if not shutil.which("node"):
        raise tap.Skip("there is no node, whose OpenSSL would seal")
    server = forum.Forum()
    with Home() as home, App(PROGRAM, home=home.home) as app:
        make_workspace(app)
        begin(app, "Discourse", server.base)
        app.wait_quiet()
        app.click("label", "Sign In With")
        app.wait_quiet()
        app.key("Down", "Down", "Return")
        confirm(app, "Sign In")
        paste(app, "bm90aGluZw==")
        app.wait("label", lambda text: text.startswith("This is not what the page shows"))
        app.wait_quiet()
        app.press("button", "Sign In")
        shown, _ = server.consent(home.wait_opened(2))
        paste(app, shown)
        until(lambda: [each["state"] for each in json_connections(app)] == ["ok"], "the connection")
        for key in server.keys:
            tap.equal(home.holders(key), [], "files that hold the key")
            tap.check(key not in app.log, "the key is in the log")
    server.close()


def paste(app, text):
    app.wait("label", "Go On in Your Browser")
    entry = field(app, "What the Page Shows")
    app.wait_quiet()
    tab_to(app, "text")
    app.set_text(entry, text)
    app.key("Return")


def json_connections(app):
    return answer(app, "connections", "--json")["connections"]


class Forum(http.server.BaseHTTPRequestHandler):
    """A forum with two categories and a group of its own."""

    answers = {
        "/site/basic-info.json": {"title": "The Bird Forum", "login_required": False},
        "/about.json": {"about": {"title": "The Bird Forum", "stats": {"users_count": 40, "posts_count": 10, "topics_count": 2}}},
        "/categories.json": {"category_list": {"categories": [{"id": 5, "name": "Herons", "slug": "herons", "topic_count": 1, "post_count": 2},
                                                               {"id": 6, "name": "Storks", "slug": "storks", "topic_count": 1, "post_count": 2}]}},
        "/groups.json": {"groups": [{"id": 41, "name": "ringers", "automatic": False, "user_count": 12}, {"id": 1, "name": "admins", "automatic": True, "user_count": 2}]},
    }

    def do_GET(self):
        found = self.answers.get(urllib.parse.urlsplit(self.path).path)
        body = json.dumps(found or {"errors": ["none"], "error_type": "not_found"}).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def connect_forum(app):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forum)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    begin(app, "Discourse", f"http://127.0.0.1:{server.server_port}")
    confirm(app, "Connect")
    return server


def test_tick():
    """What the account can see is shown once it is connected, and what is ticked is followed."""
    with App(PROGRAM) as app:
        make_workspace(app)
        connect_forum(app)
        app.wait("label", "Tick what you want to follow.")
        app.wait("label", "The Bird Forum")
        names = ["Herons", "Storks", "ringers"]
        boxes = {name: app.wait("check box", name) for name in names}
        tap.check(not app.find("check box", "admins"), "a group that the forum makes by itself is offered")
        tap.check(not any(app.has_state(box, app.atspi.StateType.CHECKED) for box in boxes.values()), "something is ticked that nobody ticked")
        app.wait_quiet()
        app.click(boxes["Herons"])
        app.click(boxes["ringers"])
        app.wait("label", lambda text: text.startswith("2 chosen."))
        app.press("button", "Add")
        app.wait("label", lambda text: text.startswith("2 followed"))
        # What is followed is not offered a second time.
        app.wait_quiet()
        choose_option(app, "c")
        app.wait("label", "Tick what you want to follow.")
        tap.check(not app.has_state(app.wait("check box", "Herons"), app.atspi.StateType.SENSITIVE), "what is followed can be ticked")
        tap.check(app.has_state(app.wait("check box", "Storks"), app.atspi.StateType.SENSITIVE), "what is not followed cannot be ticked")


def test_configure():
    """A name and a limit of one's own, which the card shows."""
    with App(PROGRAM) as app:
        make_workspace(app)
        connect_forum(app)
        app.wait("label", "Tick what you want to follow.")
        app.wait_quiet()
        app.press("button", "Cancel")
        app.wait_gone("label", "Tick what you want to follow.")
        app.wait("label", lambda text: text.endswith("no limit set"))
        # What is best seen of members stands on the card, a line for each thing that can be followed.
        app.wait("label", lambda text: text.startswith("Forums: all users with the key of an administrator") and "\nGroups: all members" in text)
        choose_option(app, "n")
        app.wait("alert")
        app.set_text(app.wait("text", "Name"), "My Forum")
        # The row of numbers is not in the tree: it comes after the name.
        app.wait_quiet()
        tab_to(app, "text")
        app.key("Tab", "ctrl+a")
        app.type("500")
        app.key("Tab")
        app.wait_quiet()
        app.press("button", "Save")
        app.wait_gone("alert")
        app.wait("label", "My Forum")
        app.wait("label", lambda text: text.endswith("of 500 requests this month"))
        one, = json_connections(app)
        tap.equal(one["name"], "My Forum", "the name")
        # No name is no change.
        choose_option(app, "n")
        app.wait("alert")
        app.set_text(app.wait("text", "Name"), " ")
        app.press("button", "Save")
        app.wait_gone("alert")
        app.wait_quiet()
        tap.equal([c["name"] for c in json_connections(app)], ["My Forum"], "the name")


def connect_x(app, server):
    """A service that is paid by the call, whose key is kept only as long as the window is open."""
    begin(app, "X by SocialData", server.base)
    app.set_text(field(app, "SocialData API key"), "token-planted")
    app.click("label", "Keep Only Until XAudience Is Closed")
    confirm(app, "Connect")
    app.wait("label", lambda text: text.endswith("US$ this month, no limit set"))


def limit_money(app, amount):
    choose_option(app, "n")
    app.wait("alert")
    app.wait_quiet()
    # The rows of numbers are not in the tree: they come after the name.
    tab_to(app, "text")
    app.key("Tab", "Tab", "ctrl+a")
    app.type(amount)
    app.key("Tab")
    app.wait_quiet()
    app.press("button", "Save")
    app.wait_gone("alert")


def test_money():
    """A limit of money is set and taken back, stands on the card, and what it does not allow is never asked for."""
    with Paid() as server, App(PROGRAM) as app:
        make_workspace(app)
        connect_x(app, server)
        app.wait("label", lambda text: text.startswith("Never tried against the live service"))
        limit_money(app, "20")
        app.wait("label", lambda text: text.endswith("of 20.00 US$ this month"))
        one, = json_connections(app)
        tap.equal((one["month"]["money_limit"], one["month"]["requests_limit"]), (20, None), "the limits")
        app.wait_quiet()
        app.key("ctrl+z")
        app.wait("label", lambda text: text.endswith("US$ this month, no limit set"))
        app.key("ctrl+shift+z")
        app.wait("label", lambda text: text.endswith("of 20.00 US$ this month"))
        app.wait_quiet()
        limit_money(app, "0.01")
        app.wait("label", lambda text: text.endswith("of 0.01 US$ this month"))
        app.wait_quiet()
        app.key("ctrl+shift+a")
        app.set_text(field(app, "Links or names of audiences"), "https://x.com/News")
        app.wait("label", lambda text: text.startswith("X ·"))
        app.press("button", "Look Up")
        app.wait("label", "The News")
        app.wait("label", lambda text: "$" in text and text.startswith("First fetch"))
        app.wait_quiet()
        app.press("button", "Add")
        app.wait_gone("button", "Look Up")
        until(lambda: "budget" in [task["cause"] for task in answer(app, "tasks", "--json")["tasks"]], "the fetch to be held")
        tap.check(not [path for path in server.asked if "followers" in path], f"it was asked: {server.asked}")


def test_erase():
    """Removing asks what becomes of the data; erasing takes every audience of the platform along."""
    with App(PROGRAM) as app:
        make_workspace(app)
        connect_forum(app)
        app.wait("check box", "Storks")
        app.wait_quiet()
        app.click("check box", "Storks")
        app.press("button", "Add")
        app.wait("label", lambda text: text.startswith("1 followed"))
        app.wait_quiet()
        choose_option(app, "r")
        app.wait("alert")
        app.press("button", "Cancel")
        app.wait_gone("alert")
        tap.equal(len(json_connections(app)), 1, "connections after changing one's mind")
        app.wait_quiet()
        choose_option(app, "r")
        app.wait("alert")
        keep, erase = app.all("radio button")
        tap.check(app.has_state(keep, app.atspi.StateType.CHECKED), "keeping the data is not what is proposed")
        app.wait_quiet()
        tab_to(app, "radio button")
        app.key("Down", "space")
        until(lambda: app.has_state(erase, app.atspi.StateType.CHECKED), "the choice")
        app.press("button", "Remove")
        app.wait_gone("alert")
        app.wait_gone("toggle button", lambda text: text.startswith("Options of"))
        until(lambda: json_connections(app) == [], "the connection to go")
        tap.equal(answer(app, "audiences", "--json"), [], "audiences that are left")


if __name__ == "__main__":
    tap.run([
        ("/app/connections/WH-6/browser", test_browser),
        ("/app/connections/paste", test_paste),
        ("/app/connections/tick", test_tick),
        ("/app/connections/configure", test_configure),
        ("/app/connections/money", test_money),
        ("/app/connections/erase", test_erase),
    ])
