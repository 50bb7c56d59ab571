"""Signing in against servers that others wrote: oidc-provider for OAuth, and OpenSSL for what a Discourse forum seals."""

import base64
import http.cookiejar
import os
import re
import shutil
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import servers  # which finds tap
import tap

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
sys.argv[1:] = sys.argv[2:]  # of a test of the program
from program import FAILED, OK, at_home
from forum import Forum
from signing import Signing, keyring

LIFETIME = 3


class Stop(urllib.request.HTTPRedirectHandler):
    """Shows each redirect instead of following it."""

    def redirect_request(self, *_):
        return None


class Browser:
    """Follows pages with forms as a person does."""

    def __init__(self):
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stop, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, address, form=None):
        """The page, or where it leads to."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            with self.opener.open(urllib.request.Request(address, data), timeout=200) as page:
                return page.read().decode(), None
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            if error.code not in (301, 302, 303):
                raise AssertionError(f"{error.code} of {address}: {text[:2000]}") from None
            return text, urllib.parse.urljoin(address, error.headers["Location"])

    def sign_in(self, address, name):
        """Through what is asked until the browser is back on this computer; gives where it was led, and what it shows."""
        form = None
        for _ in range(20):
            text, leads_to = self.get(address, form)
            form = None
            if leads_to and urllib.parse.urlsplit(leads_to).path == "/callback":
                return leads_to, self.get(leads_to)[0]
            if leads_to:
                address = leads_to
                continue
            action, = set(re.findall(r'<form[^>]*action="([^"]+)"', text))
            prompt, = re.findall(r'name="prompt" value="([^"]+)"', text)
            address = urllib.parse.urljoin(address, action)
            form = {"prompt": prompt} | ({"login": name, "password": "any"} if prompt == "login" else {})
        raise AssertionError("the sign-in does not come to an end")


def start_oidc(platform="mastodon"):
    modules = os.path.dirname(os.path.dirname(servers.tool("oidc-provider", "package.json")))
    port = servers.free_port()
    return servers.Server(["node", os.path.join(os.path.dirname(os.path.abspath(__file__)), "oidc-server.js"), modules, str(port), str(LIFETIME), platform], port)


def state_of(home, *arguments):
    """A connection that was tested and does not work is told by the status, too."""
    one, = home.run("connections", *arguments, "--json", status=None).json["connections"]
    return one["state"]


@at_home
def test_oidc(home):
    server = start_oidc()
    try:
        keyring(home)
        command = Signing(home, "connect", "mastodon", "--base-url", server.base, "--yes", "--no-browser")
        led, shown = Browser().sign_in(command.address, "reader")
        tap.contains(shown, "come back to XAudience")
        out, _ = command.end(OK)
        tap.contains(out, "signed in as reader@social.example")
        # A token has seconds to live: each command renews it with a refresh token that is good once.
        for _ in range(3):
            tap.equal(state_of(home, "--test"), "ok", f"the state ({server.log()})")
        grants = re.findall(r"^granted: (\S+)$", server.log(), re.M)
        tap.equal(grants[0], "authorization_code", "the first grant")
        tap.check(len(grants) >= 4 and set(grants[1:]) == {"refresh_token"}, f"the grants {grants}")
        tap.equal(re.findall(r"^\S*error: .*$", server.log(), re.M), [], "what the server did not like")
        # The same answer again, or somebody else's: nobody listens any more.
        try:
            Browser().get(led)
            raise AssertionError("somebody listens still")
        except urllib.error.URLError:
            pass
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(led).query)["code"][0]
        for secret in (code, urllib.parse.parse_qs(urllib.parse.urlsplit(led).query)["state"][0]):
            tap.check(all(secret not in said for said in home.said), "a secret was said")
    finally:
        server.stop()
    # The server is away: that is no end of a sign-in.
    time.sleep(LIFETIME)
    tap.equal(state_of(home, "--test"), "unreachable", "the state without a server")
    # Nor is it a reason to keep a connection: what is left to do is said.
    said = home.run("disconnect", "Mastodon").err
    tap.contains(said, "could not be taken back")
    tap.contains(said, "Authorized apps")
    tap.equal(home.run("connections", "--json").json["connections"], [], "connections")


@at_home
def test_oidc_revoked(home):
    """Another program uses the refresh token up: the server takes everything back, and the user is told."""
    server = start_oidc()
    try:
        keyring(home)
        command = Signing(home, "connect", "mastodon", "--base-url", server.base, "--yes", "--no-browser")
        Browser().sign_in(command.address, "reader")
        command.end(OK)
        old = home.path("keyring.old")
        shutil.copy(home.path("keyring"), old)
        tap.equal(state_of(home, "--test"), "ok", "the state")
        # What was renewed is lost, as on a disk that was put back.
        shutil.copy(old, home.path("keyring"))
        tap.equal(state_of(home, "--test"), "revoked", f"the state ({server.log()})")
        tap.contains(server.log(), "revoked: a grant")
        command = Signing(home, "reconnect", "mastodon", "--no-browser")
        Browser().sign_in(command.address, "reader")
        command.end(OK)
        tap.equal(state_of(home, "--test"), "ok", "the state after signing in again")
    finally:
        server.stop()


# --- X --------------------------------------------------------------------------------------------

X_PAGE = "https://x.com/i/oauth2/authorize"


@at_home
def test_x(home):
    """With an app that has no secret: PKCE, a redirect address that was registered, and tokens that are renewed and taken back."""
    server = start_oidc("x")
    try:
        keyring(home)
        command = Signing(home, "connect", "x-api", "--sign-in", "browser", "--client-id", "x-app", "--base-url", server.base, "--yes", "--no-browser")
        tap.check(command.address.startswith(X_PAGE + "?"), f"the browser is sent to {command.address}")
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(command.address).query)
        tap.equal(asked["scope"], ["tweet.read users.read follows.read list.read offline.access"], "what is asked for")
        tap.equal((asked["client_id"], asked["code_challenge_method"], asked["response_type"]), (["x-app"], ["S256"], ["code"]), "how it is asked for")
        tap.check(asked["redirect_uri"][0] in {f"http://127.0.0.1:{port}/callback" for port in (17653, 21653, 29653)}, asked["redirect_uri"])
        # X itself is not here: the page that a browser would find there is.
        led, shown = Browser().sign_in(command.address.replace("https://x.com", server.base), "reader")
        tap.contains(shown, "come back to XAudience")
        out, _ = command.end(OK)
        tap.contains(out, "signed in as reader")
        for _ in range(2):
            time.sleep(LIFETIME)
            tap.equal(state_of(home, "--test"), "ok", f"the state ({server.log()})")
        grants = re.findall(r"^granted: (\S+)$", server.log(), re.M)
        tap.check(grants[0] == "authorization_code" and len(grants) >= 3 and set(grants[1:]) == {"refresh_token"}, f"the grants {grants}")
        tap.equal(re.findall(r"^\S*error: .*$", server.log(), re.M), [], "what the server did not like")
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(led).query)["code"][0]
        tap.check(all(code not in said for said in home.said), "the code was said")
        revoked = len(re.findall(r"^revoked:", server.log(), re.M))
        tap.contains(home.run("disconnect", "X API").err, "taken back at X API")
        tap.check(len(re.findall(r"^revoked:", server.log(), re.M)) > revoked, f"nothing was taken back ({server.log()})")
        tap.equal(re.findall(r"^\S*error: .*$", server.log(), re.M), [], "what the server did not like of that")
    finally:
        server.stop()


@at_home
def test_x_address(home):
    """A redirect address that is not registered to the letter is refused by the server: the fixed ports are what makes it one."""
    server = start_oidc("x")
    try:
        keyring(home)
        command = Signing(home, "connect", "x-api", "--sign-in", "browser", "--client-id", "x-app", "--base-url", server.base, "--yes", "--no-browser")
        address = command.address.replace("https://x.com", server.base)
        other = re.sub(r"127\.0\.0\.1%3A\d+", "127.0.0.1%3A17999", address)
        try:
            text, leads_to = Browser().get(other)
            raise AssertionError(f"it was taken: {leads_to or text[:500]}")
        except AssertionError as error:
            tap.check(str(error).startswith("400 "), str(error))
        Browser().sign_in(address, "reader")
        command.end(OK)
    finally:
        server.stop()


# --- Discourse ------------------------------------------------------------------------------------

def a_forum(test):
    def wrapped(home):
        if not shutil.which("node"):
            raise tap.Skip("there is no node, whose OpenSSL would seal")
        forum = Forum()
        try:
            keyring(home)
            test(home, forum)
        finally:
            forum.close()
        for key in forum.keys:
            tap.check(all(key not in said for said in home.said), "a key was said")
            for place, _, names in os.walk(home.folder):
                for name in names:
                    with open(os.path.join(place, name), "rb") as stream:
                        held = stream.read()
                    tap.check(key.encode() not in held and base64.b64encode(key.encode())[:-4] not in held, f"a key is in {name}")
    return at_home(wrapped)


@a_forum
def test_pasted(home, forum):
    command = Signing(home, "connect", "discourse", "--base-url", forum.base, "--yes", "--no-browser", "--sign-in", "browser")
    tap.check(command.address, f"no address: {command.lines}")
    shown, leads_to = forum.consent(command.address)
    tap.equal(leads_to, None, "where it leads to")
    out, _ = command.end(OK, stdin=shown + "\n")
    tap.contains(out, "signed in as heron")
    tap.equal(state_of(home, "--test"), "ok", "the state")
    forum.keys.clear()
    tap.equal(state_of(home, "--test"), "revoked", "the state of what was taken back")


@a_forum
def test_brought(home, forum):
    command = Signing(home, "connect", "discourse", "--base-url", forum.base, "--yes", "--no-browser", "--sign-in", "browser-redirect")
    _, leads_to = forum.consent(command.address)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(leads_to, timeout=200) as page:
        tap.contains(page.read().decode(), "come back to XAudience")
    command.end(OK)
    tap.equal(state_of(home, "--test"), "ok", "the state")


@a_forum
def test_not_ours(home, forum):
    """What was sealed for another sign-in, or is no such thing, connects nothing."""
    first = Signing(home, "connect", "discourse", "--base-url", forum.base, "--yes", "--no-browser", "--sign-in", "browser")
    other, _ = forum.consent(first.address)
    tap.contains(first.end(FAILED, stdin="bm90aGluZw==\n")[1], "not what the page shows")
    second = Signing(home, "connect", "discourse", "--base-url", forum.base, "--yes", "--no-browser", "--sign-in", "browser")
    tap.contains(second.end(FAILED, stdin=other + "\n")[1], "not what the page shows")
    third = Signing(home, "connect", "discourse", "--base-url", forum.base, "--yes", "--no-browser", "--sign-in", "browser")
    replayed, _ = forum.consent(third.address, nonce="0" * 32)
    tap.contains(third.end(FAILED, stdin=replayed + "\n")[1], "not of this sign-in")
    tap.equal(home.run("connections", "--json").json["connections"], [], "connections")


tap.run([
    ("/contract/sign-in/oidc-provider", test_oidc),
    ("/contract/sign-in/oidc-provider-revoked", test_oidc_revoked),
    ("/contract/sign-in/x", test_x),
    ("/contract/sign-in/x-address", test_x_address),
    ("/contract/sign-in/discourse-pasted", test_pasted),
    ("/contract/sign-in/discourse-brought", test_brought),
    ("/contract/sign-in/discourse-not-ours", test_not_ours),
])
