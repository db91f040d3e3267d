import os
import pathlib
import random
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from lines import Lines  # noqa: E402

ROOT = HERE.parent.parent


def pytest_report_header():
    return f"inputs a scheme: {count_of_inputs()}; random number: {random_number()}"


def count_of_inputs():
    return int(os.environ.get("TWINLEG_SDK_COUNT", "1000"))


_number = int(os.environ.get("TWINLEG_SDK_NUMBER") or random.SystemRandom().randrange(2**32))


def random_number():
    """Fixes every input; printed, so that a failure can be had again."""
    return _number


@pytest.fixture
def count():
    return count_of_inputs()


@pytest.fixture
def rng(request):
    return random.Random(f"{random_number()} {request.node.name}")


class Signer:
    """`twinleg sign`, asked for one kind at a time."""

    def __init__(self):
        self.lines = Lines([os.environ["TWINLEG"], "sign"])

    def sign(self, venue, kind, inputs):
        answers = self.lines.ask([{"venue": venue, "kind": kind, "input": i} for i in inputs])
        for given, answer in zip(inputs, answers):
            assert "error" not in answer, f"{venue} {kind}: {answer['error']} for {given}"
        return answers


@pytest.fixture(scope="session")
def twinleg():
    signer = Signer()
    yield signer
    signer.lines.close()


@pytest.fixture(scope="module")
def reference(request):
    """The SDK program that the test module names: REFERENCE = (directory, script)."""
    directory, script = request.module.REFERENCE
    environment = dict(os.environ, PYTHONPATH=str(ROOT / ".venv" / directory))
    program = Lines([sys.executable, str(HERE / script)], environment)
    yield program
    program.close()
