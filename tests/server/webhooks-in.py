"""Webhooks that come in: signatures, replays, and what is kept of them."""

import base64
import hashlib
import hmac
import json
import os
import socket
import time

from serving import FAILED, PARTIAL, USAGE, Serving, at_home, hook_in, sign, standard, tap, token_for

PERSON = 8_123_456_789
NAME = "canary_of_a_name"
MAIL = "canary@example.org"


def records(post="5", author=PERSON, text="hello #owls", audience="-10077", **more):
    return {"records": [
        {"t": "audience", "ref": "a", "platform": "telegram", "id": audience, "kind": "group", "title": "Pushed"},
        {"t": "post", "audience": "a", "id": post, "at": "2026-01-01T08:00:00Z", "author": str(author), "text": text, **more},
    ]}


def posts(home, audience="Pushed"):
    return len(home.run("posts", audience, "--json").json["posts"])


def leaks(home, *canaries):
    """Files below the home that hold one of these, or the base64 or the bytes of a number."""
    forms = set()
    for canary in canaries:
        text = str(canary).encode()
        forms |= {text, base64.b64encode(text).rstrip(b"=")[:-1]}
        if isinstance(canary, int):
            forms |= {canary.to_bytes(8, "little"), canary.to_bytes(8, "big")}
    found = []
    for folder, _, names in os.walk(home.folder):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                content = file.read()
            found += [(name, form) for form in forms if form in content]
    return found


@at_home
def test_standard(home):
    """WH-4: an altered byte, an old time, a foreign secret and a message that comes again are told apart."""
    home.new()
    path, secret = hook_in(home)
    with Serving(home, {"Inbox": secret}) as server:
        body = json.dumps({"type": "xaudience.records", "timestamp": "2026-01-01T00:00:00Z", "data": records(text=f"mail {MAIL} @{NAME}")}).encode()
        send = lambda data, headers: server.ask("/hooks/" + path, "POST", data, headers)
        good = standard(secret, body, "msg_a")
        tap.equal(send(body, good).json, {"accepted": True, "duplicate": False}, "the first")
        tap.equal(send(body, good).json, {"accepted": True, "duplicate": True}, "the same again")
        for i in (0, len(body) // 2, len(body) - 1):
            tap.equal(send(body[:i] + bytes([body[i] ^ 1]) + body[i + 1:], standard(secret, body, "msg_b")).status, 401, f"byte {i} altered")
        tap.equal(send(body + b" ", standard(secret, body, "msg_b")).status, 401, "a blank more")
        for at in (time.time() - 330, time.time() + 330, 0):
            answer = send(body, standard(secret, body, "msg_c", at))
            tap.equal((answer.status, answer.json["error"]), (401, "too-old"), f"of {at}")
        other = "whsec_" + base64.b64encode(b"\1" * 32).decode()
        tap.equal(send(body, standard(other, body, "msg_d")).status, 401, "a foreign secret")
        for name, value in [("webhook-id", "msg_x"), ("webhook-timestamp", str(int(time.time()) - 5)), ("webhook-timestamp", "now"), ("webhook-signature", ""), ("webhook-signature", "v1,"), ("webhook-signature", "v2," + good["webhook-signature"][3:]), ("webhook-id", "a.b")]:
            tap.equal(send(body, standard(secret, body, "msg_e") | {name: value}).status, 401, f"{name}: {value}")
        for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
            tap.equal(send(body, {k: v for k, v in standard(secret, body, "msg_f").items() if k != name}).status, 401, f"without {name}")
        several = standard(secret, body, "msg_g")
        several["webhook-signature"] = "v1a,abc v1,bm90IHRoaXMgb25l " + several["webhook-signature"]
        tap.equal(send(body, several).json["duplicate"], False, "one of several signatures that is good")
        for nonsense in (b"", b"{", b"[]", b'{"records":5}', b"[" * 100000, b'{"records":[{"t":"header","format":"xaudience","version":1,"ids":"pseudonym","key_id":"00"}]}'):
            answer = send(nonsense, standard(secret, nonsense, "msg_n"))
            tap.equal(answer.status, 400, f"the answer to {nonsense[:30]!r}")
        tap.equal(posts(home), 1, "posts")
    # A replay after a restart, within the tolerance.
    with Serving(home, {"Inbox": secret}) as server:
        tap.equal(server.ask("/hooks/" + path, "POST", body, good).json["duplicate"], True, "the same after a restart")
        tap.equal(posts(home), 1, "posts")
    listed = home.run("webhooks", "--json").json["webhooks"][0]
    tap.equal((listed["kind"], listed["taken"]), ("standard", 2), "what is told of it")
    tap.lacks(home.run("webhooks", "--json").out, secret)
    os.remove(home.key)
    tap.check(leaks(home, "Pushed"), "the search finds nothing at all")
    tap.equal(leaks(home, PERSON, NAME, MAIL, secret.removeprefix("whsec_")), [], "what of people and of the secret is in files")


@at_home
def test_records(home):
    """The same record by another message counts once; large numbers keep their digits or are refused."""
    home.new()
    token = token_for(home, "push")
    with Serving(home) as server:
        push = lambda body: server.ask("/v1/records", "POST", body, {"Content-Type": "application/json"}, token)
        tap.equal(push(records()).json, {"accepted": True, "duplicate": False, "new_posts": 1, "samples": 0, "left_out": 0}, "the first")
        tap.equal(push(records()).json["new_posts"], 0, "the same record")
        tap.equal(push(records(reactions=9)).json["new_posts"], 0, "the same post with other counters")
        many = {"records": records()["records"][:1] + [records(str(i), author=PERSON + i)["records"][1] for i in range(10, 60)]}
        tap.equal(push(many).json["new_posts"], 50, "fifty more")
        clamped = json.dumps(records("99", author="N")).replace('"N"', "9223372036854775808")
        tap.equal(push(clamped.encode()).json["left_out"], 1, "an id that lost its digits")
    tap.equal(posts(home), 20, "the first page of them")
    shown = home.run("posts", "Pushed", "--json", "--limit", "100").json["posts"]
    tap.equal(len(shown), 52, "posts")
    tap.equal(home.run("workspace", "info", "--json").json["imports_interrupted"], 0, "imports that were left open")
    tap.equal(home.run("workspace", "info", "--json").json["imports_finished"], 0, "pushes that are kept as imports")
    home.run("workspace", "verify")


@at_home
def test_discourse(home):
    """WH-4: a forum signs all of its body; posts are those of its lists."""
    home.new()
    tap.contains(home.run("webhooks", "add", "Forum", "--kind", "discourse", "--no-keyring", status=USAGE).err, "--place")
    path, secret = hook_in(home, "Forum", "--kind", "discourse", "--place", "https://forum.example.org")
    post = {"post": {"id": 77, "user_id": 4321, "username": NAME, "name": NAME, "created_at": "2026-01-05T10:00:00.000Z", "cooked": f"<p>hello {MAIL}</p>",
                     "post_number": 1, "post_type": 1, "topic_id": 9, "reply_count": 2, "reads": 30, "actions_summary": [{"id": 2, "count": 5}]}}

    def send(server, body, event="post_created", key=None):
        data = json.dumps(body).encode()
        mac = "sha256=" + hmac.new((key or secret).encode(), data, hashlib.sha256).hexdigest()
        return server.ask("/hooks/" + path, "POST", data, {"Content-Type": "application/json", "X-Discourse-Event": event,
                                                         "X-Discourse-Event-Type": event.split("_")[0], "X-Discourse-Event-Signature": mac})

    with Serving(home, {"Forum": secret}) as server:
        tap.equal(send(server, post).json, {"accepted": True, "duplicate": False}, "the first")
        tap.equal(send(server, post).json["duplicate"], True, "the same again")
        tap.equal(send(server, post, key="x" * 64).status, 401, "a foreign secret")
        changed = {"post": post["post"] | {"reads": 31}}
        tap.equal(send(server, changed, "post_edited").json["duplicate"], False, "the post with another counter")
        tap.equal(send(server, {"user": {"id": 555, "username": NAME, "created_at": "2026-01-05T10:00:00.000Z"}}, "user_created").status, 202, "somebody new")
        tap.equal(send(server, {"ping": "OK"}, "ping").status, 202, "a ping")
        tap.equal(send(server, {"post": {"id": "x"}}).status, 202, "a post that cannot be read, which is counted")
    shown = home.run("posts", "forum.example.org", "--json").json["posts"]
    tap.equal([(p["reactions"], p["views"], p["author"]) for p in shown], [(5, 31, "member")], "posts")
    os.remove(home.key)
    tap.equal(leaks(home, NAME, MAIL), [], "what of people is in files")


@at_home
def test_telegram(home):
    """WH-4: a bot's secret token is compared; updates are those of getUpdates."""
    home.new()
    path, secret = hook_in(home, "Bot", "--kind", "telegram")
    update = {"update_id": 1, "message": {"message_id": 5, "date": 1767225600, "text": "hello #owls", "chat": {"id": -1009, "type": "supergroup", "title": "Room"},
                                          "from": {"id": PERSON, "is_bot": False, "first_name": NAME, "username": NAME}}}
    with Serving(home, {"Bot": secret}) as server:
        def send(body, token=secret):
            return server.ask("/hooks/" + path, "POST", body, {"Content-Type": "application/json"} | ({"X-Telegram-Bot-Api-Secret-Token": token} if token else {}))

        tap.equal(send(update).json, {"accepted": True, "duplicate": False}, "the first")
        tap.equal(send(update).json["duplicate"], True, "the same again")
        for wrong in (secret[:-1], secret + "0", "", secret.upper() if secret.upper() != secret else "x"):
            tap.equal(send(update, wrong).status, 401, f"{wrong!r}")
        private = {"update_id": 2, "message": {**update["message"], "message_id": 6, "chat": {"id": PERSON, "type": "private", "first_name": NAME}}}
        tap.equal(send(private).status, 202, "a personal chat, of which nothing is taken")
    tap.equal(posts(home, "Room"), 1, "posts")
    tap.equal(len(home.run("audiences", "--json").json), 1, "audiences")
    os.remove(home.key)
    tap.equal(leaks(home, PERSON, NAME), [], "what of people is in files")


@at_home
def test_secrets(home):
    """A webhook without a secret takes nothing; names are taken once; removing is for good."""
    home.new()
    path, secret = hook_in(home)
    tap.contains(home.run("webhooks", "add", "inbox", "--no-keyring", status=FAILED).err, "already")
    tap.contains(home.run("webhooks", "add", "Bad", "--no-keyring", "--token-stdin", stdin="short\n", status=USAGE).err, "base64")
    tap.contains(home.run("webhooks", "add", "Kept", status=FAILED).err, "")
    tap.equal([h["name"] for h in home.run("webhooks", "--json").json["webhooks"]], ["Inbox"], "webhooks, of which none is without a place for its secret")
    body = json.dumps(records()).encode()
    with Serving(home) as server:
        tap.equal(server.ask("/hooks/" + path, "POST", body, standard(secret, body)).status, 503, "without a secret")
    home.run("webhooks", "remove", "Inbox")
    with Serving(home) as server:
        tap.equal(server.ask("/hooks/" + path, "POST", body, standard(secret, body)).status, 404, "once it was removed")
    tap.contains(home.run("webhooks", "remove", "Inbox", status=FAILED).err, "no webhook")
    tap.check(sign(secret, "a", "1", b"") != sign(secret, "a", "2", b""), "the test's own signatures")


@at_home
def test_undelivered(home):
    """WH-5: what did not arrive is counted, says where to and why, and is sent when somebody wants it to be."""
    home.new()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    # Nobody listens there any more.
    made = home.run("webhooks", "add", "Out", "--to", f"http://127.0.0.1:{port}/hook", "--no-keyring", "--json").json
    secret = made["secret"] + "\n"
    for n in (1, 2):
        failed = home.run("webhooks", "test", "Out", "--token-stdin", stdin=secret, status=PARTIAL)
        tap.contains(failed.out, f"Sent 0, {n} waiting, 0 dead.")
        tap.contains(failed.err, "Out: ")
    again = home.run("webhooks", "retry", "Out", "--token-stdin", stdin=secret, status=PARTIAL)
    tap.contains(again.out, "Sent 0, 2 waiting, 0 dead.")
    listed = [line.split() for line in home.run("webhooks").out.splitlines() if line.startswith("Out ")]
    tap.equal([line[-2:] for line in listed], [["2", "0"]], "waiting and dead, in the list")
    without = home.run("webhooks", "retry", "Out", status=PARTIAL)
    tap.contains(without.err, "Out: ")
    waiting = home.run("tasks", "--json").json["tasks"]
    tap.equal([(task["what"], task["kind"], task["state"]) for task in waiting], [("Out", "delivery", "waiting")] * 2, "the tasks")
    text = home.run("tasks").out
    tap.lacks(text, "msg_")
    for line in text.splitlines():
        tap.check(not line.endswith(" other"), line)


tap.run([
    ("/server/WH-4/standard", test_standard),
    ("/server/WH-4/records", test_records),
    ("/server/WH-4/discourse", test_discourse),
    ("/server/WH-4/telegram", test_telegram),
    ("/server/WH-4/secrets", test_secrets),
    ("/server/WH-5/undelivered", test_undelivered),
])
