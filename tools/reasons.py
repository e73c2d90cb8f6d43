#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Why tests failed, from the log of their runner: `reasons.py tap LOG` (node --test, cmocka), `reasons.py vitest JSON`.
Each failed test is a line with its name, then what its runner says of it: message, place, stack."""
import json
import re
import sys

LINES = 40  # of each test: enough for a message, a place and a stack
FAILED = re.compile(r"\s*not ok \d+ (?:- )?(?!# SKIP)(.*)")
# What follows a failed test and is not about it any more: the next test, the plan, the totals, another program's log.
NEXT = re.compile(r"\s*(?:(?:not )?ok \d|# (?:not )?ok - |# Subtest:|# tests \d|\d+\.\.\d+$|=====)")
NOISE = re.compile(r"\s*(?:---|\.\.\.|duration_ms: .*|failureType: .*|)$")


def of_tap(text):
    name, lines = None, []
    for line in text.splitlines() + ["1..0"]:
        if NEXT.match(line):
            if name is not None:
                yield name, lines
            failed = FAILED.match(line)
            name, lines = (failed[1] if failed else None), []
        elif name is not None and not NOISE.match(line):
            lines.append(line.removeprefix("# "))


def of_vitest(text):
    for suite in json.loads(text)["testResults"]:
        failed = [each for each in suite["assertionResults"] if each["status"] == "failed"]
        for each in failed:
            yield each["fullName"], [suite["name"], *"\n".join(each["failureMessages"]).splitlines()]
        if suite["status"] == "failed" and not failed:
            yield suite["name"], suite["message"].splitlines()


def main(kind, path):
    with open(path, encoding="utf-8", errors="replace") as log:
        text = log.read()
    for name, lines in (of_tap if kind == "tap" else of_vitest)(text):
        print(f"FAILED  {name}")
        for line in lines[:LINES]:
            print(f"  {line}")
        if len(lines) > LINES:
            print(f"  ... {len(lines) - LINES} more lines in {path}")


main(*sys.argv[1:])
