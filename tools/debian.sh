# Sourced by ./twinleg and ./check: the Debian packages of packages.txt, and how many jobs fit.
# All words go to standard error, so that standard output stays the program's own.

say() { printf '%s\n' "$*" >&2; }

# packages_of FILE SECTION… prints the names in those sections.
packages_of() {
    local file=$1 section
    shift
    for section in "$@"; do
        awk -v want="[$section]" '/^\[/ { on = ($1 == want) } on && /^[a-z0-9]/ { print $1 }' "$file"
    done
}

# missing_of NAME… prints those that are not installed.
missing_of() {
    local present
    present=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "$@" 2>/dev/null | sed -n 's/^ii //p')
    local name
    for name in "$@"; do
        grep -qxF -- "$name" <<<"$present" || printf '%s\n' "$name"
    done
}

# install_packages ROOT SECTION… installs what is missing; as root, or with sudo.
install_packages() {
    local root=$1 missing as_root=()
    shift
    if ! command -v dpkg-query >/dev/null; then
        say "This is not Debian: what packages.txt names ($*) must be there already."
        return 0
    fi
    # shellcheck disable=SC2046
    missing=$(missing_of $(packages_of "$root/packages.txt" "$@"))
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    set -- $missing
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "$# Debian packages are missing, and this is neither root nor is there sudo. As root:"
            say "  apt-get update && apt-get install --no-install-recommends $*"
            return 1
        fi
        as_root=(sudo)
    fi
    say "Installing $# Debian packages: $*"
    mkdir -p "$root/build"
    local log=$root/build/packages.log
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
    if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@"; } </dev/null >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        say "The packages could not be installed; the whole story is in $log"
        return 1
    fi
}

# As many compilers as there are cores, and not more than fit at 1.5 GB each.
build_jobs() {
    local cores memory_kb by_memory
    cores=$(nproc)
    memory_kb=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
    by_memory=$((memory_kb / 1500000))
    [ "$by_memory" -ge 1 ] || by_memory=1
    echo $((cores < by_memory ? cores : by_memory))
}

# build ROOT PRESET TARGET… configures and builds, and tells how far it is: in place on a terminal,
# in steps of 20 % elsewhere. What the compiler says goes to a file, and is shown if it fails.
build() {
    local root=$1 preset=$2 log
    shift 2
    mkdir -p "$root/build/$preset"
    log=$root/build/$preset/build.log
    if ! (cd "$root" && cmake --preset "$preset") >"$log" 2>&1; then
        tail -n 30 "$log" >&2
        say "The $preset build could not be configured; the whole story is in $log"
        return 1
    fi
    local terminal=0
    [ -t 2 ] && terminal=1
    if ! NINJA_STATUS='[%f/%t] ' cmake --build "$root/build/$preset" -j "$(build_jobs)" ${1+--target "$@"} 2>&1 |
        awk -v log_file="$log" -v terminal="$terminal" -v what="$preset" '
            { print >> log_file }
            match($0, /^\[[0-9]+\/[0-9]+\]/) {
                split(substr($0, 2, RLENGTH - 2), part, "/")
                percent = part[2] ? int(100 * part[1] / part[2]) : 100
                if (part[2] < 3) next
                if (terminal) printf "\r  building %s: %d of %d (%d %%) ", what, part[1], part[2], percent > "/dev/stderr"
                else if (percent >= shown + 20) {
                    shown = percent - percent % 20
                    printf "  building %s: %d %%\n", what, shown > "/dev/stderr"
                }
                built = 1
            }
            END { if (terminal && built) printf "\r\033[K" > "/dev/stderr" }
        '; then
        grep -nE 'error|FAILED|undefined' "$log" | head -n 5 >&2
        tail -n 30 "$log" >&2
        say "The $preset build failed; the whole story is in $log"
        return 1
    fi
}
