"""What a connection may use in a month: set, told, kept to, and what stands in for another way only within it."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, USAGE, at_home, tap
from signing import keyring
from paid import Paid, dear


def connect(home, server, provider, name):
    home.run("connect", provider, "--name", name, "--base-url", server.base, "--yes", "--token-stdin", stdin="token-planted\n", status=None)


def one(home, name):
    return next(c for c in home.run("connections", "--json").json["connections"] if c["name"] == name)


def sync(home, *names, status=None):
    """With the tokens that no keyring keeps here: one connection at a time can be given one."""
    return home.run("sync", "--all", "--json", "--patience", "0", "--connection", names[0], "--token-stdin", stdin="token-planted\n", status=status)


@at_home
def test_words(home):
    """What is no limit is refused in words, and changes nothing."""
    home.new()
    home.run("connect", "simulated")
    with Paid() as server:
        connect(home, server, "x-socialdata", "Cheap")
    for money in ("-1", "ten", "", "0.001", "inf", "nan", "2e9", "5 $"):
        tap.contains(home.run("limit", "Cheap", f"--money={money}", status=USAGE).err, "money")
    for requests in ("-5", "1.5", "many", "200000000"):
        tap.contains(home.run("limit", "Cheap", f"--requests={requests}", status=USAGE).err, "--requests")
    tap.contains(home.run("limit", "Simulated", "--money", "5", status=USAGE).err, "costs nothing by the call: --requests limits it")
    tap.contains(home.run("limit", "Nobody", "--money", "5", status=FAILED).err, "no connection")
    tap.equal((one(home, "Cheap")["month"]["requests_limit"], one(home, "Cheap")["month"]["money_limit"]), (None, None), "limits")
    tap.check("money" not in one(home, "Simulated")["month"], "what costs nothing has a budget of money")


@at_home
def test_set(home):
    """Each is set by itself, told where connections are listed, and taken away with 0."""
    home.new()
    with Paid() as server:
        connect(home, server, "x-socialdata", "Cheap")
    tap.contains(home.run("limit", "Cheap").out, "no limit set; ")
    tap.contains(home.run("limit", "Cheap", "--money", "20.50").out, " of $20.50.")
    tap.contains(home.run("limit", "Cheap", "--requests", "400").out, " of 400 requests this month; ")
    month = one(home, "Cheap")["month"]
    tap.equal((month["requests_limit"], month["money_limit"], month["currency"]), (400, 20.5, "USD"), "the month")
    text = home.run("connections").out
    tap.contains(text, "of 400")
    tap.contains(text, "of $20.50")
    tap.equal(home.run("limit", "Cheap", "--money", "0", "--json").json["month"]["money_limit"], None, "without one")
    tap.equal(one(home, "Cheap")["month"]["requests_limit"], 400, "requests, which nobody changed")


@at_home
def test_price(home):
    """What a look says it will cost has a currency, and is not nothing where it is less than a cent."""
    home.new()
    with Paid(followers=4) as server:
        connect(home, server, "x-socialdata", "Cheap")
        arguments = ["add", "https://x.com/News", "--preview", "--connection", "Cheap", "--token-stdin"]
        dear = home.run(*arguments, "--json", stdin="token-planted\n").json["audiences"][0]
        tap.equal(dear["currency"], "USD", "the currency")
        tap.check(dear["price"] > 0, dear)
        tap.contains(home.run(*arguments, stdin="token-planted\n").out, "$")
        Paid.followers = 100000
        tap.contains(home.run(*arguments, stdin="token-planted\n").out, ", $2")


@at_home
def test_cap(home):
    """A call that the month's money does not allow is never made; with more of it, it is made."""
    home.new()
    with Paid() as server:
        connect(home, server, "x-socialdata", "Cheap")
        home.run("add", "https://x.com/News", "--connection", "Cheap", "--token-stdin", stdin="token-planted\n")
        home.run("limit", "Cheap", "--money", "0.01")
        server.asked.clear()
        said = sync(home, "Cheap")
        tap.check(not [path for path in server.asked if "followers" in path], f"it was asked: {server.asked}")
        tap.contains(said.out, "budget")
        tap.check(one(home, "Cheap")["month"]["money"] <= 0.01, one(home, "Cheap"))
        home.run("limit", "Cheap", "--money", "5")
        sync(home, "Cheap")
        tap.check([path for path in server.asked if "followers" in path], f"it was not asked: {server.asked}")
        tap.check(0 < one(home, "Cheap")["month"]["money"] < 5, one(home, "Cheap"))


@at_home
def test_stands_in(home):
    """The dearer way is not asked in place of the other until the user says what it may cost."""
    keyring(home)
    with Paid() as first, Paid(dear) as second:
        connect(home, first, "x-socialdata", "Cheap")
        connect(home, second, "x-api", "Dear")
        home.run("add", "https://x.com/News")
        first.refuses = "/twitter/"
        second.asked.clear()
        said = home.run("sync", "--all", "--json", "--patience", "0", status=None)
        tap.contains(said.out, "within a monthly budget of money")
        tap.equal(second.asked, [], "what the other was asked before it had a budget")
        tap.equal(one(home, "Dear")["month"]["money_limit"], None, "the budget")
        home.run("limit", "Dear", "--money", "50")
        home.run("sync", "--all", "--json", "--patience", "0", status=None)
        tap.check([path for path in second.asked if path.endswith("/followers")], f"it was not asked: {second.asked}")
        tap.check(one(home, "Dear")["month"]["money"] > 0, one(home, "Dear"))


@at_home
def test_unproven(home):
    """What no live call has shown is said where it is connected, and where connections are listed."""
    home.new()
    with Paid() as server:
        result = home.run("connect", "x-socialdata", "--base-url", server.base, "--yes", "--token-stdin", stdin="token-planted\n", status=None)
    for said in (result.err, home.run("connections").err):
        tap.contains(said, "never tried against the live service: please report how it went. No live call has shown")
    only, = home.run("connections", "--json").json["connections"]
    tap.equal(only["verified"], False, "verified")
    tap.contains(only["unproven"], "No live call has shown")


if __name__ == "__main__":
    tap.run([
        ("/cli/limits/words", test_words),
        ("/cli/limits/set", test_set),
        ("/cli/limits/price", test_price),
        ("/cli/limits/cap", test_cap),
        ("/cli/limits/stands-in", test_stands_in),
        ("/cli/limits/unproven", test_unproven),
    ])
