"""`twinleg sim`, which lives on whatever becomes of the desk."""

import json
import re
import select
import signal
import subprocess
import time
import urllib.request
from decimal import Decimal

from process import memory_kb, open_files

# A fault, and how many things of its sort it may hit.
FAULTS = [
    ("drop_frames", 2), ("duplicate_frames", 3), ("reorder_frames", 2), ("delay", 3), ("garbage_frame", 1),
    ("reject_orders", 1), ("accept_then_drop_reply", 1), ("http_500", 1), ("http_429", 1), ("disconnect", 1),
    ("expire_auth", 1), ("clock_skew", 1), ("freeze_feed", None), ("maintenance", None),
    ("truncated_frame", 1), ("cut_frame", 1), ("close_sockets", 1),
]
# An Aster account has keys of both generations; whichever are found choose the way.
ASTER_KEYS = {"v1": ["ASTER_API_KEY", "ASTER_API_SECRET"],
              "v3": ["ASTER_USER", "ASTER_SIGNER", "ASTER_SIGNER_PRIVATE_KEY"]}
LASTS_MS = {"freeze_feed": 700, "maintenance": 600}


def post(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


class Venues:
    def __init__(self, twinleg, folder, number, names, limits="none", api_keys=1):
        self.env_file = folder / "sim.env"
        places = [word for name in names for word in ("--venue", f"{name}:0")]
        self.process = subprocess.Popen(
            [twinleg, "sim", *places, "--control", "0", "--number", str(number), "--limits", limits, "--api-keys",
             str(api_keys), "--write-env", str(self.env_file)], stdout=subprocess.PIPE, stderr=open(folder / "sim.log", "w"), text=True)
        ready = [json.loads(self.process.stdout.readline()) for _ in names]
        assert all(line["ready"] for line in ready), ready
        self.names = names
        self.control = self.find_control(ready, folder)
        self.equity_at_first = self.equity(self.state())

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

    @staticmethod
    def equity(state):
        """What the desk's accounts are worth at all venues together, to the last digit."""
        return sum(Decimal(venue["accounts"][0]["equity"]) for venue in state["venues"])

    def forget(self, variables):
        """Keys that the desk is not to find."""
        variables = set(variables)
        lines = self.env_file.read_text().splitlines(keepends=True)
        self.env_file.write_text("".join(line for line in lines if line.split("=")[0] not in variables))

    def memory_kb(self):
        return memory_kb(self.process.pid)

    def files(self):
        return open_files(self.process.pid)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)
