"""Checks that what the core says to people is marked for translation, and that the window passes it through xa_said ()."""

import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
import tap

SRC = os.path.realpath(os.path.join(HERE, "..", "..", "src"))
CORE = ("model", "journal", "privacy", "store", "net", "providers", "analysis", "charts", "insight", "alerts", "report", "sync", "control", "server")

MARKS = {"_", "N_", "NN_", "C_", "NC_", "g_dngettext", "g_dgettext", "g_dpgettext2"}
# Whatever they are given is shown to somebody, be it as short as it may.
ERRORS = {"g_set_error", "g_set_error_literal", "g_error_new", "g_error_new_literal", "xa_say_error_of"}

# What these files say is for programs, for whoever runs them, or for xaudience-cli alone, which speaks English.
FILES = {
    "control/xa-metrics-text.c": "help of metrics, for Prometheus",
    "control/xa-telemetry.c": "help of metrics, for Prometheus",
    "net/xa-oauth-listener.c": "pages in the browser, which has its own language; errors in it are marked all the same",
    "store/xa-inventory.c": "the tables of a workspace, in “privacy audit”",
    "sync/xa-sync-forecast.c": "what “sync --dry-run” prints; the window has words of its own",
    "server/xa-server-answer.c": "answers to programs",
    "server/xa-server-door.c": "answers to programs",
    "server/xa-server-fetch.c": "answers to programs",
    "server/xa-server-push.c": "answers to programs",
    "server/xa-server-questions.c": "answers to programs",
    "server/xa-server-records.c": "answers to programs",
    "server/xa-server-steer.c": "answers to programs",
}

# What these are given is no sentence for people.
FUNCTIONS = {
    "g_assert_cmpstr", "g_critical", "g_debug", "g_error", "g_info", "g_message", "g_warning",  # for developers
    "strstr", "g_str_has_prefix", "g_str_has_suffix", "g_str_equal", "strcmp", "g_strcmp0",  # compared with what others say
    "xa_json_fault", "xa_store_set_corrupt", "xa_sweep_get_set",  # a detail in brackets, for whoever mends it
    "xa_fetch_note", "xa_meta_note",  # a detail of a note, which xaudience-cli prints
}

# Names, and what others say.
STRINGS = {
    "Actor not found", "Could not find", "List not found", "Post not found", "Profile not found", "Starter pack not found", "Unable to resolve handle",
    "Telegram Desktop export (result.json)", "XAudience records (JSONL)",
    "Mozilla/5.0 (X11; Linux x86_64) XAudience", "Adwaita Sans, Cantarell, Inter, sans-serif", "Cancelled", "Cancelled.", "Others go first",  # what ended it is known to whoever ended it
}

TOKEN = re.compile(r"""/\*.*?\*/ | //[^\n]* | ^[ \t]*\#(?:[^\n\\]|\\.|\\\n)* | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)+' | [A-Za-z_]\w* | \d[\w.]* | \s+ | .""", re.S | re.M | re.X)
DEFINED = re.compile(r'^[ \t]*#[ \t]*define[ \t]+\w+[ \t]+"((?:[^"\\\n]|\\.)*)"[ \t]*$')
SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|WITH|BEGIN|COMMIT|ATTACH|REPLACE|VACUUM|ANALYZE|SAVEPOINT|RELEASE|ROLLBACK|WHERE|ORDER|FROM|AND|DETACH)\b")
WORD = re.compile(r"[A-Za-z’']{2,}")
# Between two parts of one literal.
WIDTH = re.compile(r"(G_G\w+_(FORMAT|MODIFIER)|PRI\w+)$")


def literals(text):
    """Gives each literal with the names before the brackets that are open there: (line, literal, names)."""
    tokens = []
    for match in TOKEN.finditer(text):
        token = match.group()
        defined = DEFINED.match(token)
        if defined:
            yield text.count("\n", 0, match.start()) + 1, defined[1], []
        elif not token[0].isspace() and not token.startswith(("/*", "//")) and not token.lstrip().startswith("#"):
            tokens.append((match.start(), token))
    names, before, place = [], "", 0
    while place < len(tokens):
        start, token = tokens[place]
        if token in ("(", "[", "{"):
            names.append(before if token == "(" and re.match(r"[A-Za-z_]\w*$", before) else token)
        elif token in (")", "]", "}"):
            names = names[:-1]
        elif token[0] == '"':
            parts = [token[1:-1]]
            while place + 1 < len(tokens) and (tokens[place + 1][1][0] == '"' or WIDTH.match(tokens[place + 1][1])):
                place += 1
                parts.append("" if WIDTH.match(tokens[place][1]) else tokens[place][1][1:-1])
            yield text.count("\n", 0, start) + 1, "".join(parts), list(names)
        before = token
        place += 1


def is_sentence(literal):
    """Words that begin as a sentence does; not SQL, not a list of names."""
    words = WORD.findall(re.sub(r"%[-0-9.*$]*[hlz]*[a-z]", "X", literal))
    return (len(words) >= 3 and re.match(r"[A-Z“]|%[0-9$]*s ", literal) is not None and re.search(r"[a-z],? [a-z]", literal) is not None
            and not SQL.match(literal) and not re.search(r"</|/>|\?\d", literal))


def find_unmarked(path, text):
    for line, literal, names in literals(text):
        called = next((name for name in reversed(names) if name not in "([{"), None)
        if MARKS & set(names) or literal in STRINGS or FUNCTIONS & set(names):
            continue
        is_error = called in ERRORS and len(WORD.findall(re.sub(r"%[-0-9.*$]*[hlz]*[a-z]", "", literal))) >= 2
        if is_error or is_sentence(literal):
            yield f"{path}:{line}: {literal!r}"


def sources(*folders):
    for folder in folders:
        for path in sorted(glob.glob(f"{folder}/**/*.[ch]", root_dir=SRC, recursive=True)):
            with open(os.path.join(SRC, path), encoding="utf-8") as text:
                yield path, text.read()


def test_marked():
    """What cannot be kept from people is marked with N_ () or _ (): see model/xa-language.h."""
    found = [fault for path, text in sources(*CORE) if path not in FILES for fault in find_unmarked(path, text)]
    tap.check(not found, "\n".join(["said to people, and not marked:", *found]))


def test_finds():
    """A check that sees nothing would let everything pass."""
    bad = ('g_set_error (error, D, C, "no bytes: %s", x);', 'fail (self, "The server sent nothing.");', '#define GONE "It is not here any more."\n',
           'return is_late ? "%s did not answer " "in time." : NULL;', 'static const char *const all[] = { "Paused by the user" };')
    good = ('g_set_error (error, D, C, N_ ("no bytes: %s"), x);', 'fail (self, N_ ("The server sent nothing."));', '#define GONE N_ ("It is not here any more.")\n',
            '"SELECT count (*) FROM post WHERE at_us < ?1"', 'g_debug ("The cache was not kept: %s", x);', '/* "Nobody says this to people." */')
    tap.equal([text for text in bad if not list(find_unmarked("x.c", text))], [], "the list of what is overlooked")
    tap.equal([text for text in good if list(find_unmarked("x.c", text))], [], "the list of what is wrongly found")


def test_exceptions():
    """An exception that excepts nothing hides what comes later."""
    idle = [path for path in FILES if not any(find_unmarked(path, text) for path_, text in sources(path.split("/")[0]) if path_ == path)]
    tap.equal([path for path in FILES if not os.path.exists(os.path.join(SRC, path))], [], "the list of exceptions that are gone")
    tap.equal(idle, [], "the list of files that need no exception")


def test_shown():
    """The window shows what the core said in its language."""
    found = []
    for path, text in sources("ui"):
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(r"\b(error|failure|local|refusal)->message\b", line) and "xa_said" not in line:
                found.append(f"{path}:{number}: {line.strip()}")
    tap.check(not found, "\n".join(["shown in English: xa_said_error () says it in the language", *found]))


tap.run([(f"/house/words/{test.__name__.removeprefix('test_')}", test) for test in (test_marked, test_finds, test_exceptions, test_shown)])
