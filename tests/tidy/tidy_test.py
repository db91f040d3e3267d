#!/usr/bin/env python3
"""The tidy test must notice what it is there for: a small house with one breach of each kind.

usage: tidy_test.py FOLDER   (made anew)
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tidy  # noqa: E402

RULES = {"core": [], "book": ["core"], "exec": ["core"], "engine": ["core", "book"], "strategy": ["core"]}
HEADER = "#pragma once\n// What it is.\n"

# (file, its text, what must be said about it; None where nothing may be said)
CASES = [
    ("src/book/good.h", HEADER + '#include "core/a.h"\n#include <map>\n', None),
    ("src/book/uses_neighbour.h", HEADER + '#include "exec/a.h"\n', "DEPENDS does not name exec"),
    ("src/book/looks_up.cpp", '#include "engine/engine.h"\n', "DEPENDS does not name engine"),
    ("src/lost/a.cpp", "", "its folder has no line"),
    ("src/strategy/one/a.cpp", '#include "strategy/two/b.h"\n', "a strategy includes another"),
    ("src/strategy/one/b.cpp", '#include "strategy/signal/mean.h"\n', None),
    ("src/engine/clock.cpp", "#include <chrono>\n", "a deterministic folder does not know"),
    ("src/core/unguarded.h", "// What it is.\n#pragma once\n", "begins with #pragma once"),
    ("src/core/silent.h", "#pragma once\n#include <map>\n", "says what it is"),
    ("src/core/money.cpp", "double last_" + "price = 0;\n", "money in floating point"),
    ("src/core/later.cpp", "// TO" + "DO: later\n", "unfinished"),
    ("src/core/planned.cpp", "// TODO(perf): one copy a delta; see bench/book\n", None),
    ("src/core/long.cpp", "//\n" * 601, "more than 600 lines"),
    ("tests/core/slow_test.cpp", "std::this_thread::sleep" + "_for(1s);\n", "a test sleeps"),
    ("tests/core/empty_test.cpp", "TEST(A, B) {\n    run();\n}\n", "asserts nothing"),
    ("tests/core/full_test.cpp", "TEST(A, B) {\n    EXPECT_TRUE(run());\n}\n", None),
    ("docs/mine.md", "see /ro" + "ot/notes\n", "somebody's machine"),
    ("docs/mirror.md", "http" + "s://mirror.debian" + ".org\n", "somebody's machine"),
    ("docs/large.bin", "x" * (tidy.LARGEST_FILE + 1), "larger than 1 MB"),
]

RULE_CASES = [
    ({"core": [], "book": ["core"], "engine": ["core", "book"]}, None),
    ({"book": ["exec"], "exec": []}, "book depends on exec"),
    ({"core": ["engine"], "engine": []}, "core depends on engine"),
    ({"venues/one": ["venues/two"], "venues/two": []}, "venues/one depends on venues/two"),
    ({"gadgets": []}, "stands on no line"),
]


def complain(problems, what, expected, said):
    wrong = said if expected is None else [] if any(expected in text for text in said) else [f"silent; {said}"]
    if wrong:
        problems.append(f"{what}: expected {expected!r}, got {wrong}")


def main():
    root, problems = sys.argv[1], []
    for name, text, _ in CASES:
        os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
        with open(os.path.join(root, name), "w", encoding="utf-8") as file:
            file.write(text)
    tidy.tracked = lambda _: [name for name, _, _ in CASES]  # not what git knows of it

    said = {}
    for name, _, what in tidy.breaches(root, RULES):
        said.setdefault(name, []).append(what)
    for name, _, expected in CASES:
        complain(problems, name, expected, said.get(name, []))
    complain(problems, "an empty root", "missing at the root", said.get("README.md", []))
    for rules, expected in RULE_CASES:
        complain(problems, rules, expected, [what for _, _, what in tidy.rule_breaches(rules)])

    print("\n".join(problems) or f"tidy notices all of {len(CASES) + len(RULE_CASES) + 1} cases")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
