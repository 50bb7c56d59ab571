"""Webhooks as others sign and read them: the library of Standard Webhooks for Node.js, and Node's own HMAC."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time

from serving import Serving, at_home, hook_in, tap

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "contract"))
import servers

# Signs what comes on standard input.
SIGN = """
const { Webhook } = require('standardwebhooks')
const crypto = require('crypto')
const [kind, secret, id] = process.argv.slice(1)
const body = require('fs').readFileSync(0)
const now = new Date()
const answer = kind === 'standard'
  ? { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now / 1000)), 'webhook-signature': new Webhook(secret).sign(id, now, body.toString()) }
  : { 'X-Discourse-Event': 'post_created', 'X-Discourse-Event-Signature': 'sha256=' + crypto.createHmac('sha256', secret).update(body).digest('hex') }
console.log(JSON.stringify(answer))
"""

# Reads what it is sent as its library says, and tells what came of it.
RECEIVE = """
const { Webhook } = require('standardwebhooks')
const http = require('http')
let secret
process.stdin.on('data', data => { secret = data.toString().trim() })
const server = http.createServer((request, response) => {
  const chunks = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString()
    let said
    try {
      said = { verified: new Webhook(secret).verify(body, request.headers), size: body.length, headers: request.headers }
      response.statusCode = 204
    } catch (error) {
      said = { failed: String(error) }
      response.statusCode = 400
    }
    console.log(JSON.stringify(said))
    response.end()
  })
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
"""


def node():
    servers.tool("standardwebhooks", "package.json")
    if not shutil.which("node"):
        raise tap.Skip("there is no node")
    return os.environ | {"NODE_PATH": os.path.join(os.environ["XAUDIENCE_SERVERS"], "node_modules")}


def sign(kind, secret, name, body):
    done = subprocess.run(["node", "-e", SIGN, kind, secret, name], input=body, env=node(), capture_output=True, timeout=300, check=True)
    return json.loads(done.stdout) | {"Content-Type": "application/json"}


@at_home
def test_signed(home):
    """WH-4: what the libraries of senders sign is taken, and nothing else."""
    node()
    home.new()
    path, secret = hook_in(home)
    forum, key = hook_in(home, "Forum", "--kind", "discourse", "--place", "https://forum.example.org")
    with Serving(home, {"Inbox": secret, "Forum": key}) as server:
        body = json.dumps({"records": [], "text": "Grüße, 東京"}, ensure_ascii=False).encode()
        headers = sign("standard", secret, "msg_1", body)
        tap.equal(server.ask("/hooks/" + path, "POST", body, headers).status, 202, "what the library signed")
        tap.equal(server.ask("/hooks/" + path, "POST", body + b"\n", headers).status, 401, "the same with a line more")
        body = b'{"ping": "OK"}'
        headers = sign("discourse", key, "", body)
        tap.equal(server.ask("/hooks/" + forum, "POST", body, headers).status, 202, "what Node signed")
        tap.equal(server.ask("/hooks/" + forum, "POST", b'{"ping": "KO"}', headers).status, 401, "another body")


class Receiver:
    def __init__(self):
        self.process = subprocess.Popen(["node", "-e", RECEIVE], env=node(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.watch = threading.Timer(300, self.process.kill)
        self.watch.start()
        self.port = int(self.process.stdout.readline())

    def know(self, secret):
        self.process.stdin.write(secret.encode() + b"\n")
        self.process.stdin.flush()

    def next(self):
        line = self.process.stdout.readline()
        tap.check(line, "nothing came")
        return json.loads(line)

    def stop(self):
        self.watch.cancel()
        self.process.kill()
        self.process.wait()


def wait_for(look, is_good):
    deadline = time.monotonic() + 300
    while not is_good(found := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


@at_home
def test_read(home):
    """WH-5: what is sent is read by the library; a run of fetching is told of, in numbers and names of audiences."""
    node()
    home.new()
    receiver = Receiver()
    try:
        made = home.run("webhooks", "add", "Out", "--to", f"http://127.0.0.1:{receiver.port}/hook?a=1", "--events", "sync.finished", "--no-keyring", "--json").json
        receiver.know(made["secret"])
        tap.contains(home.run("webhooks", "test", "Out", "--token-stdin", stdin=made["secret"] + "\n").out, "Sent 1")
        said = receiver.next()
        tap.equal((said["verified"]["type"], said["verified"]["data"]), ("webhook.test", {"test": True}), "the test")

        home.run("connect", "simulated")
        home.run("add", "1", "--connection", "simulated")
        home.run("sync", "--all")
        with Serving(home, {"Out": made["secret"]}):
            said = receiver.next()
            listed = wait_for(lambda: home.run("webhooks", "--json").json["webhooks"][0], lambda hook: hook["waiting"] == 0)
        verified = said["verified"]
        tap.equal((verified["type"], verified["data"]["done"], verified["data"]["failed"]), ("sync.finished", 1, 0), "what is told of a run")
        tap.equal(set(verified["data"]), {"metered", "done", "failed", "waiting", "requests", "audiences"}, "what a message holds")
        tap.check(said["size"] < 20_000, said["size"])
        tap.equal(said["headers"]["content-type"], "application/json", "the type")
        tap.equal((listed["waiting"], listed["dead"], listed["active"]), (0, 0, True), "what is left to send")
        tap.check(listed["last_sent"], listed)
    finally:
        receiver.stop()


tap.run([
    ("/server/WH-4/libraries", test_signed),
    ("/server/WH-5/libraries", test_read),
])
