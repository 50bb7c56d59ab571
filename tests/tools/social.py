"""A server on loopback that signs in as Mastodon's do, and checks that it is asked by the book: RFC 6749 and 7636."""

import base64
import hashlib
import http.server
import json
import re
import secrets
import threading
import urllib.parse
import urllib.error
import urllib.request

SCOPES = "read:accounts read:search read:statuses"


class Refusal(Exception):
    """What a request does wrong."""


class Social:
    """Its @log tells what went wrong; everything secret that it ever gave or was sent is in @secrets."""

    def __init__(self, who="reader", granted=SCOPES):
        self.who, self.granted = who, granted
        self.apps, self.codes, self.tokens = {}, {}, set()
        self.asked, self.log, self.secrets = [], [], set()
        self.is_down = False
        social = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                social.answer(self, urllib.parse.urlsplit(self.path), None)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                social.answer(self, urllib.parse.urlsplit(self.path), urllib.parse.parse_qs(body, keep_blank_values=True, strict_parsing=bool(body)))

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.base = f"http://{self.host}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def draw(self, kind):
        drawn = f"canary-{kind}-{secrets.token_hex(12)}"
        self.secrets.add(drawn)
        return drawn

    # --- what it is asked ------------------------------------------------------------------------

    def answer(self, request, address, form):
        self.asked.append(address.path)
        status, value = 503, {"error": "down"}
        if not self.is_down:
            try:
                status, value = self.judge(request, address, form)
            except Refusal as refusal:
                self.log.append(str(refusal))
                status, value = 400, {"error": "invalid_request", "error_description": str(refusal)}
        body = json.dumps(value).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def judge(self, request, address, form):
        if address.path == "/api/v1/apps":
            return self.register(form)
        if address.path == "/oauth/token":
            return self.exchange(form)
        if address.path == "/api/v2/instance":
            return 200, {"domain": self.host, "title": "Social", "version": "4.4.0"}
        token = (request.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token not in self.tokens:
            return 401, {"error": "The access token is invalid"}
        if address.path == "/api/v1/accounts/verify_credentials":
            return 200, {"id": "1", "acct": self.who, "username": self.who}
        return 404, {"error": "Record not found"}

    def one(self, form, name):
        if len(form.get(name, [])) != 1:
            raise Refusal(f"{name} stands {len(form.get(name, []))} times in {sorted(form)}")
        return form[name][0]

    def register(self, form):
        redirect = self.one(form, "redirect_uris")
        if not re.fullmatch(r"http://127\.0\.0\.1:\d+/callback", redirect):
            raise Refusal(f"no loopback redirect: {redirect}")
        client = {"client_id": self.draw("id"), "client_secret": self.draw("secret"), "name": self.one(form, "client_name"), "id": "1"}
        self.secrets.discard(client["client_id"])  # stands in the address
        self.apps[client["client_id"]] = client | {"redirect": redirect, "scopes": self.one(form, "scopes")}
        return 200, client

    def exchange(self, form):
        app = self.apps.get(self.one(form, "client_id"))
        if not app or self.one(form, "client_secret") != app["client_secret"]:
            return 401, {"error": "invalid_client"}
        if self.one(form, "grant_type") != "authorization_code":
            raise Refusal("no code")
        # Once only, and only to whom it was given.
        given = self.codes.pop(self.one(form, "code"), None)
        verifier = self.one(form, "code_verifier")
        self.secrets.add(verifier)
        proof = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if not given or given["challenge"] != proof or given["redirect"] != self.one(form, "redirect_uri") or not re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", verifier):
            self.log.append("a code that proves nothing")
            return 400, {"error": "invalid_grant"}
        token = self.draw("token")
        self.tokens.add(token)
        return 200, {"access_token": token, "token_type": "Bearer", "scope": self.granted, "created_at": 1}

    # --- the user in the browser -----------------------------------------------------------------

    def visit(self, address, answer="code"):
        """What the user does at @address: allows it, or refuses with another @answer. Gives what the browser shows in the end."""
        parts = urllib.parse.urlsplit(address)
        query = urllib.parse.parse_qs(parts.query, strict_parsing=True)
        app = self.apps.get(self.one(query, "client_id"))
        if parts.path != "/oauth/authorize" or not app:
            raise Refusal(f"nobody asked for this: {parts.path}")
        state, redirect = self.one(query, "state"), self.one(query, "redirect_uri")
        self.secrets.add(state)
        if redirect != app["redirect"] or self.one(query, "scope") != app["scopes"] or self.one(query, "response_type") != "code" or self.one(query, "code_challenge_method") != "S256":
            raise Refusal(f"not as it was registered: {sorted(query)}")
        if "client_secret" in query:
            raise Refusal("a secret in the address")
        if answer == "code":
            code = self.draw("code")
            self.codes[code] = {"challenge": self.one(query, "code_challenge"), "redirect": redirect}
            back = {"code": code, "state": state}
        else:
            back = {"error": answer, "state": state}
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(redirect + "?" + urllib.parse.urlencode(back), timeout=200) as page:
                return page.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()
