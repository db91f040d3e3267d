#!/bin/bash
# Our signers against the official SDKs: hashes equal, deterministic signatures equal, randomised
# ones verified there and theirs here.
#
# usage: tests/sdk/run.sh [COUNT] [pytest options]
#
# COUNT random inputs a scheme (TWINLEG_SDK_COUNT, else 1000). The program is TWINLEG, else the
# newest of build/*/bin/twinleg. The SDKs are installed once into .venv, from PyPI.
set -euo pipefail
cd "$(dirname "$0")/../.."

count="${TWINLEG_SDK_COUNT:-1000}"
if [[ "${1:-}" =~ ^[0-9]+$ ]]; then
    count="$1"
    shift
fi

twinleg="${TWINLEG:-$(ls -t build/*/bin/twinleg 2>/dev/null | head -1 || true)}"
if [[ ! -x "$twinleg" ]]; then
    echo "tests/sdk: no program at build/*/bin/twinleg; build it first, or set TWINLEG" >&2
    exit 2
fi

# One directory for each set of pins; a changed pin makes a new one.
install() { # DIRECTORY REQUIREMENTS COMMAND…
    local stamp="$1/.installed"
    if ! cmp -s "$2" "$stamp"; then
        rm -rf "$1"
        "${@:3}"
        cp "$2" "$stamp"
    fi
}
make_environment() {
    python3 -m venv .venv/main
    .venv/main/bin/pip install --quiet --disable-pip-version-check -r tests/sdk/requirements.txt
}
install_beside() { # DIRECTORY REQUIREMENTS
    .venv/main/bin/pip install --quiet --disable-pip-version-check --no-warn-conflicts \
        --target "$1" -r "$2"
}
mkdir -p .venv
install .venv/main tests/sdk/requirements.txt make_environment
for name in ccxt edgex-v1 edgex-v2; do
    pins="tests/sdk/requirements-$name.txt"
    install ".venv/$name" "$pins" install_beside ".venv/$name" "$pins"
done

TWINLEG="$twinleg" TWINLEG_SDK_COUNT="$count" \
    exec .venv/main/bin/python -m pytest -q -p no:cacheprovider -W ignore::DeprecationWarning \
    tests/sdk "$@"
