"""What is different for someone who sits at a terminal: progress, questions, smaller counts."""

import os
import pty
import select
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, INTERRUPTED, OK, at_home, signal, tap


def at_terminal(home, *arguments, typed=None, interrupt_after=None, stdout=None):
    """Runs the program on a terminal of 80 columns; returns its status and what it showed."""
    try:
        ours, theirs = pty.openpty()
    except OSError as reason:
        raise tap.Skip(f"no terminal can be made here: {reason}") from reason
    process = home.start("-w", home.workspace, "--key-file", home.key, *arguments, stdin=theirs, stdout=stdout or theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    started = time.monotonic()
    while time.monotonic() - started < 300:
        if select.select([ours], [], [], 0.05)[0]:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        if typed is not None and b"to go on: " in shown:
            os.write(ours, typed.encode() + b"\n")
            typed = None
        if interrupt_after and interrupt_after in shown:
            process.send_signal(signal.SIGINT)
            interrupt_after = None
    status = process.wait(300)
    os.close(ours)
    return status, shown.decode()


@at_home
def test_progress(home):
    home.new()
    home.members(n=2_500_000)
    arguments = ("import", "members.csv", "--platform", "telegram", "--audience", "A")
    status, shown = at_terminal(home, *arguments, interrupt_after=b"reading 1")
    if status == INTERRUPTED:
        tap.contains(shown, "the same command goes on", "the screen")
    # Whoever presses it late finds most of it done: what is left is told of in the one or the other.
    status, rest = at_terminal(home, *arguments)
    shown += rest
    tap.equal(status, OK, "the status")
    tap.contains(shown, "\rmembers.csv: ", "the screen")
    for words in (" %, ", "/s, ", " left"):
        tap.contains(shown, words, "the screen")
    tap.contains(shown, "\r\x1b[K", "the screen")
    tap.contains(shown, "members.csv: csv: ", "the screen")
    tap.check(all(len(line) < 80 for line in shown.split("\r") if line.endswith("\x1b[K")), "the progress is wider than the terminal")

    home.members(name="more.csv", n=300_000, first=9_000_000_000)
    status, shown = at_terminal(home, "--quiet", "import", "more.csv", "--platform", "telegram", "--audience", "A")
    tap.lacks(shown, " %", "the quiet screen")


@at_home
def test_question(home):
    home.new().import_members()
    status, shown = at_terminal(home, "workspace", "seal", typed="yes")
    tap.equal(status, FAILED, "the status after a wrong answer")
    tap.contains(shown, "nothing was changed", "the screen")
    tap.check(os.path.exists(home.key), "the key is gone")
    status, shown = at_terminal(home, "workspace", "seal", typed="w")
    tap.equal(status, OK, "the status after the right answer")
    tap.contains(shown, "cannot be undone", "the screen")
    tap.check(not os.path.exists(home.key), "the key is still there")
    status, shown = at_terminal(home, "workspace", "delete", "--yes")
    tap.equal(os.path.exists(home.workspace), status != OK, f"whether the workspace is there ({shown})")


@at_home
def test_small_counts(home):
    """5 on a terminal, 10 elsewhere, also where only the messages go to a terminal."""
    home.new()
    for name, n in (("Four", 4), ("Seven", 7), ("Ten", 10)):
        home.members(n=n)
        home.run("import", "members.csv", "--platform", "telegram", "--audience", name)
    rows = {line.split()[1]: line for line in at_terminal(home, "audiences")[1].splitlines()[1:]}
    tap.contains(rows["Four"], "fewer than 5")
    tap.contains(rows["Seven"], "  7  ")
    tap.contains(rows["Ten"], "  10  ")
    with open(home.path("out"), "w+", encoding="utf-8") as out:
        at_terminal(home, "audiences", stdout=out)
        out.seek(0)
        rows = {line.split()[1]: line for line in out.read().splitlines()[1:]}
    tap.contains(rows["Seven"], "fewer than 10")
    tap.contains(rows["Ten"], "  10  ")


tap.run([
    ("/cli/terminal/progress", test_progress),
    ("/cli/terminal/question", test_question),
    ("/cli/terminal/small-counts", test_small_counts),
])
