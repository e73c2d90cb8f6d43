#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Checks the rules of the house that a machine can see: a licence line in every source file, sizes of files and
functions, banned calls, nothing left behind. Prints every breach and exits 1 if there is one."""
import pathlib
import re
import subprocess
import sys

FILE_LIMIT = {".c": 600, ".h": 250, ".ts": 400, ".tsx": 400, ".mjs": 400, ".py": 400}
FUNCTION_LIMIT = 100  # lines, in C
BANNED = {
    "strcpy": "bounded text: snprintf, strbuf, or a length that was checked",
    "strcat": "strbuf", "sprintf": "snprintf", "gets": "fgets", "strtok": "strcspn", "atoi": "strtoul and its end pointer",
    "rand": "kr_random_bytes",
}
STRCPY_CHECKED = {"src/app/config.c", "src/app/listen.c"}  # length compared one line before
LEFT_BEHIND = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")


def sources():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        path = pathlib.Path(name)
        if path.exists() and path.suffix in {".c", ".h", ".ts", ".tsx", ".mjs", ".py", ".css", ".sh"} or name in ("run", "test"):
            yield path


def functions(lines):
    """Start line and length of each function of a C file in the house style (brace alone in column 0)."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            yield start, number - start + 1
            start = None


def breaches(path):
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if not any("SPDX-License-Identifier: EUPL-1.2" in line for line in lines[:3]):
        yield 1, "no licence line (SPDX-License-Identifier: EUPL-1.2)"
    limit = FILE_LIMIT.get(path.suffix)
    if limit and len(lines) > limit:
        yield len(lines), f"{len(lines)} lines; {limit} at most"
    for number, line in enumerate(lines, 1):
        if LEFT_BEHIND.search(line):
            yield number, "something was left behind"
        if path.suffix in (".c", ".h") and not line.lstrip().startswith(("*", "/*")):
            for call in re.findall(r"\b([a-z_]+)\s*\(", line):
                if call in BANNED and not (call == "strcpy" and str(path) in STRCPY_CHECKED):
                    yield number, f"{call}: take {BANNED[call]}"
    if path.suffix == ".c":
        for number, length in functions(lines):
            if length > FUNCTION_LIMIT:
                yield number, f"a function of {length} lines; {FUNCTION_LIMIT} at most"


if __name__ == "__main__":
    found = [f"{path}:{number}: {what}" for path in sources() for number, what in breaches(path)]
    print("\n".join(found) if found else "house: in order")
    sys.exit(1 if found else 0)
