"""Checks the include lines of src/: a folder includes only what stands below it."""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import tap

SRC = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src")

# From the bottom to the top.
LAYERS = ["model", "journal", "privacy", "store", "net", "providers", "analysis", "charts", "insight", "alerts", "report", "sync", "control", "server", "tdhelper", "cli", "ui"]

# Lower folders that a folder leaves alone all the same.
NEVER = {
    "providers": {"store"},
    "analysis": {"store", "net", "providers", "privacy"},
    "charts": {"store", "net", "providers", "privacy"},
    "ui": {"cli"},
}

# Headers of libraries, and the only places that may know them.
LIBRARIES = [
    (r"(gtk|adwaita|gdk|gsk)[/.-]?", lambda path: path.startswith("ui/"), "GTK is for ui/ only"),
    (r"sqlite3\.h", lambda path: path.startswith("store/"), "SQLite is for store/ only"),
    (r"roaring/", lambda path: path == "model/xa-member-set.c", "CRoaring is for model/xa-member-set.c only"),
    (r"igraph/", lambda path: path.startswith("analysis/"), "igraph is for analysis/ only"),
    (r"libsoup/", lambda path: path.split("/")[0] in ("net", "server"), "libsoup is for net/ and server/ only"),
    (r"libsecret/", lambda path: path.split("/")[0] in ("privacy", "net"), "libsecret is for privacy/ and net/ only"),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def judge(path, quote, target):
    """What is wrong with one include line, or None."""
    folder = path.split("/")[0]
    if quote == "<":
        for pattern, allowed, why in LIBRARIES:
            if re.match(pattern, target) and not allowed(path):
                return why
        return None
    if target == "config.h":
        return None
    if "/" not in target:
        return "includes name the folder, from src/ on"
    other = target.split("/")[0]
    if other not in LAYERS:
        return f"there is no layer {other}/"
    if LAYERS.index(other) > LAYERS.index(folder):
        return f"{folder}/ stands below {other}/"
    if other in NEVER.get(folder, ()):
        return f"{folder}/ does not use {other}/"
    if other != folder and target.endswith("-private.h"):
        return f"{target} is private to {other}/"
    return None


def faults(src):
    found = []
    for folder, _, files in sorted(os.walk(src)):
        for name in sorted(files):
            if not name.endswith((".c", ".h")):
                continue
            path = os.path.relpath(os.path.join(folder, name), src)
            with open(os.path.join(folder, name), encoding="utf-8") as source:
                for number, line in enumerate(source, 1):
                    match = INCLUDE.match(line)
                    why = match and judge(path, match[1], match[2])
                    if why:
                        found.append(f"{path}:{number}: {line.strip()}: {why}")
    return found


def test_tree():
    seen = {name for name in os.listdir(SRC) if os.path.isdir(os.path.join(SRC, name))}
    tap.equal(seen - set(LAYERS), set(), "the set of folders without a layer")
    tap.check("model" in seen and "cli" in seen, "this is not the source tree")
    tap.equal(faults(SRC), [], "the list of faults")


PLANTED = [
    ("store/a.c", '#include "sync/xa-writer.h"', "stands below"),
    ("model/a.h", '#include "privacy/xa-scrub.h"', "stands below"),
    ("providers/telegram/a.c", '#include "store/xa-store.h"', "does not use"),
    ("analysis/a.c", '#include "store/xa-store.h"', "does not use"),
    ("cli/a.c", '#include "ui/xa-window.h"', "stands below"),
    ("ui/a.c", '#include "cli/xa-cli.h"', "does not use"),
    ("sync/a.c", '#include "store/xa-store-private.h"', "is private"),
    ("insight/a.c", "#include <gtk/gtk.h>", "GTK"),
    ("charts/a.c", "  #  include <adwaita.h>", "GTK"),
    ("cli/a.c", "#include <sqlite3.h>", "SQLite"),
    ("store/a.c", "#include <roaring/roaring.h>", "CRoaring"),
    ("providers/a.c", "#include <libsoup/soup.h>", "libsoup"),
    ("model/a.c", '#include "xa-time.h"', "name the folder"),
]


def test_planted():
    """Each kind of fault is found when it is there, and nothing else."""
    for path, line, why in PLANTED:
        with tempfile.TemporaryDirectory() as tree:
            os.makedirs(os.path.join(tree, os.path.dirname(path)))
            with open(os.path.join(tree, path), "w", encoding="utf-8") as source:
                source.write(f'#include "config.h"\n#include <glib.h>\n{line}\n')
            found = faults(tree)
            tap.equal(len(found), 1, f"the number of faults of {line} in {path}")
            tap.contains(found[0], why)


tap.run([("/house/layers/tree", test_tree), ("/house/layers/planted", test_planted)])
