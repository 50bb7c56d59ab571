"""Lists the files with strings that translators see in po/POTFILES.in; --check tells what is wrong instead."""

import os
import re
import sys

TOP = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
LIST = os.path.join(TOP, "po", "POTFILES.in")

# What marks a string, by the ending of the file.
MARKS = {
    ".c": re.compile(r"\b(?:_|N_|NN_|C_|NC_|Q_|g_dgettext|ngettext|g_dngettext)\s*\(\s*\""),
    ".h": re.compile(r"\b(?:_|N_|C_|NC_|Q_)\s*\(\s*\""),
    ".blp": re.compile(r"\b(?:_|C_)\s*\(\s*['\"]"),
    ".desktop.in": re.compile(r"^(?:Name|Comment|Keywords)=", re.M),
    ".metainfo.xml.in": re.compile(r"<(?:summary|p|li|caption)>"),
    ".gschema.xml.in": re.compile(r"<summary>"),
}


def marked_files():
    found = []
    for top in ("data", "src"):
        for folder, _, names in os.walk(os.path.join(TOP, top)):
            for name in names:
                path = os.path.join(folder, name)
                mark = next((mark for ending, mark in MARKS.items() if name.endswith(ending)), None)
                if mark:
                    with open(path, encoding="utf-8") as text:
                        if mark.search(text.read()):
                            found.append(os.path.relpath(path, TOP))
    return sorted(found)


def listed_files():
    with open(LIST, encoding="utf-8") as text:
        return [line.strip() for line in text if line.strip() and not line.startswith("#")]


def main():
    marked = marked_files()
    if "--check" in sys.argv:
        listed = listed_files()
        for path in sorted(set(marked) ^ set(listed)):
            print(f"po/POTFILES.in: {path} {'is missing' if path in marked else 'has no marked strings'}")
        if listed != sorted(listed):
            print("po/POTFILES.in: not sorted")
        sys.exit(listed != marked)
    with open(LIST, "w", encoding="utf-8") as out:
        out.write("".join(path + "\n" for path in marked))


if __name__ == "__main__":
    main()
