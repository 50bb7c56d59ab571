"""The manifest as it can be built without a network: stand-in.py MANIFEST RUNTIME VERSION SOURCE.

The modules that the stand-in runtime brings itself are left out, and the program is built from the
folder SOURCE.
"""

import json
import sys

path, runtime, version, source = sys.argv[1:]
with open(path, encoding="utf-8") as text:
    manifest = json.load(text)
# The composer of catalogues is no part of the root; the tests validate the metainfo.
manifest |= {"appstream-compose": False, "runtime": runtime + ".Platform", "sdk": runtime + ".Sdk", "runtime-version": version}
program = manifest["modules"][-1]
program["sources"] = [{"type": "dir", "path": source}]
left_out = [module["name"] for module in manifest["modules"][:-1]]
manifest["modules"] = [program]
json.dump(manifest, sys.stdout, indent=4)
print(f"left out, since the stand-in has them from Debian: {', '.join(left_out)}", file=sys.stderr)
