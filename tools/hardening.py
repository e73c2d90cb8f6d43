#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Looks at a built program with readelf: does it have what makes an error in it harder to use? Prints what is missing and
exits 1 if anything is.

  hardening.py build/release/src/app/kreide
"""
import re
import subprocess
import sys

# What must be there, and the pattern that shows it in the output of readelf -hldW --dyn-syms.
WANTED = [
    ("position independent (PIE)", r"^\s*Type:\s+DYN"),
    ("an interpreter: a program, not a library", r"^\s*INTERP\s"),
    ("relocations read-only after start (RELRO)", r"^\s*GNU_RELRO\s"),
    ("all symbols bound at start (-z now)", r"\(FLAGS(_1)?\).*\bNOW\b|\(BIND_NOW\)|\(FLAGS\).*BIND_NOW"),
    ("a stack that is not executable", r"^\s*GNU_STACK\s.*\sRW\s"),
    ("stack protector", r"\bUND\s+__stack_chk_fail\b"),
    ("checked string functions (_FORTIFY_SOURCE)", r"\bUND\s+__(?!stack)\w+_chk\b"),
]


def missing(program):
    text = subprocess.run(["readelf", "-hldW", "--dyn-syms", program], check=True, capture_output=True, text=True,
                          env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout
    return [name for name, pattern in WANTED if not re.search(pattern, text, re.MULTILINE)]


if __name__ == "__main__":
    found = missing(sys.argv[1])
    for name in found:
        print(f"{sys.argv[1]}: no {name}")
    sys.exit(1 if found else 0)
