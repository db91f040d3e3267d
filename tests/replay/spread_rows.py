#!/usr/bin/env python3
"""Rows of `twinleg replay --strategy zscore --spreads`, computed once more by a few lines that share nothing with the program.

usage: spread_rows.py ROWS.csv LOOKBACK_SECS [FIRST SECOND]

Mean, population deviation and z of each row over the rows with time > now - lookback, to 1e-9: with integers, exact, and
where NumPy is there by its mean and std of the same rows. With raw Binance frames of both sides the prices too: a row at
each change of either mid, and no other. Prints what differs, and ends with 1 if anything does."""
import csv
import gzip
import json
import sys
from decimal import Decimal
from math import isqrt

try:
    import numpy
except ImportError:
    numpy = None

PLACES = 10**10
CLOSE = 1e-9


def fail(row, what):
    sys.exit(f"row {row}: {what}")


def near(found, wanted):
    return abs(found - wanted) <= CLOSE * max(1, abs(wanted))


def check_statistics(rows, lookback_ns):
    raw = [int(Decimal(row["spread"]) * PLACES) for row in rows]
    floats = numpy.array([float(row["spread"]) for row in rows]) if numpy else None
    sums, squares = [0], [0]
    for value in raw:
        sums.append(sums[-1] + value)
        squares.append(squares[-1] + value * value)
    first, worst = 0, 0.0
    for i, row in enumerate(rows):
        while int(rows[first]["time_ns"]) <= int(row["time_ns"]) - lookback_ns:
            first += 1
        n, total = i + 1 - first, sums[i + 1] - sums[first]
        spread_out = n * (squares[i + 1] - squares[first]) - total * total  # n^2 times the variance
        root = isqrt(spread_out << 60) / 2**30
        mean, stddev = total / n / PLACES, root / n / PLACES
        if Decimal(row["price_a"]) - Decimal(row["price_b"]) != Decimal(row["spread"]):
            fail(i, "spread is not price_a - price_b")
        if int(row["samples"]) != n:
            fail(i, f"samples {row['samples']}, not {n}")
        if not near(float(row["mean"]), mean):
            fail(i, f"mean {row['mean']}, not {mean}")
        if (row["stddev"] != "") != (n >= 2) or (row["z"] != "") != (n >= 2 and spread_out > 0):
            fail(i, f"stddev {row['stddev']!r}, z {row['z']!r} of {n} samples")
        if n >= 2 and not near(float(row["stddev"]), stddev):
            fail(i, f"stddev {row['stddev']}, not {stddev}")
        if row["z"] != "":
            z = (n * raw[i] - total) / root
            worst = max(worst, abs(float(row["z"]) - z))
            if not near(float(row["z"]), z):
                fail(i, f"z {row['z']}, not {z}")
        if numpy is not None and row["z"] != "":
            window = floats[first:i + 1]
            mean, stddev = numpy.mean(window), numpy.std(window)
            found = float(row["mean"]), float(row["stddev"]), float(row["z"])
            wanted = mean, stddev, (floats[i] - mean) / stddev
            if not all(near(f, w) for f, w in zip(found, wanted)):
                fail(i, f"mean, stddev, z {found}, not NumPy's {wanted}")
    return worst


class Book:
    def __init__(self):
        self.bids, self.asks, self.sequence, self.waiting = {}, {}, None, []

    def change(self, side, levels):
        for price, quantity in levels:
            price = Decimal(price)
            if Decimal(quantity):
                side[price] = quantity
            else:
                side.pop(price, None)

    def apply(self, frame):
        if frame["u"] < self.sequence or ("pu" not in frame and frame["u"] == self.sequence):
            return
        self.change(self.bids, frame["b"])
        self.change(self.asks, frame["a"])

    def take(self, frame):
        if "lastUpdateId" in frame:
            self.change(self.bids, frame["bids"])
            self.change(self.asks, frame["asks"])
            self.sequence = frame["lastUpdateId"]
            for early in self.waiting:
                self.apply(early)
        elif frame["data"].get("e") != "depthUpdate":
            return
        elif self.sequence is None:
            self.waiting.append(frame["data"])
        else:
            self.apply(frame["data"])

    def mid(self):
        return (max(self.bids) + min(self.asks)) / 2 if self.bids and self.asks else None


def frames(name):
    with (gzip.open if name.endswith(".gz") else open)(name, "rt") as file:
        for line in file:
            time, text = line.split(" ", 1)
            yield int(time), json.loads(text)


def check_prices(rows, first, second):
    events = sorted([(time, n, frame) for n, name in enumerate((first, second)) for time, frame in frames(name)],
                    key=lambda event: event[0])
    books, mids, wanted = (Book(), Book()), [None, None], []
    for i, (time, n, frame) in enumerate(events):
        books[n].take(frame)
        before, mids[n] = mids[n], books[n].mid()
        if None not in mids and (mids[n] != before):
            wanted.append((time, *mids))
    found = [(int(row["time_ns"]), Decimal(row["price_a"]), Decimal(row["price_b"])) for row in rows]
    # Rows begin when the desk has started; at the end it closes on the last books.
    begin = next(i for i, one in enumerate(wanted) if one[0] >= found[0][0])
    for i, (one, other) in enumerate(zip(found[1:], wanted[begin + 1:]), 1):
        if one != other:
            fail(i, f"{one}, not {other}")
    return len(wanted) - begin


if __name__ == "__main__":
    with open(sys.argv[1], encoding="ascii") as file:
        table = list(csv.DictReader(file))
    if not table:
        sys.exit("no rows")
    apart = check_statistics(table, round(Decimal(sys.argv[2]) * 10**9))
    text = f"{len(table)} rows, z within {apart:.1e}" + (", NumPy agrees" if numpy else "")
    if len(sys.argv) > 4:
        text += f", {check_prices(table, sys.argv[3], sys.argv[4])} changes of a mid"
    print(text)
