"""A simulated EdgeX and both official SDKs, for the tests that set one against the other.

Every test has a simulator of its own, without flow: what is in the books, the tests put there.
"""

import json
import os
import sys
from decimal import Decimal

import pytest

from conftest import HERE, ROOT
from lines import Lines
from simulator import Simulator

ACCOUNTS = {"v1": "543429922991899150", "v2": "678901234567890123"}
COLLATERAL = Decimal("10000")
BOOK = {"v1": "BTCUSD", "v2": "BTCUSDC"}
CONTRACT = {"v1": "10000001", "v2": "30000001"}
MAKER = {"v1": Decimal("0.00015"), "v2": Decimal("0.00018")}
TAKER = {"v1": Decimal("0.00038"), "v2": Decimal("0.00045")}


def first_vector(name):
    return json.loads((ROOT / "tests/venues/edgex/data" / name).read_text())[0]


STARK = first_vector("v1_auth.json")
TRADING = first_vector("v2_orders.json")
KEYS = {"stark_key": STARK["privateKey"][2:], "api_key": "key", "passphrase": "pass", "api_secret": "secret",
        "trading_key": TRADING["input"]["tradingPrivateKey"]}


class Refused(Exception):
    pass


class Sdk:
    """An SDK's program, and the market it talks to."""

    def __init__(self, generation, program):
        self.generation = generation
        self.program = program
        self.contract = CONTRACT[generation]
        self.book = BOOK[generation]
        self.account_id = ACCOUNTS[generation]

    def connect(self, simulator, **changes):
        self.simulator = simulator
        self.given = {"rest": simulator.ready["rest"], "ws": simulator.ready["ws"],
                      "account_id": self.account_id, **KEYS, **changes}
        self.call("connect", **self.given)

    def call(self, call, **given):
        answer, = self.program.ask([{"call": call, "given": given}])
        if "raised" in answer:
            raise Refused(answer["raised"])
        return answer["answer"]

    def data(self, name, **given):
        answer = self.call(name, **given)
        assert answer["code"] == "SUCCESS", answer
        return answer["data"]

    # --- Verbs.
    def limit(self, side, price, size, id, **more):
        answer = self.call("limit", contract=self.contract, side=side, price=price, size=size, id=id, **more)
        assert answer["code"] == "SUCCESS", answer
        return answer["data"]["orderId"]

    def market(self, side, size, id):
        return self.data("market", contract=self.contract, side=side, size=size, id=id)["orderId"]

    def order(self, id):
        return self.data("orders", ids=[id])[0]

    def active(self):
        page = self.data("active", filter_contract_id_list=[self.contract])
        return [each["clientOrderId"] for each in page["dataList"]]

    def refusal(self, name, **given):
        """What is refused: the words of the SDK's exception, or of the answer (V2 raises on HTTP alone)."""
        try:
            answer = self.call(name, **given)
        except Refused as refused:
            return str(refused)
        assert answer["code"] != "SUCCESS", answer
        return json.dumps(answer)

    def other(self, side, price, quantity, kind="limit"):
        return self.simulator.counterparty(self.book, side, price, quantity, kind)


@pytest.fixture(scope="module", params=["v1", "v2"])
def sdk(request):
    generation = request.param
    environment = dict(os.environ, PYTHONPATH=str(ROOT / ".venv" / f"edgex-{generation}"))
    program = Lines([sys.executable, str(HERE / f"sim_edgex_{generation}.py")], environment)
    yield Sdk(generation, program)
    program.close()


@pytest.fixture
def simulator(tmp_path):
    file = tmp_path / "accounts.json"
    file.write_text(json.dumps({"edgex": [
        {"account_id": ACCOUNTS["v1"], "collateral": str(COLLATERAL),
         "v1": {"stark_public_key_x": STARK["publicKeyX"]}},
        {"account_id": ACCOUNTS["v2"], "collateral": str(COLLATERAL),
         "v2": {"api_key": KEYS["api_key"], "passphrase": KEYS["passphrase"], "api_secret": KEYS["api_secret"],
                "signer_address": TRADING["expect"]["signer"]}}]}))
    running = Simulator("edgex", file)
    yield running
    assert running.stop() == 0


@pytest.fixture
def desk(sdk, simulator):
    sdk.connect(simulator)
    yield sdk
    sdk.call("disconnect")


only_v1 = pytest.mark.parametrize("sdk", ["v1"], indirect=True)
only_v2 = pytest.mark.parametrize("sdk", ["v2"], indirect=True)


def fee(value, rate):
    """Cut at 6 digits."""
    return (value * rate).quantize(Decimal("0.000001"), rounding="ROUND_DOWN")
