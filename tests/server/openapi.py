"""docs/openapi.json and the server say the same: a validator of others stands between them and the one who asks."""

import json
import os
import re
import socket
import sys
import urllib.error
import urllib.parse
import urllib.request

from serving import Serving, at_home, hook_in, standard, tap, token_for

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "contract"))
import servers

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
DOCUMENT = os.path.join(ROOT, "docs", "openapi.json")
METHODS = ("get", "post", "delete", "put", "patch")


def read():
    with open(DOCUMENT, encoding="utf-8") as text:
        return json.load(text)


def test_routes():
    """Every path of the server is in the document, with its scope, and the other way round."""
    with open(os.path.join(ROOT, "src", "server", "xa-server-routes.c"), encoding="utf-8") as source:
        routes = re.findall(r'\{ XA_SERVER_(\w+), "([^"]+)", ([^,]+),', source.read())
    tap.check(len(routes) > 10, routes)
    found = {(method.lower(), path, " or ".join(re.findall(r"XA_CLIENT_(\w+)", scope)).lower()) for method, path, scope in routes}
    said = set()
    for path, item in read()["paths"].items():
        for method in METHODS:
            if method in item:
                said.add((method, re.sub(r"\{\w+\}", "*", path), item[method].get("x-scope", "")))
    tap.equal(sorted(said - found), [], "paths in the document that the server lacks")
    tap.equal(sorted(found - said), [], "paths of the server that the document lacks")


class Validator:
    """Prism as a proxy: answers that the document does not allow become errors, and so do requests."""

    def __init__(self, upstream, document=DOCUMENT):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        prism = servers.tool("@stoplight", "prism-cli", "dist", "index.js")
        self.server = servers.Server(["node", prism, "proxy", "-h", "127.0.0.1", "-p", str(port), "--errors", document, upstream], port)

    def ask(self, path, method="GET", body=None, headers=None, token=None):
        headers = dict(headers or {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        request = urllib.request.Request(self.server.base + path, data=body, method=method, headers=headers)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=300) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@at_home
def test_planted(home):
    """A member that the document does not know is a fault, and so is one that is missing."""
    home.new()
    altered = read()
    schema = altered["components"]["schemas"]["Health"]
    schema["properties"] = {"state": schema["properties"]["status"]}
    schema["required"] = ["state"]
    document = home.write("altered.json", json.dumps(altered))
    with Serving(home) as server:
        validator = Validator(server.address, document)
        try:
            tap.equal(validator.ask("/health")[0], 500, "the answer that is not as the document says")
        finally:
            validator.server.stop()


@at_home
def test_validated(home):
    home.new()
    home.run("simulate", "--audiences", "8", "--members", "3000", "--snapshots", "3", "--seed", "4")
    path, _ = home.sample(messages=400, people=60)
    home.run("import", path)
    home.run("connect", "simulated")
    home.run("add", "1", "2", "--connection", "simulated")
    token, reader = token_for(home), token_for(home, "read", "reader")
    inbox, secret = hook_in(home)
    home.run("webhooks", "add", "Out", "--to", "http://127.0.0.1:9/", "--no-keyring")
    visited, faults = set(), []
    with Serving(home, {"Inbox": secret}) as server:
        validator = Validator(server.address)
        try:
            names = [a["name"] for a in server.ask("/v1/overview", token=token).json["audiences"]]
            quote = urllib.parse.quote
            body = b'{"records":[]}'
            for template, query, method, data, headers, who, expected in [
                ("/health", "", "GET", None, {}, None, 200),
                ("/v1/status", "", "GET", None, {}, token, 200),
                ("/v1/overview", "", "GET", None, {}, token, 200),
                ("/v1/overview", "?from=2026-01-01&to=2026-02-01", "GET", None, {}, token, 200),
                ("/v1/overview", "", "GET", None, {}, None, 401),
                *[("/v1/posts", f"?audience={quote(name)}&limit=50&order=reactions", "GET", None, {}, token, 200) for name in names[:4]],
                ("/v1/posts", "?audience=none", "GET", None, {}, token, 404),
                ("/v1/compare", f"?audience={quote(names[0])}&audience={quote(names[1])}", "GET", None, {}, token, 200),
                ("/v1/compare", f"?audience={quote(names[1])}&audience={quote(names[2])}&audience={quote(names[3])}", "GET", None, {}, token, 200),
                ("/v1/trending", "?hours=48", "GET", None, {}, token, 200),
                ("/v1/sync", "", "GET", None, {}, token, 200),
                ("/v1/sync", "", "POST", b"{}", {"Content-Type": "application/json"}, token, 202),
                ("/v1/sync", "", "POST", b'{"audiences":["none"]}', {"Content-Type": "application/json"}, token, 404),
                ("/v1/sync", "", "GET", None, {}, token, 200),
                ("/v1/records", "", "POST", body, {"Content-Type": "application/json"}, token, 202),
                ("/v1/records", "", "POST", body, {"Content-Type": "application/json"}, reader, 403),
                ("/v1/clients", "", "GET", None, {}, token, 200),
                ("/v1/clients/{id}", "2", "DELETE", None, {}, token, 200),
                ("/v1/clients/{id}", "77", "DELETE", None, {}, token, 404),
                ("/v1/webhooks/{name}/test", "Out", "POST", None, {}, token, 202),
                ("/hooks/{path}", inbox, "POST", body, standard(secret, body), None, 202),
                ("/hooks/{path}", "0" * 32, "POST", body, standard(secret, body), None, 404),
                ("/metrics", "", "GET", None, {"Accept": "text/plain, application/json"}, token, (200, 404)),
            ]:
                address = re.sub(r"\{\w+\}", query, template) if "{" in template else template + query
                status, said = validator.ask(address, method, data, headers, who)
                visited.add((method.lower(), template))
                if status not in (expected if isinstance(expected, tuple) else (expected,)):
                    faults.append(f"{method} {address}: {status}, expected {expected}: {said[:600]}")
                if '"validation"' in said and "sl-violations" in said:
                    faults.append(f"{method} {address}: {said[:600]}")
            log = validator.server.log()
        finally:
            validator.server.stop()
    tap.check(not faults, "\n".join(faults))
    tap.lacks(log, "Violation: response", "the log of the validator")
    tap.equal(sorted({(m, p) for p, item in read()["paths"].items() for m in METHODS if m in item} - visited), [], "operations that were not tried")


tap.run([
    ("/server/openapi/routes", test_routes),
    ("/server/openapi/planted", test_planted),
    ("/server/openapi/validated", test_validated),
])
