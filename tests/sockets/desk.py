"""One life of `twinleg run` on a data directory, and its deaths."""

import os
import re
import select
import signal
import subprocess
import time

from process import children, end_watchdog, memory_kb, open_files

PAIR = re.compile(r"^\S+\s+pair \d+\s")
# Words that no start and no fault may bring about.
UNFORESEEN = re.compile(r"invariant broken|decides otherwise|the journal is not whole|NOT what we counted|"
                        r"journal: damaged|somebody else trades|terminate called|stopped with something open")
WATCHDOG_WAITS_S = 40  # its grace, the venues' answers, and a busy machine


class Line:
    """What a desk said."""

    def __init__(self, text):
        self.text = text
        self.is_pair = bool(PAIR.match(text))
        self.is_ready = "System ready!" in text
        self.is_halt = "HALTED" in text
        self.unforeseen = bool(UNFORESEEN.search(text))


class Desk:
    def __init__(self, arguments, log, data):
        self.log = log
        self.data = data
        self.rest = b""
        self.watchdogs = []  # known once it is killed
        self.began = time.monotonic()
        self.process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def lines(self, until):
        """Lines as they come, until the moment `until` or the end of the process (None)."""
        stream = self.process.stderr
        while True:
            ready, _, _ = select.select([stream], [], [], max(0, until - time.monotonic()))
            if not ready:
                return
            chunk = os.read(stream.fileno(), 65536)
            self.log.write(chunk)
            if not chunk:
                yield None
                return
            *whole, self.rest = (self.rest + chunk).split(b"\n")
            yield from (Line(each.decode()) for each in whole)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)

    def memory_kb(self):
        return memory_kb(self.process.pid)

    def files(self):
        return open_files(self.process.pid)

    def kill(self, with_watchdog):
        self.watchdogs = children(self.process.pid)
        self.process.kill()
        if with_watchdog:
            self.end_watchdogs()
        self.process.wait()

    def end(self):
        """Leaves no process behind, whatever went wrong. Nothing, if it ended by itself."""
        if self.process.poll() is None:
            self.kill(with_watchdog=True)

    def end_watchdogs(self):
        for each in self.watchdogs:
            end_watchdog(each)

    def kill_and_wait_for_watchdog(self, rng):
        """The watchdog is killed too, at some moment after it began to cancel. False: it never did."""
        self.watchdogs = children(self.process.pid)
        said = self.data / "watchdog.log"
        before = said.stat().st_size if said.exists() else 0
        self.process.kill()
        self.process.wait()
        deadline = time.monotonic() + WATCHDOG_WAITS_S
        while time.monotonic() < deadline:
            if said.exists() and b"cancelling every order" in said.read_bytes()[before:]:
                select.select([], [], [], rng.uniform(0, 0.05))
                self.end_watchdogs()
                return True
            select.select([], [], [], 0.005)
        return False
