"""Checks that the documentation says what protects a workspace, and that the source keeps to it."""

import glob
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


def sources():
    src = os.path.join(TOP, "src")
    for path in glob.glob("**/*.[ch]", root_dir=src, recursive=True):
        with open(os.path.join(src, path), encoding="utf-8") as text:
            yield path, text.read()


def users_of(pattern):
    return sorted(path for path, text in sources() if re.search(pattern, text))


def test_certificates():
    """Whoever handles these signals or lowers these checks may let a certificate pass."""
    tap.equal(users_of(r"accept-certificate|ssl-strict|tls-interaction|set_validation_flags|tls-database"), [],
              "the list of files that meddle with certificates")
    tap.equal(users_of(r"soup_session_new"), ["net/xa-transport-lines.c"], "the list of files that make a session")


def test_logger():
    tap.equal(users_of(r"SOUP_TYPE_LOGGER|soup_logger|SoupLogger *\*"), [], "the list of files that log traffic")


def test_jar():
    tap.equal(users_of(r"SOUP_TYPE_(COOKIE_JAR|CACHE|HSTS)|soup_(cookie_jar|cache|hsts)"), [],
              "the list of files that keep cookies or answers")


def test_caps():
    """The calls that read a body whole know no cap."""
    tap.equal(users_of(r"soup_session_send_and_(read|splice)|soup_session_websocket"), [], "the list of files that read without a cap")


tap.run([
    ("/house/DB-9/not-encrypted", test_not_encrypted),
    ("/house/DB-9/terms", test_terms),
    ("/house/DB-9/one-sqlite", test_no_cipher),
    ("/house/NET-1/certificates", test_certificates),
    ("/house/NET-3/no-logger", test_logger),
    ("/house/NET-4/no-call-without-cap", test_caps),
    ("/house/NET-6/no-jar", test_jar),
])
