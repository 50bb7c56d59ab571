"""The verbs on workspaces, and what is said when a file or a key is not as it should be."""

import os
import shutil
import sqlite3
import stat
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, OK, USAGE, as_root, at_home, tap

HEADER_VERSION = 60


def patch(path, offset, data):
    with open(path, "r+b") as stream:
        stream.seek(offset)
        stream.write(data)


def content(path):
    with open(path, "rb") as stream:
        return stream.read()


@at_home
def test_new(home):
    result = home.run("workspace", "new")
    tap.contains(result.err, "Made the workspace")
    key = os.stat(home.key)
    tap.equal((key.st_size, stat.S_IMODE(key.st_mode)), (32, 0o600), "size and mode of the key file")
    tap.equal(stat.S_IMODE(os.stat(home.workspace).st_mode), 0o600, "the mode of the workspace")

    before = content(home.key)
    tap.contains(home.run("workspace", "new", status=FAILED).err, "exist")
    home.run("workspace", "new", "-w", home.path("second.xaudience"))
    tap.equal(content(home.key), before, "the key file, after a second workspace took it")
    tap.contains(home.bare("-w", "a", "workspace", "new", "b", status=USAGE).err, "named twice")


@at_home
def test_new_without_a_key(home):
    """Neither a key store nor a key file: no workspace, and a way out (ID-7)."""
    result = home.bare("-w", home.workspace, "workspace", "new", status=FAILED)
    tap.contains(result.err, "--key-file")
    home.members()
    result = home.bare("-w", home.workspace, "import", "members.csv", "--platform", "telegram", "--audience", "A", status=FAILED)
    tap.contains(result.err, "--key-file")
    tap.equal(sorted(name for name in os.listdir(home.folder) if name.startswith("w.")), [], "what was left")


@at_home
def test_failed_new_leaves_nothing(home):
    result = home.bare("-w", "/nonexistent/w.xaudience", "--key-file", home.key, "workspace", "new", status=FAILED)
    tap.contains(result.err, "There is no folder /nonexistent")
    home.bare("-w", "/proc/w.xaudience", "--key-file", home.key, "workspace", "new", status=FAILED)
    tap.check(not os.path.exists(home.key), "a key was left behind")
    home.write("key", b"short")
    os.chmod(home.key, 0o600)
    home.run("workspace", "new", status=FAILED)
    tap.equal(content(home.key), b"short", "a key file that is none")
    tap.check(not os.path.exists(home.workspace), "a workspace was left behind")


@at_home
def test_info(home):
    home.new().import_members()
    text = home.run("workspace", "info").out
    for words in ("Workspace:", "Key:", "set; kept outside this file", "Audiences:     1", "People:        50", "Imports:       1 finished",
                  "member_segment", "people, each as a pseudonym", "pseudonymised, not anonymous", "not encrypted by itself"):
        tap.contains(text, words, "the output")
    info = home.run("workspace", "info", "--json").json
    tap.equal((info["audiences"], info["people"], info["key"], info["key_epoch"], info["imports_finished"]),
              (1, {"kind": "exact", "value": 50, "low": None, "high": None, "coverage": None, "note": None}, "set", 1, 1), "the figures")
    with sqlite3.connect(f"file:{home.workspace}?mode=ro", uri=True, timeout=60) as db:
        names = {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        tap.equal({table["table"] for table in info["tables"]}, names, "the tables")
        for table in info["tables"]:
            rows = db.execute(f"SELECT count(*) FROM {table['table']}").fetchone()[0]
            tap.equal(table["rows"], rows, f"the rows of {table['table']}")
    db.close()


@at_home
def test_small_counts(home):
    """Fewer people than may be told are null, never 0, in what goes to another program."""
    home.new().import_members(n=7)
    info = home.run("workspace", "info", "--json").json
    tap.equal((info["people"]["kind"], info["people"]["value"]), ("suppressed", None), "the number of people")
    (audience,) = home.run("audiences", "--json").json
    tap.equal((audience["members"]["kind"], audience["members"]["value"]), ("suppressed", None), "the number of members")
    tap.contains(home.run("audiences").out, "fewer than 10")
    home.import_members(name="more.csv", n=20)
    (audience,) = home.run("audiences", "--json").json
    tap.equal((audience["members"]["kind"], audience["members"]["value"]), ("exact", 20), "the number of members")


@at_home
def test_list(home):
    tap.contains(home.bare("workspace", "list").err, "There is no workspace yet")
    for name in ("b", "a"):
        home.bare("-w", name, "--key-file", home.key, "workspace", "new")
    home.write("data/xaudience/broken.xaudience", "not a workspace")
    home.write("data/xaudience/other.txt", "")
    listed = home.bare("workspace", "list", "--json").json
    tap.equal([w["name"] for w in listed], ["a", "b", "broken"], "the names")
    tap.equal([w["error"] is None for w in listed], [True, True, False], "which are good")
    lines = home.bare("workspace", "list").out.splitlines()
    tap.equal(len(lines), 4, "the number of lines")
    tap.contains(lines[3], "is not a workspace")


@at_home
def test_errors(home):
    """Missing, foreign, newer and damaged files each get their words, and stay as they are (DB-4)."""
    tap.contains(home.run("audiences", status=FAILED).err, "There is no workspace \"w\"")
    home.new().import_members()
    good = content(home.workspace)

    def check(words, *arguments, data=None, status=FAILED):
        if data is not None:
            home.write("w.xaudience", data)
            for suffix in ("-wal", "-shm"):
                if os.path.exists(home.workspace + suffix):
                    os.unlink(home.workspace + suffix)
        before = content(home.workspace)
        result = home.run(*arguments, status=status)
        tap.contains(result.err, words, f"the message of {arguments}")
        tap.lacks(result.err, "CRITICAL", f"the message of {arguments}")
        tap.equal(content(home.workspace), before, "the file")

    everything = [("audiences",), ("workspace", "info"), ("workspace", "verify"), ("workspace", "backup", "b"),
                  ("workspace", "seal", "--yes"), ("import", "members.csv", "--platform", "telegram", "--audience", "B")]
    foreign = sqlite3.connect(home.path("foreign"), timeout=60)
    foreign.execute("CREATE TABLE t (x)")
    foreign.commit()
    foreign.close()
    for arguments in everything:
        check("is not a workspace", *arguments, data=b"Dear diary, " * 1000)
        check("is not a workspace", *arguments, data=b"")
        check("is not a workspace", *arguments, data=content(home.path("foreign")))
        check("newer", *arguments, data=good[:HEADER_VERSION] + (99).to_bytes(4, "big") + good[HEADER_VERSION + 4:])
    check("is not a workspace", "workspace", "delete", "--yes", data=b"Dear diary, " * 1000)
    check("restore", "workspace", "verify", data=good[:4096] + bytes(x ^ 0x55 for x in good[4096:]))
    check("There is no key file", "--key-file", home.path("nokey"), "import", "members.csv", "--platform", "telegram",
          "--audience", "B", data=good)
    home.run("workspace", "delete", "--yes")


@at_home
def test_read_only(home):
    home.new().import_members()
    if as_root():
        raise tap.Skip("nothing is read-only for an administrator")
    os.chmod(home.workspace, 0o400)
    tap.equal(len(home.run("audiences", "--json").json), 1, "the number of audiences")
    tap.contains(home.import_members(name="more.csv", n=20, status=FAILED).err, "read-only")


@at_home
def test_locked(home):
    home.new().import_members()
    holder = sqlite3.connect(home.workspace, isolation_level=None, timeout=60)
    holder.execute("BEGIN EXCLUSIVE")
    tap.contains(home.run("workspace", "retention", "set", "--posts", "9", status=FAILED).err, "another program")
    holder.execute("ROLLBACK")
    holder.close()
    home.run("workspace", "retention", "set", "--posts", "9")


@at_home
def test_keys(home):
    """A key that is missing, readable by others, not a key, or not the key (ID-8)."""
    home.new().import_members()
    home.members(name="more.csv", first=8_400_000_000)
    more = ("import", "more.csv", "--platform", "telegram", "--audience", "Example")
    cases = [
        (home.path("nokey"), None, 0, "There is no key file"),
        (home.path("open"), b"k" * 32, 0o644, "chmod 600"),
        (home.path("short"), b"k" * 31, 0o600, "31 bytes"),
        (home.path("long"), b"k" * 33, 0o600, "33 bytes"),
        (home.path("other"), b"k" * 32, 0o600, "key"),
    ]
    before = home.run("audiences", "--json").out
    for path, data, mode, words in cases:
        if data is not None:
            with open(path, "wb") as out:
                out.write(data)
            os.chmod(path, mode)
        for arguments in (more, ("workspace", "seal", "--yes"), ("workspace", "erase", "--platform", "telegram", "--id", "8200000000")):
            result = home.bare("-w", home.workspace, "--key-file", path, *arguments, status=FAILED)
            tap.contains(result.err, words, f"the message about {path}")
        tap.equal(os.path.exists(path), data is not None, f"whether {path} is there")
    tap.contains(home.bare("-w", home.workspace, *more, status=FAILED).err, "--key-file")
    tap.equal(home.run("audiences", "--json").out, before, "the workspace")
    home.run(*more)


@at_home
def test_seal(home):
    home.new().import_members()
    tap.contains(home.run("workspace", "seal", status=FAILED).err, "--yes")
    result = home.run("workspace", "seal", "--yes")
    tap.contains(result.err, "its key is destroyed")
    tap.contains(result.err, "Example (Telegram)")
    tap.check(not os.path.exists(home.key), "the key file is still there")
    tap.contains(home.run("workspace", "info").out, "sealed")
    tap.equal(home.run("audiences", "--json").json[0]["members"]["value"], 50, "the members after the seal")
    tap.contains(home.run("workspace", "seal", "--yes").err, "nothing to seal")

    result = home.import_members(name="again.csv", status=FAILED)
    tap.contains(result.err, "There is no key file")
    home.write("key", os.urandom(32))
    os.chmod(home.key, 0o600)
    result = home.import_members(name="again.csv")
    tap.contains(result.err, "was sealed")
    info = home.run("workspace", "info", "--json").json
    tap.equal((info["people"]["value"], info["key_epoch"], info["key"]), (100, 2, "set"), "people, epoch and key afterwards")


@at_home
def test_seal_of_a_copy(home):
    home.new().import_members()
    home.run("workspace", "backup", "copy.xaudience")
    for name in "fresh", "second":
        home.bare("-w", name, "workspace", "restore", "copy.xaudience")
    home.bare("-w", "unrelated", "--key-file", home.key, "workspace", "new")
    result = home.bare("-w", "fresh", "--key-file", home.key, "workspace", "seal", "--yes")
    tap.contains(result.err, 'copies of it and lose their key too: "second". Any other backup')


@at_home
def test_seal_without_the_key(home):
    home.new().import_members()
    os.unlink(home.key)
    tap.contains(home.run("workspace", "seal", "--yes", status=FAILED).err, "There is no key file")
    tap.equal(home.run("workspace", "info", "--json").json["key"], "set", "the key")
    home.run("workspace", "seal", "--yes", "--lost")
    tap.equal(home.run("workspace", "info", "--json").json["key"], "sealed", "the key")


@at_home
def test_backup(home):
    home.new().import_members()
    before = home.run("audiences", "--json").out
    home.run("workspace", "backup", "copy.xaudience")
    tap.equal(stat.S_IMODE(os.stat(home.path("copy.xaudience")).st_mode), 0o600, "the mode of the backup")
    home.run("workspace", "backup", "copy.xaudience")
    home.write("letter", "Dear diary,\n")
    home.run("workspace", "backup", "letter", status=FAILED)
    tap.equal(content(home.path("letter")), b"Dear diary,\n", "a file that is no backup")

    home.import_members(name="more.csv", n=30)
    tap.check(home.run("audiences", "--json").out != before, "nothing changed")
    tap.contains(home.run("workspace", "restore", "copy.xaudience", status=FAILED).err, "--yes")
    home.run("workspace", "restore", "copy.xaudience", "--yes")
    tap.equal(home.run("audiences", "--json").out, before, "the restored content")
    home.import_members(name="more.csv", n=30)

    tap.contains(home.bare("-w", "fresh", "workspace", "restore", "copy.xaudience").err, "destroys the key of both")
    tap.equal(home.bare("-w", "fresh", "audiences", "--json").out, before, "the content restored elsewhere")
    home.write("broken", content(home.path("copy.xaudience"))[:5000])
    after = home.run("audiences", "--json").out
    home.run("workspace", "restore", "broken", "--yes", status=FAILED)
    home.run("workspace", "restore", "nothing", "--yes", status=FAILED)
    tap.equal(home.run("audiences", "--json").out, after, "the content after restores that failed")


@at_home
def test_delete(home):
    home.new().import_members()
    tap.contains(home.run("workspace", "delete", status=FAILED).err, "--yes")
    other = home.path("other")
    home.write("other", b"k" * 32)
    os.chmod(other, 0o600)
    home.bare("-w", home.workspace, "--key-file", other, "workspace", "delete", "--yes", status=FAILED)
    tap.check(os.path.exists(home.workspace) and os.path.exists(other), "a key that is not this one's let it be deleted")
    home.run("workspace", "delete", "--yes")
    tap.equal([n for n in os.listdir(home.folder) if n.startswith(("w.", "key"))], [], "what is left")

    home.new()
    result = home.bare("-w", home.workspace, "workspace", "delete", "--yes")
    tap.contains(result.err, "If the workspace had a key file, it is still there")
    tap.check(os.path.exists(home.key) and not os.path.exists(home.workspace), "without --key-file the wrong thing was deleted")


@at_home
def test_delete_of_shared_key(home):
    """A key file that is another workspace's, too, goes with the last of them."""
    home.new().import_members()
    home.bare("-w", home.path("beside.xaudience"), "--key-file", home.key, "workspace", "new")
    home.bare("-w", "named", "--key-file", home.key, "workspace", "new")
    tap.contains(home.run("workspace", "delete", status=FAILED).err, 'as it has the key of "beside", "named"')
    tap.contains(home.run("workspace", "delete", "--yes").err, 'The key file was kept: it has the key of "beside", "named".')
    home.write("list.csv", "member_id\n8200000001\n")
    home.bare("-w", home.path("beside.xaudience"), "--key-file", home.key, "import", "list.csv", "--platform", "telegram")
    tap.contains(home.bare("-w", "named", "--key-file", home.key, "workspace", "delete", "--yes").err, 'it has the key of "beside".')
    home.bare("-w", home.path("beside.xaudience"), "--key-file", home.key, "workspace", "delete", "--yes")
    tap.check(not os.path.exists(home.key), "the key of no workspace is still there")


@at_home
def test_delete_damaged(home):
    """A workspace too damaged to open can still be got rid of."""
    home.new().import_members()
    patch(home.workspace, 100, b"\xff" * 3000)
    home.run("workspace", "info", status=FAILED)
    tap.contains(home.run("workspace", "delete", "--yes").err, "No key was destroyed")
    tap.check(not os.path.exists(home.workspace), "the file is still there")


@at_home
def test_erase(home):
    """ID-10: a person who asks is gone, and their id stands nowhere."""
    home.new().import_members()
    home.run("workspace", "erase", "--platform", "telegram", "--id", "-", stdin="8200000007\n")
    tap.contains(home.said[-1], "Erased every trace")
    tap.equal(home.run("audiences", "--json").json[0]["members"]["value"], 49, "the members")
    for spelling in ("8200000007", "008200000007", " 8200000007 "):
        result = home.run("workspace", "erase", "--platform", "telegram", "--id", spelling)
        tap.contains(result.err, "not in the workspace", f"the answer for {spelling!r}")
    home.run("workspace", "erase", "--platform", "telegram", "--id", "08200000008")
    tap.equal(home.run("audiences", "--json").json[0]["members"]["value"], 48, "the members")
    tap.contains(home.run("workspace", "erase", "--platform", "x", "--id", "8200000009").err, "not in the workspace")
    tap.contains(home.run("workspace", "erase", "--platform", "telegram", "--id", "-5", status=USAGE).err, "not an id")
    tap.contains(home.run("workspace", "erase", "--platform", "telegram", "--id", "-", stdin="\n", status=USAGE).err, "holds no id")
    tap.lacks("".join(home.said), "820000000", "what the program said")


@at_home
def test_erase_platform(home):
    home.new().import_members()
    home.members(name="x.csv", first=900_000)
    home.run("import", "x.csv", "--platform", "x", "--audience", "Followers")
    tap.contains(home.run("workspace", "erase", "--all-of-platform", "telegram", status=FAILED).err, "--yes")
    home.run("workspace", "erase", "--all-of-platform", "telegram", "--yes")
    tap.equal([(a["name"], a["members"]["value"]) for a in home.run("audiences", "--json").json], [("Followers", 50)], "what is left")


@at_home
def test_retention(home):
    """ID-12: limits hold after a restart, and at every import."""
    home.new().import_members("--at", "2024-01-01")
    tap.contains(home.run("workspace", "retention").err, "Nothing is deleted by age")
    home.run("workspace", "retention", "set", "--platform", "telegram", "--members", "30", "--text", "365")
    tap.equal(home.run("workspace", "retention", "--json").json,
              [{"platform": "telegram", "what": "members", "days": 30}, {"platform": "telegram", "what": "text", "days": 365}], "the limits")
    at = {"environment": {"SOURCE_DATE_EPOCH": "1704200000"}}
    tap.contains(home.run("workspace", "retention", "apply", **at).err, "Deleted 0 rows")
    tap.equal(home.run("audiences", "--json").json[0]["members"]["value"], 50, "the members a day later")
    home.import_members("--at", "2024-03-01", name="later.csv", n=20, environment={"SOURCE_DATE_EPOCH": "1709300000"})
    tap.contains(home.said[-1], "past their limits")
    tap.equal(home.run("workspace", "info", "--json").json["snapshots"], 1, "the snapshots that are left")
    home.run("workspace", "retention", "set", "--platform", "telegram", "--members", "0", "--text", "0")
    tap.equal([limit["days"] for limit in home.run("workspace", "retention", "--json").json], [0, 0], "the limits")
    tap.contains(home.run("workspace", "retention").out, "for ever")


@at_home
def test_verify(home):
    home.new().import_members()
    home.run("workspace", "verify")
    with sqlite3.connect(home.workspace, timeout=60) as db:
        db.execute("UPDATE snapshot SET checksum = randomblob (length (checksum))")
    db.close()
    tap.contains(home.run("workspace", "verify", status=FAILED).err, "damaged")


@at_home
def test_moved(home):
    """A workspace is one file: it can be moved, and its key still fits."""
    home.new().import_members()
    os.makedirs(home.path("Ünïcode dir"))
    moved = home.path("Ünïcode dir/mövéd ws.xaudience")
    shutil.move(home.workspace, moved)
    home.members(name="more.csv", n=20)
    home.bare("-w", moved, "--key-file", home.key, "import", "more.csv", "--platform", "telegram", "--audience", "Example", status=OK)
    rest = {name for name in os.listdir(home.path("Ünïcode dir")) if not name.endswith(("-shm", "-wal"))}
    tap.equal(rest, {"mövéd ws.xaudience"}, "what is in the folder")


tap.run([
    ("/cli/workspace/new", test_new),
    ("/cli/workspace/ID-7/new-without-a-key", test_new_without_a_key),
    ("/cli/workspace/failed-new-leaves-nothing", test_failed_new_leaves_nothing),
    ("/cli/workspace/info", test_info),
    ("/cli/workspace/small-counts", test_small_counts),
    ("/cli/workspace/list", test_list),
    ("/cli/workspace/DB-4/errors", test_errors),
    ("/cli/workspace/read-only", test_read_only),
    ("/cli/workspace/locked", test_locked),
    ("/cli/workspace/ID-8/keys", test_keys),
    ("/cli/workspace/ID-9/seal", test_seal),
    ("/cli/workspace/seal-of-a-copy", test_seal_of_a_copy),
    ("/cli/workspace/seal-without-the-key", test_seal_without_the_key),
    ("/cli/workspace/DB-6/backup", test_backup),
    ("/cli/workspace/delete", test_delete),
    ("/cli/workspace/delete-of-shared-key", test_delete_of_shared_key),
    ("/cli/workspace/delete-damaged", test_delete_damaged),
    ("/cli/workspace/ID-10/erase", test_erase),
    ("/cli/workspace/ID-10/erase-platform", test_erase_platform),
    ("/cli/workspace/ID-12/retention", test_retention),
    ("/cli/workspace/verify", test_verify),
    ("/cli/workspace/moved", test_moved),
])
