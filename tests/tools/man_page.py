"""Writes the commands and options of the manual page from what the program's help says.

Run as "man_page.py PROGRAM docs/xaudience-cli.1" after a command or an option was changed.
"""

import re
import subprocess
import sys

START, END = '.\\" Commands: from the program\'s own help.\n', '.\\" End of the commands.\n'
ROW = re.compile(r"^  (\S.*?)(?:  +(\S.*))?$")


def ask(program, *words):
    return subprocess.run([program, *words, "--help"], check=True, capture_output=True, text=True).stdout


def rows(text, title):
    """The rows of one part of a help text: what stands left, and what it says."""
    match = re.search(rf"^{title}:\n((?: .*\n)*)", text, re.M)
    result = []
    for line in (match[1] if match else "").splitlines():
        row = ROW.match(line)
        if row and not line.startswith("   "):
            result.append([row[1], row[2] or ""])
        else:
            result[-1][1] += line.strip()
    return result


def commands(program):
    """Names of all commands with their arguments: ("workspace new", "[WORKSPACE]")."""
    found = []
    for left, _ in rows(ask(program), "Commands"):
        name = re.match(r"[a-z]+(?: [a-z]+)?(?= |$)", left)[0]
        found.append((name, left[len(name):].strip()))
    return found


def escape(text):
    text = text.replace("\\", "\\e").replace("--", "\\-\\-")
    return re.sub(r"^(?=[.'])", r"\\&", text, flags=re.M)


def option_lines(found):
    lines = [".Bl -tag -width Ds"]
    for left, words in found:
        parts = []
        for part in left.split(", "):
            name, _, value = part.partition(" ")
            parts.append(f"Fl {name[1:]}".replace("Fl -", "Fl \\-") + (f" Ar {value}" if value else ""))
        lines += [".It " + " , ".join(parts), escape(words) + "."]
    return lines + [".El"]


def command_lines(program, name, arguments):
    text = ask(program, *name.split())
    _, summary, *details = text.split("\n\n")
    lines = [f".Ss {escape(' '.join([name, arguments]).strip())}", escape(summary.strip())]
    for paragraph in details:
        if re.match(r"\s*Options", paragraph):
            break
        lines += [".Pp", escape(paragraph.strip("\n"))]
    found = rows(text, "Options")
    return lines + (option_lines(found) if found else [])


def generate(program):
    lines = [".Sh OPTIONS", "These options go with every command, before or after it."]
    lines += option_lines(rows(ask(program), "Options of all commands")) + [".Sh COMMANDS"]
    for name, arguments in commands(program):
        lines += command_lines(program, name, arguments)
    return "\n".join(lines) + "\n"


def split(page):
    """The page before, within and after the part that is written here."""
    before, _, rest = page.partition(START)
    within, _, after = rest.partition(END)
    return before, within, after


def main(program, path):
    with open(path, encoding="utf-8") as page:
        before, _, after = split(page.read())
    with open(path, "w", encoding="utf-8") as page:
        page.write(before + START + generate(program) + END + after)


if __name__ == "__main__":
    main(*sys.argv[1:])
