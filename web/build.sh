#!/usr/bin/env bash
# Builds the script for EdgeX's page: web/edgex-bridge/dist/edgex_arbitrage.js to paste into the
# console, edgex_arbitrage.user.js for a userscript manager, extension/ to load unpacked.
#
# usage: web/build.sh [--test]     --test runs its tests as well
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tools/debian.sh
. "$root/tools/debian.sh"
# Debian's node is wanted only where there is none.
for command in node npm; do
    command -v "$command" >/dev/null || install_packages "$root" web
done

cd "$root/web/edgex-bridge"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
npm ci --ignore-scripts --no-audit --no-fund >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
npm run --silent types
npm run --silent build
if [ "${1:-}" = --test ]; then npm run --silent test; fi
say "built: $PWD/dist/edgex_arbitrage.js"
