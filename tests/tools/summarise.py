"""Turns Meson's test log into the closing line "N passed, N failed", naming what failed or was skipped."""

import json
import re
import sys


def points(record):
    """The TAP points of one test program: (ok, name, skipped)."""
    for line in record.get("stdout", "").splitlines():
        match = re.match(r"^(not )?ok\b\s*\d*\s*-?\s*([^#]*)(#\s*(\w+)\s*(.*))?$", line)
        if match:
            yield not match[1], match[2].strip(), (match[5] or "no reason given") if (match[4] or "").upper() == "SKIP" else None


def main():
    path, meson_status = sys.argv[1], int(sys.argv[2])
    passed, failed, skipped = 0, [], []
    with open(path, encoding="utf-8") as log:
        records = [json.loads(line) for line in log if line.strip()]
    for record in records:
        broken = record["result"] in ("FAIL", "ERROR", "TIMEOUT", "UNEXPECTEDPASS", "INTERRUPT")
        seen_failure = False
        any_point = False
        for ok, name, skip in points(record):
            any_point = True
            if skip is not None:
                skipped.append(f"{record['name']} {name}: {skip}")
            elif ok:
                passed += 1
            else:
                seen_failure = True
                failed.append(f"{record['name']} {name}")
        if broken and not seen_failure:
            failed.append(f"{record['name']} ({record['result'].lower()})")
        if not any_point and not broken:
            if record["result"] == "SKIP":
                skipped.append(record["name"])
            else:
                passed += 1
        if broken:
            print(f"--- {record['name']}")
            print((record.get("stdout", "") + "\n" + record.get("stderr", ""))[-6000:])
    for name in skipped:
        print("skipped:", name)
    for name in failed:
        print("failed:", name)
    if not records or (meson_status and not failed):
        failed.append("meson test")
        print(f"failed: meson test ended with {meson_status}")
    print(f"{passed} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


main()
