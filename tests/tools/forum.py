"""A forum on loopback that gives keys to its members as Discourse does; what it seals is sealed by OpenSSL."""

import http.server
import json
import subprocess
import threading
import urllib.parse

import tap

# What a forum does with a public key that somebody gives it, by OpenSSL.
SEAL = """
const crypto = require('crypto')
let given = ''
process.stdin.on('data', piece => { given += piece }).on('end', () => {
  const { key, text } = JSON.parse(given)
  const read = crypto.createPublicKey(key)
  if (read.asymmetricKeyType !== 'rsa' || read.asymmetricKeyDetails.modulusLength !== 2048 || read.asymmetricKeyDetails.publicExponent !== 65537n) throw new Error('no such key')
  process.stdout.write(crypto.publicEncrypt({ key: read, padding: crypto.constants.RSA_PKCS1_PADDING }, Buffer.from(text)).toString('base64'))
})
"""


class Forum:
    """Gives keys to members who ask for them with a public key."""

    def __init__(self):
        self.keys, self.seen = {}, []
        forum = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                status, value = forum.answer(self)
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request):
        path = request.path.split("?")[0]
        key, client = request.headers.get("User-Api-Key"), request.headers.get("User-Api-Client-Id")
        self.seen.append((path, key))
        if key and self.keys.get(key) != client:
            return 403, {"errors": ["no"], "error_type": "invalid_access"}
        if path == "/session/current.json":
            return (200, {"current_user": {"id": 7, "username": "heron"}}) if key else (404, {})
        if path == "/site/basic-info.json":
            return 200, {"title": "Birds", "login_required": False}
        return 200, {"about": {"stats": {}, "title": "Birds"}}

    def consent(self, address, nonce=None):
        """The member allows it. Gives what the page shows, in lines as Ruby folds them, and where it leads to, if anywhere."""
        parts = urllib.parse.urlsplit(address)
        query = {name: value for name, [value] in urllib.parse.parse_qs(parts.query, strict_parsing=True).items()}
        tap.equal(parts.path, "/user-api-key/new", "the path")
        tap.equal((query["application_name"], query["scopes"]), ("XAudience", "read"), "what it asks for")
        tap.check(len(query["nonce"]) >= 32 and len(query["client_id"]) >= 32, "too short")
        key = f"canary-user-key-{len(self.keys)}"
        self.keys[key] = query["client_id"]
        text = json.dumps({"key": key, "nonce": nonce or query["nonce"], "push": False, "api": 4})
        sealed = subprocess.run(["node", "-e", SEAL], input=json.dumps({"key": query["public_key"], "text": text}), capture_output=True, text=True, check=True).stdout
        folded = "".join(sealed[at:at + 60] + "\n" for at in range(0, len(sealed), 60))
        back = query.get("auth_redirect")
        return folded, back and back + "&payload=" + urllib.parse.quote(folded, safe="")
