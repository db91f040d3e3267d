#!/usr/bin/env python3
"""The page of the panel in src/panel/page is what web/panel builds: no Node is needed to know it.

web/panel/built.sha256, which the build writes, holds a hash of each source and of each built file.

usage: tests/panel/stamp.py
"""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STAMP = ROOT / "web/panel/built.sha256"
SOURCES = ["build.mjs", "package.json", "package-lock.json", "tsconfig.json", "src", "static"]


def files(path):
    return [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else [path]


def there():
    found = [each for name in SOURCES for each in files(ROOT / "web/panel" / name)]
    found += files(ROOT / "src/panel/page")
    return {each.relative_to(ROOT).as_posix(): hashlib.sha256(each.read_bytes()).hexdigest() for each in found}


def main():
    stamped = dict(reversed(line.split("  ", 1)) for line in STAMP.read_text().splitlines())
    now = there()
    wrong = [f"{name}: not in the stamp" for name in sorted(now.keys() - stamped.keys())]
    wrong += [f"{name}: gone" for name in sorted(stamped.keys() - now.keys())]
    wrong += [f"{name}: changed since it was built" for name in sorted(now.keys() & stamped.keys())
              if now[name] != stamped[name]]
    for line in wrong:
        print(line)
    if wrong:
        print("Build the page again with web/build.sh, and commit src/panel/page and web/panel/built.sha256.")
    print(f"{len(stamped)} files of the panel's page, {len(wrong)} stale")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
