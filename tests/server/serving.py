"""A server of xaudience-cli on a port that is free, and ways to speak to it, also badly."""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
from program import FAILED, OK, PARTIAL, USAGE, Home, at_home, tap  # noqa: F401

PATIENCE = 200


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, {k.lower(): v for k, v in headers.items()}, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


class Serving:
    """`serve` while it runs."""

    def __init__(self, home, secrets=None, options=()):
        self.home = home
        given = "".join(f"{name} {secret}\n" for name, secret in (secrets or {}).items())
        options = [*options, *(["--secrets-stdin"] if given else [])]
        self.process = home.start("-w", home.workspace, "--key-file", home.key, "serve", "--port", "0", *options,
                                  stdin=subprocess.PIPE)
        self.process.stdin.write(given.encode())
        self.process.stdin.close()
        self.process.stdin = None
        self.address = self.process.stdout.readline().decode().strip()
        if not self.address:
            raise AssertionError(f"serve did not begin: {self.process.stderr.read().decode()}")
        self.port = int(self.address.rsplit(":", 1)[1])

    def ask(self, path, method="GET", body=None, headers=None, token=None, expected=None):
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        request = urllib.request.Request(self.address + path, data=data, method=method, headers=headers)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=PATIENCE) as reply:
                answer = Answer(reply.status, dict(reply.headers), reply.read().decode())
        except urllib.error.HTTPError as error:
            answer = Answer(error.code, dict(error.headers), error.read().decode())
        if expected and answer.status != expected:
            raise AssertionError(f"{method} {path} answered {answer}, expected {expected}")
        return answer

    def connect(self, host="127.0.0.1"):
        return socket.create_connection((host, self.port), PATIENCE)

    def raw(self, data, host="127.0.0.1", ends=False):
        """Sends exactly these bytes; everything that comes until the end. ends: says that no more comes."""
        with self.connect(host) as client:
            with contextlib.suppress(OSError):
                client.sendall(data if isinstance(data, bytes) else data.replace("\n", "\r\n").encode())
                if ends:
                    client.shutdown(socket.SHUT_WR)
            return read_all(client)

    def memory(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) * 1024

    def stop(self):
        """Ends it as a service manager would, and looks that it ended well."""
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=PATIENCE)
        self.home.said += [out.decode(), err.decode()]
        tap.equal((self.process.returncode, err.decode()), (0, ""), "how serve ended, and what it said")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.stop()
        else:
            self.process.kill()
            self.process.wait()


def read_all(client):
    data = b""
    with contextlib.suppress(ConnectionError):
        while chunk := client.recv(65536):
            data += chunk
    return data.decode("utf-8", "replace")


def status_of(reply):
    return int(reply.split(" ", 2)[1]) if reply.startswith("HTTP/") else 0


def token_for(home, scopes="read,push,trigger,admin", name="program"):
    return home.run("clients", "add", name, "--scopes", scopes).out.strip()


def hook_in(home, name="Inbox", *options, **more):
    """Its path and its secret, which no keyring keeps."""
    made = home.run("webhooks", "add", name, "--no-keyring", "--json", *options, **more).json
    return made["address"].split("/hooks/")[1], made["secret"]


def decode(secret):
    return base64.b64decode(secret.removeprefix("whsec_"))


def sign(secret, name, timestamp, body):
    mac = hmac.new(decode(secret), f"{name}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def standard(secret, body, name="msg_1", at=None):
    """The headers of a message that is signed as of Standard Webhooks."""
    timestamp = str(int(time.time() if at is None else at))
    return {"Content-Type": "application/json", "webhook-id": name, "webhook-timestamp": timestamp,
            "webhook-signature": sign(secret, name, timestamp, body)}
