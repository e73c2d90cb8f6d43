#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The table of docs/performance.md from what bench/all wrote down: medians, and the range of the rounds.

    bench/table.py [--write] FOLDER
"""
import pathlib
import platform
import statistics
import subprocess
import sys

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs/performance.md"
BEGIN, END = "<!-- bench/all begins -->", "<!-- bench/all ends -->"

# What is shown: the name, the figures' names (of bench and of kreide load), a divisor, digits.
ROWS = [
    ("packets/s out", ("packets_per_s",), 1, 0),
    ("CPU per packet, ns", ("ns_per_packet", "media_ns_per_packet"), 1, 0),
    ("CPU of the media process, %", ("cpu_percent", "media_cpu_percent"), 1, 1),
    ("delay p50, ms", ("delay_p50_us", "delay_p50_ms"), 1000, 2),
    ("delay p99, ms", ("delay_p99_us", "delay_p99_ms"), 1000, 2),
    ("lost of a million", ("lost_per_million", "lost_permille"), 1, 0),
    ("join to media p50, ms", ("join_ms", "first_media_p50_ms"), 1, 1),
    ("CPU per join, ms", ("join_cpu_us",), 1000, 2),
    ("- of it media, ms", ("join_media_cpu_us",), 1000, 2),
    ("joins", ("joins",), 1, 0),
    ("joins that failed", ("joins_failed",), 1, 0),
    ("memory per connection, KiB", ("kib_per_connection", "media_kib_per_client"), 1, 0),
    ("click to first frame decoded, ms", ("first_frame_ms",), 1, 0),
    ("click to first tile shown, ms", ("first_tile_ms",), 1, 0),
    ("10 % loss: frames/s of 24", ("loss10_fps",), 1, 1),
    ("10 % loss: longest time between frames, ms", ("loss10_gap_ms",), 1, 0),
    ("20 % loss: sound made up on the way down, %", ("loss20_down_percent",), 1, 2),
    ("20 % loss: sound made up on the way up, %", ("loss20_up_percent",), 1, 2),
    ("300 kbit/s: sound made up, %", ("step_sound_made_up_percent",), 1, 2),
    ("300 kbit/s: frozen of 30 s, s", ("step_frozen_s",), 1, 1),
    ("wide again: back to 80 % after, s", ("step_back_s",), 1, 0),
    ("yardstick, ns", ("yardstick_ns",), 1, 0),
    ("load of the machine", ("load",), 1, 1),
]
NAMES = {
    "forward": "Kreide, 100", "plain": "Kreide, 100, no feedback", "janus-tuned": "Janus tuned, 100", "janus": "Janus, 100",
    "forward-300": "Kreide, 300", "janus-tuned-300": "Janus tuned, 300", "forward-950": "Kreide, 950",
    "class": "a class of 32", "classes": "4 classes of 32", "joins": "500 joins in 60 s",
    "browser-join": "Chromium joins 10", "browser-loss": "Chromium, loss", "browser-step": "Chromium, 300 kbit/s",
}


def read(folder):
    """Case -> figure -> its values, one a round."""
    found = {}
    for path in sorted(folder.iterdir()):
        name, _, round_ = path.name.rpartition(".")
        if name not in NAMES or not round_.isdigit():
            continue
        for line in path.read_text().splitlines():
            words = line.split()
            try:
                found.setdefault(name, {}).setdefault(words[0], []).append(float(words[1]))
            except (IndexError, ValueError):
                continue
    return found


def cell(figures, names, divisor, digits):
    for name in names:
        if name not in figures:
            continue
        scale = divisor if name.endswith("_us") or divisor == 1 else 1
        values = [v / scale * (1000 if name == "lost_permille" else 1) for v in figures[name]]
        text = f"{statistics.median(values):,.{digits}f}"
        low, high = f"{min(values):,.{digits}f}", f"{max(values):,.{digits}f}"
        return (text if low == high else f"{text} ({low}-{high})").replace(",", " ")
    return ""


def table(cases, found):
    yield "| | " + " | ".join(NAMES[c] for c in cases) + " |"
    yield "|---|" + "---|" * len(cases)
    for title, names, divisor, digits in ROWS:
        cells = [cell(found[c], names, divisor, digits) for c in cases]
        if any(cells):
            yield f"| {title} | " + " | ".join(cells) + " |"


def ratios(found):
    """The goals that are ratios, round by round, so that what the machine does beside it cancels out."""
    wanted = [
        ("CPU per packet, Kreide : Janus tuned, 100 players", "forward", "janus-tuned", "ns_per_packet", "0.25"),
        ("CPU per packet, Kreide : Janus as it comes", "forward", "janus", "ns_per_packet", "0.14"),
        ("CPU per packet, Kreide : Janus tuned, 300 players", "forward-300", "janus-tuned-300", "ns_per_packet", "0.25"),
        ("delay p50, Kreide : Janus tuned", "forward", "janus-tuned", "delay_p50_us", "0.25"),
        ("delay p99, Kreide : Janus tuned", "forward", "janus-tuned", "delay_p99_us", "0.3"),
        ("CPU per packet, with : without feedback and estimation", "forward", "plain", "ns_per_packet", "1.2"),
    ]
    yield "| ratio | goal | measured |"
    yield "|---|---|---|"
    for title, ours, theirs, figure, goal in wanted:
        pairs = list(zip(found.get(ours, {}).get(figure, []), found.get(theirs, {}).get(figure, [])))
        if pairs:
            values = [a / b for a, b in pairs if b]
            yield f"| {title} | {goal} | {statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f}) |"


def version(command, word):
    try:
        out = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    lines = [line for line in (out.stdout + out.stderr).splitlines() if word in line]
    return lines[0].strip() if lines else ""


def machine():
    cpu = version(["lscpu"], "Model name").partition(":")[2].strip()
    count = version(["nproc"], "")
    commit = version(["git", "log", "-1", "--format=%h"], "")
    openssl = version(["openssl", "version"], "OpenSSL")
    openssl = " ".join(openssl.split()[:2])
    packages = {p: version(["dpkg-query", "-W", "-f", "${Version}\n", p], "") for p in ("janus", "libipsec-mb1")}
    known = ", ".join(f"{p} {v}" for p, v in packages.items() if v)
    return f"{count} cores of {cpu}, kernel {platform.release().split('-')[0]}, {openssl}, {known}; Kreide at {commit}."


def text_of(found):
    cases = [c for c in NAMES if c in found]
    groups = [[c for c in cases if c in g] for g in (
        ("forward", "plain", "janus-tuned", "janus"), ("forward-300", "janus-tuned-300", "forward-950"), ("class", "classes", "joins"), ("browser-join", "browser-loss", "browser-step"))]
    parts = [machine(), *("\n".join(table(g, found)) for g in groups if g), "\n".join(ratios(found))]
    return "\n\n".join(parts)


def main(arguments):
    write = "--write" in arguments
    folder = pathlib.Path([a for a in arguments if a != "--write"][0])
    text = text_of(read(folder))
    print("\n" + text)
    if write:
        page = PAGE.read_text()
        before, rest = page.split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}")
    failed = sorted(p.name for p in folder.glob("*.failed"))
    if failed:
        print("\nFailed: " + ", ".join(failed), file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
