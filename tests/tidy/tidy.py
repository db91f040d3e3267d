#!/usr/bin/env python3
"""Holds the house rules that no compiler knows.

usage: tidy.py ROOT INCLUDE_RULES

Prints `path:line: what is wrong` for each breach, and ends with 1 if there was one. INCLUDE_RULES is
what CMake wrote of CMakeLists.txt: `folder: the folders it may include`.
"""

import os
import re
import subprocess
import sys

# Who may depend on whom: each folder on those of earlier lines, never on a neighbour.
LINES = [
    ["core"],
    ["crypto", "net", "book", "portfolio", "exec", "store", "config"],
    ["strategy", "risk"],
    ["engine"],
    ["runtime"],
    ["venues", "sim", "notify", "database"],
    ["replay", "panel"],
    ["app"],
]

# Deterministic folders know no clock, thread, random number, file or terminal.
PURE = ["core", "book", "portfolio", "exec", "strategy", "risk", "engine"]
IMPURE_HEADERS = re.compile(
    r"#include <(chrono|ctime|time\.h|thread|mutex|shared_mutex|condition_variable|future|random|"
    r"iostream|fstream|filesystem|unistd\.h|sys/.*)>")

SLEEP = re.compile(r"sleep_for|sleep_until|usleep\(|nanosleep|time\.sleep|waitForTimeout")
MACHINE = re.compile(r"/(work|farm|root)/|https?://[a-z0-9.-]*(debian|pypi|npmjs|golang|crates|maven)\.")
UNFINISHED = re.compile(r"FIXME|XXX|not implemented|unimplemented|placeholder|TODO($|[^(])")
FLOATING_MONEY = re.compile(r"\b(float|double)[ &*]+[a-z_]*(price|quantity|qty|notional|balance)")
TEST_BEGIN = re.compile(r"^(TEST|TEST_F|TEST_P|TYPED_TEST)\(")
ASSERTS = re.compile(r"EXPECT|ASSERT|CHECK|FAIL|SUCCEED|RC_|expect|assert|verify|check")

LONGEST_FILE = 600
LARGEST_FILE = 1 << 20
AT_THE_ROOT = ["README.md", "LICENSE", "CHANGELOG.md", ".env.example", ".ci/run", "check", "twinleg"]


def tracked(root):
    """Files of the repository, new ones included; where there is no git, whatever lies there."""
    listing = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                             capture_output=True)
    if listing.returncode == 0:
        names = [name.decode() for name in listing.stdout.split(b"\0") if name]
    else:
        names = [os.path.relpath(os.path.join(folder, name), root)
                 for folder, _, files in os.walk(root) for name in files]
    return sorted(name for name in names
                  if os.path.isfile(os.path.join(root, name)) and not name.startswith((".git/", "build/")))


def read(root, name):
    with open(os.path.join(root, name), "rb") as file:
        content = file.read()
    return "" if b"\0" in content else content.decode("utf-8", "replace")


def read_rules(path):
    rules = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            folder, _, allowed = line.partition(":")
            if folder.strip():
                rules[folder.strip()] = allowed.split()
    return rules


def line_of(folder):
    for number, names in enumerate(LINES):
        if folder.split("/")[0] in names:
            return number
    return None


def owner(path, folders):
    """The declared folder that a path below src/ belongs to: the longest that fits."""
    fitting = [folder for folder in folders if path.startswith(folder + "/")]
    return max(fitting, key=len, default=None)


def rule_breaches(rules):
    for folder, allowed in rules.items():
        mine = line_of(folder)
        if mine is None:
            yield "CMakeLists.txt", 0, f"{folder} stands on no line of the house; see LINES in tests/tidy/tidy.py"
            continue
        for other in allowed:
            theirs = line_of(other)
            # A venue knows the door and what venues share, and no other venue.
            same_family = folder.split("/")[0] == other.split("/")[0] and (
                not folder.startswith("venues/") or other in ("venues", "venues/kit"))
            if theirs is None or (theirs >= mine and not same_family):
                yield "CMakeLists.txt", 0, f"{folder} depends on {other}, which is not on a line above its own"


def include_breaches(name, lines, rules):
    if not name.startswith("src/"):
        return
    path = name[len("src/"):]
    mine = owner(path, rules)
    if mine is None:
        if name.endswith((".h", ".cpp")):
            yield name, 0, "its folder has no line in CMakeLists.txt"
        return
    for number, line in lines:
        found = re.match(r'\s*#include "([^"]+)"', line)
        if not found:
            continue
        theirs = owner(found[1], rules)
        if theirs is None:
            yield name, number, f'"{found[1]}" is in no folder of CMakeLists.txt'
        elif theirs != mine and theirs not in rules[mine]:
            yield name, number, f'{mine} includes "{found[1]}", but its DEPENDS does not name {theirs}'
        if is_foreign_strategy(path, found[1]):
            yield name, number, f'a strategy includes another: "{found[1]}"'


def is_foreign_strategy(path, included):
    mine, theirs = path.split("/"), included.split("/")
    if mine[0] != "strategy" or theirs[0] != "strategy" or len(mine) < 3 or len(theirs) < 3:
        return False
    return theirs[1] != mine[1] and theirs[1] != "signal"


def purity_breaches(name, lines):
    if not any(name.startswith(f"src/{folder}/") for folder in PURE):
        return
    for number, line in lines:
        if IMPURE_HEADERS.search(line):
            yield name, number, f"a deterministic folder does not know {line.strip()}"


def header_breaches(name, lines):
    if not name.startswith("src/") or not name.endswith(".h"):
        return
    first = [line for _, line in lines[:2]]
    if first[:1] != ["#pragma once"]:
        yield name, 1, "a header begins with #pragma once"
    if len(first) < 2 or not first[1].startswith("// "):
        yield name, 2, "a header says what it is, in a comment below #pragma once"


def pattern_breaches(name, lines):
    for number, line in lines:
        if MACHINE.search(line) and not name.endswith((".lock", "package-lock.json")):
            yield name, number, "a path or host of somebody's machine"
        if name.startswith(("tests/", "fuzz/", "web/")) and name != "tests/tidy/tidy.py" and SLEEP.search(line):
            yield name, number, "a test sleeps; wait for a condition instead"
        if name.startswith(("src/", "web/", "bench/")) and UNFINISHED.search(line):
            yield name, number, "unfinished: " + line.strip()
        if name.startswith("src/") and FLOATING_MONEY.search(line):
            yield name, number, "money in floating point: " + line.strip()


def size_breaches(root, name, lines):
    code = name.startswith(("src/", "tests/", "web/", "bench/")) and name.endswith((".h", ".cpp", ".py", ".ts", ".tsx"))
    if code and len(lines) > LONGEST_FILE:
        yield name, len(lines), f"more than {LONGEST_FILE} lines; look for the second noun in it"
    if os.path.getsize(os.path.join(root, name)) > LARGEST_FILE:
        yield name, 0, "larger than 1 MB"


def empty_test_breaches(name, lines):
    if not name.startswith("tests/") or not name.endswith(".cpp"):
        return
    begin, asserts = None, False
    for number, line in lines:
        if TEST_BEGIN.match(line):
            begin, asserts = number, False
        elif begin and line.startswith("}"):
            if not asserts:
                yield name, begin, "a test that asserts nothing"
            begin = None
        elif begin and ASSERTS.search(line):
            asserts = True


def missing_files(root):
    for name in AT_THE_ROOT:
        if not os.path.exists(os.path.join(root, name)):
            yield name, 0, "missing at the root"


def breaches(root, rules):
    yield from rule_breaches(rules)
    yield from missing_files(root)
    for name in tracked(root):
        lines = list(enumerate(read(root, name).splitlines(), 1))
        yield from include_breaches(name, lines, rules)
        yield from purity_breaches(name, lines)
        yield from header_breaches(name, lines)
        yield from pattern_breaches(name, lines)
        yield from size_breaches(root, name, lines)
        yield from empty_test_breaches(name, lines)


def main():
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    root, rules = sys.argv[1], read_rules(sys.argv[2])
    found = list(breaches(root, rules))
    for name, number, what in found:
        print(f"{name}:{number}: {what}")
    print(f"tidy: {len(tracked(root))} files, {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
