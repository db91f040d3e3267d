#!/usr/bin/env python3
"""The final books of raw Binance frames, by a few lines that share nothing with the program.

usage: final_book.py FILE[.gz]…   (files of one market, in their order)
prints {"sequence":N,"bids":[["price","quantity"],…],"asks":[…]}, best first"""
import gzip
import json
import sys
from decimal import Decimal

bids, asks, sequence, waiting = {}, {}, None, []


def change(side, levels):
    for price, quantity in levels:
        price, quantity = Decimal(price), Decimal(quantity)
        side.pop(price, None)
        if quantity:
            side[price] = quantity


def apply(frame):
    global sequence
    if frame["u"] < sequence or ("pu" not in frame and frame["u"] == sequence):
        return  # older than the snapshot
    change(bids, frame["b"])
    change(asks, frame["a"])
    sequence = frame["u"]


for name in sys.argv[1:]:
    with (gzip.open if name.endswith(".gz") else open)(name, "rt") as file:
        for line in file:
            frame = json.loads(line.split(" ", 1)[1])
            if "lastUpdateId" in frame:
                change(bids, frame["bids"])
                change(asks, frame["asks"])
                sequence = frame["lastUpdateId"]
                for early in waiting:
                    apply(early)
            elif frame["data"].get("e") == "depthUpdate":
                if sequence is None:
                    waiting.append(frame["data"])
                else:
                    apply(frame["data"])


def text(number):
    return format(number.normalize(), "f")


print(json.dumps({"sequence": sequence,
                  "bids": [[text(p), text(q)] for p, q in sorted(bids.items(), reverse=True)],
                  "asks": [[text(p), text(q)] for p, q in sorted(asks.items())]},
                 separators=(",", ":")))
