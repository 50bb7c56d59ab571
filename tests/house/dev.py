"""Checks ./dev with stand-ins for the tools that make and enter a root: what it makes, keeps, notices and says."""

import glob
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
import tap

TOP = os.path.realpath(os.path.join(HERE, "..", ".."))
VERBS = ["run", "test", "cli", "bench", "fuzz", "format", "screenshots", "flatpak", "shell"]

# Writes a small root as a tar stream; $STAND_IN says how it goes wrong.
MMDEBSTRAP = """#!/bin/sh
echo "$*" >>"$LOG/mmdebstrap"
[ "$STAND_IN" != slow ] || sleep 1
[ "$STAND_IN" != fails ] || { echo "E: no network" >&2; exit 1; }
tree=$(mktemp -d)
mkdir -p "$tree/etc" "$tree/usr/bin"
head -c 200000 /dev/urandom >"$tree/usr/bin/cc"
echo meson >"$tree/usr/bin/meson"
if [ "$STAND_IN" = breaks ]; then tar -C "$tree" -c . | head -c 100000; else tar -C "$tree" -c .; fi
rm -rf "$tree"
"""
BWRAP = """#!/bin/sh
[ "$1" != --dev-bind ] || exit 0
for argument; do printf '%s\\n' "$argument"; done >"$LOG/bwrap"
"""
NOTHING = "#!/bin/sh\nexit 0\n"
ID = '#!/bin/sh\ncase $1 in -un) echo someone ;; *) echo "${STAND_IN_ID:-0}" ;; esac\n'


class House:
    """A copy of ./dev with a home folder and tools of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.tree = os.path.join(folder, "source tree")
        self.home = os.path.join(folder, "home")
        self.log = os.path.join(folder, "log")
        self.bin = os.path.join(folder, "bin")
        for path in (self.tree, self.home, self.log, self.bin):
            os.makedirs(path)
        shutil.copy(os.path.join(TOP, "dev"), self.tree)
        for name, text in (("mmdebstrap", MMDEBSTRAP), ("bwrap", BWRAP), ("newuidmap", NOTHING), ("id", ID),
                           ("apt-get", NOTHING), ("apt-config", NOTHING), ("sudo", "#!/bin/sh\nexit 1\n")):
            path = os.path.join(self.bin, name)
            with open(path, "w", encoding="utf-8") as script:
                script.write(text)
            os.chmod(path, 0o755)
        self.environment = {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": self.home, "LOG": self.log,
                            "XAUDIENCE_DEV": "root", "STAND_IN": ""}

    def start(self, *arguments, cwd=None, **environment):
        return subprocess.Popen([os.path.join(self.tree, "dev"), *arguments], cwd=cwd or self.tree, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env={**self.environment, **environment})

    def dev(self, *arguments, status=0, **options):
        process = self.start(*arguments, **options)
        out, err = process.communicate(timeout=300)
        tap.equal(process.returncode, status, f"the status of dev {arguments} ({err})")
        return out, err

    def times_made(self):
        path = os.path.join(self.log, "mmdebstrap")
        if not os.path.exists(path):
            return 0
        with open(path, encoding="utf-8") as log:
            return len(log.readlines())

    def entered_with(self):
        with open(os.path.join(self.log, "bwrap"), encoding="utf-8") as log:
            return log.read().splitlines()

    def roots(self):
        return sorted(glob.glob(os.path.join(self.home, ".cache", "xaudience-dev", "root-*")))


def in_house(test):
    def wrapped():
        with tempfile.TemporaryDirectory() as folder:
            test(House(os.path.realpath(folder)))
    return wrapped


def pairs(arguments, option):
    """The (from, to) of every use of a bind option."""
    return [(arguments[i + 1], arguments[i + 2]) for i, a in enumerate(arguments) if a == option]


def test_syntax():
    scripts = ["dev", ".ci/run", *glob.glob("tests/tools/*.sh", root_dir=TOP), "flatpak/try.sh"]
    for script in scripts:
        subprocess.run(["sh", "-n", script], cwd=TOP, check=True)
        tap.check(os.access(os.path.join(TOP, script), os.X_OK), f"{script} cannot be run")
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", *scripts], cwd=TOP, check=True)


@in_house
def test_usage(house):
    text, _ = house.dev("help")
    for verb in VERBS:
        tap.contains(text, f"\n  {verb} ", "the usage")
    _, err = house.dev("frobnicate", status=2)
    tap.contains(err, "Usage:")
    tap.equal(house.times_made(), 0, "the number of roots made for a usage text")


@in_house
def test_once(house):
    house.dev("shell", "true")
    house.dev("shell", "true")
    tap.equal(house.times_made(), 1, "the number of times the root was made")
    tap.equal(len(house.roots()), 1, "the number of roots")


@in_house
def test_damage(house):
    house.dev("shell", "true")
    root = house.roots()[0]

    def shorten():
        os.truncate(os.path.join(root, "usr/bin/cc"), 1000)

    for number, damage in enumerate((lambda: os.unlink(os.path.join(root, "usr/bin/meson")), shorten,
                                     lambda: os.unlink(os.path.join(root, ".ready")),
                                     lambda: open(os.path.join(root, ".ready"), "w", encoding="utf-8").close(),
                                     lambda: shutil.rmtree(os.path.join(root, "usr"))), 2):
        damage()
        _, err = house.dev("shell", "true")
        tap.equal(house.times_made(), number, f"the number of times the root was made after damage {number - 1}")
        tap.contains(err, "damaged")
        tap.equal(os.path.getsize(os.path.join(root, "usr/bin/cc")), 200000, "the size of the mended file")


@in_house
def test_half_made(house):
    for number, how in enumerate(("fails", "breaks"), 1):
        _, err = house.dev("shell", "true", status=1, STAND_IN=how)
        tap.equal(house.times_made(), number, "the number of attempts")
        tap.equal(house.roots(), [], f"what is left when mmdebstrap {how}")
        tap.contains(err, "the root could not be made")
        tap.contains(err, os.path.join(".cache", "xaudience-dev", "log"))

    # A run that was killed leaves its half behind.
    part = os.path.join(house.home, ".cache", "xaudience-dev", "root-0123456789ab.part")
    os.makedirs(os.path.join(part, "usr"))
    house.dev("shell", "true")
    tap.check(not os.path.exists(part), "the half-made root is still there")
    tap.equal(len(house.roots()), 1, "the number of roots")


@in_house
def test_new_list(house):
    house.dev("shell", "true")
    path = os.path.join(house.tree, "dev")
    with open(path, encoding="utf-8") as script:
        text = script.read()
    tap.contains(text, "packages='meson ", "dev")
    with open(path, "w", encoding="utf-8") as script:
        script.write(text.replace("packages='meson ", "packages='cowsay meson ", 1))
    house.dev("shell", "true")
    tap.equal(house.times_made(), 2, "the number of times a root was made")
    tap.equal(len(house.roots()), 2, "the number of roots")
    with open(os.path.join(house.log, "mmdebstrap"), encoding="utf-8") as log:
        tap.contains(log.readlines()[1], "--include=cowsay,meson,")


@in_house
def test_two_at_once(house):
    running = [house.start("shell", "true", STAND_IN="slow") for _ in range(2)]
    for process in running:
        _, err = process.communicate(timeout=300)
        tap.equal(process.returncode, 0, f"the status ({err})")
    tap.equal(house.times_made(), 1, "the number of times the root was made")


@in_house
def test_administrator(house):
    os.unlink(os.path.join(house.bin, "mmdebstrap"))
    os.symlink("/nonexistent", os.path.join(house.bin, "mmdebstrap"))
    if shutil.which("mmdebstrap", path="/usr/bin:/bin"):
        house.environment["PATH"] = house.bin
        for tool in ("sh", "cut", "dirname", "sha256sum", "cat", "mkdir", "getent"):
            os.symlink(shutil.which(tool), os.path.join(house.bin, tool))
    _, err = house.dev("shell", "true", status=1, STAND_IN_ID="1000")
    tap.contains(err, "ask an administrator: apt-get install mmdebstrap")


@in_house
def test_subordinate_ids(house):
    with open("/etc/subuid", encoding="utf-8") if os.path.exists("/etc/subuid") else open(os.devnull, encoding="utf-8") as ids:
        tap.check("someone:" not in ids.read(), "there is a user called someone here")
    _, err = house.dev("shell", "true", status=1, STAND_IN_ID="1000")
    tap.contains(err, "usermod --add-subuids 100000-165535 --add-subgids 100000-165535 someone")
    tap.equal(house.times_made(), 0, "the number of attempts")


@in_house
def test_folders(house):
    """The command runs where it was called, and no folder of the host hides one of the root."""
    elsewhere = os.path.join(house.folder, "else where")
    os.makedirs(elsewhere)
    system = {"/", "/usr", "/etc", "/bin", "/lib", "/var", "/run", "/dev", "/proc", "/usr/bin", "/usr/lib"}
    for cwd in (elsewhere, house.tree, "/", "/usr", "/usr/bin", "/etc"):
        house.dev("shell", "echo", "a  b", "*", cwd=cwd)
        arguments = house.entered_with()
        tap.equal(arguments[-3:], ["echo", "a  b", "*"], "the command")
        tap.equal({to for _, to in pairs(arguments, "--bind")} & system, set(), f"the folders that hide the root's, from {cwd}")
        tap.equal([f for f, to in pairs(arguments, "--ro-bind") if to == "/"], house.roots(), "the root")
        chdir = arguments[arguments.index("--chdir") + 1]
        if cwd in (elsewhere, house.tree):
            tap.equal(chdir, cwd, "the folder")
            tap.check(any(cwd == to or cwd.startswith(to + "/") for _, to in pairs(arguments, "--bind")), f"{cwd} is not seen inside")


@in_house
def test_shared(house):
    shared = os.path.join(house.folder, "my samples")
    os.makedirs(shared)
    house.dev("shell", "true", cwd=house.home, XAUDIENCE_SHARED="../my samples")
    tap.contains(pairs(house.entered_with(), "--ro-bind"), (shared, shared), "what is bound")
    arguments = house.entered_with()
    tap.check(arguments.index(shared) > max(i for i, a in enumerate(arguments) if a == "--bind"), "a later bind makes it writable")

    os.rename(shared, os.path.join(house.folder, "shared"))
    shared = os.path.join(house.folder, "shared")
    house.dev("shell", "true", cwd=house.home)
    tap.contains(pairs(house.entered_with(), "--ro-bind"), (shared, shared), "what is bound")

    _, err = house.dev("shell", "true", XAUDIENCE_SHARED="/nonexistent/folder")
    tap.contains(err, "there is no folder /nonexistent/folder")


tap.run([
    ("/house/dev/syntax", test_syntax),
    ("/house/dev/usage", test_usage),
    ("/house/dev/root-is-made-once", test_once),
    ("/house/dev/damaged-root-is-made-anew", test_damage),
    ("/house/dev/half-made-root-is-not-taken", test_half_made),
    ("/house/dev/changed-list-makes-a-new-root", test_new_list),
    ("/house/dev/two-first-runs-make-one-root", test_two_at_once),
    ("/house/dev/one-administrator-command", test_administrator),
    ("/house/dev/subordinate-ids", test_subordinate_ids),
    ("/house/dev/folders", test_folders),
    ("/house/dev/shared", test_shared),
])
