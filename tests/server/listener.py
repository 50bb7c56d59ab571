"""Who is let in, how much of them is borne, and that nothing but loopback is listened on."""

import collections
import json
import os
import re
import socket
import threading
import time
import urllib.error

from serving import FAILED, PATIENCE, Serving, at_home, hook_in, read_all, standard, status_of, tap, token_for


def listening(process):
    """Addresses and ports that a process listens on, from the tables of the system."""
    inodes = set()
    for name in os.listdir(f"/proc/{process.pid}/fd"):
        try:
            match = re.match(r"socket:\[(\d+)\]", os.readlink(f"/proc/{process.pid}/fd/{name}"))
        except OSError:
            continue
        if match:
            inodes.add(match[1])
    found = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        if not os.path.exists(f"/proc/{process.pid}/net/{table}"):
            continue
        with open(f"/proc/{process.pid}/net/{table}", encoding="ascii") as lines:
            for line in list(lines)[1:]:
                fields = line.split()
                is_open = fields[3] == "0A" if table.startswith("tcp") else True
                if fields[9] in inodes and is_open:
                    address, port = fields[1].split(":")
                    found.add((address, int(port, 16)))
    return found


LOOPBACK = {"0100007F", "00000000000000000000000001000000"}


@at_home
def test_loopback(home):
    """WH-1: off until somebody says so; 127.0.0.1 and ::1 only; a path of 128 random bits."""
    home.new()
    first, _ = hook_in(home, "One")
    second, secret = hook_in(home, "Two")
    tap.check(re.fullmatch(r"[0-9a-f]{32}", first) and first != second, first)
    with Serving(home, {"Two": secret}) as server:
        found = listening(server.process)
        tap.check(found and {address for address, _ in found} <= LOOPBACK, f"it listens on {found}")
        tap.equal({port for _, port in found}, {server.port}, "the ports")
        body = b'{"records":[]}'
        server.ask("/hooks/" + second, "POST", body, standard(secret, body), expected=202)
        wrong = second[:-1] + ("0" if second[-1] != "0" else "1")
        for name in (wrong, second[:16], "", second + "/", second + "0"):
            tap.equal(server.ask("/hooks/" + name, "POST", body, standard(secret, body)).status, 404, f"the answer to {name!r}")
        if socket.has_ipv6 and any(address != "0100007F" for address, _ in found):
            reply = server.raw(f"GET /health HTTP/1.1\nHost: [::1]:{server.port}\n\n", "::1")
            tap.equal(status_of(reply), 200, "the answer on ::1")
    refused = home.run("serve", "--port", "99999", status=2)
    tap.contains(refused.err, "65535")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        tap.contains(home.run("serve", "--port", str(taken.getsockname()[1]), status=FAILED).err, "Another program uses port")


@at_home
def test_host(home):
    """WH-2: one Host, that of the listener; no Origin; nothing for web pages."""
    home.new()
    token = token_for(home)
    path, secret = hook_in(home)
    with Serving(home, {"Inbox": secret}) as server:
        ours = f"127.0.0.1:{server.port}"
        for hosts, expected in [
            ([ours], 200),
            ([], 421),
            ([ours, ours], 421),
            ([ours, "evil.example"], 421),
            (["evil.example", ours], 421),
            (["evil.example"], 421),
            ([f"evil.example:{server.port}"], 421),
            (["127.0.0.1"], 421),
            ([f"localhost:{server.port}"], 421),
            ([ours + "."], 421),
            ([""], 421),
        ]:
            lines = "".join(f"Host: {host}\n" for host in hosts)
            reply = server.raw(f"GET /health HTTP/1.1\n{lines}\n")
            tap.check(status_of(reply) in (expected, 400 if expected != 200 else 200), f"Host {hosts}: {reply[:200]}")
            tap.check(expected == 200 or '"ok"' not in reply, f"Host {hosts} was answered: {reply}")
        for origin in ("https://evil.example", "null", f"http://{ours}"):
            reply = server.raw(f"GET /v1/overview HTTP/1.1\nHost: {ours}\nOrigin: {origin}\nAuthorization: Bearer {token}\n\n")
            tap.equal(status_of(reply), 403, f"the answer to a page of {origin}")
        preflight = server.raw(f"OPTIONS /v1/overview HTTP/1.1\nHost: {ours}\nOrigin: https://evil.example\nAccess-Control-Request-Method: GET\n\n")
        tap.check(status_of(preflight) in (403, 405), preflight)
        tap.lacks(preflight.lower(), "access-control-", "what a page is told")
        tap.equal(server.ask("/hooks/" + path).status, 405, "GET of a webhook")
        body = b'{"records":[]}'
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
            headers = standard(secret, body) | {"Content-Type": kind}
            tap.equal(server.ask("/hooks/" + path, "POST", body, headers).status, 415, f"a body of {kind!r}")
        answer = server.ask("/v1/overview", token=token, expected=200)
        tap.check(not any(name.startswith("access-control") for name in answer.headers), answer.headers)
        tap.equal((answer.headers["connection"], answer.headers["cache-control"]), ("close", "no-store"), "headers")
        absolute = server.raw(f"GET http://evil.example/health HTTP/1.1\nHost: evil.example\n\n")
        tap.lacks(absolute, '"ok"', "the answer to an address of others")


def send_too_much(server, path, secret, n_tries=50):
    """The answer to 5 MiB. Who is not done with them after two seconds is let go without one: None if it is so each time."""
    for _ in range(n_tries):
        try:
            return server.ask(f"/hooks/{path}", "POST", b" " * (5 << 20), standard(secret, b""))
        except (urllib.error.URLError, ConnectionError):
            pass
    return None


@at_home
def test_limits(home):
    """WH-3: what is too large, ambiguous, slow or too much is let go, and memory stays bounded."""
    home.new()
    token = token_for(home)
    path, secret = hook_in(home)
    with Serving(home, {"Inbox": secret}) as server:
        ours = f"Host: 127.0.0.1:{server.port}\n"
        post = f"POST /hooks/{path} HTTP/1.1\n{ours}Content-Type: application/json\n"
        before = server.memory()
        tap.equal(status_of(server.raw(post + f"Content-Length: {5 << 20}\n\n")), 0, "half of 5 MiB, which is waited for and then let go")
        tap.equal(send_too_much(server, path, secret).status, 413, "5 MiB that were declared")
        for lengths in ("Content-Length: 2\nTransfer-Encoding: chunked\n", "Content-Length: 2\nContent-Length: 3\n", "Content-Length: 2\nContent-Length: 2\n", "Content-Length: 2, 3\n"):
            reply = server.raw(post + lengths + "\n2\n{}\n0\n\n", ends=True)
            tap.check(status_of(reply) in (0, 400), f"{lengths!r}: {reply[:100]}")
        chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
        endless = (post + "Transfer-Encoding: chunked\n\n").replace("\n", "\r\n").encode() + chunk * 640
        for _ in range(20):  # more than there are connections
            tap.check(status_of(server.raw(endless)) in (0, 413), "20 MiB in chunks were taken")
        big = server.raw(f"GET /health HTTP/1.1\n{ours}" + "".join(f"X-{i}: {'y' * 1000}\n" for i in range(40)) + "\n", ends=True)
        tap.check(status_of(big) in (0, 400, 431), big[:100])
        huge = server.raw(f"GET /health HTTP/1.1\n{ours}X: " + "y" * (4 << 20) + "\n\n", ends=True)
        tap.check(status_of(huge) in (0, 400, 431), huge[:100])
        reply = server.raw(f"GET /health HTTP/1.1\n{ours}\nGET /v1/overview HTTP/1.1\n{ours}Authorization: Bearer {token}\n\n")
        tap.equal(reply.count("HTTP/1.1"), 1, "answers to requests that were sent in one go")
        for nonsense in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET\r\n\r\n", b"\0" * 4096 + b"\r\n\r\n"):
            tap.check(status_of(server.raw(nonsense, ends=True)) != 200, "what is not HTTP was answered")
        tap.check(server.memory() - before < 64 << 20, f"memory grew by {server.memory() - before}")
        server.ask("/health", expected=200)


@at_home
def test_slow(home):
    """WH-3: who is silent, sends half a header or a byte at a time is let go; others are answered afterwards."""
    home.new()
    with Serving(home) as server:
        half = f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nX: ".encode()
        clients = [server.connect() for _ in range(40)]
        for i, client in enumerate(clients):
            if i % 3:
                client.sendall(half if i % 3 == 1 else half[:7])
        began = time.monotonic()
        stop = threading.Event()

        def drip():
            while not stop.wait(0.5):
                for client in clients[::3]:
                    try:
                        client.send(b"x")
                    except OSError:
                        pass

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            answer = server.ask("/health", expected=200)
            tap.equal(answer.json, {"status": "ok"}, "the answer")
            for client in clients:
                tap.check("200" not in read_all(client)[:20], "half a request was answered")
        finally:
            stop.set()
            dripping.join()
            for client in clients:
                client.close()
        tap.check(time.monotonic() - began < PATIENCE, "they were not let go")
        server.ask("/health", expected=200)


@at_home
def test_flood(home):
    """WH-3: many at once are answered one after the other, or told to come again."""
    home.new()
    with Serving(home) as server:
        request = f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
        clients = [server.connect() for _ in range(100)]
        for client in clients:
            client.sendall(request)
        replies = [read_all(client) for client in clients]
        for client in clients:
            client.close()
        tap.equal({status_of(reply) for reply in replies} - {429}, {200}, "the answers")


@at_home
def test_rate(home):
    """The hundred-and-first request of a minute is told when to come again; another token is not."""
    home.new()
    token, other = token_for(home), token_for(home, "read", "other")
    with Serving(home) as server:
        # A machine on which a hundred of them take longer than a minute may ask more.
        found = [server.ask("/v1/sync", token=token)]
        while found[-1].status == 200 and len(found) < 1000:
            found.append(server.ask("/v1/sync", token=token))
        tap.equal(found[-1].status, 429, "the last")
        tap.check(len(found) > 100, f"the answer to number {len(found)}")
        tap.check(1 <= int(found[-1].headers["retry-after"]) <= 60, found[-1].headers)
        server.ask("/v1/sync", token=other, expected=200)
        server.ask("/health", expected=200)


@at_home
def test_tokens(home):
    """A token is shown once, kept as a hash, has its scopes and no more, and can be taken away."""
    home.new()
    reader, pusher, admin = token_for(home, "read", "r"), token_for(home, "push", "p"), token_for(home, "admin", "a")
    with open(home.workspace, "rb") as file:
        content = file.read()
    for token in (reader, pusher, admin):
        tap.check(len(token) == 67 and token.encode() not in content and bytes.fromhex(token[3:]) not in content, "the token is in the file")
    tap.lacks(home.run("clients", "--json").out, reader[3:])
    tap.contains(home.run("clients", "add", "R", status=FAILED).err, "already")
    home.run("clients", "add", "x", "--scopes", "root", status=2)
    with Serving(home) as server:
        for path, method, allowed in [
            ("/v1/overview", "GET", {reader}), ("/v1/status", "GET", {reader}), ("/v1/sync", "GET", {reader}),
            ("/v1/sync", "POST", set()), ("/v1/records", "POST", {pusher}), ("/v1/clients", "GET", {admin}),
        ]:
            body = b'{"records":[]}' if path == "/v1/records" else b""
            headers = {"Content-Type": "application/json"} if method == "POST" else {}
            for token in (reader, pusher, admin):
                status = server.ask(path, method, body if method == "POST" else None, headers, token).status
                tap.equal(status in (200, 202), token in allowed, f"{method} {path} with {['r', 'p', 'a'][[reader, pusher, admin].index(token)]}: {status}")
        for wrong in ("", "xa_" + "0" * 64, reader[:-1], reader + "0", reader.upper()):
            answer = server.ask("/v1/overview", headers={"Authorization": f"Bearer {wrong}"})
            tap.equal((answer.status, answer.headers.get("www-authenticate", "")[:6]), (401, "Bearer"), f"the answer to {wrong!r}")
        tap.equal(server.ask("/v1/overview").status, 401, "the answer without a token")
        number = next(c["id"] for c in server.ask("/v1/clients", token=admin).json["clients"] if c["name"] == "r")
        tap.equal(server.ask("/v1/clients/999", "DELETE", token=admin).status, 404, "revoking nobody")
        server.ask(f"/v1/clients/{number}", "DELETE", token=admin, expected=200)
        tap.equal(server.ask("/v1/overview", token=reader).status, 401, "a token that was revoked")
        noted = home.run("log", "--audit", "--json", "--lines", "1").json[0]
        tap.equal((noted["what"], noted["detail"]), ("client-revoked", "r"), "the trail that it left")
    home.run("clients", "revoke", "P")
    tap.equal([c["name"] for c in home.run("clients", "--json").json["clients"]], ["a"], "who is left")
    tap.contains(home.run("clients", "revoke", "P", status=FAILED).err, "no client")


@at_home
def test_refusals(home):
    """Who got nothing is counted in the log by the cause, and nothing tells who it was (ID-1)."""
    home.new()
    reader = token_for(home, "read", "reader")
    path, secret = hook_in(home)
    with Serving(home, {"Inbox": secret}) as server:
        for wrong in ("", "xa_" + "0" * 64, reader[:-1]):
            tap.equal(server.ask("/v1/overview", headers={"Authorization": f"Bearer {wrong}"}).status, 401, "the answer without a token")
        tap.equal(server.ask("/v1/clients", token=reader).status, 403, "the answer without the scope")
        body = b'{"records":[]}'
        for _ in range(2):
            tap.equal(server.ask("/hooks/" + path, "POST", body, standard(secret, b"other")).status, 401, "the answer to a wrong signature")
        n_large = 1
        while (answer := send_too_much(server, path, secret, n_tries=1)) is None:
            n_large += 1
        tap.equal(answer.status, 413, "5 MiB")
        tap.equal(status_of(server.raw("GET /health HTTP/1.1\nHost: evil.example\n\n")), 421, "the answer to another host")
        while (answer := server.ask("/v1/status", token=reader)).status == 200:
            pass
        tap.equal(answer.status, 429, "the answer to too many")
        tap.equal(server.ask("/nowhere").status, 404, "the answer where nothing is")
    log = os.path.join(home.folder, "state", "xaudience", "log.jsonl")
    with open(log, encoding="utf-8") as lines:
        text = lines.read()
    found = collections.Counter()
    for line in text.splitlines():  # one a minute for each cause, while there is something to tell
        if "requests-refused" in line:
            told = json.loads(line)
            found[told["cause"]] += told["n"]
    tap.equal(dict(found), {"unauthorized": 3, "scope-missing": 1, "bad-signature": 2, "too-large": n_large, "wrong-host": 1, "too-many-requests": 1}, "what the log counts")
    for planted in ("127.0.0.1", "evil.example", reader[3:20], path, "/v1/"):
        tap.lacks(text, planted, "the log")


tap.run([
    ("/server/WH-1/loopback", test_loopback),
    ("/server/WH-2/host", test_host),
    ("/server/WH-3/limits", test_limits),
    ("/server/WH-3/slow", test_slow),
    ("/server/WH-3/flood", test_flood),
    ("/server/rate", test_rate),
    ("/server/tokens", test_tokens),
    ("/server/refusals", test_refusals),
])
