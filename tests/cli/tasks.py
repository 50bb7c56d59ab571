"""What is due, what is to be done, and steering it; and what is counted on the way."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, USAGE, at_home, tap

DAY = 86400
START = 1700000000


def follow(home, *names):
    home.new()
    home.run("connect", "simulated")
    home.run("add", *names, "--connection", "simulated")


def at(home, seconds):
    home.environment["SOURCE_DATE_EPOCH"] = str(seconds)


def tasks(home):
    return home.run("tasks", "--json").json


def states(home):
    return sorted((task["what"], task["kind"], task["state"]) for task in tasks(home)["tasks"])


@at_home
def test_due(home):
    at(home, START)
    follow(home, "1", "2")
    first = home.run("sync", "--due", "--json").json
    tap.equal((first["done"], first["failed"]), (2, 0), "the first time")
    tap.contains(home.run("sync", "--due").err, "Nothing is due")
    tap.equal(home.run("sync", "--due", "--json").json["audiences"], [], "nothing, for programs")
    at(home, START + 3 * DAY)
    again = home.run("sync", "--due", "--json").json
    tap.equal(again["done"], 2, "after three days of sleep")
    tap.contains(home.run("sync", "--due").err, "Nothing is due")
    tap.equal(len(states(home)), 8, "each pass twice, and no more")
    tap.contains(home.bare("-w", home.workspace, "sync", "--due", "--all", status=USAGE).err, "--due")


@at_home
def test_pause(home):
    at(home, START)
    follow(home, "1")
    home.run("tasks", "--pause")
    tap.equal(tasks(home)["paused"], True, "paused")
    tap.contains(home.run("sync", "--due").err, "Everything is paused")
    home.run("tasks", "--resume")
    home.run("tasks", "--pause", "--connection", "Simulated")
    lane = tasks(home)["lanes"][0]
    tap.equal((lane["state"], lane["cause"]), ("paused", "paused"), "the lane")
    tap.contains(home.run("sync", "--due").err, "All that is followed is paused")
    home.run("tasks", "--resume", "--connection", "Simulated")
    tap.equal(home.run("sync", "--due", "--json").json["done"], 1, "after it was resumed")
    home.run("add", "2", "--connection", "simulated")
    home.run("sync", "--due")
    home.run("tasks", "--pause", "simulated-group:simulated-1")
    tap.contains(home.run("sync", "--due").err, "1 of 2 audiences are paused")


@at_home
def test_interval_and_speed(home):
    at(home, START)
    follow(home, "1", "2")
    home.run("sync", "--due")
    home.run("tasks", "--interval", "600", "--connection", "simulated")
    home.run("tasks", "--speed", "50", "--connection", "simulated")
    lane = tasks(home)["lanes"][0]
    tap.equal((lane["interval_seconds"], lane["speed_percent"]), (36000, 50), "the lane")
    at(home, START + 9 * 3600)
    tap.contains(home.run("sync", "--due").err, "Nothing is due")
    home.run("tasks", "--interval", "60", "simulated-group:simulated-1")
    due = home.run("sync", "--due", "--json").json["audiences"]
    tap.equal(len(due), 1, "audiences that are due")
    for bad in (["--speed", "0"], ["--speed", "101"], ["--pause", "--resume"], ["--cancel"], ["simulated-group:simulated-1"], ["--task", "1", "--pause"]):
        home.bare("-w", home.workspace, "--key-file", home.key, "tasks", *bad, status=USAGE)
    tap.contains(home.run("tasks", "nobody", status=FAILED).err, '"nobody" is not followed')
    tap.contains(home.run("tasks", "simulated-group:simulated-1", status=USAGE).err, "--speed is of a connection")


@at_home
def test_cancel_and_retry(home):
    at(home, START)
    follow(home, "1")
    tap.contains(home.run("tasks", "--cancel", "--task", "99", status=FAILED).err, "no such task")
    home.run("sync", "--due")
    one = tasks(home)["tasks"][0]
    tap.equal(one["state"], "done", "the state")
    home.run("tasks", "--retry", "--task", str(one["id"]))
    tap.equal(tasks(home)["tasks"][0]["state"], "done", "what is done is not retried")
    for verb in ("--cancel", "--retry"):
        tap.contains(home.run("tasks", verb, "--task", str(one["id"])).err, "is over already: done")


@at_home
def test_marks(home):
    """What is invented is marked in both lists, and times are written alike in both."""
    at(home, START)
    follow(home, "1")
    home.run("sync", "--due")
    for command in ("status", "tasks"):
        text = home.run(command).out
        tap.contains(text, "SIMULATED: ")
        tap.contains(text, "(SIMULATED)")
        tap.contains(text, "2023-11-14 22:13 UTC")
        tap.contains(home.run(command, "--json").err, "SIMULATED: ")
    tap.equal(home.run("status", "--json").json["followed"][0]["simulated"], True, "in the data of status")
    tap.equal({task["simulated"] for task in tasks(home)["tasks"]}, {True}, "in the data of tasks")
    # Of one audience nothing trends, and that is said of an invented one.
    tap.equal(home.run("trending", "--json").json["simulated"], True, "in the data of trending")
    tap.contains(home.run("trending").out, "SIMULATED: ")


@at_home
def test_metrics(home):
    at(home, START)
    follow(home, "1", "2")
    home.run("sync", "--due")
    text = home.run("metrics").out
    for line in ('xaudience_tasks_done_total{connection="1",provider="simulated"} 4', "xaudience_audiences 2", "# TYPE xaudience_batch_us histogram"):
        tap.contains(text, line)
    tap.check("Simulated" not in text, "the user's name of a connection is in it")
    tap.contains(home.run("metrics", "--json", status=USAGE).err, "no JSON form")


@at_home
def test_units(home):
    """The units call a command that there is, and systemd would take them where it can be asked."""
    folder = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "systemd"))
    with open(os.path.join(folder, "xaudience-sync.service")) as stream:
        command = next(line for line in stream if line.startswith("ExecStart=")).split("=", 1)[1].split()
    tap.equal(command[0], "xaudience-cli", "the program")
    at(home, START)
    follow(home, "1")
    home.run(*command[1:])
    tap.equal({state for _, _, state in states(home)}, {"done"}, "what became of it")
    try:
        result = subprocess.run(["systemd-analyze", "calendar", "*:0/5"], capture_output=True, text=True)
    except FileNotFoundError:
        raise tap.Skip("there is no systemd to ask")
    tap.equal(result.returncode, 0, "the calendar of the timer")


tap.run([
    ("/cli/tasks/due", test_due),
    ("/cli/tasks/pause", test_pause),
    ("/cli/tasks/interval-and-speed", test_interval_and_speed),
    ("/cli/tasks/cancel-and-retry", test_cancel_and_retry),
    ("/cli/tasks/marks", test_marks),
    ("/cli/tasks/metrics", test_metrics),
    ("/cli/tasks/units", test_units),
])
