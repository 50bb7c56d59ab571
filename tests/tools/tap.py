"""Test points in the Test Anything Protocol: what Meson reads and ./dev counts."""

import sys
import traceback


class Skip(Exception):
    """Raised by a test that cannot run here; its text says why."""


def check(condition, message="the check does not hold"):
    if not condition:
        raise AssertionError(message)


def equal(found, expected, what="the value"):
    if found != expected:
        raise AssertionError(f"{what} is {found!r}, expected {expected!r}")


def contains(text, part, what="the text"):
    if part not in text:
        raise AssertionError(f"{what} lacks {part!r}:\n{text}")


def lacks(text, part, what="the text"):
    if part in text:
        raise AssertionError(f"{what} has {part!r}:\n{text}")


def run(tests):
    """Runs (name, function) pairs, one point each; the exit status tells whether all were good.

    With --list the names are printed instead; with further arguments only tests whose names
    contain one of them are run.
    """
    if "--list" in sys.argv:
        print("\n".join(name for name, _ in tests))
        sys.exit(0)

    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, (name, function) in enumerate(tests, 1):
        try:
            function()
            print(f"ok {number} - {name}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {name} # SKIP {reason}", flush=True)
        except Exception:  # a test that breaks has failed, and the next one still runs
            failed += 1
            print(f"not ok {number} - {name}")
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            sys.stdout.flush()
    sys.exit(1 if failed else 0)
