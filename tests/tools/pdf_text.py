"""The words of a PDF as cairo writes it, read back through what it says of the letters of its fonts."""

import re
import zlib


def _stream(body):
    begin = re.search(rb"stream\r?\n", body)
    raw = body[begin.end():body.rindex(b"endstream")]
    return zlib.decompressobj().decompress(raw) if b"/FlateDecode" in body[:begin.start()] else raw


def _objects(data):
    found = {int(number): body for number, body in re.findall(rb"(\d+) 0 obj\s*(.*?)\s*endobj", data, re.S)}
    for body in [body for body in found.values() if b"/Type /ObjStm" in body[:100]]:
        inside, count, first = _stream(body), *(int(re.search(rb"/%s (\d+)" % name, body)[1]) for name in (b"N", b"First"))
        heads = [int(word) for word in inside[:first].split()[:2 * count]]
        ends = [*heads[3::2], len(inside) - first]
        found |= {number: inside[first + begin:first + end] for number, begin, end in zip(heads[::2], heads[1::2], ends)}
    return found


def _letters(table):
    """What a letter of a font is, and how many bytes name one."""
    width = len(re.search(rb"<([0-9a-f]+)> <[0-9a-f]+>\s*endcodespacerange", table)[1]) // 2
    pairs = [pair for part in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S) for pair in re.findall(rb"<([0-9a-f]+)>\s*<([0-9a-f]+)>", part)]
    return width, {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _bytes(piece):
    """Of a string in either of its two forms."""
    if piece.startswith(b"<"):
        return bytes.fromhex(piece[1:-1].decode())
    plain = re.sub(rb"\\([0-7]{3}|.)", lambda found: bytes([int(found[1], 8)]) if found[1].isdigit() else found[1], piece[1:-1])
    return plain


def read(path):
    """What is written in the only page, a line each time that something is written."""
    with open(path, "rb") as file:
        objects = _objects(file.read())
    fonts = {}
    for body in objects.values():
        for part in re.findall(rb"/Font\s*<<(.*?)>>", body, re.S):
            for name, number in re.findall(rb"/(f-\d+-\d+) (\d+) 0 R", part):
                table = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
                fonts[name] = _letters(_stream(objects[int(table[1])]))
    lines = []
    for body in [body for body in objects.values() if b"stream" in body]:
        content = _stream(body)
        if b" Tf" not in content:
            continue
        font = None
        for name, written in re.findall(rb"/(f-\d+-\d+) [\d.]+ Tf|((?:\[(?:\((?:\\.|[^\\)])*\)|[^\]()])*\]\s*TJ)|(?:\((?:\\.|[^\\)])*\)|<[0-9a-f]*>)\s*Tj)", content, re.S):
            if name:
                font = fonts[name]
                continue
            width, letters = font
            codes = b"".join(_bytes(piece) for piece in re.findall(rb"\((?:\\.|[^\\)])*\)|<[0-9a-f]*>", written, re.S))
            lines.append("".join(letters.get(int.from_bytes(codes[i:i + width], "big"), "\ufffd") for i in range(0, len(codes), width)))
    return lines
