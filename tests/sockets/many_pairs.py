#!/usr/bin/env python3
"""Many pairs in one process over sockets: flat, every cent accounted for, and what it costs.

usage: many_pairs.py TWINLEG [--paper 50] [--seconds 60]

One `twinleg sim` of all five venues. First six pairs trade three coins there, all on one account a venue;
then as many as --paper says trade the same books on paper. Says processor time and memory of the
trading process, which must not grow after its first half. Ends with 0 if all of it held.
"""

import argparse
import itertools
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request

import process

VENUES = ["edgex", "lighter", "paradex", "backpack", "aster"]
# Coins a pair trade, and how far apart prices must be.
COINS = {"BTC": ("0.001", "10"), "ETH": ("0.02", "0.5"), "SOL": ("0.5", "0.05")}
GROWTH_KB = 20_000  # of the second half: caches and pages of files that were there already


# An account has one position of a coin, so a coin has two pairs of five venues.
APART = [("edgex", "lighter"), ("paradex", "aster")]


def configuration(count, mode):
    lines = [f"mode: {mode}", "no_panel: true", "pairs:"]
    ways = APART if mode == "sim" else itertools.combinations(VENUES, 2)
    places = itertools.cycle(itertools.product(ways, COINS))
    for number, ((first, second), coin) in zip(range(count), places):
        size, threshold = COINS[coin]
        lines += [f"  - name: p{number}-{coin.lower()}", "    strategy: market-spread", f"    ticker: {coin}",
                  f"    first: {first}", f"    second: {second}", f"    size: {size}",
                  f"    long_threshold: {threshold}", f"    short_threshold: {threshold}",
                  "    max_position: " + {"BTC": "0.01", "ETH": "0.2", "SOL": "5"}[coin]]
    return "\n".join(lines) + "\n"


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watch(run, seconds):
    """Processor time and memory at the half and at the end."""
    seen = []
    for _ in range(2):
        try:
            run.wait(timeout=seconds / 2)
        except subprocess.TimeoutExpired:
            seen.append((cpu_seconds(run.pid), process.memory_kb(run.pid)))
    return seen


def faults_of(report, exit_code, seen):
    if exit_code != 0:
        yield f"exit code {exit_code}"
    if report["pnl"]["total"] != report["venue_equity_change"]:
        yield f"counted {report['pnl']['total']}, the venues say {report['venue_equity_change']}"
    if report["invariants"] != "held":
        yield report["invariants"]
    for name, pair in report["pairs"].items():
        if pair["exposure_base"] != "0" or any(p["quantity"] != "0" for p in pair["positions"]):
            yield f"{name} is not flat"
    if len(seen) == 2 and seen[1][1] - seen[0][1] > GROWTH_KB:
        yield f"memory grew from {seen[0][1]} to {seen[1][1]} kB"


def duplicates(url):
    with urllib.request.urlopen(url + "/state") as answer:
        return sum(venue["duplicate_client_order_ids"] for venue in json.load(answer)["venues"])


def trade(options, folder, url, mode, pairs):
    folder = folder / mode
    folder.mkdir()
    (folder / "pairs.yaml").write_text(configuration(pairs, mode))
    run = subprocess.Popen(
        [options.twinleg, "run", "--config", str(folder / "pairs.yaml"), "--sim", url, "--env-file",
         str(folder.parent / "env"), "--duration", f"{options.seconds}s", "--data", str(folder / "data"), "--report",
         str(folder / "report.json")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "XDG_STATE_HOME": str(folder / "state")})
    log = []
    ready = 0
    for line in run.stderr:
        log.append(line)
        ready += "System ready!" in line
        if ready == pairs:
            break
    reader = threading.Thread(target=log.extend, args=(run.stderr,))
    reader.start()
    began = cpu_seconds(run.pid) if run.poll() is None else 0
    seen = watch(run, options.seconds - 5)
    exit_code = run.wait()
    reader.join()
    if not (folder / "report.json").exists():
        sys.exit("".join(log)[-3000:])
    report = json.loads((folder / "report.json").read_text())
    trades = sum(pair["pair_trades"]["completed"] for pair in report["pairs"].values())
    events = sum(pair["journal"]["events"] for pair in report["pairs"].values())
    longest = max(pair["unhedged_ms"]["max"] for pair in report["pairs"].values())
    cost = "ended early"
    if len(seen) == 2:
        cost = (f"{(seen[1][0] - began) / (options.seconds - 5):.2f} of a core, {seen[0][1] / 1024:.0f} MB at the half "
                f"and {seen[1][1] / 1024:.0f} MB at the end")
    print(f"{mode}, {pairs} pairs: {cost}; {events / options.seconds:.0f} events a second, {trades} pair trades, "
          f"longest unhedged {longest} ms, pnl {report['pnl']['total']}, exit code {exit_code}", flush=True)
    found = list(faults_of(report, exit_code, seen))
    if not trades:
        found.append("nothing was traded")
    if mode == "sim" and duplicates(url):
        found.append(f"{duplicates(url)} client order ids came twice")
    for fault in found:
        print("FAILED:", fault)
    return bool(found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("twinleg")
    parser.add_argument("--paper", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        simulators = subprocess.Popen(
            [options.twinleg, "sim", *[word for venue in VENUES for word in ("--venue", f"{venue}:0")], "--control",
             "0", "--number", "1", "--limits", "none", "--api-keys", "6", "--write-env", str(folder / "env")],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            url = simulators.stderr.readline().split()[2].rstrip(";")
            broken = trade(options, folder, url, "sim", 6)
            if options.paper:
                broken |= trade(options, folder, url, "paper", options.paper)
            return int(broken)
        finally:
            simulators.send_signal(signal.SIGTERM)
            simulators.communicate(timeout=20)


if __name__ == "__main__":
    sys.exit(main())
