"""Commands with a session of their own: nothing they start outlives them."""

import contextlib
import os
import signal
import subprocess
import tempfile


def run(command, env, stdin="", timeout=300, **options):
    """Runs the command in a session of its own, which ends with it; gives its output and its errors.

    A keyring that the bus starts while it closes can outlive it. It would hold a pipe open for ever.
    """
    with tempfile.TemporaryFile("w+") as given, tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        given.write(stdin)
        given.seek(0)
        with subprocess.Popen(command, env=env, stdin=given, stdout=out, stderr=errors, start_new_session=True, **options) as process:
            try:
                process.wait(timeout=timeout)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        for file in (out, errors):
            file.seek(0)
        return out.read(), errors.read()
