"""Platforms are connected, audiences are added and fetched, in the window, from a stand-in for public pages."""

import http.server
import json
import os
import re
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, tap

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])

CARD = "<div class='tgme_page_title'>{title}</div><div class='tgme_page_extra'>12 345 subscribers</div>"
POST = ("<div class='tgme_widget_message' data-post='{name}/{number}'><div class='tgme_widget_message_text'>a post about #birds</div>"
        "<a class='tgme_widget_message_date'><time datetime='{day}T12:00:00+00:00'></time></a></div>")


class Pages(http.server.BaseHTTPRequestHandler):
    """The public pages of two channels; any other name leads nowhere."""

    channels = {"birds": "Birds of the Coast", "trees": "Trees"}
    asked = []
    is_down = False

    def do_GET(self):
        type(self).asked.append(self.path)
        name = re.sub(r"^/(s/)?", "", self.path).split("?")[0]
        text = "<div class='tgme_page'></div>"
        if name in self.channels or name == "telegram":
            text += CARD.format(title=self.channels.get(name, "Telegram"))
            if self.path.startswith("/s/"):
                text += "".join(POST.format(name=name, number=number, day=f"2025-06-{number:02}") for number in range(1, 3))
        body = f"<!DOCTYPE html><html><head><title>Telegram</title></head><body>{text}</body></html>".encode()
        self.send_response(503 if self.is_down else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve():
    Pages.asked, Pages.is_down = [], False
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def answer(app, *arguments):
    out = subprocess.run([CLI, "-w", app.path("data/xaudience/Birds.xaudience"), "--key-file", app.path("key"), *arguments],
                         env=app.environment, capture_output=True, text=True, check=True).stdout
    return json.loads(out)


def make_workspace(app):
    app.key("ctrl+n")
    app.wait("alert")
    app.set_text(app.wait("text"), "Birds")
    app.key("Return")
    app.wait("label", "No Audiences Yet")
    app.page_names()


def field(app, name):
    """The text of an entry row: it is named after the row's title."""
    return app.wait("text", name)


def connect(app, server, when_asked=lambda: None):
    """To the stand-in, whose address is confirmed because it is on this computer."""
    app.show_page("Connections")
    app.press("button", "Connect Telegram public pages")
    app.set_text(field(app, lambda text: text.startswith("Address")), f"http://127.0.0.1:{server.server_port}")
    app.press("button", "Connect")
    app.wait("label", lambda text: "private network" in text)
    tap.equal(Pages.asked, [], "what was asked before it was confirmed")
    app.wait_quiet()
    when_asked()
    app.click("label", "The Server Is on This Computer or in My Own Network")
    app.press("button", "Connect")
    app.wait("label", lambda text: text.startswith("Works, checked"))


def test_connect():
    server = serve()
    with App(PROGRAM) as app:
        make_workspace(app)
        connect(app, server)
        # It fails, which is told in words, with what can be done.
        Pages.is_down = True
        app.open_menu(lambda text: text.startswith("Options of"))
        app.key("t")
        app.wait("button", "Test Again")
        tap.check(not app.find("label", lambda text: text.startswith("Works, checked")), "it is said to work")


def test_add():
    """From a pasted list: persons and strangers are refused, what is there is shown before it is added."""
    server = serve()
    with App(PROGRAM) as app:
        make_workspace(app)
        connect(app, server)
        Pages.asked.clear()
        app.key("ctrl+shift+a")
        entry = field(app, "Links or names of audiences")
        app.set_text(entry, "https://t.me/birds\nhttps://linkedin.com/in/someone\nt.me/nobody_is_here\nhttps://www.youtube.com/@someone")
        app.wait("label", "Telegram · Channel · @birds")
        app.wait("label", lambda text: "people are not audiences" in text)
        app.wait("label", lambda text: text.startswith("This version cannot follow this platform"))
        tap.equal(Pages.asked, [], "what was asked while it was typed")
        app.press("button", "Look Up")
        app.wait("label", "Birds of the Coast")
        app.wait("label", lambda text: text.startswith("Telegram shows no public chat"))
        app.wait("label", lambda text: text.startswith("Channel · 12.3 k members") or text.startswith("Channel · 12,345 members"))
        app.wait("label", lambda text: text.startswith("1 chosen."))
        app.press("button", "Add")
        app.wait_gone("button", "Look Up")
        app.wait_quiet()
        app.show_page("Activity")
        app.wait("row", lambda text: "Fetching" in text)
        app.wait("label", "1 audience is up to date")
        app.show_page("Explore")
        app.wait("label", "Birds of the Coast")
        app.wait("label", "1 audience, updated just now")
        tap.equal([each["name"] for each in answer(app, "audiences", "--json")], ["Birds of the Coast"], "the audiences")


def test_remove():
    """What becomes of the data is asked; keeping them is what happens unless something else is chosen."""
    server = serve()
    with App(PROGRAM) as app:
        make_workspace(app)
        connect(app, server)
        app.open_menu(lambda text: text.startswith("Options of"))
        app.key("r")
        app.wait("alert")
        keep = app.wait("radio button")
        tap.check(app.has_state(keep, app.atspi.StateType.CHECKED), "keeping the data is not what is proposed")
        app.press("button", "Remove")
        app.wait_gone("label", lambda text: text.startswith("Works, checked"))


if __name__ == "__main__":
    tap.run([
        ("/app/connecting/connect", test_connect),
        ("/app/connecting/add", test_add),
        ("/app/connecting/remove", test_remove),
    ])
