"""Keys in secret services: libsecret's own encrypted file, gnome-keyring open and locked, a bus
without a keyring, and no bus at all. Each call is a process of its own, as in real use. TAP.

  key-services.py KEY-PROBE
"""

import base64
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import keyring
import tap

PROBE = os.path.abspath(sys.argv.pop(1))
UUID = '6f1c1f6e-6f0e-4f9b-9a43-1f6a3b0d2c11'
OTHER = '0b9a4d57-2a55-4d52-8f2e-7e1b7c9d8e22'
WHAT_TO_DO = '--key-file'


def call(verb, uuid=UUID):
    return (PROBE, verb, uuid)


EVERY_CALL = [call('load'), call('create'), call('destroy')]


def test_file_backend():
    """The key comes back from the encrypted file and stands in no file in clear."""
    with keyring.Home() as home:
        env = dict(SECRET_BACKEND='file', SECRET_FILE_TEST_PATH=os.path.join(home.path, 'f.keyring'), SECRET_FILE_TEST_PASSWORD='pw')
        made, loaded, again, other = home.run(call('create'), call('load'), call('create'), call('load', OTHER), **env)
        tap.check(made[0] == 'ok' and made == loaded, f'{made} {loaded}')
        tap.check(again[0] == 'exists' and other[0] == 'not-found', f'{again} {other}')
        key = bytes.fromhex(made[1])
        tap.check(len(key) == 32 and any(key), 'not a key')
        tap.equal(home.search(key), [], 'the list of files with the key in clear')
        # The search itself can find.
        with open(os.path.join(home.path, 'planted'), 'wb') as f:
            f.write(b'x' + base64.b64encode(key))
        tap.equal(len(home.search(key)), 1, 'the number of files with a planted key')
        gone = home.run(call('destroy'), call('load'), call('destroy'), **env)
        tap.equal(keyring.words(gone), ['ok', 'not-found', 'not-found'])


def test_file_backend_without_password():
    """A store that cannot be opened is an error that says what to do."""
    with keyring.Home() as home:
        path = os.path.join(home.path, 'f.keyring')
        # libsecret forgets to free the file that it could not open, which is not ours to report.
        answers = home.run(*EVERY_CALL, SECRET_BACKEND='file', SECRET_FILE_TEST_PATH=path, ASAN_OPTIONS='detect_leaks=0')
        keyring.check_refused(answers, 'no-service', WHAT_TO_DO)
        tap.check(not os.path.exists(path), 'something was stored')


def test_keyring():
    """gnome-keyring, over several logins, one of them without unlocking."""
    keyring.need('dbus-run-session', 'gnome-keyring-daemon')
    with keyring.Home() as home:
        made, loaded, again = home.run(call('create'), call('load'), call('create'), bus=[], unlock='test')
        tap.check(made[0] == 'ok' and made == loaded and again[0] == 'exists', f'{made[0]} {loaded[0]} {again}')
        key = bytes.fromhex(made[1])
        tap.equal(home.search(key), [], 'the list of files with the key in clear')

        later, absent = home.run(call('load'), call('load', OTHER), bus=[], unlock='test')
        tap.check(later == made and absent[0] == 'not-found', f'{later[0]} {absent}')
        keyring.check_refused(home.run(*EVERY_CALL, bus=[]), 'locked', WHAT_TO_DO)

        gone = home.run(call('destroy'), call('load'), bus=[], unlock='test')
        tap.equal(keyring.words(gone), ['ok', 'not-found'])


def test_keyring_never_opened():
    """A service that has no keyring yet and nobody to ask refuses to make a key."""
    keyring.need('dbus-run-session', 'gnome-keyring-daemon')
    with keyring.Home() as home:
        load, create, destroy = home.run(*EVERY_CALL, bus=[])
        tap.check(load[0] == destroy[0] == 'not-found', f'{load} {destroy}')
        keyring.check_refused([create], 'locked', WHAT_TO_DO)


def test_bus_without_keyring():
    """Nothing on the bus keeps secrets."""
    keyring.need('dbus-run-session')
    with keyring.Home() as home:
        keyring.check_refused(home.run(*EVERY_CALL, bus=home.bare_bus()), 'no-service', WHAT_TO_DO)


def test_no_bus():
    """There is no session bus."""
    with keyring.Home() as home:
        keyring.check_refused(home.run(*EVERY_CALL), 'no-service', WHAT_TO_DO)


tap.run([
    ("/privacy/ID-6/libsecret-file", test_file_backend),
    ("/privacy/ID-6/gnome-keyring", test_keyring),
    ("/privacy/ID-7/store-without-password", test_file_backend_without_password),
    ("/privacy/ID-7/keyring-never-opened", test_keyring_never_opened),
    ("/privacy/ID-7/bus-without-keyring", test_bus_without_keyring),
    ("/privacy/ID-7/no-bus", test_no_bus),
])
