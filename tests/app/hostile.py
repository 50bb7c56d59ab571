"""Names that would be markup elsewhere are nothing but words on every page."""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import NOW, App, tap, until

PROGRAM, CLI = sys.argv[1], os.path.abspath(sys.argv[2])
NAMES = ("<b>Bold</b> & Sons", "<span foreground='red'>Red", "&amp; &#65; %s %n")
TAG = "<i>tag</i>"

# What GTK and Pango say of words that they took for markup.
MISTAKEN = re.compile(r"markup|Failed to set text|CRITICAL")


def make_place(home):
    os.makedirs(os.path.join(home, "data", "xaudience"), mode=0o700)
    call = [CLI, "-w", os.path.join(home, "data", "xaudience", "Hostile.xaudience"), "--key-file", os.path.join(home, "key")]
    environment = os.environ | {"HOME": home, "XDG_STATE_HOME": os.path.join(home, "state"), "SOURCE_DATE_EPOCH": str(NOW)}

    def run(*arguments):
        subprocess.run([*call, *arguments], env=environment, check=True, capture_output=True)

    run("workspace", "new")
    for number, name in enumerate(NAMES):
        path = os.path.join(home, f"{number}.csv")
        with open(path, "w", encoding="utf-8") as members:
            members.write("member_id\n" + "".join(f"{8_000_000_000 + 100 * number + person}\n" for person in range(400)))
        run("import", path, "--platform", "telegram", f"--audience={name}")
    run("audiences", "set", NAMES[0], "--tag", TAG)


def test_views():
    with tempfile.TemporaryDirectory() as home:
        make_place(home)
        with App(PROGRAM, home=home) as app:
            for name in (*NAMES, TAG):
                app.wait("label", name)
            app.page_names()
            for name in NAMES:
                app.show_page("Compare")
                app.add_to_comparison(name)
            app.wait("image", "Mutual members")
            until(lambda: all(name in app.description(app.wait("image", "Mutual members")) for name in NAMES), "the names in the words of the chart")
            app.wait("label", lambda text: "people" in text and NAMES[0] in text)
            app.show_page("Graph")
            app.wait(None, lambda text: text.startswith(NAMES[0]))
            app.show_page("Activity")
            app.wait_quiet()
            app.show_page("Explore")
            app.click("label", NAMES[0])
            app.key("Return")
            app.wait("image", "Growth")
            app.wait("label", NAMES[0])
            app.wait("label", NAMES[1])
            for tab in ("Preferences", "Posts", "Retention", "Log", "Overview"):
                app.press("page tab", tab)
                app.wait_quiet()
            app.press("button", "How was this computed: Members")
            app.wait("dialog")
            app.key("Escape")
            app.wait_gone("dialog")
            # Undo tells in a toast what it takes back.
            app.press("toggle button", "Compare")
            app.wait_quiet()
            app.key("ctrl+z")
            app.wait_quiet()
            tap.equal([line for line in app.log.splitlines() if MISTAKEN.search(line)], [], "what was taken for markup")


tap.run([("/app/hostile/OUT-5/views", test_views)])
