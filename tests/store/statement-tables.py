"""Lists every table of SQL statements in the store, so that a test can look at all of them.

Usage: statement-tables.py OUTPUT SOURCE...
"""

import pathlib
import re
import sys

output, *sources = sys.argv[1:]
names = []
for source in sorted(sources):
    text = pathlib.Path(source).read_text()
    found = re.findall(r"^XA_STATEMENT_TABLE \((\w+), \w+\);", text, re.M)
    if not found and re.search(r"static const char \*const sql\[", text):
        sys.exit(f"{source}: its statements are in no XA_STATEMENT_TABLE")
    names += found

with open(output, "w") as f:
    f.write('#include "store/xa-store-private.h"\n\n')
    for name in names:
        f.write(f"extern const XaStatementTable {name};\n")
    f.write("\nextern const XaStatementTable *const xa_statement_tables[];\n")
    f.write("const XaStatementTable *const xa_statement_tables[] = {\n")
    for name in names:
        f.write(f"  &{name},\n")
    f.write("  NULL,\n};\n")
