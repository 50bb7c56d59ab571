"""An account of Telegram's from the command line, over the helper process and a library that stands in: from the first prompt to the last trace."""

import datetime
import os
import pty
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, OK, PARTIAL, USAGE, at_home, tap
from telegram_account import ACCEPT, APP, BY_PHONE, HASH, PASSWORD, PHONE, WITH_PASSWORD, account, asked, connect, sessions, wish


def check_silence(home, *secrets):
    """Nothing of the account in what was said and in what was kept. The library's own folder is as secret as the keyring, and the stand-in tells what it was asked."""
    for secret in (PHONE, HASH, "73100000", "PLANTED", *secrets):
        tap.check(all(secret not in said for said in home.said), f"{secret} was said")
        for place, _, names in os.walk(home.folder):
            if "/play" in place or "/sessions" in place:
                continue
            for name in names:
                with open(os.path.join(place, name), "rb") as stream:
                    tap.check(secret.encode() not in stream.read(), f"{secret} is in {name}")


def keys_of(home):
    return {request["database_encryption_key"] for request in asked(home) if request["@type"] == "setTdlibParameters"}


@at_home
def test_risk(home):
    """Nothing is begun before it was agreed to."""
    account(home)
    said = home.run("connect", "telegram-user", *APP, stdin=BY_PHONE, status=USAGE)
    tap.contains(said.err, "you may lose the account")
    tap.contains(said.err, ACCEPT)
    tap.check(not os.path.exists(home.path("play/asked")), "the library was asked")
    tap.equal((sessions(home), home.run("connections", "--json").json["connections"]), ([], []), "what there is")


@at_home
def test_whole_way(home):
    account(home)
    connect(home, WITH_PASSWORD)
    one, = home.run("connections", "--json").json["connections"]
    tap.equal((one["provider"], one["sign_in"], one["state"]), ("telegram-user", "account", "ok"), "the connection")
    folder, = sessions(home)
    top = os.path.join(home.data, "xaudience", "sessions", folder)
    for place, _, _ in os.walk(top):
        tap.equal(os.stat(place).st_mode & 0o777, 0o700, f"who may enter {place}")
    shown = home.run("add", "@lakenews", "--connection", "#1").out
    tap.contains(shown, "Telegram lists the newest 200 of a channel")
    # The library is gone in the middle of it, and the page is asked for once more.
    wish(home, "crash", "getSupergroupMembers")
    home.run("sync", "--all")
    tap.check(not os.path.exists(home.path("play/crash")), "it did not crash")
    audience, = home.run("audiences", "--json").json
    tap.equal((audience["name"], audience["kind"]), ("Lake News", "channel"), "the audience")
    with sqlite3.connect(home.workspace, timeout=60) as store:
        tap.equal(store.execute("SELECT coverage, fetched, reported FROM snapshot WHERE coverage = 2").fetchall(), [(2, 200, 900)], "the list")
        tap.equal(store.execute("SELECT count(*) FROM post").fetchone(), (207,), "posts")
    check_silence(home, "wrong-one", *keys_of(home))
    home.run("disconnect", "#1")
    tap.check("logOut" in [request["@type"] for request in asked(home)], "Telegram was not told")
    tap.equal(sessions(home), [], "sessions that are left")


@at_home
def test_flood(home):
    """Telegram wants to be left alone for an hour: it is, and when it goes on is told."""
    account(home)
    connect(home)
    home.run("add", "@lakenews", "--connection", "#1")
    wish(home, "flood-long", "getSupergroupMembers")
    said = home.run("sync", "--all", status=PARTIAL)
    tap.contains(said.err, "Not before")
    n = len(asked(home))
    plan = home.run("tasks", "--json").json
    lane, = plan["lanes"]
    tap.equal((lane["state"], lane["cause"]), ("waiting", "rate-limited"), "the lane")
    until = datetime.datetime.fromisoformat(lane["until"]) - datetime.datetime.now(datetime.timezone.utc)
    # It asked for 4000 seconds.
    tap.check(datetime.timedelta(seconds=3000) < until <= datetime.timedelta(seconds=4000), f"it waits for {until}")
    # Whoever asks again before that asks nobody.
    home.run("sync", "--all", status=FAILED)
    new = [request["@type"] for request in asked(home)[n:]]
    tap.check(not set(new) - {"getOption", "setTdlibParameters", "close"}, f"it was asked {new}")


@at_home
def test_workspace_deleted(home):
    """A session of a workspace that is deleted is deleted with it."""
    account(home)
    connect(home)
    tap.equal(len(sessions(home)), 1, "sessions")
    home.run("workspace", "delete", "--yes")
    tap.equal(sessions(home), [], "sessions that are left")


@at_home
def test_signed_out(home):
    """The session was ended on another device: it is said, and signing in again mends it."""
    account(home)
    connect(home)
    before = sessions(home)
    wish(home, "signed-out", "getMe")
    one, = home.run("connections", "--test", "--json", status=FAILED).json["connections"]
    tap.equal((one["state"], one["cause"]), ("revoked", "auth"), "the connection that was ended")
    # The app is known already.
    home.run("reconnect", "#1", stdin=f"+{PHONE}\n33333\n")
    one, = home.run("connections", "--test", "--json").json["connections"]
    tap.equal((one["id"], one["state"]), (1, "ok"), "the connection that was mended")
    tap.equal(sessions(home), before, "folders of connections")
    tap.equal(len(os.listdir(os.path.join(home.data, "xaudience", "sessions", before[0]))), 1, "sign-ins that are kept")
    check_silence(home, *keys_of(home))


@at_home
def test_wrong(home):
    """Wrong codes: nothing is connected, and nothing stays."""
    account(home)
    said = home.run("connect", "telegram-user", *APP, ACCEPT, stdin=f"{HASH}\n+{PHONE}\n" + "00000\n" * 4, status=FAILED)
    tap.contains(said.err, "does not accept that")
    tap.equal((sessions(home), home.run("connections", "--json").json["connections"]), ([], []), "what there is")
    # The input ends before the answer.
    home.run("connect", "telegram-user", *APP, ACCEPT, stdin=f"{HASH}\n+{PHONE}\n", status=FAILED)
    tap.equal(sessions(home), [], "sessions")
    # No app of one's own.
    home.run("connect", "telegram-user", "--client-id", "not-a-number", "--token-stdin", ACCEPT, stdin=BY_PHONE, status=FAILED)
    tap.equal(sessions(home), [], "sessions")


def notes(home):
    folder = os.path.join(home.data, "xaudience", "unfinished")
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def was_asked(home, what):
    """The last line may be in the middle of being written."""
    if not os.path.exists(home.path("play/asked")):
        return False
    with open(home.path("play/asked"), encoding="utf-8") as lines:
        return what in lines.read()


def break_off(home):
    """Signs in as far as the prompt for the code, and dies there."""
    program = home.start("-w", home.workspace, "--key-file", home.key, "connect", "telegram-user", *APP, ACCEPT,
                         stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        program.stdin.write(f"{HASH}\n+{PHONE}\n".encode())
        program.stdin.flush()
        deadline = time.monotonic() + 300
        while not was_asked(home, "setAuthenticationPhoneNumber"):
            tap.check(program.poll() is None and time.monotonic() < deadline, "it never came so far")
            time.sleep(0.05)
        return program
    except BaseException:
        program.kill()
        program.wait()
        raise


@at_home
def test_broken_off(home):
    """The program dies before a sign-in is a connection: the next one that opens the workspace clears up, and nobody else."""
    account(home)
    program = break_off(home)
    try:
        tap.equal((len(sessions(home)), notes(home)), (1, sessions(home)), "what there is while somebody signs in")
        # Somebody else looks at the workspace meanwhile.
        home.run("connections", "--test", "--json")
        home.run("sync", "--all", status=None)
        tap.equal((len(sessions(home)), len(notes(home))), (1, 1), "what another program left alone")
    finally:
        program.kill()
        program.wait()
    with open(os.path.join(home.data, "xaudience", "unfinished", notes(home)[0]), encoding="utf-8") as note:
        tap.equal(note.read(), f"telegram-user\n{os.path.abspath(home.workspace)}", "the note")
    # Another workspace has no part in it.
    other = ("-w", home.path("other.xaudience"), "--key-file", home.key)
    home.bare(*other, "workspace", "new")
    home.bare(*other, "connect", "bluesky", "--yes", status=None)
    home.bare(*other, "sync", "--all", status=None)
    tap.equal((len(sessions(home)), len(notes(home))), (1, 1), "what another workspace left alone")
    connect(home)
    one, = home.run("connections", "--json").json["connections"]
    tap.equal((one["state"], len(sessions(home)), notes(home)), ("ok", 1, []), "what there is at last")
    home.run("connections", "--test", "--json")
    tap.equal((len(sessions(home)), home.run("connections", "--test", "--json").json["connections"][0]["state"]), (1, "ok"), "the sign-in that is a connection")


@at_home
def test_absent(home):
    """Without the library it is said what to install; without the helper, what is missing."""
    account(home, "/nonexistent/libtdjson.so")
    said = home.run("connect", "telegram-user", *APP, ACCEPT, stdin=BY_PHONE, status=FAILED)
    tap.contains(said.err, "libtdjson")
    tap.contains(said.err, "Install it")
    home.environment["XAUDIENCE_TDHELPER"] = "/nonexistent/helper"
    tap.contains(home.run("connect", "telegram-user", *APP, ACCEPT, stdin=BY_PHONE, status=FAILED).err, "not installed with the program")
    tap.equal(sessions(home), [], "sessions")


@at_home
def test_no_keyring(home):
    """Without a place for its key nobody is signed in."""
    account(home)
    for name in ("SECRET_BACKEND", "SECRET_FILE_TEST_PATH", "SECRET_FILE_TEST_PASSWORD"):
        del home.environment[name]
    home.run("connect", "telegram-user", *APP, ACCEPT, stdin=BY_PHONE, status=FAILED)
    tap.check(not os.path.exists(home.path("play/asked")), "the library was asked")


@at_home
def test_terminal(home):
    """In a terminal all is asked for, and what is secret is not seen."""
    account(home)
    command = ["-w", home.workspace, "--key-file", home.key, "connect", "telegram-user", ACCEPT]
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.argv[1], [sys.argv[1], *command], home.environment)
    seen = b""
    for prompt, answer in ((b"api_id of your app: ", "12345"), (b"api_hash of your app: ", HASH), (b"Phone number: ", f"+{PHONE}"),
                           (b"Code from Telegram: ", "11111"), (b"Password of your account: ", PASSWORD)):
        while not seen.endswith(prompt):
            seen += os.read(terminal, 4096)
        os.write(terminal, answer.encode() + b"\n")
    try:
        while (piece := os.read(terminal, 4096)):
            seen += piece
    except OSError:
        pass  # the end of a terminal
    _, status = os.waitpid(pid, 0)
    tap.equal(os.waitstatus_to_exitcode(status), OK, f"the exit status ({seen.decode()})")
    for secret in (HASH, "11111", f"{PASSWORD}\r\n"):
        tap.check(secret.encode() not in seen, f"{secret} was shown")
    tap.contains(seen.decode(), "signed in as @our_reader")


@at_home
def test_scan(home):
    """A code for another device, which changes before it is scanned."""
    account(home)
    wish(home, "scan", "")
    said = home.run("connect", "telegram-user", *APP, ACCEPT, stdin=f"{HASH}\n\n")
    tap.equal(said.err.count("Scan this with Telegram"), 2, "codes that were shown")
    rows = [line for line in said.err.splitlines() if line and set(line) <= set(" ▀▄█")]
    # Of 25 modules and a margin of two, two to a row.
    tap.equal((len(rows), {len(row) for row in rows}), (2 * 15, {2 + 29}), "rows of the codes")
    tap.check(rows[:15] != rows[15:], "both codes are the same")
    tap.check("tg://login" not in said.err, "the address itself was shown")


tap.run([
    ("/cli/telegram/risk", test_risk),
    ("/cli/telegram/NET-3/whole-way", test_whole_way),
    ("/cli/telegram/NET-7/flood", test_flood),
    ("/cli/telegram/workspace-deleted", test_workspace_deleted),
    ("/cli/telegram/signed-out", test_signed_out),
    ("/cli/telegram/wrong", test_wrong),
    ("/cli/telegram/broken-off", test_broken_off),
    ("/cli/telegram/absent", test_absent),
    ("/cli/telegram/no-keyring", test_no_keyring),
    ("/cli/telegram/terminal", test_terminal),
    ("/cli/telegram/scan", test_scan),
])
