#!/usr/bin/env bash
# Builds what is written in TypeScript:
#   web/edgex-bridge  the script for EdgeX's page: dist/edgex_arbitrage.js to paste into the console,
#                     edgex_arbitrage.user.js for a userscript manager, extension/ to load unpacked
#   web/panel         the panel's page: src/panel/page, which is committed and becomes part of the program
#
# usage: web/build.sh [--test] [PROJECT…]     --test runs their tests as well, and refuses a page of
#                                             the panel that is not what is committed
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tools/debian.sh
. "$root/tools/debian.sh"
# Debian's node is wanted only where there is none.
for command in node npm; do
    command -v "$command" >/dev/null || install_packages "$root" web
done

testing=false
if [ "${1:-}" = --test ]; then
    testing=true
    shift
fi
projects=("$@")
if [ ${#projects[@]} -eq 0 ]; then projects=(edgex-bridge panel); fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in "${projects[@]}"; do
    cd "$root/web/$project"
    npm ci --ignore-scripts --no-audit --no-fund >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
    npm run --silent types
    if $testing && [ "$project" = panel ]; then
        npm run --silent verify
    else
        npm run --silent build
    fi
    if $testing; then npm run --silent test; fi
    say "built: web/$project"
done
