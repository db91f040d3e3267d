"""A desk at the Aster simulator: clients in a process of their own (ccxt_desk), one simulator a test."""

import json
from decimal import Decimal

import pytest
from ccxt_desk import CcxtProgram
from eth_account import Account
from simulator import Simulator

COLLATERAL = Decimal("10000")
MAKER, TAKER = Decimal("0.0001"), Decimal("0.00035")
BTC = "BTCUSDT"
MARK = Decimal(60000)
API_KEY, API_SECRET = "k" * 64, "s" * 64
WALLET_KEY = "0x" + "11" * 32
WALLET = Account.from_key(WALLET_KEY).address


def fee(quantity, price, rate):
    """Of one trade, cut toward zero at 8 digits."""
    return (Decimal(quantity) * Decimal(price) * rate).quantize(Decimal("0.00000001"), rounding="ROUND_DOWN")


class Market:
    """The other side of the market, and the control port."""

    def __init__(self, simulator):
        self.simulator = simulator

    def other(self, side, price, quantity, kind="limit"):
        return self.simulator.counterparty(BTC, side, price, quantity, kind)

    def equity(self):
        return Decimal(self.simulator.account(WALLET.lower())["equity"])


@pytest.fixture(scope="module")
def program():
    running = CcxtProgram()
    yield running
    running.close()


@pytest.fixture
def simulator(tmp_path):
    accounts = tmp_path / "accounts.json"
    accounts.write_text(json.dumps({"aster": [
        {"collateral": str(COLLATERAL), "api_key": API_KEY, "api_secret": API_SECRET,
         "user": WALLET, "signer": WALLET}]}))
    running = Simulator("aster", accounts)
    yield running
    assert running.stop() == 0


@pytest.fixture
def market(simulator):
    return Market(simulator)
