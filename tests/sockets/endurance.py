#!/usr/bin/env python3
"""A desk over real sockets that is killed again and again while its venues misbehave.

usage: endurance.py TWINLEG [--pairs N] [--kill-every K] [--number N] [--strategy S]

Starts `twinleg sim` with both venues and a control port, then `twinleg run --mode sim --sim` against
it, with thresholds so low that it trades all the time. Faults are ordered at random; after every K pair trades the desk is killed with SIGKILL and
started again on the same data directory. After N pair trades it is stopped in order. Then:

  - it ends with 0, its exposure within dust, flat where the exit policy says so;
  - its books and the venues' own agree: positions, open orders (none), equity;
  - no client order id was used twice.
"""

import argparse
import json
import os
import pathlib
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

FAULTS = [
    ("drop_frames", 2), ("duplicate_frames", 3), ("reorder_frames", 2), ("delay", 3), ("garbage_frame", 1),
    ("reject_orders", 1), ("accept_then_drop_reply", 1), ("http_500", 1), ("http_429", 1), ("disconnect", 1),
    ("expire_auth", 1), ("clock_skew", 1), ("freeze_feed", None), ("maintenance", None),
]
LASTS_MS = {"freeze_feed": 700, "maintenance": 600}
PAIR = re.compile(r"^\S+\s+pair \d+\s")
SILENCE_S = 90  # a desk that says nothing for so long hangs


def post(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


class Venues:
    """`twinleg sim`, which lives on whatever becomes of the desk."""

    def __init__(self, twinleg, folder, number, names):
        self.env_file = folder / "sim.env"
        places = [word for name in names for word in ("--venue", f"{name}:0")]
        self.process = subprocess.Popen(
            [twinleg, "sim", *places, "--control", "0", "--number", str(number), "--limits", "none", "--write-env",
             str(self.env_file)], stdout=subprocess.PIPE, stderr=open(folder / "sim.log", "w"), text=True)
        ready = [json.loads(self.process.stdout.readline()) for _ in names]
        assert all(line["ready"] for line in ready), ready
        self.names = names
        self.control = self.find_control(ready, folder)

    def find_control(self, ready, folder):
        for line in ready:
            if "control" in line:
                return line["control"]
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:  # told on standard error
            found = re.search(r"http://127\.0\.0\.1:\d+", (folder / "sim.log").read_text())
            if found:
                return found.group(0)
            select.select([], [], [], 0.05)
        raise AssertionError("the simulators named no control port")

    def fault(self, rng):
        kind, count = rng.choice(FAULTS)
        body = {"venue": rng.choice(self.names), "kind": kind}
        if count is not None:
            body["count"] = rng.randint(1, count)
        else:
            body["duration_ms"] = LASTS_MS[kind]
        post(self.control + "/faults", body)
        return kind

    def state(self):
        return get(self.control + "/state")

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


class Desk:
    """One life of `twinleg run` on the data directory."""

    def __init__(self, arguments, log):
        self.log = log
        self.process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.rest = b""

    def lines(self, until):
        """Lines as they come, until the moment `until` or the end of the process (None)."""
        stream = self.process.stderr
        while True:
            ready, _, _ = select.select([stream], [], [], max(0, until - time.monotonic()))
            if not ready:
                return
            chunk = os.read(stream.fileno(), 65536)
            self.log.write(chunk)
            if not chunk:
                yield None
                return
            *whole, self.rest = (self.rest + chunk).split(b"\n")
            yield from (line.decode() for line in whole)


def run(options):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="twinleg_endurance_"))
    rng = random.Random(options.number)
    venues = Venues(options.twinleg, folder, options.number, ["edgex", "lighter"])
    report = folder / "report.json"
    arguments = [options.twinleg, "run", options.strategy, "--mode", "sim", "--sim", venues.control, "--env-file",
                 str(venues.env_file), "-t", "BTC", "--size", "0.001", "-l", "3", "-sh", "3", "--data", str(folder / "data"), "--report",
                 str(report), *options.more]
    log = open(folder / "desk.log", "wb")
    pairs = kills = 0
    faults = {}
    next_fault = time.monotonic() + 3
    while True:
        desk = Desk(arguments, log)
        since_start = 0
        heard = time.monotonic()
        stopping = ended = False
        while not ended:
            for line in desk.lines(time.monotonic() + 0.2):
                if line is None:
                    ended = True
                    break
                heard = time.monotonic()
                if PAIR.match(line):
                    pairs += 1
                    since_start += 1
            now = time.monotonic()
            assert now - heard < SILENCE_S, f"the desk says nothing any more; see {folder}"
            if pairs >= options.pairs and not stopping:
                desk.process.send_signal(signal.SIGTERM)
                stopping = True
            elif not stopping and since_start >= options.kill_every:
                desk.process.kill()
                desk.process.wait()
                kills += 1
                break
            if not stopping and now >= next_fault:
                kind = venues.fault(rng)
                faults[kind] = faults.get(kind, 0) + 1
                next_fault = now + rng.uniform(8, 20)
        if ended:
            break
    code = desk.process.wait()
    state = venues.state()
    sim_code = venues.end()
    wrong = judge(code, sim_code, json.loads(report.read_text()) if report.exists() else {}, state)
    print(json.dumps({"pairs": pairs, "kills": kills, "faults": faults, "exit": code, "wrong": wrong,
                      "folder": str(folder) if wrong else ""}, separators=(",", ":")))
    if not wrong and not options.keep:
        shutil.rmtree(folder)
    return 1 if wrong else 0


def judge(code, sim_code, report, state):
    wrong = []

    def expect(what, given, wanted):
        if given != wanted:
            wrong.append(f"{what}: {given}, expected {wanted}")

    expect("exit code of the desk", code, 0)
    expect("exit code of the simulators", sim_code, 0)
    expect("invariants", report.get("invariants"), "held")
    expect("exposure", float(report.get("exposure_base", "nan")), 0.0)
    expect("PnL against the venues' equity", report.get("pnl", {}).get("total"), report.get("venue_equity_change"))
    for venue in state["venues"]:
        name = venue["venue"]
        expect(f"{name}: client order ids used twice", venue["duplicate_client_order_ids"], 0)
        account = venue["accounts"][0]
        expect(f"{name}: open orders", account["open_orders"], [])
        for position in account["positions"]:
            expect(f"{name}: position in {position['instrument']}", float(position["quantity"]), 0.0)
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("twinleg")
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--kill-every", type=int, default=20)
    parser.add_argument("--number", type=int, default=1)
    parser.add_argument("--strategy", default="maker-taker")
    parser.add_argument("--keep", action="store_true", help="the files too, where all is well")
    options, more = parser.parse_known_args()
    options.more = more
    sys.exit(run(options))


if __name__ == "__main__":
    main()
