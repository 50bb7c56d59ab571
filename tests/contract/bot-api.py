"""The Bot API: its published description checks our requests, and an emulator holds a conversation."""

import json
import os
import subprocess
import sys
import tempfile

import servers  # which finds tap
import tap

TOKEN = "1:TEST"
TARGET = "telegram:-1001234567890"


def test_description():
    script, description = servers.shared("testbed", "botapi_openapi.py"), servers.shared("specs", "telegram", "bot-api.json")
    servers.tool(".bin", "prism")
    with tempfile.TemporaryDirectory() as folder:
        document = os.path.join(folder, "bot-api.json")
        with open(document, "w", encoding="utf-8") as out:
            subprocess.run([sys.executable, script, description], stdout=out, check=True)
        server = servers.prism(document)
        try:
            said = servers.probe("telegram-bot", server.base, TOKEN, TARGET, "check", "list", "preview", "profile", "posts")
            log = server.log()
        finally:
            server.stop()
    for violation in ["Violation: request", "Route not resolved", "no path matched"]:
        tap.lacks(log, violation, "the log of the mock")
    for method in ["getMe", "getChat", "getChatMemberCount", "getChatMember", "getUpdates"]:
        tap.contains(log, f"/{method}", f"the log (the probe said:\n{said})")


def start_emulator():
    port = servers.free_port()
    script = (
        f"const telegram = require({json.dumps(servers.tool('telegram-test-api'))});"
        f"new (telegram.TelegramServer || telegram)({{ port: {port}, host: '127.0.0.1', storeTimeout: 3600 }}).start();"
    )
    return servers.Server(["node", "-e", script], port)


def say(server, person, text, chat=-1001234567890, kind="supergroup"):
    body = {
        "botToken": TOKEN,
        "from": {"id": person, "first_name": "Planted"},
        "chat": {"id": chat, "type": kind, "title": "Room"},
        "date": 1767225600,
        "text": text,
    }
    status, answer = servers.ask(server.base + "/sendMessage", body)
    tap.equal(status, 200, f"the answer ({answer})")


def test_conversation():
    server = start_emulator()
    try:
        say(server, 7310000001, "hello #linux")
        say(server, 7310000002, "and #gnome")
        say(server, 7310000003, "a secret", chat=7310000003, kind="private")
        said = servers.probe("telegram-bot", server.base, TOKEN, TARGET, "check", "posts")
    finally:
        server.stop()
    tap.contains(said, "check: ok")
    tap.contains(said, 'author="7310000001"')
    tap.contains(said, 'author="7310000002"')
    tap.contains(said, 'mark:@offset="4"')
    tap.lacks(said, "a secret")
    tap.lacks(said, "Planted")


tap.run([("/contract/bot-api/description", test_description), ("/contract/bot-api/conversation", test_conversation)])
