#!/usr/bin/env python3
"""endurance.py for all ten pairs of the five venues, and a line of a table for each.

usage: all_pairs.py TWINLEG [--at-once N] [OPTION OF endurance.py …]

Aster is traded by V1 in some pairs and by V3 in others, Paradex by its socket. Ends with 0 if every
pair held.
"""

import argparse
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys

# Where it rests, where it hedges, and the generation of Aster's interface.
PAIRS = [
    ("edgex", "lighter", ""), ("paradex", "lighter", ""), ("backpack", "lighter", ""), ("aster", "lighter", "v3"),
    ("edgex", "paradex", ""), ("edgex", "backpack", ""), ("edgex", "aster", "v1"),
    ("paradex", "backpack", ""), ("paradex", "aster", "v1"), ("backpack", "aster", "v3"),
]
HEAD = "| rests at | hedges at | pair trades | killed | faults | halts | start, p50 | unhedged, p50 / p99 / longest | result |"


def first_number(text):
    found = re.search(r"\d+", text)
    return found.group(0) if found else "0"


def row(first, second, way, facts):
    def named(venue):
        return f"{venue} {way}" if venue == "aster" else venue

    start = re.search(r"p50 ([\d.]+ s)", facts["starts until ready"])
    unhedged = " / ".join(re.findall(r"(\d+) ms", facts["unhedged"])) + " ms"
    cells = [named(first), named(second), facts["pair trades"], first_number(facts["killed"]),
             first_number(facts["faults"]), facts["halts"], start.group(1) if start else "", unhedged,
             facts["result"]]
    return "| " + " | ".join(cells) + " |"


def run(options, first, second, way):
    arguments = [sys.executable, str(pathlib.Path(__file__).resolve().parent / "endurance.py"), options.twinleg,
                 "--first", first, "--second", second, "--json", *(["--aster", way] if way else []), *options.more]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    last = done.stdout.strip().splitlines()[-1:]
    if not last or not last[0].startswith("{"):
        return done.returncode, f"| {first} | {second} | did not come to an end: {done.stderr.strip()[-400:]} |"
    return done.returncode, row(first, second, way, json.loads(last[0]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("twinleg")
    parser.add_argument("--at-once", type=int, default=2)
    options, options.more = parser.parse_known_args()
    print(HEAD + "\n|" + "---|" * (HEAD.count("|") - 1), flush=True)
    broken = 0
    with concurrent.futures.ThreadPoolExecutor(options.at_once) as pool:
        for code, line in pool.map(lambda pair: run(options, *pair), PAIRS):
            broken += code != 0
            print(line, flush=True)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
