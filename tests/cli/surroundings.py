"""What begins by itself costs nobody money and no battery, as the system says how things are."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import at_home, tap

MODULES = os.path.dirname(os.path.abspath(sys.argv[2]))


def hold(home, name, says):
    """Nothing is fetched by itself, and what is asked for is; without it what is due is fetched."""
    home.environment["GIO_EXTRA_MODULES"] = MODULES
    home.new()
    home.run("connect", "simulated")
    home.run("add", "1", "2", "--connection", "simulated")
    held = home.run("sync", "--due", "--json", environment={name: "1"})
    tap.contains(held.err, says)
    tap.equal((held.json["done"], held.json["audiences"]), (0, []), "what was fetched")
    tap.equal([source["fetched"] for source in home.run("status", "--json").json["followed"]], [None, None], "what is there")
    tap.equal(home.run("sync", "simulated-group:simulated-1", "--json", environment={name: "1"}).json["done"], 1, "what was asked for")
    tap.equal(home.run("sync", "--due", "--json").json["done"], 1, "the rest, once nothing holds it back")


@at_home
def test_metered(home):
    hold(home, "PRETEND_METERED", "The network is metered")


@at_home
def test_saver(home):
    hold(home, "PRETEND_SAVER", "The computer saves power")


tap.run([
    ("/cli/surroundings/metered", test_metered),
    ("/cli/surroundings/saver", test_saver),
])
