"""Completion in bash and the manual page: they know every command and option that the program has."""

import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import PROGRAM, at_home, tap

import man_page

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
SCRIPT = os.path.join(ROOT, "data", "completions", "xaudience-cli.bash")
PAGE = os.path.join(ROOT, "docs", "xaudience-cli.1")

# Completes the last of its words as an interactive shell would.
DRIVER = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_xaudience_cli "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
[ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' "${COMPREPLY[@]}"
"""


def complete(home, *words):
    if not shutil.which("bash"):
        raise tap.Skip("bash is not here")
    process = home.start_command("bash", "--norc", "-c", DRIVER, "bash", SCRIPT, PROGRAM, *words)
    out, err = process.communicate(timeout=300)
    tap.equal((process.returncode in (0, 1), err.decode()), (True, ""), f"how completing {words} ended")
    return out.decode().splitlines()


def names():
    return [name for name, _ in man_page.commands(PROGRAM)]


def options(*command):
    return set(re.findall(r"^  (?:-\w, )?(--[a-z0-9-]+)", man_page.ask(PROGRAM, *command), re.M))


@at_home
def test_commands(home):
    tap.check(len(names()) > 20 and "privacy audit" in names(), names())
    tap.equal(sorted(complete(home, "")), sorted({n.split()[0] for n in names()} | {"help"}), "what begins a command line")
    tap.equal(complete(home, "overv"), ["overview"], "the one that begins so")
    for group in {n.split()[0] for n in names() if " " in n}:
        tap.equal(sorted(complete(home, group, "")), sorted(n.split()[1] for n in names() if n.startswith(group + " ")), f"the verbs of {group}")
    tap.equal(complete(home, "-w", "overlap", "--json", "workspace", "sea"), ["seal"], "a verb after options")


@at_home
def test_options(home):
    tap.equal(set(complete(home, "--")), options(), "the options before a command")
    for name in names():
        expected = options(*name.split())
        tap.check(options() <= expected, f"{name} lacks options of all commands")
        tap.equal(set(complete(home, *name.split(), "--")), expected, f"the options of {name}")
    tap.equal(complete(home, "import", "--first-n", "5", "--cov"), ["--coverage"], "an option after the value of another")


@at_home
def test_values(home):
    home.bare("--key-file", home.key, "workspace", "new", "Team A")
    home.bare("--key-file", home.key, "workspace", "new", "other")
    for option in ("-w", "--workspace"):
        tap.equal(complete(home, option, ""), ["Team\\ A", "other"], f"the workspaces after {option}")
    tap.equal(complete(home, "audiences", "-w", "T"), ["Team\\ A"], "the workspace that begins so")
    tap.equal(complete(home, "graph", "-o", ""), [], "what is left to the names of files")


@at_home
def test_syntax(home):
    if not shutil.which("bash"):
        raise tap.Skip("bash is not here")
    process = subprocess.run(["bash", "--norc", "-c", 'source "$1" && complete -p xaudience-cli', "bash", SCRIPT], capture_output=True, text=True, check=False)
    tap.equal((process.returncode, process.stdout, process.stderr), (0, "complete -F _xaudience_cli xaudience-cli\n", ""), "how sourcing ended")


def read_page():
    with open(PAGE, encoding="utf-8") as page:
        return page.read()


def test_page_complete():
    page = read_page().replace("\\-", "-")
    for name, arguments in man_page.commands(PROGRAM):
        start = page.find(f"\n.Ss {name} {arguments}".rstrip() + "\n")
        tap.check(start >= 0, f"the manual page lacks {name} {arguments}: run tests/tools/man_page.py")
        section = re.split(r"\n\.S[sh] ", page[start + 1:], maxsplit=1)[0]
        for option in options(*name.split()) - options():
            tap.check(re.search(rf"^\.It .*Fl -{option[2:]}( |$)", section, re.M), f"the manual page lacks {option} of {name}: run tests/tools/man_page.py")
    for option in options():
        tap.check(re.search(rf"^\.It .*Fl -{option[2:]}( |$)", page, re.M), f"the manual page lacks {option}")


def test_page_exact():
    _, within, after = man_page.split(read_page())
    tap.equal(within, man_page.generate(PROGRAM), "the commands in the manual page (tests/tools/man_page.py writes them)")
    statuses = re.search(r"^Exit status: (.*)\.$", man_page.ask(PROGRAM), re.M)[1]
    tap.equal(re.findall(r"\b\d+\b", statuses), re.findall(r"^\.It (\d+)$", after, re.M), "the exit statuses in the manual page")


def test_page_format():
    if not shutil.which("groff"):
        raise tap.Skip("groff is not here")
    process = subprocess.run(["groff", "-mandoc", "-Tutf8", "-ww", "-P-cbou", PAGE], capture_output=True, text=True, check=False)
    tap.equal((process.returncode, process.stderr), (0, ""), "what groff says")
    for words in ("--key-file FILE", "privacy audit", "EXIT STATUS"):
        tap.contains(process.stdout.replace("‐", "-").replace("−", "-"), words, "the page as it is shown")


tap.run([
    ("/cli/completion/commands", test_commands),
    ("/cli/completion/options", test_options),
    ("/cli/completion/values", test_values),
    ("/cli/completion/syntax", test_syntax),
    ("/cli/manual/complete", test_page_complete),
    ("/cli/manual/exact", test_page_exact),
    ("/cli/manual/format", test_page_format),
])
