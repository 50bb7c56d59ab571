"""What may be handed on when something went wrong holds no token, no query, no handle and no answer of a platform."""

import http.server
import json
import os
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import at_home, tap

TOKEN = "4242:canarytoken"
HANDLE = "canaryhandle"
BODY = "canarybody"
TITLE = "canarytitle"

DEBUG = {"XAUDIENCE_LOG_LEVEL": "debug", "G_MESSAGES_DEBUG": "all"}


class Platform(http.server.BaseHTTPRequestHandler):
    """Knows a bot and an account, then breaks: every answer holds what must not get into a log."""

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer()

    def answer(self):
        self.server.asked.append(self.path)
        status, value = 403, {"error": BODY, "ok": False, "error_code": 403, "description": f"{BODY} {TITLE}"}
        if self.path.startswith(f"/bot{TOKEN}/getMe"):
            status, value = 200, {"ok": True, "result": {"id": 4242, "is_bot": True, "first_name": TITLE, "username": HANDLE, "can_join_groups": True}}
        elif self.path.startswith("/bot"):
            status, value = 401, {"ok": False, "error_code": 401, "description": f"Unauthorized {BODY}"}
        elif "accounts/lookup" in self.path:
            status, value = 200, {"id": "77", "username": HANDLE, "acct": HANDLE, "display_name": TITLE, "note": BODY, "url": f"http://x.invalid/@{HANDLE}",
                                  "followers_count": 40, "following_count": 3, "statuses_count": 5, "created_at": "2020-01-01T00:00:00.000Z", "bot": False,
                                  "locked": False, "group": False}
        elif "/api/v2/instance" in self.path or "/api/v1/instance" in self.path:
            status, value = 200, {"uri": "x.invalid", "domain": "x.invalid", "title": TITLE, "version": "4.3.0", "configuration": {}, "description": BODY}
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


def diagnostics(home):
    """All that a report of a defect would be made of, by what it is."""
    told = {"the log": home.bare("log", "--json").out, "the log as text": home.bare("log", "--level", "debug").out,
            "the audit trail": home.run("log", "--audit", "--json").out, "the figures of the program": home.run("metrics").out}
    folder = os.path.join(home.folder, "state", "xaudience")
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding="utf-8") as text:
            told[f"the file {name}"] = text.read()
    return told


@at_home
def test_canaries(home):
    """Whatever is asked, answered and refused: at the most talkative level, nothing of it is told."""
    server, address = serve()
    home.new()
    said = [home.run("connect", "telegram-bot", "--base-url", address, "--yes", "--token-stdin", stdin=TOKEN + "x\n", status=None, environment=DEBUG),
            home.run("connect", "telegram-bot", "--base-url", address, "--yes", "--token-stdin", stdin=TOKEN + "\n", environment=DEBUG),
            home.run("connections", "--test", status=None, environment=DEBUG),
            home.run("connect", "mastodon", "--base-url", address, "--yes", "--sign-in", "none", status=None, environment=DEBUG)]
    followed = [home.run("add", f"{address}/@{HANDLE}", status=None, environment=DEBUG), home.run("add", f"@{HANDLE}", "--platform", "mastodon", status=None, environment=DEBUG),
                home.run("sync", "--all", "--patience", "0", status=None, environment=DEBUG)]
    server.shutdown()
    tap.check(any(TOKEN in path for path in server.asked), f"nobody was asked with the token: {server.asked}")
    tap.check(any(HANDLE in path and "?" in path for path in server.asked), f"nobody was asked for the handle: {server.asked} {followed[0]}")
    told = diagnostics(home)
    tap.check(told["the log"].count("\n") > 0, "the log is empty")
    for what, text in told.items():
        for canary in (TOKEN, TOKEN.partition(":")[2], HANDLE, BODY, TITLE, "acct=", "?"):
            tap.lacks(text, canary, what)
    for result in said + followed:
        for canary in (TOKEN, TOKEN.partition(":")[2], BODY, "acct=", "/accounts/lookup", "/getMe"):
            tap.lacks(result.out + result.err, canary, f"what {result.arguments[4]} said")


tap.run([("/cli/diagnostics/OUT-7/canaries", test_canaries)])
