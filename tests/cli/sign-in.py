"""Signing in in the browser from the command line: the address is printed, the browser comes back, and nothing that is secret is anywhere."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import FAILED, INTERRUPTED, OK, PARTIAL, at_home, signal, tap
from signing import Signing, check_silence, keyring
from social import Social


def connections(home):
    return home.run("connections", "--json").json["connections"]


@at_home
def test_sign_in(home):
    social = Social()
    keyring(home)
    command = Signing(home, "connect", "mastodon", "--base-url", social.base, "--yes", "--no-browser")
    tap.contains(social.visit(command.address), "come back to XAudience")
    out, _ = command.end(OK)
    tap.contains(out, "signed in as reader@")
    tap.equal(social.log, [], "what it did wrong")
    one, = connections(home)
    tap.equal((one["sign_in"], one["state"], one["base_url"]), ("browser", "ok", social.base), "the connection")
    # The next command finds the sign-in in the keyring.
    tested, = home.run("connections", "--test", "--json").json["connections"]
    tap.equal(tested["state"], "ok", "the connection that was tested")
    # Taken back at the server.
    social.tokens.clear()
    tested, = home.run("connections", "--test", "--json", status=FAILED).json["connections"]
    tap.equal((tested["state"], tested["cause"]), ("revoked", "auth"), "the connection that was revoked")
    tap.contains(home.run("connections").out, "revoked")
    command = Signing(home, "reconnect", "mastodon", "--no-browser")
    social.visit(command.address)
    command.end(OK)
    tap.equal([(c["id"], c["state"]) for c in connections(home)], [(one["id"], "ok")], "the connection that was mended")
    home.run("disconnect", "mastodon")
    check_silence(home, social)
    social.close()


@at_home
def test_less_granted(home):
    social = Social(granted="read:accounts")
    keyring(home)
    command = Signing(home, "connect", "mastodon", "--base-url", social.base, "--yes", "--no-browser", "--name", "Mine")
    social.visit(command.address)
    _, err = command.end(PARTIAL)
    tap.contains(err, "read:search")
    one, = connections(home)
    tap.equal((one["name"], one["state"]), ("Mine", "scope-missing"), "the connection")
    tap.contains(one["message"], "read:search")
    check_silence(home, social)
    social.close()


@at_home
def test_refused(home):
    """By the user in the browser, and by who presses Ctrl+C: nothing is connected."""
    social = Social()
    keyring(home)
    command = Signing(home, "connect", "mastodon", "--base-url", social.base, "--yes", "--no-browser")
    tap.contains(social.visit(command.address, "access_denied"), "did not succeed")
    tap.contains(command.end(FAILED)[1], "refused in the browser")
    command = Signing(home, "connect", "mastodon", "--base-url", social.base, "--yes", "--no-browser")
    command.process.send_signal(signal.SIGINT)
    command.end(INTERRUPTED)
    tap.equal(connections(home), [], "connections")
    social.close()


@at_home
def test_no_keyring(home):
    """Nobody is sent to the browser for what could not be kept."""
    social = Social()
    home.new()
    said = home.run("connect", "mastodon", "--base-url", social.base, "--yes", "--no-browser", status=FAILED)
    tap.contains(said.err, "start a keyring")
    tap.contains(said.err, "--sign-in token --token-stdin")
    tap.lacks(said.err, "for this run only", "what does not help a sign-in in the browser")
    tap.equal(social.asked, [], "what was asked")
    tap.equal(connections(home), [], "connections")
    # Without an account, or with a token of one's own, no browser is needed.
    home.run("connect", "mastodon", "--base-url", social.base, "--yes", "--sign-in", "none")
    token = social.draw("typed-token")
    social.tokens.add(token)
    home.run("connect", "mastodon", "--base-url", social.base, "--yes", "--token-stdin", stdin=token + "\n")
    tap.equal([c["sign_in"] for c in connections(home)], [None, "token"], "how they are signed in to")
    # A token is shown to the server that it is of, which has to be said.
    tap.contains(home.run("connect", "mastodon", "--token-stdin", stdin=token + "\n", status=FAILED).err, "address")
    social.close()


@at_home
def test_server_down(home):
    social = Social()
    keyring(home)
    social.is_down = True
    home.run("connect", "mastodon", "--base-url", social.base, "--yes", "--no-browser", status=FAILED)
    tap.equal(connections(home), [], "connections")
    social.close()


tap.run([
    ("/cli/sign-in/WH-6/sign-in", test_sign_in),
    ("/cli/sign-in/WH-6/less-granted", test_less_granted),
    ("/cli/sign-in/refused", test_refused),
    ("/cli/sign-in/no-keyring", test_no_keyring),
    ("/cli/sign-in/server-down", test_server_down),
])
