"""From export to answer: how audiences refer to one another, and that people never do."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from program import at_home, tap

FIRST_POST = 1_740_000_000  # 2025-02-19T21:20:00Z
HARBOUR, MEADOW, TALK = 9_900_000_021, 9_900_000_022, 9_900_000_023

# A person whom the posts name in every way that an export has.
PERSON = {"id": 8_400_000_123, "name": "Velmira Tosken", "handle": "velmira_tosken_x"}
SECRETS = [str(PERSON["id"]), PERSON["name"], PERSON["handle"]]


def message(number, pieces, **more):
    time = FIRST_POST + 3600 * number
    return {"id": number, "type": "message", "date": "2025-02-20T00:00:00", "date_unixtime": str(time), "text": pieces, "text_entities": pieces} | more


def by_person(number, person, pieces, **more):
    return message(number, pieces, **({"from": f"Member {person}", "from_id": f"user{8_400_000_000 + person}"} | more))


def plain(text="What is new this week."):
    return [{"type": "plain", "text": text}]


def forwarded(name, chat):
    return {"forwarded_from": name, "forwarded_from_id": f"channel{chat}"}


def naming_a_person():
    """A handle, a name without one, an address, and a forward of theirs, with an id and without."""
    user = f"user{PERSON['id']}"
    return [
        ([{"type": "mention", "text": "@" + PERSON["handle"]}], {}),
        ([{"type": "mention_name", "text": PERSON["name"], "user_id": PERSON["id"]}], {}),
        ([{"type": "link", "text": "https://t.me/" + PERSON["handle"]}], {}),
        ([{"type": "text_link", "text": "write to us", "href": f"tg://resolve?domain={PERSON['handle']}"}], {}),
        ([{"type": "text_link", "text": PERSON["name"], "href": f"tg://user?id={PERSON['id']}"}, *plain()], {}),
        (plain(), {"forwarded_from": PERSON["name"], "forwarded_from_id": user}),
        (plain(), {"forwarded_from": PERSON["name"]}),
    ]


def export(home, name, number, kind, messages):
    home.write(f"{number}.json", json.dumps({"name": name, "type": kind, "id": number, "messages": messages}))
    return home.run("import", f"{number}.json")


def fill(home):
    """Harbour passes on 12 posts of Meadow and links to 3 of them; both name a person; so does a group."""
    home.new()
    posts = [message(i, plain(), **forwarded("Meadow Notes", MEADOW)) for i in range(1, 13)]
    posts += [message(i, [{"type": "link", "text": f"https://t.me/c/{MEADOW}/{i}"}]) for i in range(20, 23)]
    posts += [message(100 + i, pieces, **more) for i, (pieces, more) in enumerate(naming_a_person() * 12)]
    export(home, "Harbour News", HARBOUR, "public_channel", posts)
    posts = [message(i, plain()) for i in range(1, 6)] + [message(100 + i, pieces, **more) for i, (pieces, more) in enumerate(naming_a_person())]
    export(home, "Meadow Notes", MEADOW, "private_channel", posts)
    # In the group, twelve members pass on Harbour, two pass on Meadow, and many name the person.
    posts = [by_person(i, i, plain(), **forwarded("Harbour News", HARBOUR)) for i in range(1, 13)]
    posts += [by_person(20 + i, i, plain(), **forwarded("Meadow Notes", MEADOW)) for i in range(1, 3)]
    posts += [by_person(100 + i, i % 30, pieces, **more) for i, (pieces, more) in enumerate(naming_a_person() * 12)]
    posts += [by_person(300, 5, plain(), **{"from": PERSON["name"], "from_id": f"user{PERSON['id']}"})]
    export(home, "Quay Talk", TALK, "private_supergroup", posts)


def links_of(home, name):
    return {(link["direction"], link["audience"], link["kind"]): link["n"]["value"] for link in home.run("inspect", name, "--json").json["links"]}


def references_of(home, *options):
    home.run("graph", "-o", "g.json", *options)
    with open(home.path("g.json"), encoding="utf-8") as file:
        graph = json.load(file)
    names = {node["id"]: node["name"] for node in graph["nodes"]}
    edges = {(names[e["source"]], names[e["target"]], e["kind"]): e["posts"] for e in graph["edges"] if e["directed"]}
    return set(names.values()), edges


@at_home
def test_inspect(home):
    fill(home)
    tap.equal(links_of(home, "Harbour News"),
              {("to", "Meadow Notes", "forward"): 12, ("to", "Meadow Notes", "mention"): 3, ("from", "Quay Talk", "forward"): 12}, "the links of Harbour")
    # Others' references are counted, where as many were seen as may be told.
    tap.equal(links_of(home, "Meadow Notes"),
              {("from", "Harbour News", "forward"): 12, ("from", "Harbour News", "mention"): None, ("from", "Quay Talk", "forward"): None},
              "the links of Meadow")
    tap.equal(links_of(home, "Quay Talk"), {("to", "Harbour News", "forward"): 12, ("to", "Meadow Notes", "forward"): None}, "the links of the group")
    text = home.run("inspect", "Harbour News").out
    tap.contains(text, "Meadow Notes", "the page of Harbour")


@at_home
def test_graph(home):
    """Own posts are public; what two members passed on is not told (OUT-1)."""
    fill(home)
    names, edges = references_of(home)
    tap.equal(names, {"Harbour News", "Meadow Notes", "Quay Talk"}, "the nodes")
    tap.equal(edges, {("Harbour News", "Meadow Notes", "forward"): 12, ("Harbour News", "Meadow Notes", "mention"): 3,
                      ("Quay Talk", "Harbour News", "forward"): 12}, "the references")
    for format in ("gexf", "graphml"):
        home.run("graph", "-o", f"g.{format}")
        with open(home.path(f"g.{format}"), encoding="utf-8") as file:
            text = file.read()
        tap.contains(text, "Meadow Notes", format)
        for secret in SECRETS:
            tap.lacks(text, secret, format)


@at_home
def test_range(home):
    """References are counted by whole days: the first two posts were passed on the day before."""
    fill(home)
    forward, group = ("Harbour News", "Meadow Notes", "forward"), ("Quay Talk", "Harbour News", "forward")
    edges = references_of(home, "--from", "2025-02-20T00:00:00Z", "--to", "2025-02-20T23:59:59Z")[1]
    tap.equal((edges[forward], edges[group]), (10, 10), "the references of a day")
    tap.equal(references_of(home, "--to", "2025-02-19T23:59:59Z")[1], {forward: 2}, "the references of the day before")
    tap.equal(references_of(home, "--from", "2026-01-01")[1], {}, "the references of another year")


@at_home
def test_person_nowhere(home):
    """Whom posts name is in no answer, file or folder, in whatever form (ID-1)."""
    fill(home)
    answers = [home.run(*question).out for question in (
        ("inspect", "Harbour News", "--json"), ("inspect", "Quay Talk", "--json"), ("inspect", "Quay Talk"), ("audiences", "--json"),
        ("overview", "--json"), ("posts", "Harbour News", "--json"), ("posts", "Quay Talk", "--json"), ("trending", "--json"))]
    home.run("graph", "-o", "g.json")
    with open(home.path("g.json"), encoding="utf-8") as file:
        answers.append(file.read())
    for answer in answers + home.said:
        for secret in SECRETS:
            tap.lacks(answer, secret, "an answer")
    for file in (HARBOUR, MEADOW, TALK):
        os.remove(home.path(f"{file}.json"))
    audit = home.run("privacy", "audit", "--json", "--planted", home.write("planted", "\n".join(SECRETS) + "\n")).json
    tap.equal(audit["planted"], len(SECRETS), "the number of texts looked for")


@at_home
def test_later(home):
    """A channel that is imported later is found by the links that there were."""
    home.new()
    export(home, "Harbour News", HARBOUR, "public_channel", [message(i, plain(), **forwarded("Meadow Notes", MEADOW)) for i in range(1, 13)])
    tap.equal(links_of(home, "Harbour News"), {}, "the links before")
    export(home, "Meadow Notes", MEADOW, "public_channel", [message(1, plain())])
    tap.equal(links_of(home, "Harbour News"), {("to", "Meadow Notes", "forward"): 12}, "the links after")


@at_home
def test_handle(home):
    """A handle names a person or an audience: it is a link only if an audience has it."""
    home.new()
    record = {"t": "audience", "ref": "m", "platform": "telegram", "id": "-100" + str(MEADOW), "kind": "channel", "title": "Meadow Notes", "handle": "meadow_notes"}
    home.write("meadow.jsonl", json.dumps({"t": "header", "format": "xaudience", "version": 1, "ids": "raw"}) + "\n" + json.dumps(record) + "\n")
    home.run("import", "meadow.jsonl")
    said = [[{"type": "mention", "text": handle}] for handle in ("@meadow_notes", "@Meadow_Notes", "@" + PERSON["handle"])]
    export(home, "Harbour News", HARBOUR, "public_channel", [message(i, said[i % 3]) for i in range(1, 37)])
    export(home, "Quay Talk", TALK, "private_supergroup", [by_person(i, i, said[i % 3]) for i in range(1, 37)])
    tap.equal(links_of(home, "Meadow Notes"), {("from", "Harbour News", "mention"): 24, ("from", "Quay Talk", "mention"): 24}, "the links")
    tap.equal(len(references_of(home)[1]), 2, "the number of references")


tap.run([
    ("/cli/links/inspect", test_inspect),
    ("/cli/links/OUT-1/graph", test_graph),
    ("/cli/links/range", test_range),
    ("/cli/links/ID-1/person-nowhere", test_person_nowhere),
    ("/cli/links/later", test_later),
    ("/cli/links/handle", test_handle),
])
