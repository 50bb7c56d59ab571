"""The frame of the command line: help, version, options, exit status, streams."""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, PROGRAM, USAGE, at_home, tap

COMMANDS = ["workspace new", "workspace list", "workspace info", "workspace verify", "workspace backup", "workspace restore",
            "workspace delete", "workspace seal", "workspace erase", "workspace retention", "import", "export records", "audiences", "audiences set",
            "overview", "inspect", "posts", "trending"]


@at_home
def test_version(home):
    result = home.bare("--version")
    tap.check(re.fullmatch(r"xaudience-cli \d+\.\d+\.\d+\n", result.out), result)
    tap.equal(result.err, "", "standard error")


@at_home
def test_help(home):
    text = home.bare("--help").out
    for command in COMMANDS:
        tap.contains(text, f"\n  {command}", "the help")
    for option in ("-w, --workspace WORKSPACE", "--key-file FILE", "--json", "--help", "--version", "130 interrupted"):
        tap.contains(text, option, "the help")
    tap.equal(home.bare("help").out, text, "the text of \"help\"")
    tap.check(max(map(len, text.splitlines())) <= 140, "the help is too wide")


@at_home
def test_help_of_commands(home):
    listed = re.findall(r"^  ([a-z]+(?: [a-z]+)?)(?= |$)", home.bare("--help").out.split("Options of all")[0], re.M)
    tap.check(len(listed) >= len(COMMANDS), f"only {listed} are listed")
    for command in COMMANDS:
        text = home.bare(*command.split(), "--help").out
        tap.check(text.startswith(f"Usage: xaudience-cli {command} "), text)
        tap.equal(home.bare("help", *command.split()).out, text, f"the text of help {command}")
    text = home.bare("workspace", "--help").out
    tap.contains(text, "workspace seal")
    tap.lacks(text, "\n  import ")


@at_home
def test_usage(home):
    cases = [
        ((), "no command was given"),
        (("frobnicate",), 'there is no command "frobnicate"'),
        (("improt", "x"), 'did you mean "import"?'),
        (("workspace",), "workspace needs a verb"),
        (("workspace", "sael"), 'did you mean "workspace seal"?'),
        (("--frobnicate", "audiences"), "there is no option --frobnicate"),
        (("audiences", "--jsn"), "did you mean --json?"),
        (("audiences", "-x"), "there is no option -x"),
        (("audiences", "--w", "x"), "there is no option --w"),
        (("audiences", "--json=yes"), "--json takes no value"),
        (("audiences", "--key-file"), "--key-file needs a value"),
        (("audiences", "--key-file="), "is empty"),
        (("audiences", "surplus"), 'audiences does not take "surplus"'),
        (("audiences", "--coverage", "complete"), "there is no option --coverage"),
        (("import",), "import needs FILE..."),
        (("import", "x", "--format", "docx"), "--format takes one of"),
        (("import", "x", "--platform", "myspace"), "--platform takes one of telegram, discord"),
        (("import", "x", "--coverage", "some"), "--coverage takes one of"),
        (("import", "x", "--coverage", "complete", "--first-n", "9"), "--first-n goes with"),
        (("import", "x", "--first-n", "-9"), "takes a whole number"),
        (("import", "x", "--at", "yesterday"), "--at takes a time"),
        (("-w", ".hidden", "audiences"), "cannot be the name of a workspace"),
        (("workspace", "erase", "--id", "5"), "--platform says where"),
        (("workspace", "erase", "--platform", "telegram"), "either --id or --handle"),
        (("workspace", "erase", "--platform", "telegram", "--id", "5", "--handle", "a"), "either --id or --handle"),
        (("workspace", "retention", "frobnicate"), "knows preview, set and apply"),
        (("workspace", "retention", "set"), "nothing to set"),
        (("workspace", "retention", "set", "--posts", "99999999"), "at most"),
    ]
    for arguments, words in cases:
        result = home.bare(*arguments, status=USAGE)
        tap.contains(result.err, words, f"the message for {arguments}")
        tap.contains(result.err, "See: xaudience-cli", f"the message for {arguments}")
        tap.equal(result.out, "", "standard output")
    tap.equal(os.path.exists(home.data), False, "whether a workspace was made")


@at_home
def test_positions(home):
    """Options stand anywhere, in every way of writing them."""
    home.new()
    expected = home.run("audiences", "--json").out
    for arguments in (("--json", "-w", home.workspace, "audiences"), ("audiences", "--json", "-w", home.workspace),
                      ("-w" + home.workspace, "audiences", "--json"), ("--workspace=" + home.workspace, "audiences", "--json"),
                      ("audiences", "--workspace", home.workspace, "--json"), ("-w", "/nonexistent/x", "audiences", "--json", "-w", home.workspace)):
        tap.equal(home.bare(*arguments).out, expected, f"the output of {arguments}")
    home.write("-x.csv", "member_id\n" + "\n".join(str(8_300_000_000 + i) for i in range(20)))
    home.run("--audience", "A", "--platform", "telegram", "import", "--", "-x.csv")


@at_home
def test_names(home):
    """A workspace is called by name, by path, by the environment, or is the default."""
    home.bare("--key-file", home.key, "workspace", "new", "-w", "Größe 1")
    path = os.path.join(home.data, "xaudience", "Größe 1.xaudience")
    tap.check(os.path.exists(path), "the named workspace is not where it belongs")
    tap.equal(os.stat(os.path.dirname(path)).st_mode & 0o777, 0o700, "the mode of the folder")
    tap.equal(os.stat(path).st_mode & 0o777, 0o600, "the mode of the file")
    home.bare("--key-file", home.key, "workspace", "new")
    tap.check(os.path.exists(os.path.join(home.data, "xaudience", "default.xaudience")), "there is no default workspace")
    home.bare("--key-file", home.key, "workspace", "new", "second")
    for name, options in (("Größe 1", {"environment": {"XAUDIENCE_WORKSPACE": "Größe 1"}}), ("default", {})):
        tap.equal(home.bare("workspace", "info", "--json", **options).json["name"], name, "the name")
    tap.equal(home.bare("-w", "second", "workspace", "info", "--json", environment={"XAUDIENCE_WORKSPACE": "default"}).json["name"],
              "second", "the name")
    tap.equal([w["name"] for w in home.bare("workspace", "list", "--json").json], ["Größe 1", "default", "second"], "the list")


@at_home
def test_full_output(home):
    """Output that cannot be written is an error, not silence."""
    home.new()
    with open("/dev/full", "w", encoding="utf-8") as full:
        result = home.run("workspace", "info", stdout=full, status=FAILED)
    tap.contains(result.err, "could not be written in full")


@at_home
def test_hostile_text(home):
    """What a terminal would take for an order is not passed on."""
    home.new()
    title = "Evil \x1b[2J\x1b]0;pwned\x07 \u202etxt.exe\u2028 name"
    home.write("a.csv", "audience,member_id\n" + "".join(f'"{title}",{8_300_000_000 + i}\n' for i in range(20)))
    home.run("import", "a.csv", "--platform", "telegram")
    out = home.run("audiences").out
    tap.contains(out, "Evil")
    for bad in ("\x1b", "\x07", "\u202e"):
        tap.lacks(out, bad, "the table")
    tap.equal(len(out.splitlines()), 2, "the number of lines")
    tap.equal(len(home.run("audiences", "--json").json), 1, "the number of audiences")


@at_home
def test_locale(home):
    """A plain C locale loses no letter."""
    home.new()
    home.write("a.csv", "audience,member_id\n" + "".join(f"Größe 漢字,{8_300_000_000 + i}\n" for i in range(20)))
    home.run("import", "a.csv", "--platform", "telegram")
    for locale in ("C", "C.UTF-8", "xx_XX"):
        tap.contains(home.run("audiences", environment={"LC_ALL": locale}).out, "Größe 漢字")


def test_closed_reader():
    """A reader that has seen enough ends the program quietly."""
    process = subprocess.Popen([PROGRAM, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    err = process.stderr.read()
    process.wait(300)
    tap.lacks(err.decode(), "CRITICAL", "standard error")


tap.run([
    ("/cli/frame/version", test_version),
    ("/cli/frame/help", test_help),
    ("/cli/frame/help-of-commands", test_help_of_commands),
    ("/cli/frame/usage", test_usage),
    ("/cli/frame/positions", test_positions),
    ("/cli/frame/names", test_names),
    ("/cli/frame/full-output", test_full_output),
    ("/cli/frame/hostile-text", test_hostile_text),
    ("/cli/frame/locale", test_locale),
    ("/cli/frame/closed-reader", test_closed_reader),
])
