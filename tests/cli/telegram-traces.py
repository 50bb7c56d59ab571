"""What an account of Telegram's shows leaves no trace: a search for bytes in all files after whole syncs, over a library that stands in."""

import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import at_home, tap
from telegram_account import HASH, PHONE, account, asked, connect, sessions, wish


def forms_of(person):
    """How a number may stand in a file: in digits, as memory has it, and as SQLite writes it."""
    return [str(person).encode(), person.to_bytes(8, "little"), person.to_bytes(6, "big")]


# Of the account itself, of members, of who writes, reacts, and is named, of a bot, and of those in the log of actions.
PEOPLE = [7310000001, 7310000005, 7310000007, 7310000009, 7310000011, 7310000031, 7310000450, 7310000751, 7310001751, 7310002752]
ACCOUNT = [text.encode() for text in (PHONE, HASH, "our_reader", "PLANTED", "73100000")] + ["PLANTED".encode("utf-16-le")]


def find_bytes(home, needle):
    """The files that hold it. The library's own folder is as secret as the keyring, and the stand-in tells what it was asked."""
    found = []
    for place, _, names in os.walk(home.folder):
        for name in names if "/play" not in place and "/sessions" not in place else ():
            with open(os.path.join(place, name), "rb") as stream:
                if needle in stream.read():
                    found.append(os.path.join(place, name))
    return found


def check_no_trace(home, *words):
    for needle in [*ACCOUNT, *(form for person in PEOPLE for form in forms_of(person)), *(word.encode() for word in words)]:
        tap.equal(find_bytes(home, needle), [], f"files with {needle!r}")


@at_home
def test_no_trace(home):
    """A whole sync of all that the account shows: not a byte of a person, the account or what members wrote is in a file."""
    account(home)
    home.environment["G_MESSAGES_DEBUG"] = "all"
    connect(home)
    home.run("add", "@lakebirds", "-1001000000004", "--connection", "#1")
    home.run("sync", "--all")
    with sqlite3.connect(home.workspace, timeout=60) as store:
        tap.equal(store.execute("SELECT count(*) FROM snapshot WHERE coverage = 1 AND fetched = 449 AND reported = 450").fetchone(), (1,), "whole lists, without the bot")
        tap.check(store.execute("SELECT count(*) FROM post").fetchone()[0] >= 414, "posts of two groups")
    # Words of members are counted and not kept, nor the handle that they name.
    check_no_trace(home, "plain words", "otherlake")
    # A channel's own words are: who is named in them is not.
    home.run("add", "@lakenews", "--connection", "#1")
    wish(home, "crash", "getChatHistory")
    home.run("sync", "--all")
    tap.check(not os.path.exists(home.path("play/crash")), "it did not crash")
    tap.check(find_bytes(home, b"plain words"), "a channel's own words were not kept: this search finds nothing")
    check_no_trace(home)
    # While it stands still, with its lock and its journal as they are.
    wish(home, "flood-long", "getSupergroupMembers")
    home.run("sync", "--all", status=None)
    check_no_trace(home)
    tap.check(all("PLANTED" not in said and PHONE not in said and "73100000" not in said for said in home.said), "something of them was said")
    # They had been there to be found: who was asked about is in what the stand-in wrote down.
    tap.check(any("7310000" in json.dumps(request) or PHONE in json.dumps(request) for request in asked(home)), "nothing was planted")
    home.run("disconnect", "#1")
    tap.equal(sessions(home), [], "sessions that are left")
    check_no_trace(home)


tap.run([("/cli/telegram-traces/ID-1/no-trace", test_no_trace)])
