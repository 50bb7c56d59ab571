"""Checks on the files of the repository: their layout, their origin, and what they tell."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
import tap

TOP = os.path.realpath(os.path.join(HERE, "..", ".."))

# What clang-format has to be for its output to be the one that was agreed on.
CLANG_FORMAT = 19

# Folders of reference data that other people made.
THIRD_PARTY = ["samples", "lexicons", "specs", "testbed", "bench"]


def repository_files():
    """Paths from the top, without what a build makes."""
    for folder, folders, files in os.walk(TOP):
        folders[:] = [name for name in folders if name not in (".git", "build", "__pycache__")]
        for name in files:
            yield os.path.relpath(os.path.join(folder, name), TOP)


def test_format():
    tool = shutil.which("clang-format")
    if not tool:
        raise tap.Skip("clang-format is not here")
    version = int(re.search(r"version (\d+)", subprocess.check_output([tool, "--version"], text=True))[1])
    if version != CLANG_FORMAT:
        raise tap.Skip(f"this is clang-format {version}, not {CLANG_FORMAT}")
    files = sorted(path for path in repository_files() if path.endswith((".c", ".h")))
    tap.check(len(files) > 20, "the C files were not found")
    result = subprocess.run([tool, "--dry-run", "-Werror", *files], cwd=TOP, capture_output=True, text=True, check=False)
    tap.equal(result.returncode, 0, f"the status of clang-format ({result.stderr[:2000]})")

    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(os.path.join(TOP, ".clang-format"), folder)
        with open(os.path.join(folder, "a.c"), "w", encoding="utf-8") as source:
            source.write("int f(void){return 0;}\n")
        result = subprocess.run([tool, "--dry-run", "-Werror", "a.c"], cwd=folder, capture_output=True, check=False)
        tap.check(result.returncode != 0, "clang-format takes anything")


def digest(path):
    with open(path, "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def copies(files, shared):
    """Those of the files that are also among the third-party data, byte for byte."""
    by_size = {}
    for name in THIRD_PARTY:
        for folder, _, names in os.walk(os.path.join(shared, name)):
            for path in (os.path.join(folder, n) for n in names):
                by_size.setdefault(os.path.getsize(path), []).append(path)
    found = []
    for path in files:
        size = os.path.getsize(path)
        if size > 16 and any(digest(path) == digest(other) for other in by_size.get(size, ())):
            found.append(path)
    return found


def shared_folder():
    shared = os.environ.get("XAUDIENCE_SHARED") or os.path.join(TOP, "..", "shared")
    if not os.path.isdir(os.path.join(shared, "samples")):
        raise tap.Skip("no samples here")
    return shared


def test_origin():
    shared = shared_folder()
    files = [os.path.join(TOP, path) for path in repository_files()]
    tap.equal(copies([f for f in files if os.path.isfile(f)], shared), [], "the list of copied files")

    sample = max((os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(shared, "samples", "telegram"))
                  for name in names), key=os.path.getsize)
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copyfile(sample, os.path.join(folder, "fixture"))
        tap.equal(copies([copy], shared), [copy], "what is found of a planted copy")


def test_words():
    """The repository speaks of the product and not of how it came about."""
    bad = re.compile(r"\bTODO\b|\bFIXME\b|\bXXX\b")
    found = []
    for path in repository_files():
        if not path.endswith((".c", ".h", ".py", ".sh", ".build", ".md", ".txt")) or path == os.path.relpath(__file__, TOP):
            continue
        with open(os.path.join(TOP, path), encoding="utf-8", errors="replace") as text:
            found += [f"{path}:{n}: {line.strip()}" for n, line in enumerate(text, 1) if bad.search(line)]
    tap.equal(found, [], "the list of lines")


def test_readme():
    with open(os.path.join(TOP, "README.md"), encoding="utf-8") as text:
        readme = text.read()
    tap.contains(readme, "./dev run", "README.md")
    tap.contains(readme, "./dev test", "README.md")


def test_documentation():
    """DB-9: the reader learns that the file is not encrypted, before and after."""
    for path, words in (("README.md", "not encrypted by itself"), ("src/cli/xa-cli-info.c", "not encrypted by itself")):
        with open(os.path.join(TOP, path), encoding="utf-8") as text:
            tap.contains(text.read(), words, path)


tap.run([
    ("/house/files/clang-format", test_format),
    ("/house/files/no-third-party-data", test_origin),
    ("/house/files/words", test_words),
    ("/house/files/readme-shows-the-two-commands", test_readme),
    ("/house/files/DB-9/not-encrypted-is-said", test_documentation),
])
