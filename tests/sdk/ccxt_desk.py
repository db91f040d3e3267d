"""Clients that live in the environment of ccxt, driven from here. See sim_ccxt.py."""

import os
import sys
import time

from conftest import HERE, ROOT
from lines import Lines
from waiting import WAIT_S


class Refused(Exception):
    pass


class CcxtProgram:
    def __init__(self):
        environment = dict(os.environ, PYTHONPATH=str(ROOT / ".venv" / "ccxt"))
        self.program = Lines([sys.executable, str(HERE / "sim_ccxt.py")], environment)

    def ask(self, call, **given):
        answer, = self.program.ask([{"call": call, "given": given}])
        if "raised" in answer:
            raise Refused(answer["raised"])
        return answer["answer"]

    def call(self, method, *args, **more):
        return self.ask("call", method=method, args=list(args), more=more)

    def watch(self, method, *args, until, while_doing=lambda: None):
        """The first update that meets the condition: updates of a stream may be older than what the
        test does, and not every venue says when a subscription begins. What makes the update is done
        again whenever none comes."""
        end = time.monotonic() + WAIT_S
        seen = None
        while time.monotonic() < end:
            answer = self.ask("watch", method=method, args=list(args))
            if not answer["came"]:
                while_doing()
                continue
            seen = answer["update"]
            if until(seen):
                return seen
        raise AssertionError(f"{method}: no update met the condition in {WAIT_S} s; last: {seen}")

    def connector(self, method, *args, **more):
        return self.ask("connector_call", method=method, args=list(args), more=more)

    def close(self):
        self.ask("disconnect")
        self.program.close()
