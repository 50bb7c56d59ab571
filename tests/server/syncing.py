"""`serve` fetches what is followed by itself, and what programs ask for goes through the same controller."""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import PATIENCE, Serving, at_home, tap, token_for


def follow(home, *names):
    home.new()
    home.run("connect", "simulated")
    home.run("add", *names, "--connection", "simulated")


def wait_for(ask, holds, what):
    end = time.monotonic() + PATIENCE
    while True:
        found = ask()
        if holds(found):
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}: {found}")
        time.sleep(0.1)


def sample(text, name, **labels):
    """The sum of the samples of a metric that have these labels."""
    total = 0
    for line in text.splitlines():
        if not line.startswith(f"xaudience_{name}{{") or not all(f'{label}="{value}"' in line for label, value in labels.items()):
            continue
        total += float(line.rsplit(" ", 1)[1])
    return total


@at_home
def test_by_itself(home):
    follow(home, "1", "2")
    token = token_for(home)
    with Serving(home) as server:
        def states():
            return server.ask("/v1/status", token=token, expected=200).json["tasks"]
        wait_for(lambda: home.run("tasks", "--json").json["tasks"],
                 lambda tasks: sum(task["state"] == "done" and task["what"] != "" and task["kind"] in ("members", "posts", "profile") for task in tasks) >= 4,
                 "both audiences to be fetched")
        tap.check(states(), "the status tells of no task")
        said = wait_for(lambda: server.ask("/metrics", token=token, expected=200).body,
                        lambda text: sample(text, "tasks", state="running") + sample(text, "tasks", state="queued") == 0, "the rest")
        tap.contains(said, "xaudience_paused 0", "the metrics")
    said = home.run("metrics").out
    tap.check(sample(said, "tasks_done_total") >= 4, said)
    tap.check(sample(said, "tasks_enqueued_total") >= 4, said)


@at_home
def test_asked_for(home):
    """With --no-sync only what is asked for is fetched, and the same only once."""
    follow(home, "1", "2", "3")
    token = token_for(home)
    with Serving(home, options=["--no-sync"]) as server:
        def ask():
            return server.ask("/v1/sync", token=token, expected=200).json
        tap.equal(ask(), {"running": False, "progress": None, "report": None, "failure": None}, "before")
        for _ in range(5):
            tap.equal(server.ask("/v1/sync", "POST", b"{}", {"Content-Type": "application/json"}, token).status, 202, "the wish")
        ended = wait_for(ask, lambda answer: answer["report"] and not answer["running"], "the end")
        tap.equal((ended["report"]["done"], ended["report"]["failed"], ended["failure"]), (3, 0, None), "the report")
        tap.equal(sorted(a["state"] for a in ended["report"]["audiences"]), ["done"] * 3, "each audience")
    tasks = home.run("tasks", "--json").json["tasks"]
    kinds = {(task["what"], task["kind"]) for task in tasks}
    tap.equal(len(tasks), len(kinds), f"each pass once: {tasks}")
    tap.equal({task["kind"] for task in tasks} <= {"profile", "members", "posts", "reactors"}, True, "nothing was begun by itself")


tap.run([
    ("/server/sync/by-itself", test_by_itself),
    ("/server/sync/asked-for", test_asked_for),
])
