#!/usr/bin/env python3
"""A desk over real sockets that is killed again and again while its venues misbehave.

usage: endurance.py TWINLEG [--first VENUE] [--second VENUE] [--aster v1|v3] [--pairs N] [--kill-every K]
                    [--number N] [--strategy S] [OPTION OF run …]

Starts `twinleg sim` with both venues (any two) and a control port, then `twinleg run --mode sim --sim` against
it, with thresholds so low and rates so high that it trades all the time. Faults are ordered at
random. After every K pair trades the desk is killed with SIGKILL, at a random moment of the next two
seconds, and started again on the same data directory. Now and then its watchdog is killed with it,
or left until it cancels and killed then, or the desk is killed while it starts. After N pair trades
the desk is stopped in order. Then:

  - it ends with 0, its exposure zero, flat on both venues;
  - its books and those inside the simulators agree: positions, open orders (none), equity to the
    last digit;
  - no client order id was used twice; every start came through, none said anything unforeseen.

Progress goes to standard error, a summary to standard output, as JSON after it with --json.
"""

import argparse
import json
import pathlib
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from desk import Desk
from judge import judge, summary
from venues import ASTER_KEYS, Venues

# Limits that let it trade quickly; the engine's own defaults are for real money.
QUICK = ["--reprices-per-minute", "400", "--orders-per-minute", "1600", "--pairs-per-minute", "400",
         "-m", "0.1", "--breaker-pause", "5s", "--daily-loss", "0"]
PROGRESS_S = 30
STARTING_S = 3
SILENCE_S = 60  # a desk that says nothing for so long hangs
NO_PAIR_S = 180  # and so long without a pair trade is no trading


class Run:
    """What a whole run came to."""

    def __init__(self, folder):
        self.folder = folder
        self.began = self.next_word = time.monotonic()
        self.pairs = 0
        self.kills = {}
        self.faults = {}
        self.starts = []
        self.halts = 0
        self.peak = {}
        self.trouble = []

    def note_size(self, what, value):
        if value:
            first, most = self.peak.get(what, (value, value))
            self.peak[what] = (first, max(most, value))

    def progress(self):
        now = time.monotonic()
        if now < self.next_word:
            return
        self.next_word = now + PROGRESS_S
        print(f"{now - self.began:6.0f} s  {self.pairs} pair trades, {sum(self.kills.values())} kills, "
              f"{sum(self.faults.values())} faults, last start {(self.starts or [0])[-1]:.1f} s, "
              f"{self.halts} halts", file=sys.stderr, flush=True)


def folder_size(path):
    return sum(each.stat().st_blocks * 512 for each in path.rglob("*") if each.is_file())


def one_life(options, rng, venues, desk, run, until, early):
    """Follows the desk until it ended (True), or is to be killed (False): `early` while it starts."""
    since_start = 0
    last_pair = heard = time.monotonic()
    kill_at = heard + rng.uniform(0, STARTING_S) if early else 0.0
    next_look = 0.0
    stopping = False
    while True:
        for line in desk.lines(time.monotonic() + 0.1):
            if line is None:
                return True
            heard = time.monotonic()
            if line.is_pair:
                run.pairs += 1
                since_start += 1
                last_pair = heard
            if line.is_ready:
                run.starts.append(heard - desk.began)
            run.halts += line.is_halt
            if line.unforeseen:
                run.trouble.append(line.text)
        now = time.monotonic()
        run.progress()
        if now >= next_look:
            next_look = now + 5
            run.note_size("desk memory, kB", desk.memory_kb())
            run.note_size("desk files", desk.files())
            run.note_size("simulators' memory, kB", venues.memory_kb())
            run.note_size("simulators' files", venues.files())
        if now - heard > SILENCE_S or (not stopping and now - last_pair > NO_PAIR_S):
            desk.process.kill()
            raise AssertionError(f"the desk says or does nothing any more; see {run.folder}")
        if run.pairs >= options.pairs and not stopping:
            desk.stop()
            stopping = True
        if not stopping and not kill_at and since_start >= options.kill_every:
            kill_at = now + rng.uniform(0, 2)
        if not stopping and kill_at and now >= kill_at:
            return False
        if not stopping and now >= until["fault"]:
            kind = venues.fault(rng)
            run.faults[kind] = run.faults.get(kind, 0) + 1
            until["fault"] = now + rng.uniform(*options.faults_every)


def kill(rng, desk, run, n, early):
    """One of four deaths; most often the desk's alone."""
    if early:
        how = "desk while it started"
        desk.kill(with_watchdog=False)
    elif n % 10 == 5:
        how = "desk and watchdog at once"
        desk.kill(with_watchdog=True)
    elif n % 10 == 9:
        how = "desk, and its watchdog while it cancelled"
        if not desk.kill_and_wait_for_watchdog(rng):
            run.trouble.append("a watchdog did not go to work")
    else:
        how = "desk"
        desk.kill(with_watchdog=False)
    run.kills[how] = run.kills.get(how, 0) + 1


def follow(options, folder):
    run = Run(folder)
    rng = random.Random(options.number)
    venues = Venues(options.twinleg, folder, options.number, [options.first, options.second])
    venues.forget(variable for way, keys in ASTER_KEYS.items() if way != options.aster for variable in keys)
    report = folder / "report.json"
    arguments = [options.twinleg, "run", options.strategy, "--first", options.first, "--second", options.second,
                 "--mode", "sim", "--sim", venues.control, "--env-file", str(venues.env_file), "-t", "BTC",
                 "--size", "0.001", "-l", "0", "-sh", "0", "--data", str(folder / "data"),
                 "--report", str(report), *QUICK, *options.more]
    desks = []
    until = {"fault": time.monotonic() + 3}
    try:
        with open(folder / "desk.log", "wb", buffering=0) as log:
            while True:
                killed = sum(run.kills.values())
                early = killed % 10 in (2, 3)  # twice in a row
                desk = Desk(arguments, log, folder / "data")
                desks.append(desk)
                if one_life(options, rng, venues, desk, run, until, early):
                    break
                kill(rng, desk, run, killed + 1, early)
        code = desk.process.wait()
        run.note_size("journal, kB", folder_size(folder / "data" / "journal") // 1024)
        run.note_size("log, kB", (folder / "desk.log").stat().st_size // 1024)
        state = venues.state()
    finally:
        for each in desks:
            each.end()
            each.end_watchdogs()  # of the last seconds: they wait for nothing any more
        sim_code = venues.end()
    told = json.loads(report.read_text()) if report.exists() else {}
    change = venues.equity(state) - venues.equity_at_first
    wrong = judge(code, sim_code, told, state, change) + [f"said: {line}" for line in run.trouble]
    return run, told, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("twinleg")
    parser.add_argument("--first", default="edgex", help="where it rests")
    parser.add_argument("--second", default="lighter", help="where it hedges")
    parser.add_argument("--aster", choices=sorted(ASTER_KEYS), default="v3", help="generation of Aster's interface")
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--kill-every", type=int, default=20)
    parser.add_argument("--number", type=int, default=1)
    parser.add_argument("--strategy", default="maker-taker")
    parser.add_argument("--faults-every", type=float, nargs=2, default=(2, 6), metavar=("LEAST", "MOST"),
                        help="seconds between faults")
    parser.add_argument("--keep", action="store_true", help="the files too, where all is well")
    parser.add_argument("--json", action="store_true", help="the summary as JSON too")
    options, options.more = parser.parse_known_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="twinleg_endurance_"))
    print(f"files in {folder}", file=sys.stderr, flush=True)
    run, told, wrong = follow(options, folder)
    facts = summary(run, told, wrong)
    print("\n".join(f"{name:<26}{what}" for name, what in facts.items()))
    if options.json:
        print(json.dumps(facts, separators=(",", ":")))
    if not wrong and not options.keep:
        shutil.rmtree(folder)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
