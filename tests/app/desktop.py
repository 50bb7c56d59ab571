"""A desktop for tests: a virtual display, a session bus and a keyring of its own, and pictures of the display."""

import ctypes
import mmap
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import tap

NEEDED = ["Xvfb", "dbus-daemon", "xdotool"]
LIBC = ctypes.CDLL(None, use_errno=True)
SET_PARENT_DEATH_SIGNAL = 1

# How long anything may take on a machine that has much else to do, in seconds.
PATIENCE = 120 * float(os.environ.get("MESON_TEST_TIMEOUT_MULTIPLIER", "1") or 1)


def die_with_parent():
    LIBC.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


# What is asked to forget what it remembers of the program, now and then while it is waited for.
forgetful = []
FORGET_AFTER = 2


def until(condition, what, patience=PATIENCE, step=0.05):
    """What @condition returns as soon as that is true."""
    now = time.monotonic()
    end, forgets = now + patience, now + FORGET_AFTER
    while True:
        found = condition()
        if found:
            return found
        now = time.monotonic()
        if now > end:
            raise AssertionError(f"waited {patience:.0f} s in vain for {what}")
        if now > forgets:
            forgets = now + FORGET_AFTER
            for forget in forgetful:
                forget()
        time.sleep(step)


def missing():
    """Why there can be no desktop here, or None."""
    absent = [name for name in NEEDED if not shutil.which(name)]
    if absent:
        return f"{', '.join(absent)} is not here"
    try:
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi  # noqa: F401
    except (ImportError, ValueError) as error:
        return f"no accessibility library for Python: {error}"
    return None


def png(width, height, rows):
    """A picture of rows of RGB bytes."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packed = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", packed) +
            chunk(b"IEND", b""))


class Desktop:
    """Started once by a program: the accessibility library knows one bus for as long as the program runs."""

    def __init__(self, width=1600, height=1400):
        why = missing()
        if why:
            raise tap.Skip(why)
        self.processes = []
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="xaudience-desktop-"))
        run = os.path.join(self.folder, "run")
        os.mkdir(run, 0o700)
        self.environment = {k: v for k, v in os.environ.items()
                            if not k.startswith(("XDG_", "DBUS_", "XAUDIENCE_", "GTK_", "GDK_", "ADW_", "WAYLAND_", "DESKTOP_"))
                            and k not in ("DISPLAY", "AT_SPI_BUS_ADDRESS", "GNOME_KEYRING_CONTROL")}
        self.environment |= {"HOME": self.folder, "XDG_RUNTIME_DIR": run, "LC_ALL": "C.UTF-8", "NO_AT_BRIDGE": "0"}
        self.start_display(width, height)
        self.start_bus()

    def start(self, *command, **options):
        process = subprocess.Popen(command, env=self.environment, preexec_fn=die_with_parent, **({"stdin": subprocess.DEVNULL} | options))
        self.processes.append(process)
        return process

    def start_display(self, width, height):
        reading, writing = os.pipe()
        log = open(os.path.join(self.folder, "display.log"), "wb")
        self.start("Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-fbdir", self.folder,
                   "-dpi", "96", "-noreset", pass_fds=(writing,), stdout=log, stderr=log)
        os.close(writing)
        with os.fdopen(reading) as number:
            text = number.readline().strip()
        if not text:
            raise tap.Skip("no virtual display can be started here")
        self.environment["DISPLAY"] = ":" + text

    def start_bus(self):
        bus = self.start("dbus-daemon", "--session", "--nofork", "--print-address", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.has_keyring = bool(shutil.which("gnome-keyring-daemon"))
        if self.has_keyring:
            keyring = self.start("gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets", stdin=subprocess.PIPE,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            keyring.stdin.write(b"test")
            keyring.stdin.close()
        for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "HOME"):
            os.environ[name] = self.environment[name]
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi
        Atspi.init()
        # It would take a program that has no time to answer within 0.8 s for one that does not answer.
        Atspi.set_timeout(int(PATIENCE * 1000), int(PATIENCE * 1000))
        self.atspi = Atspi

    def set_text_scale(self, scale):
        """For programs that start after this."""
        library = ctypes.CDLL("libX11.so.6")
        library.XOpenDisplay.restype = ctypes.c_void_p
        library.XDefaultRootWindow.argtypes = library.XCloseDisplay.argtypes = [ctypes.c_void_p]
        library.XDefaultRootWindow.restype = ctypes.c_ulong
        library.XChangeProperty.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_int, ctypes.c_int,
                                            ctypes.c_char_p, ctypes.c_int]
        display = library.XOpenDisplay(self.environment["DISPLAY"].encode())
        resources, string, replaced = 23, 31, 0  # RESOURCE_MANAGER, STRING, PropModeReplace
        text = f"Xft.dpi:\t{round(96 * scale)}\n".encode()
        library.XChangeProperty(display, library.XDefaultRootWindow(display), resources, string, 8, replaced, text, len(text))
        library.XCloseDisplay(display)

    def make_locale(self, language):
        """A locale that differs from the plain one in its name only; the environment that chooses it."""
        plain = next((path for path in ("/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8") if os.path.isdir(path)), None)
        if not plain:
            raise tap.Skip("there is no locale to copy")
        folder = os.path.join(self.folder, "locales")
        shutil.copytree(plain, os.path.join(folder, f"{language}.UTF-8"), dirs_exist_ok=True)
        return {"LOCPATH": folder, "LC_ALL": f"{language}.UTF-8", "LANG": f"{language}.UTF-8"}

    def run(self, *command):
        result = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
        return result.stdout.strip()

    def picture(self, path, x=0, y=0, width=None, height=None):
        """Writes what is on the display, or a part of it, as a PNG."""
        with open(os.path.join(self.folder, "Xvfb_screen0"), "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as screen:
            head = struct.unpack(">25I", screen[:100])
            start, full_width, full_height, stride, colours = head[0] + head[19] * 12, head[4], head[5], head[12], 4
            width = min(width or full_width, full_width - x)
            height = min(height or full_height, full_height - y)
            rows = []
            for line in range(y, y + height):
                begin = start + line * stride + x * colours
                pixels = screen[begin:begin + width * colours]
                row = bytearray(width * 3)
                row[0::3], row[1::3], row[2::3] = pixels[2::4], pixels[1::4], pixels[0::4]
                rows.append(bytes(row))
        with open(path, "wb") as out:
            out.write(png(width, height, rows))

    def stop(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


__all__ = ["Desktop", "PATIENCE", "die_with_parent", "missing", "tap", "until"]
