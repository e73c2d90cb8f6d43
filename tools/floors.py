#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Checks the floors of the house: no folder of src/ includes from its own floor's neighbours or from a higher floor,
wire, rtc and meeting see no I/O, only http knows libwebsockets, only office/store the databases. Prints every breach and
exits 1 if there is one."""
import pathlib
import re
import sys

FLOORS = [
    {"base"},
    {"os", "crypto"},
    {"wire", "proto"},
    {"rtc", "meeting", "link", "paper"},
    {"media", "http", "office", "load"},
    {"front", "door"},
    {"app"},
]
FLOOR = {folder: i for i, floor in enumerate(FLOORS) for folder in floor}

# media knows nothing of meetings and schools, office nothing of media: they meet in messages only.
STRANGERS = {("media", "meeting"), ("office", "media"), ("office", "rtc"), ("office", "wire"), ("front", "media"), ("front", "office"),
             ("front", "rtc"), ("front", "wire"), ("http", "link"), ("http", "meeting"), ("http", "rtc"),
             ("door", "meeting"), ("door", "http"), ("door", "office"), ("door", "rtc"), ("door", "paper"),
             ("load", "meeting"), ("load", "link"), ("load", "paper")}
PURE = {"base", "wire", "proto", "rtc", "meeting"}  # no socket, loop or clock
# Structures, not I/O: <netinet/in.h> and <sys/socket.h> are absent on purpose.
IO_HEADERS = re.compile(r"<(uv|unistd|fcntl|poll|time|sys/(socket|time|epoll|ioctl|stat|un|uio)|netinet/.*|arpa/.*|netdb|pthread|libwebsockets|sqlite3|libpq-fe)\.h>")
IO_CALLS = re.compile(r"\b(clock_gettime|gettimeofday|time|socket|sendto|recvfrom|sendmsg|recvmsg|open|fopen|printf)\s*\(")
ALLOWED = {("base", "<time.h>"), ("base", "<unistd.h>")}  # base/log writes lines and says when


def breaches(root):
    for path in sorted(root.rglob("*.[ch]")):
        folder = path.relative_to(root).parts[0]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{path}:{number}"
            own = re.match(r'\s*#\s*include\s+"([a-z]+)/', line)
            if own:
                other = own.group(1)
                if other not in FLOOR:
                    yield f"{where}: includes the unknown folder {other}"
                elif other != folder and FLOOR[other] >= FLOOR[folder]:
                    yield f"{where}: {folder} (floor {FLOOR[folder]}) includes {other} (floor {FLOOR[other]})"
                elif (folder, other) in STRANGERS:
                    yield f"{where}: {folder} knows nothing of {other}"
            elif re.match(r'\s*#\s*include\s+"', line):
                yield f"{where}: include by folder, as in \"base/err.h\""
            system = re.match(r"\s*#\s*include\s+(<.*>)", line)
            if system:
                header = system.group(1)
                if folder in PURE and IO_HEADERS.match(header) and (folder, header) not in ALLOWED:
                    yield f"{where}: {folder} sees I/O through {header}"
                if "libwebsockets" in header and folder != "http":
                    yield f"{where}: only http knows libwebsockets"
                if re.search("cairo|pango|qrencode", header) and folder != "paper":
                    yield f"{where}: only paper knows cairo, pango and their like"
                if re.search("sqlite3|libpq", header) and path.relative_to(root).parts[:2] != ("office", "store"):
                    yield f"{where}: only office/store knows SQLite and PostgreSQL"
            elif folder in PURE - {"base"} and not line.lstrip().startswith(("*", "/*", "//")) and IO_CALLS.search(line):
                yield f"{where}: {folder} does I/O: {line.strip()}"
    # The office's tests run on both databases: only what chooses between them may know them.
    for path in sorted(root.parent.glob("tests/unit/office/*.c")):
        if re.search(r"#include <(sqlite3|libpq-fe)\.h>", path.read_text(encoding="utf-8")) and path.name != "database.c":
            yield f"{path}: knows a database; take unit/office/database.h"
    for path in sorted(root.rglob("*")):
        folder = path.relative_to(root).parts[0]
        if path.is_dir() and folder not in FLOOR:
            yield f"{path}: a folder without a floor"


if __name__ == "__main__":
    found = list(breaches(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src")))
    print("\n".join(found) if found else "floors: in order")
    sys.exit(1 if found else 0)
