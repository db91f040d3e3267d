"""Clients that live in the environment of ccxt, driven from here. See sim_ccxt.py."""

import os
import sys

from conftest import HERE, ROOT
from lines import Lines


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

    def watch(self, method, *args, while_doing=lambda: None):
        """The first update. Not every venue says when a subscription begins: what makes the update
        is done again until it comes."""
        for _ in range(80):
            answer = self.ask("watch", method=method, args=list(args))
            if answer["came"]:
                return answer["update"]
            while_doing()
        raise AssertionError(f"{method}: nothing came")

    def connector(self, method, *args, **more):
        return self.ask("connector_call", method=method, args=list(args), more=more)

    def close(self):
        self.ask("disconnect")
        self.program.close()
