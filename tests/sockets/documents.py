#!/usr/bin/env python3
"""Every command line of the requirement documents, as it stands there, on venues over sockets.

usage: documents.py TWINLEG [--minutes M | --seconds S [--every]] [--at-once N] [--only TEXT] [--documents DIR]
                    [--keep]

Each line is started in a folder of its own, unchanged but for the program's name, with the document's
own env file, in which only the keys are those that `twinleg sim --write-env` gave out; the environment
says where to trade (TWINLEG_MODE, TWINLEG_SIM). It is stopped by Ctrl+C. Then:

  - it ends with 0, flat at both venues by the simulators' own books, its PnL equal to the equity;
  - both venues filled orders, and the trades file has a row for every pair trade;
  - each file the document names is there, with the header it shows;
  - each log line and message it shows was said, figures aside, in its order.

Lines that open and close by the clock run until their pair was held and closed once, if that is
within 40 s after the time asked for. With --seconds one line of each sort is run, as ./check does.
--documents DIR holds the table to the documents themselves (000.txt to 004.txt).
"""

import argparse
import concurrent.futures
import csv
import datetime
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zoneinfo
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from chat import Chat
from document_lines import CLOSING_003, HOLDING_003, LINES, OPENING_003, OWN, START_003
from judge import judge
from venues import Venues, post

STARTS_IN_S = 8  # until a pair can be opened
PUSHED_EVERY_S = 4  # where a line's thresholds are wider than the simulators' venues ever differ
PUSHED_BY = Decimal("1.002")
PUSHED_COINS = "400"
CLOSES_IN_S = 32  # and closed again, after it was held
TRADES_IN_S = 120  # more than asked for, where nothing was traded yet
ENDS_IN_S = 600  # a position closes in slices of an order each, as fast as orders may go out


def as_pattern(sample, every_figure=False):
    """A line of a document, its figures aside: as many places as there, or more. A whole number is a
    setting and stays, but in messages."""
    out = ""
    for part in re.split(r"([+-]?(?<![A-Za-z])\d+(?:\.\d+)?)", sample):
        if not re.fullmatch(r"[+-]?\d+(?:\.\d+)?", part):
            out += re.escape(part)
        elif every_figure:
            out += ("[+-]" if part[0] == "+" else "-?") + r"\d+(?:\.\d+)?"
        elif "." in part:
            out += r"-?\d+\.\d{" + str(len(part.split(".")[1])) + r",}"
        else:
            out += re.escape(part)
    return out


def missing_lines(samples, lines, changes):
    """Which samples are not there, each after the one before it."""
    wrong = []
    at = 0
    for sample in samples:
        said = sample
        for old, new in changes.items():
            said = said.replace(old, new)
        pattern = re.compile(r"(?:^|\s)" + as_pattern(said) + "$")
        found = next((n for n in range(at, len(lines)) if pattern.search(lines[n])), None)
        if found is None:
            wrong.append(f"never said: {said}")
        else:
            at = found + 1
    return wrong


def words_of(line):
    """Its words, without python's."""
    return shlex.split(line.command.replace("\\\n", " "))[1:]


class Trial:
    """One line in its folder."""

    def __init__(self, twinleg, line, folder, number, asked_s):
        self.line = line
        self.folder = folder
        folder.mkdir()
        self.run_s = asked_s
        self.closes = bool(line.hold_s) and asked_s + 40 >= STARTS_IN_S + line.hold_s + CLOSES_IN_S
        if self.closes:
            self.run_s = max(asked_s, STARTS_IN_S + line.hold_s + CLOSES_IN_S)
        self.chat = Chat()
        self.venues = Venues(twinleg, folder, number, list(line.venues), limits="venue")
        self.arguments = [twinleg, "run", line.strategy, *words_of(line)[1:]]
        self.write_env()
        if line.config:
            (folder / "twinleg.yaml").write_text(f"strategy: {line.strategy}\n" + line.config)
            self.arguments = [twinleg, "run", "--config", "twinleg.yaml"]
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TWINLEG_")},
            "TWINLEG_MODE": "sim", "TWINLEG_SIM": self.venues.control, "TWINLEG_REPORT": "report.json",
            **self.chat.environment(), **(line.shorter if asked_s < line.needs_s else {})}

    def write_env(self):
        """The document's env file, with keys that are some; what it has no place for follows."""
        keys = dict(line.split("=", 1) for line in self.venues.env_file.read_text().splitlines() if "=" in line)
        text = self.line.env
        for placeholder, own in OWN.items():
            text = text.replace(placeholder, own)
        for name, value in list(keys.items()):
            text, put = re.subn(rf"^{name}=\S*", lambda _, name=name, value=value: f"{name}={value}", text, flags=re.M)
            if put:
                del keys[name]
        path = self.folder / self.line.env_name
        path.touch(0o600)
        path.write_text(text + "".join(f"{name}={value}\n" for name, value in keys.items()))

    def run(self):
        with open(self.folder / "said.log", "wb") as said:
            process = subprocess.Popen(self.arguments, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=said)
        try:
            early = self.watch(process)
            code = process.wait(timeout=ENDS_IN_S)
        finally:
            process.kill()
        state = self.venues.state()
        change = self.venues.equity(state) - self.venues.equity_at_first
        path = self.folder / "report.json"
        self.report = json.loads(path.read_text()) if path.exists() else {}
        return (early + judge(code, self.venues.end(), self.report, state, change) + self.traded(state) +
                self.files() + self.words())

    def watch(self, process):
        until = time.monotonic() + self.run_s
        patience = until + TRADES_IN_S
        while (left := until - time.monotonic()) > 0 or (time.monotonic() < patience and not self.has_traded()):
            try:
                process.wait(timeout=min(max(left, 1), PUSHED_EVERY_S))
                return [f"ended by itself after less than {self.run_s:.0f} s"]
            except subprocess.TimeoutExpired:
                if self.line.pushed:
                    self.push()
        process.send_signal(signal.SIGINT)
        return []

    def has_traded(self):
        """So that a busy machine only takes longer."""
        if not self.line.log:
            return bool(self.rows())
        path = self.dated(self.line.log)
        return path.exists() and not missing_lines(HOLDING_003, path.read_text().splitlines(), self.line.said)

    def push(self):
        """Somebody wants to buy at the second venue, well above what the others ask there."""
        second = next(each for each in self.venues.state()["venues"] if each["venue"] == self.line.venues[1])
        book = next(each for each in second["books"] if self.line.pushed in each["instrument"])
        price = Decimal(book["asks"][0][0]) * PUSHED_BY if book["asks"] else None
        if price:
            post(self.venues.control + "/counterparty",
                 {"venue": second["venue"], "instrument": book["instrument"], "side": "buy",
                  "price": str(price.quantize(Decimal("0.1"))), "quantity": PUSHED_COINS})

    def end(self):
        self.chat.end()
        if self.venues.process.poll() is None:
            self.venues.end()

    def dated(self, name):
        """With today's date of the zone; yesterday's if midnight was a moment ago."""
        zone = re.search(r"^TIMEZONE=(\S+)", self.line.env, re.M)
        now = datetime.datetime.now(zoneinfo.ZoneInfo(zone.group(1) if zone else "UTC"))
        days = [now, now - datetime.timedelta(days=1)]
        paths = [self.folder / "logs" / name.replace("YYYYMMDD", f"{day:%Y%m%d}") for day in days]
        return next((path for path in paths if path.exists()), paths[0])

    def rows(self):
        path = self.dated(self.line.trades)
        if not path.exists():
            return []
        with open(path, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def traded(self, state):
        wrong = []
        self.fills = [venue["accounts"][0]["fills"] for venue in state["venues"]]
        if not all(self.fills):
            wrong.append(f"no trade: fills {self.fills}")
        pairs = self.report.get("pair_trades", {})
        rows = self.rows()
        told = sum(pairs.get(outcome, 0) for outcome in ("completed", "rolled_back", "failed"))
        if len(rows) != told:
            wrong.append(f"{self.line.trades} has {len(rows)} rows for {told} pair trades")
        for row in rows:
            prices = [Decimal(row[f"{venue}_price"] or 0) for venue in self.line.venues]
            if row["direction"] not in ("long", "short") or (all(prices) and Decimal(row["spread"]) != prices[1] - prices[0]):
                wrong.append(f"a row of {self.line.trades} is wrong: {row}")
        return wrong

    def files(self):
        wrong = []
        self.found = []
        for name in self.line.files:
            path = self.dated(name)
            if not path.exists() or not path.stat().st_size:
                wrong.append(f"no file {name}; there are {sorted(each.name for each in path.parent.glob('*'))}")
                continue
            self.found.append(path.name)
            if path.suffix == ".json" and json.loads(path.read_text())["trades"] != len(self.rows()):
                wrong.append(f"{name} counts other trades than the rows")
            if path.suffix == ".csv" and len(path.read_text().splitlines()) < 2:
                wrong.append(f"{name} has no row")
        if self.line.trades_header and self.dated(self.line.trades).exists():
            header = self.dated(self.line.trades).read_text().split("\n")[0]
            if header != self.line.trades_header:
                wrong.append(f"header of {self.line.trades}: {header}")
        return wrong

    def words(self):
        said = (self.folder / "said.log").read_text().splitlines()
        wrong = missing_lines(self.line.ready, said, {})
        if self.line.log and self.dated(self.line.log).exists():
            lines = self.dated(self.line.log).read_text().splitlines()
            wrong += missing_lines(START_003 + OPENING_003 + HOLDING_003, lines, self.line.said)
            if self.closes:
                wrong += missing_lines(OPENING_003 + HOLDING_003 + CLOSING_003, lines, self.line.said)
        if self.line.message:
            pattern = as_pattern(self.line.message, every_figure=True)
            short = pattern.replace("🟢", "🔴").replace("做多", "做空")
            if not any(re.fullmatch(f"{pattern}|{short}", message) for message in self.chat.messages):
                wrong.append(f"no message as the document's among {self.chat.messages}")
        return wrong


def try_line(options, folder, number, line):
    name = f"{line.document} {' '.join(words_of(line)) or line.strategy}"
    if line.env:
        name += f", its {line.env_name}"
    began = time.monotonic()
    trial = Trial(options.twinleg, line, folder / str(number), number, options.asked_s)
    try:
        wrong = trial.run()
    finally:
        trial.end()
    pairs = trial.report.get("pair_trades", {})
    cells = [name, f"{time.monotonic() - began:.0f} s", str(pairs.get("completed")), " / ".join(map(str, trial.fills)),
             trial.report.get("pnl", {}).get("total", "")[:10],
             ", ".join(trial.found), "held" if not wrong else "BROKEN: " + "; ".join(wrong)]
    return not wrong, "| " + " | ".join(cells) + " |"


def commands_of(folder):
    """Every command line of the documents that starts their program."""
    for path in sorted(folder.glob("00[0-4].txt")):
        text = path.read_text().replace("\\\n", " ")
        for found in re.findall(r"^(?:python3?|uv run) +(\S+\.py .*)$", text, re.M):
            if "[OPTIONS]" not in found:
                yield path.stem, shlex.split(found)


def compare_with(folder):
    """What the documents have and the table has not, and the reverse."""
    theirs = {(document, tuple(words)) for document, words in commands_of(folder)}
    ours = {(line.document, tuple(words_of(line))) for line in LINES if line.command}
    wrong = [f"not in the table: {each}" for each in sorted(theirs - ours)]
    wrong += [f"not in the documents: {each}" for each in sorted(ours - theirs)]
    for line in LINES:
        text = (folder / f"{line.document}.txt").read_text()
        for part in [*line.env.splitlines(), *line.message.splitlines(), line.trades_header]:
            if part not in text:
                wrong.append(f"not in document {line.document}: {part}")
    text = (folder / "003.txt").read_text()
    wrong += [f"not in document 003: {each}" for each in START_003 + OPENING_003 + HOLDING_003 + CLOSING_003
              if each not in text]
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("twinleg")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seconds", type=float, help="a short run, of one line of each sort")
    parser.add_argument("--every", action="store_true", help="with --seconds: all lines but 002's")
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--only", default="", help="lines with this text")
    parser.add_argument("--documents", type=pathlib.Path, help="folder of the documents themselves")
    parser.add_argument("--keep", action="store_true", help="the files, where all is well too")
    options = parser.parse_args()
    options.twinleg = str(pathlib.Path(options.twinleg).resolve())
    options.asked_s = options.seconds or 60 * options.minutes
    if options.documents and (wrong := compare_with(options.documents)):
        sys.exit("\n".join(wrong))
    lines = [line for line in LINES if options.only in f"{line.document} {line.command} {line.strategy}"
             and (not options.seconds or line.short or options.every and line.document != "002")]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="twinleg_documents_"))
    print(f"files in {folder}", file=sys.stderr, flush=True)
    print("| line | ran | pair trades | fills | PnL | files | result |\n|---|---|---|---|---|---|---|", flush=True)
    broken = 0
    with concurrent.futures.ThreadPoolExecutor(options.at_once) as pool:
        for held, row in pool.map(lambda each: try_line(options, folder, *each), enumerate(lines, 1)):
            broken += not held
            print(row, flush=True)
    if not broken and not options.keep:
        shutil.rmtree(folder)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
