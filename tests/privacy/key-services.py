"""Keys in secret services: libsecret's own encrypted file, gnome-keyring open and locked, a bus
without a keyring, and no bus at all. Each call is a process of its own, as in real use. TAP.

  key-services.py KEY-PROBE
"""

import base64
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

PROBE = os.path.abspath(sys.argv[1])
UUID = '6f1c1f6e-6f0e-4f9b-9a43-1f6a3b0d2c11'
OTHER = '0b9a4d57-2a55-4d52-8f2e-7e1b7c9d8e22'
WHAT_TO_DO = '--key-file'

# A bus that starts no service for anyone.
BARE_BUS = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
'''

class Failure(Exception):
    pass


def expect(condition, words):
    if not condition:
        raise Failure(words)


class Home:
    """A home folder of its own, so that no real keyring is touched."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix='xa-keys-')
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(('XDG_', 'DBUS_', 'SECRET_', 'DISPLAY', 'WAYLAND_', 'GNOME_KEYRING'))}
        runtime = os.path.join(self.path, 'run')
        os.mkdir(runtime, 0o700)
        self.env.update(HOME=self.path, XDG_RUNTIME_DIR=runtime, XDG_DATA_HOME=os.path.join(self.path, 'data'))
        # No fallback may find a bus that is not ours.
        self.env['DBUS_SESSION_BUS_ADDRESS'] = f'unix:path={self.path}/no-bus'

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def run(self, *calls, bus=None, unlock=None, **env):
        """Runs the calls ("load", UUID) one after the other; gives pairs (word, rest)."""
        script = ''
        if unlock is not None:
            script += f'printf %s {unlock} | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n'
        for verb, uuid in calls:
            script += f'{shlex.quote(PROBE)} {verb} {uuid}\n'
        command = ['sh', '-c', script]
        if bus is not None:
            command = ['dbus-run-session', *bus, '--', *command]
        done = subprocess.run(command, env={**self.env, **env}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        answers = [tuple(line.split(' ', 1)) for line in done.stdout.splitlines()]
        expect(len(answers) == len(calls), f'{len(answers)} answers to {len(calls)} calls: {done.stdout} {done.stderr}')
        return answers

    def search(self, key):
        """Names of files below the home that hold the key in any form."""
        forms = [key, key.hex().encode(), key.hex().upper().encode(), base64.b64encode(key).rstrip(b'='), base64.urlsafe_b64encode(key).rstrip(b'=')]
        found, files = [], 0
        for folder, _, names in os.walk(self.path):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    files += 1
                    with open(path, 'rb') as f:
                        data = f.read()
                    if any(form in data for form in forms):
                        found.append(path)
        expect(files > 0, 'the secret store wrote no file: nothing was searched')
        return found


def words(answers):
    return [word for word, _ in answers]


def expect_refused(answers, word):
    for answer in answers:
        expect(answer[0] == word and WHAT_TO_DO in answer[1], f'{answer}, not {word}')


def file_backend():
    """ID-6: the key comes back from the encrypted file and stands in no file in clear."""
    with Home() as home:
        env = dict(SECRET_BACKEND='file', SECRET_FILE_TEST_PATH=os.path.join(home.path, 'f.keyring'), SECRET_FILE_TEST_PASSWORD='pw')
        made, loaded, again, other = home.run(('create', UUID), ('load', UUID), ('create', UUID), ('load', OTHER), **env)
        expect(made[0] == 'ok' and made == loaded, f'{made} {loaded}')
        expect(again[0] == 'exists' and other[0] == 'not-found', f'{again} {other}')
        key = bytes.fromhex(made[1])
        expect(len(key) == 32 and any(key), 'not a key')
        expect(home.search(key) == [], 'the key stands in clear in a file')
        # The search itself can find.
        with open(os.path.join(home.path, 'planted'), 'wb') as f:
            f.write(b'x' + base64.b64encode(key))
        expect(len(home.search(key)) == 1, 'the search does not find a planted key')
        gone = home.run(('destroy', UUID), ('load', UUID), ('destroy', UUID), **env)
        expect(words(gone) == ['ok', 'not-found', 'not-found'], gone)


def file_backend_without_password():
    """ID-7: a store that cannot be opened is an error that says what to do."""
    with Home() as home:
        path = os.path.join(home.path, 'f.keyring')
        # libsecret forgets to free the file that it could not open, which is not ours to report.
        answers = home.run(*EVERY_CALL, SECRET_BACKEND='file', SECRET_FILE_TEST_PATH=path, ASAN_OPTIONS='detect_leaks=0')
        expect_refused(answers, 'no-service')
        expect(not os.path.exists(path), 'something was stored')


def keyring():
    """ID-6: gnome-keyring, over several logins, one of them without unlocking."""
    with Home() as home:
        made, loaded, again = home.run(('create', UUID), ('load', UUID), ('create', UUID), bus=[], unlock='test')
        expect(made[0] == 'ok' and made == loaded and again[0] == 'exists', f'{made[0]} {loaded[0]} {again}')
        key = bytes.fromhex(made[1])
        expect(home.search(key) == [], 'the key stands in clear in a file')

        later, absent = home.run(('load', UUID), ('load', OTHER), bus=[], unlock='test')
        expect(later == made and absent[0] == 'not-found', f'{later[0]} {absent}')
        expect_refused(home.run(*EVERY_CALL, bus=[]), 'locked')

        gone = home.run(('destroy', UUID), ('load', UUID), bus=[], unlock='test')
        expect(words(gone) == ['ok', 'not-found'], gone)


def keyring_never_opened():
    """ID-7: a service that has no keyring yet and nobody to ask refuses to make a key."""
    with Home() as home:
        load, create, destroy = home.run(*EVERY_CALL, bus=[])
        expect(load[0] == destroy[0] == 'not-found', f'{load} {destroy}')
        expect_refused([create], 'locked')


def bus_without_keyring():
    """ID-7: nothing on the bus keeps secrets."""
    with Home() as home:
        conf = os.path.join(home.path, 'bus.conf')
        with open(conf, 'w') as f:
            f.write(BARE_BUS)
        expect_refused(home.run(*EVERY_CALL, bus=[f'--config-file={conf}']), 'no-service')


def no_bus():
    """ID-7: there is no session bus."""
    with Home() as home:
        expect_refused(home.run(*EVERY_CALL), 'no-service')


EVERY_CALL = [('load', UUID), ('create', UUID), ('destroy', UUID)]

TESTS = [
    ('ID-6/libsecret-file', file_backend, []),
    ('ID-6/gnome-keyring', keyring, ['dbus-run-session', 'gnome-keyring-daemon']),
    ('ID-7/store-without-password', file_backend_without_password, []),
    ('ID-7/keyring-never-opened', keyring_never_opened, ['dbus-run-session', 'gnome-keyring-daemon']),
    ('ID-7/bus-without-keyring', bus_without_keyring, ['dbus-run-session']),
    ('ID-7/no-bus', no_bus, []),
]


def main():
    print(f'1..{len(TESTS)}')
    failed = 0
    for number, (name, test, needs) in enumerate(TESTS, 1):
        missing = [tool for tool in needs if not shutil.which(tool)]
        if missing:
            print(f'ok {number} /privacy/{name} # SKIP no {" ".join(missing)} here')
            continue
        try:
            test()
            print(f'ok {number} /privacy/{name}')
        except (Failure, subprocess.SubprocessError) as failure:
            failed += 1
            print(f'not ok {number} /privacy/{name}')
            for line in str(failure).splitlines():
                print(f'# {line}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
