"""What is installed beside the programs: desktop entry, metainfo, settings, icons, list of translatable files."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.realpath(os.path.join(HERE, "..", ".."))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
import potfiles
import tap

BUILT, APPLICATION_ID, VERSION = sys.argv[1:4]
DATA = os.path.join(TOP, "data")
ICONS = os.path.join(DATA, "icons")


def tool(name):
    path = shutil.which(name)
    if not path:
        raise tap.Skip(f"{name} is not here")
    return path


def validate(*command):
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    tap.equal(result.returncode, 0, f"the status of {os.path.basename(command[0])} ({result.stdout}{result.stderr})")


def built(ending):
    return os.path.join(BUILT, APPLICATION_ID + ending)


def test_desktop_entry():
    validate(tool("desktop-file-validate"), built(".desktop"))
    with open(built(".desktop"), encoding="utf-8") as text:
        tap.contains(text.read(), f"\nIcon={APPLICATION_ID}\n", "the desktop entry")


def test_metainfo():
    validate(tool("appstreamcli"), "validate", "--no-net", "--strict", built(".metainfo.xml"))


def test_release():
    """The newest release is the version that is built, and NEWS begins with it."""
    releases = xml.parse(built(".metainfo.xml")).findall("releases/release")
    tap.equal(releases[0].get("version"), VERSION, "the newest release")
    tap.check(all(release.find("description") is not None for release in releases), "a release does not say what is new")
    with open(os.path.join(TOP, "NEWS"), encoding="utf-8") as news:
        tap.equal(news.readline().strip(), f"Version {VERSION}", "the beginning of NEWS")


def test_screenshots():
    """Every picture in the metainfo is in the repository, and none is larger than what shops show."""
    images = xml.parse(built(".metainfo.xml")).findall("screenshots/screenshot/image")
    for image in images:
        path = os.path.join(TOP, "docs", "images", os.path.basename(image.text.strip()))
        with open(path, "rb") as picture:
            head = picture.read(24)
        width, height = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
        tap.equal(head[:8], b"\x89PNG\r\n\x1a\n", f"the beginning of {path}")
        tap.equal((str(width), str(height)), (image.get("width"), image.get("height")), f"the size of {path}")
        tap.check(width <= 2000 and height <= 1400, f"{path} is too large")
    if not images:
        raise tap.Skip("no pictures yet")


def test_settings():
    compiler = tool("glib-compile-schemas")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(built(".gschema.xml"), folder)
        validate(compiler, "--strict", folder)
    schema = xml.parse(built(".gschema.xml")).find("schema")
    tap.equal(schema.get("id"), APPLICATION_ID, "the name of the settings")
    keys = schema.findall("key")
    tap.check(keys and all(key.find("summary") is not None for key in keys), "a setting lacks its summary")


def svg_files():
    for folder, _, names in os.walk(ICONS):
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".svg"))


def test_icons():
    """The program's icon has 128 pixels, the others are of one colour on a grid of 16."""
    namespace = "{http://www.w3.org/2000/svg}"
    paths = list(svg_files())
    tap.check(len(paths) > 5, "the icons were not found")
    for path in paths:
        picture = xml.parse(path).getroot()
        symbolic = path.endswith("-symbolic.svg")
        size = "16" if symbolic else "128"
        tap.equal((picture.get("width"), picture.get("height")), (size, size), f"the size of {path}")
        tap.check(not list(picture.iter(namespace + "image")), f"{path} holds pixels")
        tap.check(os.path.getsize(path) < 4000, f"{path} is large")
        if symbolic:
            # GTK fills every shape with the text's colour: outlines would become solid.
            strokes = [shape for shape in picture.iter() if shape.get("stroke") or shape.get("style")]
            tap.equal(strokes, [], f"the outlines in {path}")


def test_icons_are_listed():
    listed = re.findall(r"<file[^>]*>([^<]+)</file>", open(os.path.join(ICONS, "xaudience-icons.gresource.xml"), encoding="utf-8").read())
    tap.equal(sorted(listed), sorted(os.path.relpath(path, ICONS) for path in svg_files()), "what the resource lists")


def test_icons_are_used():
    """What nobody shows is not drawn, and what is shown is."""
    drawn = {os.path.basename(path)[:-len(".svg")] for path in svg_files() if os.path.basename(path).startswith("xa-")}
    shown = set()
    for top in ("src", "data"):
        for folder, _, names in os.walk(os.path.join(TOP, top)):
            for name in names:
                if name.endswith((".c", ".h", ".blp")):
                    with open(os.path.join(folder, name), encoding="utf-8") as text:
                        shown |= set(re.findall(r"xa-[a-z-]+-symbolic", text.read()))
    tap.equal(shown, drawn, "the icons that are shown")


def test_translatable_files():
    tap.equal(potfiles.listed_files(), potfiles.marked_files(), "po/POTFILES.in (./dev format writes it)")


tap.run([
    ("/data/desktop-entry", test_desktop_entry),
    ("/data/metainfo", test_metainfo),
    ("/data/release-is-the-version", test_release),
    ("/data/screenshots", test_screenshots),
    ("/data/settings", test_settings),
    ("/data/icons", test_icons),
    ("/data/icons-are-listed", test_icons_are_listed),
    ("/data/icons-are-used", test_icons_are_used),
    ("/data/translatable-files-are-listed", test_translatable_files),
])
