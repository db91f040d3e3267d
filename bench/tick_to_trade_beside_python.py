#!/usr/bin/env python3
"""Tick to trade, ours beside a Python bot's, on one machine in one run.

usage: bench/tick_to_trade_beside_python.py [--rounds 10000] [--venue lighter]

From a depth frame written to a socket to the signed order read from one, on loopback. The bot is made
as users make them: asyncio, `websockets`, json, a book in two dicts of floats, and the venue's
official SDK to sign; its order goes by the SDK's HTTP client for EdgeX, and by the same socket for
all others, which spares it the HTTP of Backpack and Aster. Its venue is a process of its own. Ours is `twinleg bench tick-to-trade`, which does more
between the two: journal, gate, executor, the second leg.
Needs the SDKs in .venv, where tests/sdk/run.sh (`./check sdk`) puts them, and a release build.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import sign_beside_sdk

ROOT = Path(__file__).resolve().parents[1]
WARM_UP = 50
ROUND_SECONDS = 0.001  # as of ours
# Our case, and the SDK of sign_beside_sdk.py that the bot signs with.
BOTS = {
    "lighter": "lighter-sdk",
    "edgex v2": "edgex-python-sdk 2.0",
    "paradex": "paradex-py",
    "backpack": "bpx-py",
    "aster v1": "binance-futures-connector",
    "aster v3": "ccxt (aster)",
}


# --- The venue: writes a frame, waits for the order.

def depth_frame(turn):
    """A busy frame: the best bid comes or goes, and ten levels a side change."""
    opened = turn % 2 == 0
    level = lambda price, size: {"price": f"{price}.0", "size": f"{size}.00000"}
    asks = [level(60010, 0 if opened else 5), level(60060, 5 if opened else 0)]
    asks += [level(60070 + i, 1 + (turn + i) % 7) for i in range(10)]
    bids = [level(60050, 5 if opened else 0)]
    bids += [level(59980 - i, 1 + (turn + i) % 7) for i in range(10)]
    return json.dumps({"channel": "order_book:1", "type": "update/order_book", "timestamp": turn,
                       "order_book": {"code": 0, "asks": asks, "bids": bids, "nonce": turn + 1,
                                      "begin_nonce": turn}})


def venue(rounds, port, figures):
    import websockets
    from aiohttp import web

    read = asyncio.Queue()

    async def on_socket(socket):
        asyncio.create_task(script(socket))
        async for _ in socket:
            read.put_nowait(time.perf_counter_ns())

    async def on_request(request):
        if request.path.endswith("/createOrder"):
            read.put_nowait(time.perf_counter_ns())
        return web.json_response({"code": "SUCCESS", "data": {"orderId": "1"}})

    taken = []
    done = asyncio.Event()

    async def script(socket):
        for turn in range(2 * (WARM_UP + rounds)):
            frame = depth_frame(turn)
            wrote = time.perf_counter_ns()
            await socket.send(frame)
            if turn % 2 == 0:
                taken.append(await read.get() - wrote)
            await asyncio.sleep(ROUND_SECONDS / 2)
        done.set()

    async def main():
        server = web.AppRunner(handler := web.Application())
        handler.router.add_route("*", "/{path:.*}", on_request)
        await server.setup()
        await web.TCPSite(server, "127.0.0.1", port + 1).start()
        async with websockets.serve(on_socket, "127.0.0.1", port, compression=None):
            figures.put("ready")
            await done.wait()
        figures.put(taken[WARM_UP:])

    asyncio.run(main())


# --- The bot.

def edgex_order(port):
    """An order by the SDK's own HTTP client; returns a coroutine."""
    from edgex_sdk.order.client import Client as OrderClient

    client, metadata, price = sign_beside_sdk.edgex_v2_client(f"http://127.0.0.1:{port + 1}")
    params = sign_beside_sdk.edgex_params(metadata)

    async def order(i):
        await OrderClient(client).create_order(params(i), metadata, price)

    return order


async def trade(name, port):
    import websockets

    by_http = edgex_order(port) if name == "edgex v2" else None
    sign = None if by_http else sign_beside_sdk.CALLS[BOTS[name]]()
    books = {"asks": {60010.0: 5.0}, "bids": {59990.0: 5.0}}
    other_ask = 60010.0
    orders = 0
    async with websockets.connect(f"ws://127.0.0.1:{port}", compression=None) as socket:
        async for text in socket:
            frame = json.loads(text)
            for side, book in books.items():
                for level in frame["order_book"][side]:
                    price, size = float(level["price"]), float(level["size"])
                    if size:
                        book[price] = size
                    else:
                        book.pop(price, None)
            if max(books["bids"]) <= other_ask + 5:
                continue
            orders += 1
            if by_http:
                await by_http(orders)
            else:
                signed = sign(orders)
                await socket.send(signed if isinstance(signed, str) else json.dumps(signed))


def bot(name, rounds):
    port = 18_700 + os.getpid() % 1000 * 2
    figures = multiprocessing.Queue()
    process = multiprocessing.Process(target=venue, args=(rounds, port, figures), daemon=True)
    process.start()
    figures.get()
    try:
        asyncio.run(trade(name, port))
    except Exception as end:  # the venue hangs up when it has its figures
        if "1000" not in str(end) and "1001" not in str(end):
            raise
    print(json.dumps(figures.get()))


# --- Both.

def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10_000)
    parser.add_argument("--venue", default="", help="this one alone")
    parser.add_argument("--bot", choices=BOTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bot:
        return bot(options.bot, options.rounds)

    before = os.getloadavg()[0]
    answer = subprocess.run([ROOT / "build/release/bin/twinleg", "bench", "tick-to-trade",
                             "--repetitions", str(options.rounds),
                             *(["--venue", options.venue] if options.venue else [])],
                            check=True, capture_output=True, text=True)
    ours = {figure["case"]: figure for figure in map(json.loads, answer.stdout.splitlines())
            if figure["bench"] == "tick-to-trade"}
    print(f"load before {before:.2f}, {options.rounds} rounds, us\n")
    print(f"{'venue':12}{'bot p50':>10}{'bot p99':>10}{'ours p50':>10}{'ours p99':>10}{'times':>8}")
    for name, sdk in BOTS.items():
        if name not in ours:
            continue
        directory, _ = sign_beside_sdk.SDKS[sdk]
        environment = dict(os.environ, PYTHONPATH=str(ROOT / ".venv" / directory))
        answer = subprocess.run(
            [ROOT / ".venv/main/bin/python", "-W", "ignore", __file__, "--bot", name, "--rounds",
             str(options.rounds)], check=True, env=environment, capture_output=True, text=True)
        theirs = sorted(json.loads(answer.stdout.splitlines()[-1]))
        middle, late = statistics.median(theirs) / 1000, theirs[len(theirs) * 99 // 100] / 1000
        us = ours[name]["median_ns"] / 1000, ours[name]["p99_ns"] / 1000
        print(f"{name:12}{middle:10.1f}{late:10.1f}{us[0]:10.1f}{us[1]:10.1f}{middle / us[0]:8.0f}")


if __name__ == "__main__":
    sys.exit(main())
