#!/usr/bin/env python3
"""Six pairs on shared accounts in one process, while their venues misbehave and the process dies.

usage: shared_accounts.py TWINLEG [--seconds 240] [--kill-every 30] [--number N]

One `twinleg sim` of all five venues; `twinleg run` trades three coins twice there, every venue's account
shared by three pairs. Faults are ordered at random; every --kill-every seconds, or up to ten later,
the process is killed with SIGKILL and started again on the same data directory. At the end it is stopped in
order. Then it ends with 0, every pair has traded and is flat, nothing is open at any venue, no client
order id was used twice, and what it counted is what the accounts have changed by, to the last digit: in its own
report and in the simulators' books. Progress goes to standard error, a summary to standard output.
"""

import argparse
import json
import pathlib
import random
import re
import sys
import tempfile
import time
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desk import UNFORESEEN, Desk
from judge import judge
from many_pairs import VENUES, configuration
from venues import Venues

PAIRS = 6
TRADED = re.compile(r"^(\S+)\s+\S+\s+pair \d+\s")
SILENCE_S = 90  # a process that says nothing for so long hangs
LAST_S = 240    # a flatten of six pairs, by the order rates that they share


class Run:
    def __init__(self):
        self.traded = {}  # pair trades by pair
        self.faults = {}
        self.kills = 0
        self.trouble = []

    def hear(self, line):
        if found := TRADED.match(line.text):
            self.traded[found.group(1)] = self.traded.get(found.group(1), 0) + 1
        if UNFORESEEN.search(line.text):
            self.trouble.append(line.text)


def live(desk, run, until, venues, rng):
    """Until that moment. False: it has ended by itself."""
    heard = time.monotonic()
    next_fault = heard + 5
    while (now := time.monotonic()) < until:
        for line in desk.lines(min(until, now + 0.2)):
            if line is None:
                return False
            heard = time.monotonic()
            run.hear(line)
        if now - heard > SILENCE_S:
            raise AssertionError("the process says nothing any more")
        if venues is not None and now >= next_fault:
            kind = venues.fault(rng)
            run.faults[kind] = run.faults.get(kind, 0) + 1
            next_fault = now + rng.uniform(0.5, 2)
    return True


def trade(options, folder, venues, rng, run):
    (folder / "pairs.yaml").write_text(configuration(PAIRS, "sim"))
    words = [options.twinleg, "run", "--config", str(folder / "pairs.yaml"), "--sim", venues.control, "--env-file",
             str(venues.env_file), "--data", str(folder / "data"), "--report", str(folder / "report.json"),
             "--breaker-pause", "5s", "--daily-loss", "0"]
    ends = time.monotonic() + options.seconds
    with open(folder / "desk.log", "wb") as log:
        while True:
            desk = Desk(words, log, folder / "data")
            try:
                dies = time.monotonic() + options.kill_every + rng.uniform(0, 10)
                last = dies >= ends
                if not live(desk, run, min(dies, ends), venues, rng):
                    raise AssertionError(f"it ended by itself, with {desk.process.wait()}; see {folder}/desk.log")
                if last:
                    desk.stop()
                    if live(desk, run, time.monotonic() + LAST_S, None, rng):
                        raise AssertionError("it does not end")
                    return desk.process.wait()
                desk.kill(with_watchdog=rng.random() < 0.3)
                run.kills += 1
                print(f"killed {run.kills} times, {sum(run.faults.values())} faults, "
                      f"{sum(run.traded.values())} pair trades", file=sys.stderr, flush=True)
            finally:
                desk.end()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("twinleg")
    parser.add_argument("--seconds", type=int, default=240)
    parser.add_argument("--kill-every", type=int, default=30)
    parser.add_argument("--number", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.number)
    run = Run()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="shared_accounts_"))
    venues = Venues(options.twinleg, folder, options.number, VENUES, api_keys=PAIRS)
    try:
        code = trade(options, folder, venues, rng, run)
        state = venues.state()
        change = venues.equity(state) - venues.equity_at_first
    finally:
        sim_code = venues.end()
    report = json.loads((folder / "report.json").read_text())
    report["exposure_base"] = sum(Decimal(pair["exposure_base"]) for pair in report["pairs"].values())
    wrong = run.trouble + judge(code, sim_code, report, state, change)
    if len(run.traded) < PAIRS:
        wrong.append(f"only {sorted(run.traded)} have traded")
    for name, pair in report["pairs"].items():
        if pair["exposure_base"] != "0":
            wrong.append(f"{name}: exposure {pair['exposure_base']}")
    print(f"{sum(run.traded.values())} pair trades of {len(run.traded)} pairs, {run.kills} kills, "
          f"{sum(run.faults.values())} faults, PnL {report['pnl']['total']}, the accounts {change}")
    for each in wrong:
        print("FAILED:", each)
    print(f"files: {folder}" if wrong else "held")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
