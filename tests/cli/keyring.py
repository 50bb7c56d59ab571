"""Workspaces whose key is in the Secret Service: made, used, sealed and deleted with a real keyring."""

import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import PROGRAM, at_home, tap
import own_session  # of the folder that program adds

# Each step prints a line that tells how it ended; the keyring lives as long as the script.
SCRIPT = """
set -u
eval "$(echo -n secret | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"
step () { name=$1; shift; "$PROGRAM" "$@" >"out.$name" 2>"err.$name"; echo "$name $?"; }
secrets () { echo "$1 $(secret-tool search --all xdg:schema io.github.xaudience.XAudience.Connection 2>&1 | grep -c "^\\[")"; }
step new workspace new team
step import -w team import members.csv --platform telegram --audience Example
step made import members.csv --platform telegram --audience Example
step again -w team import more.csv --platform telegram --audience Example
step seal -w team workspace seal --yes
step sealed -w team import later.csv --platform telegram --audience Example
step info -w team --json workspace info
step hook -w team webhooks add mine
secrets before
step delete -w team workspace delete --yes
secrets after
step rest -w default workspace delete --yes
"""


@at_home
def test_life(home):
    for tool in ("dbus-run-session", "gnome-keyring-daemon", "secret-tool"):
        if not shutil.which(tool):
            raise tap.Skip(f"{tool} is not here")
    home.members(n=50)
    home.members(name="more.csv", n=60)
    home.members(name="later.csv", n=55)
    os.makedirs(home.path("run"), 0o700)
    # libsecret itself leaks a little when an item is deleted.
    asan = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    environment = {"PROGRAM": PROGRAM, "XDG_RUNTIME_DIR": home.path("run"), "ASAN_OPTIONS": asan}
    del home.environment["DBUS_SESSION_BUS_ADDRESS"]
    out, err = own_session.run(["dbus-run-session", "--", "sh", "-c", SCRIPT], home.environment | environment, timeout=300, cwd=home.folder)
    results = dict(line.split() for line in out.splitlines())

    def said(name):
        with open(home.path("out." + name), encoding="utf-8") as o, open(home.path("err." + name), encoding="utf-8") as e:
            return o.read() + e.read()

    if "new" not in results:
        raise AssertionError(f"the script did not run: {err}")
    if results["new"] != "0" and "secret store" in said("new"):
        raise tap.Skip("the keyring does not start here")
    tap.equal(results.pop("before"), "1", "secrets of a webhook in the keyring")
    tap.equal(results.pop("after"), "0", "secrets of a deleted workspace in the keyring")
    for name, status in results.items():
        tap.equal(status, "0", f"the status of {name} ({said(name)})")
    tap.contains(said("new"), "Its key is in the Secret Service")
    tap.contains(said("made"), 'Made the workspace "default"')
    tap.contains(said("again"), "10 people not seen before")
    tap.contains(said("sealed"), "was sealed")
    tap.contains(said("sealed"), "55 people not seen before")
    tap.contains(said("info"), '"key_epoch" : 2')
    tap.lacks(said("delete"), "No key was destroyed")
    tap.equal([name for name in os.listdir(os.path.join(home.data, "xaudience")) if name.endswith(".xaudience")], [], "what is left")


tap.run([("/cli/keyring/ID-6/life", test_life)])
