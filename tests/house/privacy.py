"""Checks that the documentation says what protects a workspace and what does not."""

import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
import tap

TOP = os.path.realpath(os.path.join(HERE, "..", ".."))


def read(name):
    """The text of a page, each run of white space as one blank."""
    with open(os.path.join(TOP, name), encoding="utf-8") as text:
        return re.sub(r"\s+", " ", text.read())


def section(text, title):
    match = re.search(rf"## {re.escape(title)} (.*?)(?= ## |$)", text)
    tap.check(match, f"there is no section '{title}'")
    return match[1]


def test_not_encrypted():
    text = section(read("docs/privacy.md"), "Encryption at rest")
    tap.contains(text, "not encrypted by the application", "docs/privacy.md")
    tap.contains(text, "encrypted disk", "docs/privacy.md")
    tap.contains(text, "LUKS", "docs/privacy.md")
    tap.contains(read("README.md"), "not encrypted", "README.md")


def test_terms():
    text = section(read("docs/privacy.md"), "Encryption at rest")
    for platform in ("Discord", "Facebook", "Instagram"):
        row = re.search(rf"\| [^|]*{platform}[^|]* \| [^|]* at rest[^|]* \|", text)
        tap.check(row, f"what the terms of {platform} say about encryption at rest is not in the table")


def test_no_cipher():
    """An encrypted build would replace the system's SQLite, never stand beside it."""
    with open(os.path.join(TOP, "meson.build"), encoding="utf-8") as text:
        build = text.read()
    tap.contains(build, "dependency('sqlite3'", "meson.build")
    tap.lacks(build, "sqlcipher", "meson.build")


tap.run([
    ("/house/DB-9/not-encrypted", test_not_encrypted),
    ("/house/DB-9/terms", test_terms),
    ("/house/DB-9/one-sqlite", test_no_cipher),
])
