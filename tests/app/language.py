"""What the core says in English is shown in the language of the window, and kept in English."""

import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import App, NOW, desktop, tap

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])

ENGLISH = "Telegram does not let this connection see it; ask for access there, or connect as someone who has it."
GERMAN = "Telegram lässt diese Verbindung das nicht sehen; bitten Sie dort um Zugang, oder verbinden Sie als jemand, der ihn hat."


class Pages(http.server.BaseHTTPRequestHandler):
    """Public pages, as long as they are shown."""

    is_closed = False

    def do_GET(self):
        body = b"<!DOCTYPE html><html><head><title>Telegram</title></head><body><div class='tgme_page'><div class='tgme_page_title'>Telegram</div></div></body></html>"
        self.send_response(403 if self.is_closed else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Place:
    """A home with a workspace that is connected to the pages, which are closed since."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="xaudience-language-")
        self.home = self.folder.name
        self.workspace, self.key = os.path.join(self.home, "Live.xaudience"), os.path.join(self.home, "key")
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        Pages.is_closed = False
        self.cli("workspace", "new")
        self.cli("connect", "telegram-preview", "--base-url", f"http://127.0.0.1:{self.server.server_port}", "--yes")
        Pages.is_closed = True
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    def cli(self, *arguments):
        environment = os.environ | desktop().make_locale("de_DE") | {"HOME": self.home, "XDG_STATE_HOME": os.path.join(self.home, "state"), "SOURCE_DATE_EPOCH": str(NOW)}
        return subprocess.run([CLI, "-w", self.workspace, "--key-file", self.key, *arguments], env=environment, capture_output=True, text=True,
                              check=False).stdout

    def message(self):
        """Why the connection does not work, as the workspace has it."""
        return json.loads(self.cli("connections", "--json"))["connections"][0]["message"]

    def open(self):
        return App(PROGRAM, "--key-file", self.key, self.workspace, home=self.home, environment=desktop().make_locale("de_DE"))


def show_connections(app):
    app.wait("label", "Gesamte Zeit")
    app.key("alt+5")
    app.wait("label", "Öffentliche Seiten von Telegram")


def test_kept_in_english():
    """A program that speaks German writes the cause of a failure in English, and shows it in German."""
    with Place() as place, place.open() as app:
        show_connections(app)
        tap.check(not app.find("label", GERMAN), "the connection has failed before it was tried")
        app.open_menu(lambda text: text.startswith("Optionen von"))
        app.key("t")
        app.wait("label", GERMAN)
        tap.equal(place.message(), ENGLISH, "what the workspace holds")


def test_shown_in_german():
    """What another program has written is shown in the language, too."""
    with Place() as place:
        place.cli("connections", "--test")
        tap.equal(place.message(), ENGLISH, "what the workspace holds")
        with place.open() as app:
            show_connections(app)
            app.wait("label", GERMAN)


def test_refusals():
    """What cannot be followed is told in German, without the network."""
    with Place() as place, place.open() as app:
        show_connections(app)
        app.key("ctrl+shift+a")
        app.set_text(app.wait("text", "Links oder Namen von Gemeinschaften"), "https://linkedin.com/in/someone")
        app.wait("label", lambda text: text.startswith("Das ist das Profil einer Person, und Personen sind keine Gemeinschaften"))


def test_methods():
    """The paragraph for a paper is written in German, of an audience that is inspected."""
    with tempfile.TemporaryDirectory(prefix="xaudience-language-") as home:
        workspace, key = os.path.join(home, "Sample.xaudience"), os.path.join(home, "key")
        environment = os.environ | {"HOME": home, "XDG_STATE_HOME": os.path.join(home, "state"), "SOURCE_DATE_EPOCH": str(NOW)}
        for arguments in (["workspace", "new"], ["simulate", "--audiences", "2", "--members", "500", "--snapshots", "2", "--seed", "1"]):
            subprocess.run([CLI, "-w", workspace, "--key-file", key, *arguments], env=environment, capture_output=True, check=True)
        with App(PROGRAM, "--key-file", key, workspace, home=home, environment=desktop().make_locale("de_DE")) as app:
            app.wait("label", "Harbour Makers 1")
            app.click("label", "Harbour Makers 1")
            app.wait_quiet()
            if not app.find("page tab"):  # the list is a table
                app.key("Return")
            app.wait("page tab")
            app.press("button", "Wie wurde das berechnet: Mitglieder")
            app.wait("label", lambda text: text.startswith("Die Zahlen wurden mit XAudience") and "Unvollständige Listen ergeben Untergrenzen" in text)


tap.run([
    ("/app/language/kept-in-english", test_kept_in_english),
    ("/app/language/shown-in-german", test_shown_in_german),
    ("/app/language/refusals", test_refusals),
    ("/app/language/methods", test_methods),
])
