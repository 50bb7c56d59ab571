"""Tokens in secret services: gnome-keyring open, locked and never opened, a prompt that is
dismissed, a bus without a keyring, no bus at all. Each call is a process of its own. TAP.

  credential-services.py CREDENTIAL-PROBE
"""

import base64
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import keyring
import tap

PROBE = os.path.abspath(sys.argv.pop(1))
WORKSPACE = "6f1c1f6e-6f0e-4f9b-9a43-1f6a3b0d2c11"
OTHER_WORKSPACE = "11111111-6f0e-4f9b-9a43-1f6a3b0d2c11"
ONE = "0b9a4d57-2a55-4d52-8f2e-7e1b7c9d8e22"
TWO = "22222222-2a55-4d52-8f2e-7e1b7c9d8e22"
TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"
WHAT_TO_DO = "for this run only"


def call(verb, connection=ONE, workspace=WORKSPACE):
    return (PROBE, workspace, verb, connection)


EVERY_CALL = [call("load"), call("save"), call("forget")]


def test_keyring():
    """A token is kept over several logins and stands in no other file in any form."""
    keyring.need("dbus-run-session", "gnome-keyring-daemon")
    with keyring.Home() as home:
        saved, loaded, other, elsewhere = home.run(
            call("save"), call("load"), call("load", TWO), call("load", ONE, OTHER_WORKSPACE), bus=[], unlock="test", stdin=TOKEN + "\n")
        tap.equal(saved, ("ok", TOKEN), "what is saved")
        tap.equal(loaded, ("ok", TOKEN), "what is loaded")
        tap.equal([other[0], elsewhere[0]], ["not-found", "not-found"], "what others have")
        tap.contains(other[1], "connect it again")
        later, = home.run(call("load"), bus=[], unlock="test")
        tap.equal(later, ("ok", TOKEN), "what is loaded at the next login")
        tap.equal(home.search(TOKEN.encode()), [], "the list of files with the token")
        # The search itself can find, at each offset.
        for before in (b"", b"x", b"xy"):
            with open(os.path.join(home.path, "planted"), "wb") as file:
                file.write(base64.b64encode(before + TOKEN.encode() + b"tail"))
            tap.equal(len(home.search(TOKEN.encode())), 1, "the number of files with a planted token")


def test_replaced():
    """A new token takes the place of the old one: there is one secret a connection."""
    keyring.need("dbus-run-session", "gnome-keyring-daemon")
    with keyring.Home() as home:
        first, second, loaded = home.run(call("save"), call("save"), call("load"), bus=[], unlock="test", stdin="old\n")
        tap.equal(first, ("ok", "old"), "the first")
        # The first process read standard input to its end, so the second saved no token.
        tap.equal([second, loaded], [("ok", ""), ("ok", "")], "the second")


def test_forget():
    """What is removed is gone, and only that; all of a workspace goes at once."""
    keyring.need("dbus-run-session", "gnome-keyring-daemon")
    with keyring.Home() as home:
        for connection, workspace in ((ONE, WORKSPACE), (TWO, WORKSPACE), (ONE, OTHER_WORKSPACE)):
            home.run(call("save", connection, workspace), bus=[], unlock="test", stdin=TOKEN + "\n")
        gone = home.run(call("forget"), call("load"), call("forget"), call("load", TWO), bus=[], unlock="test")
        tap.equal(keyring.words(gone), ["ok", "not-found", "ok", "ok"])
        gone = home.run(call("forget-all"), call("load", TWO), call("load", ONE, OTHER_WORKSPACE), bus=[], unlock="test")
        tap.equal(keyring.words(gone), ["ok", "not-found", "ok"])


def test_locked():
    """A keyring that nobody opens is said to be locked, not empty."""
    keyring.need("dbus-run-session", "gnome-keyring-daemon")
    with keyring.Home() as home:
        home.run(call("save"), bus=[], unlock="test", stdin=TOKEN + "\n")
        keyring.check_refused(home.run(*EVERY_CALL, bus=[], stdin=TOKEN + "\n"), "locked", WHAT_TO_DO)
        still, = home.run(call("load"), bus=[], unlock="test")
        tap.equal(still, ("ok", TOKEN), "what is kept")


def test_never_opened():
    """A service that has no keyring yet and nobody to ask keeps nothing, and says so."""
    keyring.need("dbus-run-session", "gnome-keyring-daemon")
    with keyring.Home() as home:
        load, save, forget = home.run(*EVERY_CALL, bus=[], stdin=TOKEN + "\n")
        tap.equal([load[0], forget[0]], ["not-found", "ok"], "the answers")
        keyring.check_refused([save], "locked", WHAT_TO_DO)


def test_dismissed():
    """A prompt that the user dismisses is a locked keyring, and nothing the program gave up by itself."""
    keyring.need("dbus-run-session")
    try:
        import gi  # noqa: F401: what the stand-in service is written with
    except ImportError as error:
        raise tap.Skip("no python3-gi here") from error
    with keyring.Home() as home:
        service = [sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "dismissing-service.py")]
        for one in EVERY_CALL:
            answer = home.run((*service, *one), bus=home.bare_bus(), stdin=TOKEN + "\n")
            keyring.check_refused(answer, "locked", WHAT_TO_DO)
            tap.contains(answer[0][1], "dismissed")


def test_absent():
    """Where nothing keeps secrets, or there is no bus, nothing is written anywhere else."""
    keyring.need("dbus-run-session")
    for with_bus in (True, False):
        with keyring.Home() as home:
            bus = home.bare_bus() if with_bus else None
            keyring.check_refused(home.run(*EVERY_CALL, bus=bus, stdin=TOKEN + "\n"), "no-service", WHAT_TO_DO)
            with open(os.path.join(home.path, "something"), "wb") as file:
                file.write(b"to be searched")
            tap.equal(home.search(TOKEN.encode()), [], "the list of files with the token")


def test_session_only():
    """A token that is held for the session asks no keyring, also when it is renewed."""
    with keyring.Home() as home:
        held, later = home.run(call("hold"), call("load"), stdin=TOKEN + "\n")
        tap.equal(held, ("ok", TOKEN), "what is held")
        tap.equal(later[0], "no-service", "the answer to the next process")


tap.run([
    ("/net/ID-6/gnome-keyring", test_keyring),
    ("/net/credential-services/replaced", test_replaced),
    ("/net/credential-services/forget", test_forget),
    ("/net/ID-7/locked", test_locked),
    ("/net/ID-7/never-opened", test_never_opened),
    ("/net/ID-7/dismissed", test_dismissed),
    ("/net/ID-7/absent", test_absent),
    ("/net/ID-7/session-only", test_session_only),
])
