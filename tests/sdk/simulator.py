"""A running `twinleg sim` without flow, and its control port."""

import json
import os
import re
import subprocess
import urllib.error
import urllib.request


class Simulator:
    def __init__(self, venue, accounts_file, *more):
        self.venue = venue
        self.process = subprocess.Popen(
            [os.environ["TWINLEG"], "sim", "--venue", f"{venue}:0", "--flow", "none", "--control", "0",
             "--accounts", str(accounts_file), *more],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"no simulator: {self.process.stderr.read()}")
        self.ready = json.loads(line)
        self.control = re.search(r"http://[0-9.:]+", self.process.stderr.readline()).group()

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.control + path, data, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def counterparty(self, instrument, side, price, quantity, kind="limit"):
        body = {"venue": self.venue, "instrument": instrument, "side": side, "quantity": quantity, "type": kind}
        if price is not None:
            body["price"] = price
        return self.ask("/counterparty", body)

    def fault(self, kind, **more):
        self.ask("/faults", {"venue": self.venue, "kind": kind, **more})

    def advance(self, milliseconds):
        self.ask("/time", {"advance_ms": milliseconds})

    def account(self, name):
        venue, = self.ask("/state")["venues"]
        return next(each for each in venue["accounts"] if each["id"] == name)

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.process.stderr.close()
        return code
