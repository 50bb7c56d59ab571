"""The Flatpak's manifest: what it may do, and that each part of others is a certain one."""

import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
import tap

TOP = os.path.realpath(os.path.join(HERE, "..", ".."))

with open(os.path.join(TOP, "flatpak", "io.github.xaudience.XAudience.json"), encoding="utf-8") as text:
    MANIFEST = json.load(text)


def test_permissions():
    """No file of the user's, no bus, nothing of the system: portals do what else is needed."""
    allowed = {"--share=ipc", "--share=network", "--socket=wayland", "--socket=fallback-x11", "--device=dri"}
    tap.equal(set(MANIFEST["finish-args"]) - allowed, set(), "what it may do beyond that")
    for module in MANIFEST["modules"]:
        tap.check("--share=network" not in module.get("build-options", {}).get("build-args", []), f"{module['name']} is built with the network")


def test_pins():
    """A tag can be moved, a branch moves by itself; a commit is what it is."""
    for module in MANIFEST["modules"][:-1]:
        sources = [source for source in module["sources"] if source["type"] != "inline"]
        tap.check(sources, f"{module['name']} comes from nowhere")
        for source in sources:
            tap.equal(source["type"], "git", f"{module['name']} comes as")
            tap.check(source["url"].startswith("https://"), source["url"])
            tap.check(re.fullmatch("[0-9a-f]{40}", source.get("commit", "")), f"{module['name']} may become another")
            tap.check("branch" not in source, f"{module['name']} follows a branch")


def test_order():
    """The program comes last, so that it finds what it is built against, and the one library that is looked for when it is used."""
    names = [module["name"] for module in MANIFEST["modules"]]
    tap.equal(names[-1], "xaudience", "the last module")
    tap.check("tdlib" in names, "the library of Telegram is not there")
    with open(os.path.join(TOP, "src", "tdhelper", "xa-tdhelper.c"), encoding="utf-8") as source:
        tap.contains(source.read(), '"libtdjson.so"')


def test_cleanup():
    """What only builds need is left out, and no library that is loaded by name."""
    tap.equal({"/include", "/lib/cmake", "/lib/pkgconfig", "*.a"} - set(MANIFEST["cleanup"]), set(), "what stays and nobody needs")
    tap.check(not [pattern for pattern in MANIFEST["cleanup"] if ".so" in pattern], "a library is taken away")


tap.run([(f"/house/flatpak/{test.__name__.removeprefix('test_')}", test) for test in (test_permissions, test_pins, test_order, test_cleanup)])
