"""A desk at the Backpack simulator: the unmodified bpx-py 2.0.11, one simulator a test."""

import base64
import json
from decimal import Decimal

import pytest
from bpx.account import Account
from bpx.public import Public
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from simulator import Simulator

COLLATERAL = Decimal("10000")
MAKER, TAKER = Decimal("0.0002"), Decimal("0.0005")
BTC = "BTC_USDC_PERP"
MARK = Decimal(60000)


def key_pair(number):
    """(public, secret) as base64."""
    seed = bytes([number] * 32)
    public = ed25519.Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(public).decode(), base64.b64encode(seed).decode()


KEYS, OTHER_KEYS, STRANGER = key_pair(1), key_pair(2), key_pair(3)


def fee(quantity, price, rate):
    """Of one trade, cut toward zero at the places of USDC."""
    return (Decimal(quantity) * Decimal(price) * rate).quantize(Decimal("0.000001"), rounding="ROUND_DOWN")


class Desk:
    def __init__(self, simulator):
        self.simulator = simulator
        url = simulator.ready["rest"] + "/"
        self.account = self.account_of(KEYS)
        self.public = Public()
        Account.BPX_API_URL = url
        Public.BASE_URL = url

    def account_of(self, keys, **more):
        return Account(*keys, **more)

    def other(self, side, price, quantity, kind="limit"):
        return self.simulator.counterparty(BTC, side, price, quantity, kind)

    def limit(self, side, price, quantity, account=None, **more):
        return (account or self.account).execute_order(
            symbol=BTC, side=side, order_type="Limit", price=price, quantity=quantity, **more)

    def market(self, side, quantity, **more):
        return self.account.execute_order(symbol=BTC, side=side, order_type="Market", quantity=quantity, **more)

    def open(self):
        return self.account.get_open_orders(symbol=BTC)

    def position(self):
        position, = self.account.get_open_positions()
        return position

    def equity(self):
        return Decimal(self.account.get_collateral()["netEquity"])


@pytest.fixture
def simulator(tmp_path):
    accounts = tmp_path / "accounts.json"
    accounts.write_text(json.dumps({"backpack": [
        {"public_key": KEYS[0], "collateral": str(COLLATERAL)},
        {"public_key": OTHER_KEYS[0], "collateral": str(COLLATERAL)}]}))
    running = Simulator("backpack", accounts)
    yield running
    assert running.stop() == 0


@pytest.fixture
def desk(simulator):
    return Desk(simulator)
