"""Proves that every language of po/LINGUAS is good to be shown: languages.py MSGFMT MSGMERGE XGETTEXT."""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap

MSGFMT, MSGMERGE, XGETTEXT = sys.argv[1:4]
TOP = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PO = os.path.join(TOP, "po")
# So large a part of the strings may wait for its translation: those that came in a moment ago.
MOST_MISSING = 0.02
MARKS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "NN_:1,2", "g_dcgettext:2", "g_dngettext:2,3", "g_dpgettext2:2c,3"]


def languages():
    with open(os.path.join(PO, "LINGUAS"), encoding="utf-8") as text:
        return [line.strip() for line in text if line.strip() and not line.startswith("#")]


def run(*command):
    result = subprocess.run(command, cwd=TOP, env=os.environ | {"LC_ALL": "C.UTF-8"}, capture_output=True, text=True, check=False)
    tap.check(result.returncode == 0, f"{os.path.basename(command[0])}: {result.stderr}")
    return result.stderr


def make_template(folder):
    """All strings that are marked."""
    path = os.path.join(folder, "xaudience.pot")
    run(XGETTEXT, "--from-code=UTF-8", *(f"--keyword={mark}" for mark in MARKS), "-f", os.path.join(PO, "POTFILES.in"), "-D", TOP, "-o", path)
    return path


def test_compiles(language):
    """Nothing in it is doubted, and what is filled in fits."""
    with tempfile.TemporaryDirectory() as folder:
        said = run(MSGFMT, "--check", "--statistics", "-o", os.path.join(folder, "out.mo"), os.path.join(PO, f"{language}.po"))
    tap.check(re.search(r"^\d+ translated messages\.$", said.strip().splitlines()[-1]), f"not all is translated: {said}")


def test_names_itself(language):
    """By this name xa_said () finds the catalogue that gettext has chosen."""
    with open(os.path.join(PO, f"{language}.po"), encoding="utf-8") as text:
        tap.contains(text.read(4096), f'"Language: {language}\\n"', f"the head of po/{language}.po")


def test_covers_the_sources(language):
    """What is marked in the sources is translated, but for a few strings that may be newer."""
    with tempfile.TemporaryDirectory() as folder:
        merged = os.path.join(folder, "merged.po")
        run(MSGMERGE, "--no-fuzzy-matching", "-q", "-o", merged, os.path.join(PO, f"{language}.po"), make_template(folder))
        said = run(MSGFMT, "--statistics", "-o", os.path.join(folder, "out.mo"), merged)
    translated, missing = (int(found.group(1)) if (found := re.search(rf"(\d+) {word}", said)) else 0 for word in ("translated", "untranslated"))
    tap.check(translated > 0 and missing <= MOST_MISSING * (translated + missing), f"{missing} of {translated + missing} strings are not translated")


def test_mnemonics(language):
    """A key that is marked in English is marked in the translation too, and only once."""
    with open(os.path.join(PO, f"{language}.po"), encoding="utf-8") as text:
        pairs = re.findall(r'^msgid "(.*)"\nmsgstr "(.*)"$', text.read(), re.M)
    for before, after in pairs:
        if re.fullmatch(r"[^_]*_[A-Za-z0-9][^_]*", before):
            tap.equal(after.count("_"), 1, f"the keys of {before!r}, translated {after!r}")


tap.run([(f"/po/{language}/{test.__name__.removeprefix('test_')}", lambda test=test, language=language: test(language))
         for language in languages() for test in (test_compiles, test_names_itself, test_covers_the_sources, test_mnemonics)])
