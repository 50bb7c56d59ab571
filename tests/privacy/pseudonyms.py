"""A second implementation of pseudonyms, on hashlib and hmac alone.

  pseudonyms.py PROGRAM   compares it with what PROGRAM (pseudonym-lines.c) prints; TAP
  pseudonyms.py --table   prints the fixed vectors of test-xa-pseudonym.c
"""

import hashlib
import hmac
import random
import subprocess
import sys

PLATFORMS = ['telegram', 'discord', 'x', 'instagram', 'facebook', 'tiktok', 'linkedin', 'discourse', 'bluesky', 'mastodon', 'youtube', 'other']
KINDS = ['person', 'handle', 'post', 'audience', 'file', 'check']

KEY_A = bytes(range(32))
KEY_B = hashlib.sha256(b'another key').digest()
UUID_A = '6f1c1f6e-6f0e-4f9b-9a43-1f6a3b0d2c11'
UUID_B = '0b9a4d57-2a55-4d52-8f2e-7e1b7c9d8e22'


def pseudonym(key, uuid, platform, kind, text):
    """RFC 5869 with an empty salt and one block, then RFC 2104; both over SHA-256."""
    extracted = hmac.new(bytes(32), key, hashlib.sha256).digest()
    info = f'xaudience/1/{uuid}/{"any" if kind in ("file", "check") else platform}/{kind}'
    derived = hmac.new(extracted, info.encode() + b'\x01', hashlib.sha256).digest()
    return hmac.new(derived, text, hashlib.sha256).digest()[:16]


TABLE = [
    (KEY_A, UUID_A, 'telegram', 'person', b'42'),
    (KEY_A, UUID_A, 'discord', 'person', b'42'),
    (KEY_A, UUID_B, 'telegram', 'person', b'42'),
    (KEY_B, UUID_A, 'telegram', 'person', b'42'),
    (KEY_A, UUID_A, 'telegram', 'handle', b'42'),
    (KEY_A, UUID_A, 'x', 'person', b'9223372036854775806'),
    (KEY_A, UUID_A, 'discourse', 'person', b'forum.example.org:42'),
    (KEY_A, UUID_A, 'mastodon', 'person', b'ann@social.example'),
    (KEY_A, UUID_A, 'bluesky', 'post', b'at://did:plc:aaaabbbbccccddddeeeeffff/app.bsky.feed.post/3k'),
    (KEY_A, UUID_A, 'telegram', 'audience', b'handle:news'),
    (KEY_A, UUID_A, 'any', 'file', b'The bytes of a file.\n'),
    (KEY_A, UUID_A, 'any', 'check', b'xaudience'),
]


def print_table():
    for key, uuid, platform, kind, text in TABLE:
        name = 'a' if key == KEY_A else 'b'
        workspace = 'A' if uuid == UUID_A else 'B'
        row = 'OTHER' if platform == 'any' else platform.upper()
        escaped = text.decode().replace('\n', '\\n')
        print(f'  {{ key_{name}, UUID_{workspace}, XA_PLATFORM_{row}, XA_KEY_{kind.upper()}, "{escaped}", "{pseudonym(key, uuid, platform, kind, text).hex()}" }},')


def compare(program):
    rng = random.Random(1)
    cases = list(TABLE)
    for _ in range(2000):
        uuid = '-'.join(rng.randbytes(n).hex() for n in (4, 2, 2, 2, 6))
        text = rng.randbytes(rng.choice([0, 1, 9, 18, 55, 56, 63, 64, 65, 119, 300]))
        cases.append((rng.randbytes(32), uuid, rng.choice(PLATFORMS), rng.choice(KINDS), text))

    lines = ''.join(f'{key.hex()} {uuid} {"other" if platform == "any" else platform} {KINDS.index(kind)} {text.hex()}\n' for key, uuid, platform, kind, text in cases)
    printed = subprocess.run([program], input=lines, text=True, capture_output=True, check=True).stdout.split()
    wrong = [i for i, case in enumerate(cases) if i >= len(printed) or printed[i] != pseudonym(*case).hex()]
    print('1..1')
    print('ok' if not wrong and len(printed) == len(cases) else 'not ok', '1 /privacy/ID-2/second-implementation-agrees')
    for i in wrong[:5]:
        print(f'# case {i}: {cases[i][2]}/{cases[i][3]} of {len(cases[i][4])} bytes differs')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(print_table() if sys.argv[1] == '--table' else compare(sys.argv[1]))
