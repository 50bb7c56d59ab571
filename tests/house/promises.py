"""Every promise on identity, storage, the network, the window and what leaves it has a test named after it: one without is not kept."""

import glob
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
import tap

TESTS = os.path.realpath(os.path.join(HERE, ".."))

PROMISES = {
    "ID-1": "no raw id, handle, name or address of a person is written to disk",
    "ID-2": "a pseudonym is a keyed hash under a key for one workspace, platform and kind",
    "ID-3": "one number on two platforms or in two workspaces gives unrelated pseudonyms",
    "ID-4": "the spellings of an id give one pseudonym",
    "ID-5": "clamped, fractional, negative and empty ids are refused and counted",
    "ID-6": "the master key is kept by the secret service or a key file and nowhere else",
    "ID-7": "without a secret store there is no silent fallback",
    "ID-8": "a changed key is noticed and said",
    "ID-9": "after the key is destroyed nobody is matched any more",
    "ID-10": "an erased person or platform leaves no bytes behind",
    "ID-11": "text is reduced to features; what is kept is scrubbed",
    "ID-12": "limits on age hold and survive a restart",
    "DB-1": "an acknowledged batch survives a crash",
    "DB-2": "one connection writes and checkpoints",
    "DB-3": "every step of I/O may fail and leaves the old or the new state",
    "DB-4": "foreign, newer, damaged and booby-trapped files are told apart and left alone",
    "DB-5": "each migration is one transaction, after a backup",
    "DB-6": "backups and restores appear complete or not at all",
    "DB-7": "deleted bytes are gone; files are 0600, folders 0700",
    "DB-8": "a full disk loses nothing and is said",
    "DB-9": "that the file is not encrypted is said",
    "NET-1": "every connection is encrypted and its certificate checked",
    "NET-2": "a credential goes to no other server",
    "NET-3": "no token is in a message or a log",
    "NET-4": "every answer has a largest size, counted when it is unpacked",
    "NET-5": "every request ends by its deadline, and at once when it is cancelled",
    "NET-6": "answers and cookies are kept nowhere",
    "NET-7": "platforms are asked patiently, and again only what may be",
    "NET-8": "typed addresses are checked before they are asked",
    "NET-9": "a page that is malformed never looks as if people had left",
    "WH-1": "the server is off until somebody says so, and listens on loopback only",
    "WH-2": "a web page that leads itself here is not answered",
    "WH-3": "what is large, slow, ambiguous or too much is let go",
    "WH-4": "what comes in is signed, fresh and taken once",
    "WH-5": "what goes out is signed, tried again, small, and goes where it was told to",
    "WH-6": "signing in goes through the browser, with a state for one use and a listener for one answer",
    "OUT-1": "what leaves holds no pseudonym, and no count of fewer people than may be told",
    "OUT-2": "a hidden count cannot be reckoned from totals, shares or neighbours",
    "OUT-3": "differences are guarded like counts",
    "OUT-4": "a word leaves only if enough people used it",
    "OUT-5": "names are no formulas in a table and no markup on a page or in the window",
    "OUT-6": "no connection is opened that nobody asked for",
    "OUT-7": "diagnostics hold no token, query, handle or answer",
    "UI-1": "the main loop never waits for disk, hashing or the network",
    "UI-2": "charts and graph have a way by the keys, names, a table, and more than colour",
    "UI-3": "what is invented or incomplete is marked in the view and in every export",
}

# A path as g_test_add_func() and tap.run() take it.
PATH = re.compile(r'"(/[^"\s]*/((?:DB|ID|NET|OUT|UI|WH)-\d+)(?:/[^"\s]*)?)"')


def named(folder):
    found = {}
    for path in glob.glob("**/*", root_dir=folder, recursive=True):
        if path.endswith((".c", ".py")) and path != "house/promises.py":
            with open(os.path.join(folder, path), encoding="utf-8") as source:
                for match in PATH.finditer(source.read()):
                    found.setdefault(match[2], []).append(match[1])
    return found


def test_all():
    found = named(TESTS)
    tap.equal(sorted(set(PROMISES) - set(found)), [], "the list of promises without a test")
    tap.equal(sorted(set(found) - set(PROMISES)), [], "the list of tests of promises that were never made")


def test_planted():
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "test-a.c"), "w", encoding="utf-8") as source:
            source.write('/* ID-2 */ g_test_add_func ("/store/ID-3", f); g_test_add_func ("/store/DB-10/more", f); call ("ID-4");\n')
        with open(os.path.join(folder, "b.py"), "w", encoding="utf-8") as source:
            source.write('tap.run([("/app/UI-2/keys", f), ("/x/OUT-7", f), ("/cli/GUI-3/x", f)])\n')
        tap.equal(named(folder), {"ID-3": ["/store/ID-3"], "DB-10": ["/store/DB-10/more"], "UI-2": ["/app/UI-2/keys"], "OUT-7": ["/x/OUT-7"]}, "what is found")


tap.run([
    ("/house/promises/all", test_all),
    ("/house/promises/planted", test_planted),
])
