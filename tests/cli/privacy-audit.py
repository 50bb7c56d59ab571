"""The privacy audit: finds what is planted in any file and form, and nothing in what the program wrote."""

import base64
import os
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, OK, at_home, tap

SECRETS = ["secret_handle_77", "8100000001", "Zoë Quickfoot", "I never said that aloud"]


def audit(home, planted=None, status=OK):
    arguments = ("--planted", home.write("planted", "\n".join(planted) + "\n")) if planted else ()
    return home.run("privacy", "audit", "--json", *arguments, status=status)


def leaks(result):
    return [f for f in result.json["finds"] if f["leak"]]


def note(home, text):
    """Puts a row of our own into the workspace; it stays in the log while the connection is open."""
    db = sqlite3.connect(home.workspace, timeout=60)
    db.execute("INSERT INTO audit (at_us, what, detail) VALUES (0, 'test', ?)", (text,))
    db.commit()
    return db


@at_home
def test_clean(home):
    """Nobody of an import is found afterwards."""
    home.new()
    path, export = home.sample(messages=400)
    home.run("import", path)
    people = {m[k] for m in export["messages"] for k in ("from_id", "from", "actor_id", "actor") if m.get(k)}
    people |= {p.removeprefix("user") for p in people}
    texts = {m["text"] for m in export["messages"] if isinstance(m.get("text"), str) and len(m["text"]) > 20}
    tap.check(len(people) > 60 and len(texts) > 50, "the sample has no people")
    result = audit(home, sorted(people | texts))
    tap.equal((result.json["clean"], leaks(result)), (True, []), "the outcome")
    tap.equal(result.json["planted"], len(people | texts), "the number of texts")
    tables = {t["table"]: t for t in result.json["tables"]}
    tap.check(tables["member_segment"]["rows"] > 0 and "pseudonym" in tables["member_segment"]["holds"], tables)


@at_home
def test_file(home):
    home.new().import_members()
    text = f"from {SECRETS[0]}, {base64.b64encode(b'xx' + SECRETS[3].encode()).decode()}, {SECRETS[2].encode().hex()}, {SECRETS[1]}"
    note(home, text).close()
    tap.check(not os.path.exists(home.workspace + "-wal"), "the log is still there")
    result = audit(home, SECRETS, status=FAILED)
    found = {(f["planted_line"], f["form"], f["table"]) for f in leaks(result)}
    tap.equal(found, {(1, "text", "audit"), (2, "text", "audit"), (3, "hex", "audit"), (4, "base64", "audit")}, "the leaks")
    (table,) = [t for t in result.json["tables"] if t["table"] == "audit"]
    tap.equal(table["leaks"], 4, "the leaks of the table")
    os.symlink(home.workspace, home.path("link.xaudience"))
    linked = home.bare("-w", home.path("link.xaudience"), "privacy", "audit", "--json", "--planted", home.path("planted"), status=FAILED)
    tap.equal(linked.json["leaks"], 4, "the leaks behind a link")
    with open(home.workspace, "rb") as stream:
        data = stream.read()
    (first,) = [f for f in leaks(result) if f["planted_line"] == 1]
    tap.equal(data[first["offset"]:][:len(SECRETS[0])], SECRETS[0].encode(), "what stands at the offset")


@at_home
def test_log_of_the_database(home):
    home.new().import_members()
    db = note(home, SECRETS[0])
    with open(home.workspace + "-wal", "rb") as stream:
        tap.check(SECRETS[0].encode() in stream.read(), "it does not stand in the log")
    result = audit(home, SECRETS, status=FAILED)
    tap.equal([(os.path.basename(f["file"]), f["table"], f["form"]) for f in leaks(result)], [("w.xaudience-wal", "audit", "text")], "the leaks")
    db.close()


@at_home
def test_folders(home):
    """Logs, caches and states are searched; other people's folders are not."""
    home.new().import_members()
    for folder in ("state", "cache", "data"):
        os.makedirs(home.path(f"{folder}/xaudience/deep"))
        os.makedirs(home.path(f"{folder}/other"))
        home.write(f"{folder}/other/log", SECRETS[0])
    tap.equal(leaks(audit(home, SECRETS)), [], "the leaks elsewhere")
    for folder in ("state", "cache", "data"):
        home.write(f"{folder}/xaudience/deep/app.log", f"warning: cannot fetch {SECRETS[0].upper()}\n")
    found = leaks(audit(home, SECRETS, status=FAILED))
    tap.equal(sorted(f["file"] for f in found), [home.path(f"{f}/xaudience/deep/app.log") for f in ("cache", "data", "state")], "the files")
    tap.equal({f["offset"] for f in found}, {len("warning: cannot fetch ")}, "the offsets")


@at_home
def test_addresses(home):
    """E-mail addresses need no planting."""
    home.new().import_members()
    tap.equal(audit(home).json["leaks"], 0, "the leaks before")
    note(home, "mail jane.roe@example.org now").close()
    (leak,) = leaks(audit(home, status=FAILED))
    tap.equal((leak["form"], leak["planted_line"], leak["table"]), ("e-mail address", None, "audit"), "the leak")


@at_home
def test_says_nothing(home):
    """What is found is never printed, also where it is the name of a file."""
    home.new().import_members()
    note(home, " ".join(SECRETS)).close()
    os.makedirs(home.path("cache/xaudience"))
    home.write(f"cache/xaudience/{SECRETS[0]}.png", b"x" * 20 + SECRETS[0].encode())
    for arguments in ((), ("--json",)):
        result = home.run("privacy", "audit", "--planted", home.write("planted", "\n\n" + "\n".join(SECRETS)), *arguments, status=FAILED)
        for secret in SECRETS:
            tap.lacks(result.out + result.err, secret, "what the audit says")
        tap.contains(result.out, "xaudience/se…", "the cut name")
    tap.equal({f["planted_line"] for f in leaks(result)}, {3, 4, 5, 6}, "the lines, with empty ones counted")


@at_home
def test_public(home):
    """What is public of an audience may stand where audiences are kept, and is told apart; nowhere else."""
    home.new().import_members()
    result = audit(home, ["Example"])
    tap.equal((result.json["clean"], leaks(result)), (True, []), "the leaks")
    tap.check(result.json["kept"] > 0 and {f["table"] for f in result.json["finds"]} == {"audience"}, result)
    tap.check(all(f["kept_because"] for f in result.json["finds"]), "a find is not explained")
    note(home, "Example").close()
    tap.equal([f["table"] for f in leaks(audit(home, ["Example"], status=FAILED))], ["audit"], "the leaks elsewhere")


@at_home
def test_post_text(home):
    """Text of own posts is kept, but no address or number in it."""
    home.new()
    path, _ = home.sample(kind="channel", messages=50)
    home.run("import", path)
    db = sqlite3.connect(home.workspace, timeout=60)
    tap.check(db.execute("SELECT count(*) FROM post_text").fetchone()[0] > 0, "no text was kept")
    db.execute("UPDATE post_text SET text = 'Hello quickfoot, 4917612345678' WHERE post_id = (SELECT min(post_id) FROM post_text)")
    db.commit()
    db.close()
    result = audit(home, ["quickfoot", "4917612345678"], status=FAILED)
    tap.equal({(f["planted_line"], f["leak"], f["table"]) for f in result.json["finds"]}, {(1, False, "post_text"), (2, True, "post_text")}, "the finds")


@at_home
def test_failures(home):
    home.run("privacy", "audit", status=FAILED)
    home.new()
    tap.contains(home.run("privacy", "audit", "--planted", "missing", status=FAILED).err, "missing")
    result = audit(home, ["abc", "long enough"])
    tap.equal((result.json["planted"], result.json["planted_too_short"]), (2, 1), "the texts")
    tap.contains(result.err, "too short")


tap.run([
    ("/cli/privacy-audit/ID-1/clean", test_clean),
    ("/cli/privacy-audit/file", test_file),
    ("/cli/privacy-audit/log-of-the-database", test_log_of_the_database),
    ("/cli/privacy-audit/folders", test_folders),
    ("/cli/privacy-audit/addresses", test_addresses),
    ("/cli/privacy-audit/says-nothing", test_says_nothing),
    ("/cli/privacy-audit/public", test_public),
    ("/cli/privacy-audit/post-text", test_post_text),
    ("/cli/privacy-audit/failures", test_failures),
])
