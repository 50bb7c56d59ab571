"""A workspace of invented audiences, and the window on it."""

import os
import subprocess
import tempfile

from app import NOW, App, tap

READY = "40 audiences, updated just now"
THREE = ("Bridge Makers 8", "Orchard Makers 6", "Valley Makers 3")


def make_sample(cli, home, n=40, members=60000):
    os.makedirs(os.path.join(home, "data", "xaudience"), mode=0o700)
    call = [cli, "-w", os.path.join(home, "data", "xaudience", "Sample.xaudience"), "--key-file", os.path.join(home, "key")]
    environment = os.environ | {"HOME": home, "SOURCE_DATE_EPOCH": str(NOW)}
    for arguments in (["workspace", "new"], ["simulate", "--audiences", str(n), "--members", str(members), "--snapshots", "12", "--seed", "1"]):
        subprocess.run([*call, *arguments], env=environment, check=True, capture_output=True)


def on_sample(program, cli, n=40, members=60000):
    """Gives a test the window on such a workspace, as soon as all of it is there."""
    def decorate(test):
        def wrapped():
            with tempfile.TemporaryDirectory() as home:
                make_sample(cli, home, n, members)
                with App(program, home=home) as app:
                    app.wait("label", f"{n} audiences, updated just now")
                    app.page_names()
                    test(app)
                    tap.lacks(app.log, "CRITICAL", "what the program said")
        return wrapped
    return decorate
