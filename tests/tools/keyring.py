"""Home folders with secret services of their own, for tests of what is kept in them."""

import base64
import os
import shlex
import shutil
import tempfile

import own_session
import tap

# A bus that starts no service for anyone.
BARE_BUS = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
'''


def need(*tools):
    """Skips the test where a tool is not here."""
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        raise tap.Skip(f"no {' '.join(missing)} here")


def forms_of(secret):
    """What the secret looks like in a file: as it is, in hex, and in base64 at each of the three offsets."""
    forms = {secret, secret.hex().encode(), secret.hex().upper().encode()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for offset in range(3):
            # The characters that also hold bits of a neighbour are left out.
            text = encode(b"\0" * offset + secret).rstrip(b"=")
            forms.add(text[(offset * 8 + 5) // 6:len(text) - 1])
    return forms


class Home:
    """A home folder of its own, so that no real keyring is touched."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="xa-keys-")
        self.env = {k: v for k, v in os.environ.items()
                    if not k.startswith(("XDG_", "DBUS_", "SECRET_", "DISPLAY", "WAYLAND_", "GNOME_KEYRING"))}
        runtime = os.path.join(self.path, "run")
        os.mkdir(runtime, 0o700)
        self.env.update(HOME=self.path, XDG_RUNTIME_DIR=runtime, XDG_DATA_HOME=os.path.join(self.path, "data"))
        # No fallback may find a bus that is not ours.
        self.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={self.path}/no-bus"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def bare_bus(self):
        """Arguments for a bus without any service."""
        conf = os.path.join(self.path, "bus.conf")
        with open(conf, "w", encoding="utf-8") as file:
            file.write(BARE_BUS)
        return [f"--config-file={conf}"]

    def run(self, *calls, bus=None, unlock=None, stdin="", **env):
        """Runs the commands one after the other in one session; gives pairs (word, rest) of the lines they print."""
        script = "exec 3<&0\n"
        if unlock is not None:
            script += f"printf %s {unlock} | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n"
        for call in calls:
            script += " ".join(shlex.quote(word) for word in call) + " <&3\n"
        command = ["sh", "-c", script]
        if bus is not None:
            command = ["dbus-run-session", *bus, "--", *command]
        said = own_session.run(command, {**self.env, **env}, stdin)
        answers = [tuple(line.split(" ", 1)) for line in said[0].splitlines()]
        tap.check(len(answers) == len(calls), f"{len(answers)} answers to {len(calls)} calls: {said[0]} {said[1]}")
        return answers

    def search(self, secret):
        """Names of files below the home that hold the secret in any form."""
        forms = forms_of(secret)
        found, files = [], 0
        for folder, _, names in os.walk(self.path):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    files += 1
                    with open(path, "rb") as file:
                        data = file.read()
                    if any(form in data for form in forms):
                        found.append(path)
        tap.check(files > 0, "the secret store wrote no file: nothing was searched")
        return found


def words(answers):
    return [word for word, _ in answers]


def check_refused(answers, word, what_to_do):
    for answer in answers:
        tap.check(answer[0] == word and what_to_do in answer[1], f"{answer}, not {word}")
