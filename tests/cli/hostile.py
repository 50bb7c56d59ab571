"""Names that would be a formula, markup or a command elsewhere leave the workspace as nothing but text, in every format."""

import csv
import html.parser
import io
import json
import os
import re
import sys
import xml.etree.ElementTree as trees

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import at_home, tap
import pdf_text

NAMES = ('=HYPERLINK("http://evil.invalid/","x")', "+1+cmd", "-2+3", "@SUM(A1)", '<script src="//evil.invalid/x.js"></script>', "<b>&amp;\"'</b><img src=x onerror=y>")

# Marks that turn the direction of writing, controls that end a file or steer a terminal, and more than any place has room for.
STRANGE = ("evil\u202egpj.exe", "\u2066\u200fisolated", "bell\x07esc\x1b[31m\x01end\x7f\x9b", "tab\there\r\nline", "\ufeffmark\ufffe\uffff", "x" + "ö" * 511)

# What markup has no way to say.
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

# What would be reckoned or run by a spreadsheet that opens a table.
FORMULA = re.compile(r"^[=+@\t\r-]")
NUMBER = re.compile(r"^-?\d[\d.e+-]*$")

MONDAY = 1_767_571_200  # 2026-01-05 00:00 UTC


def prepare(home, names=NAMES):
    """An audience of each name, which share people."""
    home.new()
    for number, name in enumerate(names):
        home.run("import", home.members(f"{number}.csv", 400, 8_000_000_000 + 100 * number), "--platform", "telegram", f"--audience={name}",
                 environment={"SOURCE_DATE_EPOCH": str(MONDAY)})
    told = sorted(audience["name"] for audience in home.run("audiences", "--json").json)
    tap.equal(told, sorted(names), "the names in the workspace, which are as they were given")


def check_table(text, what):
    rows = list(csv.reader(io.StringIO(text)))
    tap.check(len(rows) > 3, f"{what} has no rows")
    cells = [cell for row in rows for cell in row]
    tap.equal([cell for cell in cells if FORMULA.match(cell) and not NUMBER.match(cell)], [], f"the formulas in {what}")
    tap.check(any("HYPERLINK" in cell for cell in cells), f"{what} names nobody")


def reports(home):
    """A report in each form, by form."""
    folder = home.path("reports")
    os.mkdir(folder)
    home.run("reports", "add", "All", "--folder", folder, "--format", "json,html,csv", environment={"SOURCE_DATE_EPOCH": str(MONDAY), "TZ": "UTC"})
    home.run("reports", "run", environment={"SOURCE_DATE_EPOCH": str(MONDAY + 8 * 86400), "TZ": "UTC"})
    text = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            text[name.rpartition(".")[2]] = file.read()
    tap.equal(sorted(text), ["csv", "html", "json"], "the forms of the report")
    return text


@at_home
def test_tables(home):
    prepare(home)
    check_table(home.run("overlap", "--format", "csv").out, "the pairs")
    check_table(reports(home)["csv"], "the report")


class Page(html.parser.HTMLParser):
    """What a page is made of, and what it asks others for."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.attributes, self.words, self.policy = set(), [], "", ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        self.attributes += attributes
        if tag == "meta" and dict(attributes).get("http-equiv", "").lower() == "content-security-policy":
            self.policy = dict(attributes)["content"]

    def handle_data(self, data):
        self.words += data


@at_home
def test_page(home):
    """Names are words of the page; it runs and loads nothing, and says so to the browser."""
    prepare(home)
    page = Page(reports(home)["html"])
    for name in NAMES:
        tap.contains(page.words, name, "the words of the page")
    tap.equal(page.elements & {"script", "link", "iframe", "object", "embed", "form", "base", "b"}, set(), "the elements that a page has not")
    tap.contains(page.policy, "default-src 'none'")
    tap.lacks(page.policy, "unsafe-eval")
    tap.equal([name for name, _ in page.attributes if name.startswith("on")], [], "what would be run")
    for name, value in page.attributes:
        if name in ("src", "href", "action", "data", "poster", "srcset", "background"):
            tap.check((value or "").startswith(("data:image/", "#")), f"the page loads {value}")


@at_home
def test_graphs(home):
    """Each file of the graph is what it says it is, with the names in it as text."""
    prepare(home)
    for suffix in ("gexf", "graphml", "svg"):
        home.run("graph", "-o", f"graph.{suffix}")
        tree = trees.parse(home.path(f"graph.{suffix}"))
        tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
        tap.equal(tags & {"script", "foreignObject", "iframe", "b", "img"}, set(), f"the elements that {suffix} has not")
        links = [value for element in tree.iter() for key, value in element.attrib.items() if key.rpartition("}")[2] in ("href", "src")]
        tap.equal([link for link in links if not link.startswith(("#", "data:image/"))], [], f"what {suffix} loads")
        tap.equal([key for element in tree.iter() for key in element.attrib if key.startswith("on")], [], f"what {suffix} would run")
        if suffix != "svg":  # whose letters are drawn
            words = [element.text or "" for element in tree.iter()] + [value for element in tree.iter() for value in element.attrib.values()]
            tap.equal([name for name in NAMES if name not in words], [], f"the names that {suffix} lacks")
    home.run("graph", "-o", "graph.json")
    with open(home.path("graph.json"), encoding="utf-8") as text:
        told = json.dumps(json.load(text), ensure_ascii=False)
    for name in NAMES:
        tap.contains(told, json.dumps(name, ensure_ascii=False)[1:-1], "the graph as JSON")


@at_home
def test_strange(home):
    """Every file can be read by who reads such files, and has the names, but for what it has no way to say."""
    prepare(home, STRANGE)
    said = [UNSAYABLE.sub("\ufffd", name) for name in STRANGE]
    for suffix in ("gexf", "graphml"):
        home.run("graph", "-o", f"graph.{suffix}")
        elements = list(trees.parse(home.path(f"graph.{suffix}")).iter())
        words = [element.text or "" for element in elements] + [value for element in elements for value in element.attrib.values()]
        tap.equal([name for name in said if name not in words], [], f"the names that {suffix} lacks")
    home.run("graph", "-o", "graph.svg")
    trees.parse(home.path("graph.svg"))
    forms = reports(home)
    page = Page(forms["html"])
    tap.equal([name for name in said if name not in page.words], [], "the names that the page lacks")
    tap.equal(UNSAYABLE.findall(forms["html"]), [], "what a page has no way to say")
    cells = [cell for row in csv.reader(io.StringIO(forms["csv"])) for cell in row]
    tap.equal([name for name in STRANGE if not any(name in cell for cell in cells)], [], "the names that the table lacks")
    told = json.dumps(json.loads(forms["json"]))
    tap.equal([name for name in STRANGE if json.dumps(name)[1:-1] not in told], [], "the names that the report as JSON lacks")
    # What is told on a terminal does not steer it.
    tap.equal(re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", home.run("audiences").out), [], "controls on the terminal")


@at_home
def test_pictures(home):
    """The words of a picture are those of the names, read back from the file; what has no room ends in an ellipsis."""
    prepare(home)
    home.run("graph", "-o", "graph.pdf")
    words = "".join(pdf_text.read(home.path("graph.pdf")))
    tap.equal([name for name in NAMES if name not in words], [], "the names that the picture lacks")


@at_home
def test_strange_pictures(home):
    """Marks and controls draw no letters of their own, and a name takes no more than its room."""
    prepare(home, STRANGE)
    home.run("graph", "-o", "graph.pdf")
    lines = pdf_text.read(home.path("graph.pdf"))
    words = "".join(lines)
    for part in ("evil", "gpj.exe", "isolated", "bell", "esc", "[31m", "end", "tab", "here", "line", "mark"):
        tap.contains(words, part, "the words of the picture")
    tap.check(0 < words.count("ö") < 200, f"{words.count('ö')} letters of the long name are drawn")
    tap.equal([line for line in lines if UNSAYABLE.search(line) or "\u202e" in line], [], "what is drawn as a letter and is none")


@at_home
def test_records(home):
    """A line of records is one object, whatever the names hold."""
    prepare(home)
    records = [json.loads(line) for line in home.run("export", "records").out.splitlines() if line]
    told = json.dumps(records, ensure_ascii=False)
    for name in NAMES:
        tap.contains(told, json.dumps(name, ensure_ascii=False)[1:-1], "the records")


tap.run([
    ("/cli/hostile/OUT-5/tables", test_tables),
    ("/cli/hostile/OUT-5/page", test_page),
    ("/cli/hostile/OUT-5/graphs", test_graphs),
    ("/cli/hostile/OUT-5/strange", test_strange),
    ("/cli/hostile/OUT-5/pictures", test_pictures),
    ("/cli/hostile/OUT-5/strange-pictures", test_strange_pictures),
    ("/cli/hostile/OUT-5/records", test_records),
])
