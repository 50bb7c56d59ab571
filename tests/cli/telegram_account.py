"""An account of Telegram's over the helper process and a library that stands in, and short words for what users do with it."""

import json
import os
import sys

from signing import keyring

HELPER, LIBRARY = (os.path.abspath(path) for path in sys.argv[2:4])
PHONE, PASSWORD, HASH = "9996621234", "right", "hash-of-the-app-0123"
BY_PHONE = f"{HASH}\n+{PHONE}\n33333\n"
WITH_PASSWORD = f"{HASH}\n+{PHONE}\n00000\n11111\nwrong-one\n{PASSWORD}\n"
APP = ("--client-id", "12345", "--token-stdin")
ACCEPT = "--i-accept-the-risk"


def account(home, library=LIBRARY):
    """A home with a keyring and what plays Telegram."""
    keyring(home)
    os.mkdir(home.path("play"))
    home.environment |= {"XAUDIENCE_TDHELPER": HELPER, "XAUDIENCE_TDJSON": library, "XAUDIENCE_STANDIN": home.path("play")}
    return home


def wish(home, what, piece):
    home.write(os.path.join("play", what), piece)


def asked(home):
    with open(home.path("play/asked"), encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sessions(home):
    folder = os.path.join(home.data, "xaudience", "sessions")
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def connect(home, stdin=BY_PHONE):
    home.run("connect", "telegram-user", *APP, ACCEPT, stdin=stdin)
