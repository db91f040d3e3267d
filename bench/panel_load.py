#!/usr/bin/env python3
"""What listeners of the panel cost the desk beside it: a desk that trades ten pairs a second without
a panel, with one that nobody watches, and with 200 listeners of which 20 never read; and the
engine's latencies of their reports.

usage: bench/panel_load.py BINARY [--clients 200] [--deaf 20] [--duration 60s] [--rounds 3]
"""

import argparse
import asyncio
import base64
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path


class Desk:
    """One demo, with its panel's port read from the start block."""

    def __init__(self, binary, duration, scratch, panel):
        self.report = scratch / "report.json"
        words = [binary, "run", "market-spread", "--mode", "sim", "--number", "7", "-s", "0.001",
                 "--long-threshold", "-200", "--short-threshold", "-200", "-m", "0",
                 "--orders-per-minute", "100000", "--pairs-per-minute", "100000",
                 "--breaker-errors", "1000", "--daily-loss", "0", "--duration", duration,
                 "--data", scratch / "data", "--report", self.report]
        words += ["--panel-port", "0"] if panel else ["--no-panel"]
        self.process = subprocess.Popen([str(w) for w in words], stderr=subprocess.PIPE, text=True)
        self.port = None
        self.began = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stderr:
            found = re.search(r"panel\s+http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found[1])
                self.began.set()

    def finish(self):
        code = self.process.wait()
        if code != 0:
            sys.exit(f"the desk ended with {code}")
        stages = json.loads(self.report.read_text())["latency_us"]
        return {f"{stage} {figure}": stages[stage][figure]
                for stage in ("tick_to_trade", "strategy") for figure in ("p50", "p99", "count")}


async def listen(port, deaf, counts):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write((f"GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                  f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                  "Sec-WebSocket-Version: 13\r\n\r\n").encode())
    await writer.drain()
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 101 " in head, head
    if deaf:
        writer.transport.pause_reading()
        counts["deaf"] += 1
        await asyncio.sleep(3600)
    try:
        while True:
            first = await reader.readexactly(2)
            size = first[1] & 0x7F
            if size == 126:
                size = int.from_bytes(await reader.readexactly(2), "big")
            elif size == 127:
                size = int.from_bytes(await reader.readexactly(8), "big")
            await reader.readexactly(size)
            counts["messages"] += 1
            counts["bytes"] += size
    except (asyncio.IncompleteReadError, ConnectionError):
        counts["ended"] += 1


def crowd(port, clients, deaf, counts):
    async def all_of_them():
        await asyncio.gather(*(listen(port, n < deaf, counts) for n in range(clients)),
                             return_exceptions=True)

    def run():
        try:
            asyncio.run(all_of_them())
        except RuntimeError:
            pass

    threading.Thread(target=run, daemon=True).start()


def once(args, panel, clients):
    counts = {"deaf": 0, "messages": 0, "bytes": 0, "ended": 0}
    with tempfile.TemporaryDirectory() as scratch:
        desk = Desk(args.binary, args.duration, Path(scratch), panel)
        if clients:
            assert desk.began.wait(30), "the panel did not open"
            began = time.monotonic()
            crowd(desk.port, clients, args.deaf, counts)
        figures = desk.finish()
        if clients:
            took = time.monotonic() - began
            figures["messages a second"] = round(counts["messages"] / took)
            figures["kB a second"] = round(counts["bytes"] / took / 1000)
    return figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--deaf", type=int, default=20)
    parser.add_argument("--duration", default="60s")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    cases = {"no panel": (False, 0), "panel, nobody listens": (True, 0),
             f"{args.clients} listeners, {args.deaf} of them deaf": (True, args.clients)}
    seen = {name: [] for name in cases}
    for _ in range(args.rounds):  # in turns, so that a busy minute hits all
        for name, (panel, clients) in cases.items():
            seen[name].append(once(args, panel, clients))
            print(f"{name}: {seen[name][-1]}", flush=True)
    for name, rounds in seen.items():
        medians = {key: statistics.median(r[key] for r in rounds) for key in rounds[0]}
        print(f"{name}: {medians} (medians of {len(rounds)})")


if __name__ == "__main__":
    main()
