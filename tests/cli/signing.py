"""Commands that wait for a browser, and a search for what is secret about them."""

import os
import re
import subprocess

from program import tap


def keyring(home):
    """libsecret keeps an encrypted file where it is told to: a keyring without a desktop."""
    home.environment |= {"SECRET_BACKEND": "file", "SECRET_FILE_TEST_PATH": home.path("keyring"), "SECRET_FILE_TEST_PASSWORD": "pw",
                         # libsecret itself leaks a little.
                         "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}
    return home.new()


class Signing:
    """A command that waits for the browser."""

    def __init__(self, home, *arguments):
        self.home = home
        self.process = home.start("-w", home.workspace, "--key-file", home.key, *arguments, stdin=subprocess.PIPE)
        self.lines, self.address = [], None
        for line in self.process.stderr:
            self.lines.append(line.decode())
            if (found := re.fullmatch(r"  (https?://\S+)\n", self.lines[-1])):
                self.address = found[1]
            if self.lines[-1].startswith(("Waiting", "Paste")):
                break

    def end(self, status, stdin=None):
        out, err = self.process.communicate(stdin.encode() if stdin else None, timeout=300)
        # The address has to be shown, and the state has to be in it.
        said = [line for line in self.lines if not self.address or self.address not in line]
        self.home.said += [out.decode(), err.decode(), *said]
        tap.equal(self.process.returncode, status, f"the exit status ({out.decode()} {err.decode()} {self.lines})")
        return out.decode(), err.decode()


def check_silence(home, social):
    """No secret in anything that was said, and in no file of the home."""
    tap.check(len(social.secrets) >= 4, f"only {len(social.secrets)} secrets were planted")
    for secret in social.secrets:
        tap.check(all(secret not in said for said in home.said), f"{secret} was said")
        for place, _, names in os.walk(home.folder):
            for name in names:
                with open(os.path.join(place, name), "rb") as stream:
                    tap.check(secret.encode() not in stream.read(), f"{secret} is in {name}")
