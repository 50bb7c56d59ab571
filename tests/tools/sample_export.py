#!/usr/bin/env python3
"""Writes a Telegram Desktop export (result.json) of a group or channel of invented people.

The same options give the same bytes. Nobody in it exists: ids are drawn from a range far above
those in use, names are put together from syllables.
"""

import argparse
import json
import math
import random
import sys

SYLLABLES = "ka lo mi ra ten vu sha po ri den na zu el bo fi mar".split()
REACTIONS = ["👍", "❤", "🔥", "🎉", "🤔"]
TAGS = ["release", "help", "meetup", "howto", "design", "bugs", "music", "news"]
WORDS = ("the build works again after the update and here is how we found out what was wrong with it "
         "who else has seen this on the new version today thanks for the report that helps a lot").split()
SOURCES = [("Weekly Notes", 9900000001), ("Maintainers", 9900000002), ("Design Corner", 9900000003)]

START = 1735689600  # 2025-01-01


class People:
    """Invented people, some of whom write far more than others."""

    def __init__(self, rng, n, first_id):
        self.ids = [first_id + 7 * i for i in range(n)]
        self.names = [" ".join("".join(rng.choices(SYLLABLES, k=rng.randint(2, 3))).capitalize() for _ in range(2)) for _ in range(n)]
        self.weights = [1.0 / math.sqrt(i + 1) for i in range(n)]

    def draw(self, rng):
        return rng.choices(range(len(self.ids)), self.weights)[0]


def iso(time):
    days, seconds = divmod(time, 86400)
    # Civil date of a day number; the export's own times have no zone.
    z = days + 719468
    era, doe = divmod(z, 146097)
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    month = mp + 3 if mp < 10 else mp - 9
    year = yoe + era * 400 + (month <= 2)
    return f"{year:04}-{month:02}-{doy - (153 * mp + 2) // 5 + 1:02}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def entities(rng, people):
    """A text as the export writes it: plain pieces and marked ones in turn."""
    text = " ".join(rng.choices(WORDS, k=rng.randint(3, 25)))
    pieces = [{"type": "plain", "text": text}]
    if rng.random() < 0.25:
        pieces += [{"type": "plain", "text": " "}, {"type": "hashtag", "text": "#" + rng.choice(TAGS)}]
    if rng.random() < 0.1:
        name = people.names[people.draw(rng)].replace(" ", "_").lower()
        pieces += [{"type": "plain", "text": " "}, {"type": "mention", "text": "@" + name}]
    if rng.random() < 0.03:
        pieces += [{"type": "plain", "text": " "}, {"type": "email", "text": f"{rng.choice(SYLLABLES)}{rng.randint(1, 99)}@example.org"}]
    return pieces


def message(rng, number, time, people, channel):
    who = people.draw(rng)
    pieces = entities(rng, people)
    result = {"id": number, "type": "message", "date": iso(time), "date_unixtime": str(time)}
    if channel:
        result |= {"from": channel[0], "from_id": f"channel{channel[1]}"}
    else:
        result |= {"from": people.names[who], "from_id": f"user{people.ids[who]}"}
    if rng.random() < 0.08:
        result["forwarded_from"] = rng.choice(SOURCES)[0]
    if number > 10 and rng.random() < 0.3:
        result["reply_to_message_id"] = rng.randint(max(2, number - 50), number - 1)
    if rng.random() < 0.15:
        result |= {"photo": "(File not included. Change data exporting settings to download.)", "width": 800, "height": 600}
    plain = len(pieces) == 1
    result["text"] = pieces[0]["text"] if plain else [p["text"] if p["type"] == "plain" else p for p in pieces]
    result["text_entities"] = pieces
    if rng.random() < 0.35:
        emojis = rng.sample(REACTIONS, rng.randint(1, 3))
        result["reactions"] = [{"type": "emoji", "count": rng.randint(1, 40), "emoji": e} for e in emojis]
        if not channel:
            for reaction in result["reactions"]:
                fan = people.draw(rng)
                reaction["recent"] = [{"from": people.names[fan], "from_id": f"user{people.ids[fan]}", "date": iso(time + 60)}]
    return result


def service(rng, number, time, people):
    who = people.draw(rng)
    return {"id": number, "type": "service", "date": iso(time), "date_unixtime": str(time), "actor": people.names[who],
            "actor_id": f"user{people.ids[who]}", "action": "join_group_by_link", "inviter": "Group", "text": "", "text_entities": []}


def write(out, options):
    rng = random.Random(options.seed)
    people = People(rng, options.people, options.first_person)
    kinds = {"group": "public_supergroup", "channel": "public_channel"}
    channel = (options.name, options.id) if options.kind == "channel" else None
    head = {"name": options.name, "type": kinds[options.kind], "id": options.id}
    out.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "messages": [')
    time = START
    for number in range(1, options.messages + 1):
        time += rng.randint(30, max(31, 2 * options.days * 86400 // options.messages))
        if not channel and rng.random() < 0.03:
            item = service(rng, number, time, people)
        else:
            item = message(rng, number, time, people, channel)
        out.write(("," if number > 1 else "") + "\n  " + json.dumps(item, ensure_ascii=False, indent=1).replace("\n", "\n  "))
    out.write("\n ]\n}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--first-person", type=int, default=8_100_000_000, help="the lowest id of a person")
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--kind", choices=["group", "channel"], default="group")
    parser.add_argument("--name", default="Example Community")
    parser.add_argument("--id", type=int, default=9900000010)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", help="a file (default: standard output)")
    options = parser.parse_args()
    if options.output:
        with open(options.output, "w", encoding="utf-8") as out:
            write(out, options)
    else:
        sys.stdout.reconfigure(encoding="utf-8")
        write(sys.stdout, options)


if __name__ == "__main__":
    main()
