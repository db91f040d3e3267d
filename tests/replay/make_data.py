#!/usr/bin/env python3
"""Makes the recordings in data/: two invented markets of one coin, in the frames of Binance's
futures. Nothing in them was ever traded. Fixed seed: the same bytes every time.

  futures.jsonl.gz   linear, tick 0.1, lot 0.001, quoted in USDT
  coin.jsonl.gz      inverse contracts of 100 USD, about 7 below the first, quoted in USD

Each begins with increments from before its REST snapshot, as a collector would see it."""
import gzip
import json
import pathlib
import random

HERE = pathlib.Path(__file__).parent / "data"
START_NS = 1_700_000_000_000_000_000


class Market:
    def __init__(self, name, symbol, pair, basis, size, decimals, seed):
        self.name, self.symbol, self.pair, self.basis = name, symbol, pair, basis
        self.size, self.decimals, self.rng = size, decimals, random.Random(seed)
        self.bids, self.asks = {}, {}
        self.update, self.trade = 1000, 1
        self.lines = []

    def quantity(self):
        return round(self.rng.uniform(0.2, 3) * self.size, self.decimals) or 10 ** -self.decimals

    def text(self, quantity):
        return f"{quantity:.{self.decimals}f}"

    def move(self, mid):
        """The levels that change so that the book stands around `mid` (in ticks)."""
        changes_b, changes_a = {}, {}
        for price in [p for p in self.bids if p >= mid]:
            changes_b[price] = 0
        for price in [p for p in self.asks if p <= mid]:
            changes_a[price] = 0
        for _ in range(self.rng.randint(1, 8)):
            away = min(int(self.rng.expovariate(0.08)), 400)
            changes_b[mid - 1 - away] = self.quantity() if self.rng.random() < 0.7 else 0
            away = min(int(self.rng.expovariate(0.08)), 400)
            changes_a[mid + 1 + away] = self.quantity() if self.rng.random() < 0.7 else 0
        changes_b[mid - 1] = self.quantity()
        changes_a[mid + 1] = self.quantity()
        for book, changes in ((self.bids, changes_b), (self.asks, changes_a)):
            for price, quantity in changes.items():
                if quantity:
                    book[price] = quantity
                else:
                    book.pop(price, None)
        return changes_b, changes_a

    def put(self, ns, frame):
        self.lines.append(f"{ns} {json.dumps(frame, separators=(',', ':'))}")

    def levels(self, changes):
        return [[f"{p / 10:.1f}", self.text(q)] for p, q in sorted(changes.items())]

    def stream(self, ns, name, data):
        self.put(ns, {"stream": f"{self.symbol.lower()}@{name}", "data": data})

    def extra(self):
        return {"ps": self.pair} if self.pair else {}

    def depth(self, ns, mid):
        bids, asks = self.move(mid)
        first, previous = self.update + self.rng.randint(1, 3), self.update
        self.update = first + self.rng.randint(0, 9)
        ms = ns // 1_000_000
        self.stream(ns, "depth@0ms", {
            "e": "depthUpdate", "E": ms, "T": ms - 4, "s": self.symbol, **self.extra(),
            "U": first, "u": self.update, "pu": previous,
            "b": self.levels(bids), "a": self.levels(asks)})
        best_bid, best_ask = max(self.bids), min(self.asks)
        self.stream(ns + 1000, "bookTicker", {
            "e": "bookTicker", "u": self.update, "s": self.symbol, **self.extra(),
            "b": f"{best_bid / 10:.1f}", "B": self.text(self.bids[best_bid]),
            "a": f"{best_ask / 10:.1f}", "A": self.text(self.asks[best_ask]),
            "T": ms - 4, "E": ms})

    def trades(self, ns):
        side = self.rng.random() < 0.5
        book = self.bids if side else self.asks
        best = max(book) if side else min(book)
        self.trade += 1
        ms = ns // 1_000_000
        self.stream(ns, "trade", {
            "e": "trade", "E": ms, "T": ms - 3, "s": self.symbol, "t": self.trade,
            "p": f"{best / 10:.1f}", "q": self.text(min(self.quantity(), book[best])),
            "X": "MARKET", "m": side})

    def snapshot(self, ns):
        ms = ns // 1_000_000
        self.put(ns, {
            "lastUpdateId": self.update, "E": ms, "T": ms - 4,
            "bids": [[f"{p / 10:.1f}", self.text(q)] for p, q in sorted(self.bids.items(), reverse=True)],
            "asks": [[f"{p / 10:.1f}", self.text(q)] for p, q in sorted(self.asks.items())]})


def main():
    HERE.mkdir(exist_ok=True)
    walk = random.Random(7)
    markets = [Market("futures", "BTCUSDT", None, 0, 1.0, 3, 1),
               Market("coin", "BTCUSD_PERP", "BTCUSD", -70, 600, 0, 2)]
    mid, basis = 600_000.0, 0.0
    for step in range(1200):
        ns = START_NS + step * 50_000_000
        mid += walk.gauss(0, 6)
        basis += -0.02 * basis + walk.gauss(0, 9)
        for index, market in enumerate(markets):
            at = ns + index * 7_000_000 + market.rng.randint(0, 3_000_000)
            if step == 4:
                held = (market.update, dict(market.bids), dict(market.asks))
            market.depth(at, int(mid + market.basis + (basis if index else 0)))
            if step == 4:
                # The snapshot was taken before this increment, and arrives after it.
                now = (market.update, market.bids, market.asks)
                market.update, market.bids, market.asks = held
                market.snapshot(at + 3_000_000)
                market.update, market.bids, market.asks = now
            if market.rng.random() < 0.6:
                market.trades(at + 20_000_000)
    for market in markets:
        with open(HERE / f"{market.name}.jsonl.gz", "wb") as raw:
            with gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
                out.write(("\n".join(market.lines) + "\n").encode())


if __name__ == "__main__":
    main()
