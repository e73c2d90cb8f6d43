#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Compiles the texts of letters in: prints the C source of kr_mail_texts (src/office/mail/template.h).

    mail_texts.py mail-NAME.LANG.txt...
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


print("/* Generated from src/office/texts by tools/mail_texts.py. */")
print('#include "office/mail/template.h"\n')
print("const struct kr_mail_text kr_mail_texts[] = {")
for path in sorted(pathlib.Path(p) for p in sys.argv[1:]):
    name, lang = path.name.removeprefix("mail-").removesuffix(".txt").split(".")
    print(f'    {{"{name}", "{lang}",')
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        print(f"     {literal(line)}")
    print("    },")
print("};\n\nconst size_t kr_mail_texts_count = sizeof kr_mail_texts / sizeof kr_mail_texts[0];")
