#!/usr/bin/env python3
"""Holds docs/requirements.md to the tree: every line of the five documents has a proof, and every
proof is there.

usage: tests/requirements/requirements.py [--open]     --open lists what has none yet

A row is `| A017 | our words | proof, proof |`. A proof stands between backticks and is one of
    Suite.Case                    a test of tests/**/*_test.cpp
    tests/x/y.py::test_name       a test in Python, or a script without ::
    tests/scenarios/name.txt      a behaviour as text; any other file of the tree
    docs/page.md#heading          a page, and a heading of it
    twinleg command --flag …      a command, and flags that it declares
A row that says `open:` and why has none yet; it is counted, and an error with --closed.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/requirements.md"
COUNTS = {"A": 98, "B": 74, "C": 96, "D": 88, "E": 27}
ROW = re.compile(r"^\| ([A-E]\d{3}) \| (.+?) \| (.+?) \|$")


def gtest_names():
    names = set()
    pattern = re.compile(r"\b(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)\(\s*(\w+),\s*(\w+)")
    for path in (ROOT / "tests").rglob("*.cpp"):
        names.update(f"{suite}.{case}" for suite, case in pattern.findall(path.read_text()))
    return names


def slug(heading):
    kept = "".join(c for c in heading.strip().lower() if c.isalnum() or c in " -_")
    return kept.replace(" ", "-")


def headings(path):
    return {slug(line.lstrip("#")) for line in path.read_text().splitlines() if line.startswith("#")}


class Tree:
    def __init__(self):
        self.tests = gtest_names()
        commands = (ROOT / "src/app/commands.cpp").read_text()
        self.commands = set(re.findall(r'^    \{"([a-z]+)", "', commands, re.M))
        self.flags = set()
        for path in (ROOT / "src").rglob("*.cpp"):
            for names in re.findall(r'"((?:-[a-z]+,)?--[a-z-]+)"', path.read_text()):
                self.flags.update(names.split(","))

    def wrong(self, proof):
        """Why this proof is none, or nothing."""
        if proof.startswith("twinleg "):
            words = proof.split()
            if words[1] not in self.commands:
                return f"there is no command {words[1]}"
            missing = [word for word in words[2:] if word.startswith("-") and word not in self.flags]
            return f"there is no flag {missing[0]}" if missing else None
        if re.fullmatch(r"\w+\.\w+", proof) and not (ROOT / proof).exists():
            return None if proof in self.tests else "there is no such test"
        name, _, inside = proof.partition("::" if "::" in proof else "#")
        path = ROOT / name
        if not path.exists():
            return f"there is no {name}"
        if "::" in proof and not re.search(rf"def {re.escape(inside)}\b", path.read_text()):
            return f"{name} has no {inside}"
        if "#" in proof and inside not in headings(path):
            return f"{name} has no heading #{inside}"
        return None


def main():
    tree = Tree()
    rows = {}
    errors = []
    for number, line in enumerate(PAGE.read_text().splitlines(), 1):
        row = ROW.match(line)
        if not row:
            if re.match(r"^\|\s*[A-E]\d", line):
                errors.append(f"docs/requirements.md:{number}: not `| id | words | proof |`")
            continue
        ident, _, proofs = row.groups()
        if ident in rows:
            errors.append(f"docs/requirements.md:{number}: {ident} stands there twice")
        rows[ident] = proofs
        if proofs.startswith("open:"):
            continue
        named = re.findall(r"`([^`]+)`", proofs)
        if not named:
            errors.append(f"docs/requirements.md:{number}: {ident} names no proof")
        for proof in named:
            if why := tree.wrong(proof):
                errors.append(f"docs/requirements.md:{number}: {ident}: `{proof}`: {why}")
    for letter, count in COUNTS.items():
        for ident in (f"{letter}{n:03}" for n in range(1, count + 1)):
            if ident not in rows:
                errors.append(f"docs/requirements.md: {ident} is not there")
    unproven = [ident for ident, proofs in rows.items() if proofs.startswith("open:")]
    if "--open" in sys.argv:
        for ident in unproven:
            print(ident, rows[ident])
    for error in errors:
        print(error)
    print(f"{len(rows) - len(unproven)} of {sum(COUNTS.values())} lines have their proof, "
          f"{len(unproven)} are open")
    return 1 if errors or ("--closed" in sys.argv and unproven) else 0


if __name__ == "__main__":
    sys.exit(main())
