"""What the pictures are taken of: workspaces in which much has happened, and a platform that is paid for."""

import contextlib
import http.server
import json
import os
import sqlite3
import subprocess

from app import NOW


def make_workspaces(cli, folder):
    """With one key: of invented audiences, an empty one, and a file that is none."""
    environment = os.environ | {"HOME": folder, "SOURCE_DATE_EPOCH": str(NOW)}

    def call(name, *arguments):
        path = os.path.join(folder, f"{name}.xaudience")
        subprocess.run([cli, "-w", path, "--key-file", os.path.join(folder, "key"), *arguments], env=environment, check=True, capture_output=True)

    call("Sample", "workspace", "new")
    call("Sample", "simulate", "--audiences", "40", "--members", "60000", "--snapshots", "12", "--seed", "1")
    call("Empty", "workspace", "new")
    call("Live", "workspace", "new")
    call("Live", "connect", "simulated")
    call("Live", "add", "1", "2", "3", "--connection", "Simulated")
    call("Live", "sync", "--all")
    add_posts_that_take_off(os.path.join(folder, "Live.xaudience"))
    call("Marks", "workspace", "new")
    call("Marks", "simulate", "--audiences", "6", "--members", "9000", "--snapshots", "12", "--seed", "1")
    mark(os.path.join(folder, "Marks.xaudience"))
    with open(os.path.join(folder, "Damaged.xaudience"), "wb") as out:
        out.write(b"This is no workspace. " * 400)


def add_posts_that_take_off(path):
    """To an audience that is there; and a budget, of which something is used."""
    hour, now = 3600 * 1_000_000, NOW * 1_000_000
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as db:
        db.execute("UPDATE connection SET month_requests = 400")
        db.execute("INSERT INTO audience (id, platform, native_id, kind, title, n_posts) VALUES (900, 1, 'birds', 1, 'Birds of the Coast', 100)")
        for i in range(100):
            at, total = now - (100 - i) * 24 * hour + 20 * hour, (30_000 if i in (60, 98) else 30) + i % 7
            for hours in (1, 2, 3):
                db.execute("INSERT INTO post_counter VALUES (900, ?, ?, ?, 1, 2, NULL)", (i, at + hours * hour, total * hours // 4))
            db.execute("INSERT INTO post (audience_id, id, at_us, author_kind, seen_us, reactions, comments, shares, n_chars, has_media)"
                       " VALUES (900, ?, ?, 2, ?, ?, 1, 2, 10, 0)", (i, at, at + 4 * hour, total))


def mark(path):
    """What takes weeks to come about: a series that goes on by another way, words of a search, a connection that ran out of credit."""
    now = NOW * 1_000_000
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as db:
        audience, = db.execute("SELECT min(id) FROM audience").fetchone()
        db.execute("UPDATE audience SET title = 'Words of the Sea', platform = 3, native_id = 'sea' WHERE id = ?", (audience,))
        for number, (days, before, after) in enumerate(((40, "x-api", "x-socialdata"), (20, "x-socialdata", "x-api"))):
            db.execute("INSERT INTO series_break VALUES (?, 2, ?, ?, ?, 'payment')", (audience, now - days * 86_400_000_000 + number, before, after))
        for place, (term, text) in enumerate(db.execute("SELECT id, text FROM term WHERE kind = 1 ORDER BY id LIMIT 8").fetchall()):
            db.execute("INSERT INTO term (id, kind, text) VALUES (?, 5, ?)", (90_000 + place, f"hash of {text}"))
            db.execute("INSERT INTO word VALUES (?, ?)", (90_000 + place, text))
            db.execute("INSERT OR IGNORE INTO term_use SELECT audience_id, ?, hour, n, members FROM term_use WHERE term_id = ?", (90_000 + place, term))
        for number, (provider, name, state) in enumerate((("x-api", "X API", 5), ("x-socialdata", "SocialData", 1)), 1):
            db.execute("INSERT INTO connection (id, uuid, provider, name, sign_in, state, cause, cause_text, created_us, checked_us, month_requests, month_money)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 400, 25)",
                       (number, f"00000000-0000-4000-8000-00000000000{number}", provider, name, "bearer" if number == 1 else "api-key", state,
                        "payment" if state == 5 else "", "The account is out of credit." if state == 5 else "", now, now))
        db.execute("INSERT INTO source (id, connection_id, audience_id, platform, target, title, kind, passes, max_posts, added_us, last_ok_us)"
                   " VALUES (1, 1, ?, 3, 'x:@sea', 'Words of the Sea', 3, 14, 1000, ?, ?)", (audience, now, now))


class Actors(http.server.BaseHTTPRequestHandler):
    """As much of a platform that is paid for as a look takes: who one is, and what a result costs."""

    def do_GET(self):
        actor = {"id": "a1", "taggedBuilds": {"latest": {"buildId": "b", "buildNumber": "0.0.7"}},
                 "pricingInfos": [{"pricingModel": "PRICE_PER_DATASET_ITEM", "startedAt": "2024-01-01T00:00:00Z", "pricePerUnitUsd": 0.002}]}
        body = json.dumps({"data": {"username": "reader"} if self.path.startswith("/v2/users") else actor}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
