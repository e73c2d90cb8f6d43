#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Compiles the default texts of documents in: prints the C source of src/office/document/texts.h.

    texts.py FILE.md...        a file is named KIND.md (German) or KIND.LANG.md
"""
import pathlib
import sys


def literal(line):
    """A C string of one line's bytes. Octal escapes take at most three digits, so nothing after them is swallowed."""
    out = []
    for byte in line.encode("utf-8"):
        char = chr(byte)
        out.append({"\n": "\\n", '"': '\\"', "\\": "\\\\"}.get(char) or (char if 0x20 <= byte < 0x7F else f"\\{byte:03o}"))
    return '"' + "".join(out).replace("??", "?\\?") + '"'


def main(paths):
    print("/* Generated from src/office/texts by tools/texts.py. */")
    print('#include "office/document/texts.h"\n')
    rows = []
    for n, path in enumerate(sorted(paths, key=lambda p: pathlib.Path(p).name)):
        stem = pathlib.Path(path).name.removesuffix(".md")
        kind, _, lang = stem.partition(".")
        text = pathlib.Path(path).read_text(encoding="utf-8")
        print(f"static const char text_{n}[] =")
        for line in text.splitlines(keepends=True):
            print(f"    {literal(line)}")
        print("    ;\n")
        rows.append(f'    {{"{kind}", "{lang or "de"}", text_{n}, sizeof text_{n} - 1}},')
    print("const struct kr_document_text kr_document_texts[] = {")
    print("\n".join(rows))
    print("};\n\nconst size_t kr_document_texts_count = sizeof kr_document_texts / sizeof kr_document_texts[0];")


if __name__ == "__main__":
    main(sys.argv[1:])
