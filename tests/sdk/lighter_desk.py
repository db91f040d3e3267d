"""A desk at the Lighter simulator: the unmodified SDK 1.1.8, one simulator a test."""

import asyncio
import json
import time
from decimal import Decimal

import lighter
import pytest
from lighter.signer_client import SignerClient, create_api_key
from simulator import Simulator
from waiting import WAIT_S, wind_up

COLLATERAL = Decimal("10000")
MAKER, TAKER = Decimal("0.00004"), Decimal("0.00028")  # premium
ACCOUNT, STANDARD = 65, 66
BTC = 1
MARK = Decimal(60000)
BUY, SELL = False, True

IOC = SignerClient.ORDER_TIME_IN_FORCE_IMMEDIATE_OR_CANCEL
GTT = SignerClient.ORDER_TIME_IN_FORCE_GOOD_TILL_TIME
POST_ONLY = SignerClient.ORDER_TIME_IN_FORCE_POST_ONLY
SPEED_BUMP_MS = 301


def make_key():
    private, public, error = create_api_key()
    assert error is None
    return private.removeprefix("0x"), public.removeprefix("0x")


# The signer library keeps its clients by account and key: the keys are the same for every test.
KEYS = {3: make_key(), 4: make_key(), 5: make_key()}


def fee(quantity, price, rate):
    """Of one trade, cut toward zero at the places of USDC."""
    return (Decimal(quantity) * Decimal(price) * rate).quantize(Decimal("0.000001"), rounding="ROUND_DOWN")


class Desk:
    def __init__(self, simulator, loop):
        self.simulator, self.loop = simulator, loop
        self.url = simulator.ready["rest"]
        self.ws_url = simulator.ready["ws"]
        self.client = self.signer(ACCOUNT, 3)
        api = self.client.api_client
        self.orders_api, self.accounts_api = lighter.OrderApi(api), lighter.AccountApi(api)
        self.transactions, self.root = lighter.TransactionApi(api), lighter.RootApi(api)
        self.clients = [self.client]

    def signer(self, account, *keys):
        async def make():
            return SignerClient(self.url, account, {key: KEYS[key][0] for key in keys})
        return self.run(make())

    def other_signer(self, account, *keys):
        self.clients.append(self.signer(account, *keys))
        return self.clients[-1]

    def run(self, work):
        return self.loop.run_until_complete(asyncio.wait_for(work, WAIT_S))

    def close(self):
        for client in self.clients:
            self.run(client.close())

    # --- Orders. Sizes and prices as decimal text.

    def send(self, side, price, quantity, client_order_index, time_in_force=GTT, client=None, **more):
        """What the SDK returns: (order, answer, error)."""
        client = client or self.client
        kind = SignerClient.ORDER_TYPE_LIMIT
        if time_in_force == IOC:
            more.setdefault("order_expiry", 0)
        return self.run(client.create_order(
            BTC, client_order_index, int(Decimal(quantity).scaleb(5)), int(Decimal(price).scaleb(1)),
            side, kind, time_in_force, **more))

    def limit(self, side, price, quantity, client_order_index, time_in_force=GTT, **more):
        """Taken, and behind its speed bump."""
        order, answer, error = self.send(side, price, quantity, client_order_index, time_in_force, **more)
        assert error is None, error
        assert answer.code == 200
        self.settle()
        return self.order(client_order_index)

    def refused(self, *order, **more):
        """The words of a refusal."""
        _, answer, error = self.send(*order, **more)
        assert answer is None
        return error

    def market(self, side, worst, quantity, client_order_index, **more):
        _, answer, error = self.run(self.client.create_market_order(
            BTC, client_order_index, int(Decimal(quantity).scaleb(5)), int(Decimal(worst).scaleb(1)), side, **more))
        assert error is None, error
        self.settle()
        return self.order(client_order_index)

    def good(self, result):
        """Of a call of the signer's: it was taken."""
        _, answer, error = result
        assert error is None, error
        assert answer.code == 200
        return answer

    def settle(self):
        self.simulator.advance(SPEED_BUMP_MS)

    # --- Questions.

    def token(self, client=None, key=3, **more):
        token, error = (client or self.client).create_auth_token_with_expiry(api_key_index=key, **more)
        assert error is None, error
        return token

    def active(self, market=BTC, client=None, account=ACCOUNT):
        return self.run(self.orders_api.account_active_orders(
            account_index=account, market_id=market, authorization=self.token(client))).orders

    def inactive(self):
        return self.run(self.orders_api.account_inactive_orders(
            account_index=ACCOUNT, limit=100, authorization=self.token())).orders

    def order(self, client_order_index):
        found = [each for each in self.active() + self.inactive() if each.client_order_index == client_order_index]
        assert len(found) == 1, found
        return found[0]

    def account(self, account=ACCOUNT):
        only, = self.run(self.accounts_api.account(by="index", value=str(account))).accounts
        return only

    def position(self):
        return next((each for each in self.account().positions if each.market_id == BTC), None)

    def nonce(self, key=3):
        return self.run(self.transactions.next_nonce(account_index=ACCOUNT, api_key_index=key)).nonce

    def other(self, side, price, quantity, kind="limit"):
        return self.simulator.counterparty("BTC", side, price, quantity, kind)


@pytest.fixture
def simulator(tmp_path):
    keys = [{"api_key_index": key, "public_key": KEYS[key][1]} for key in (3, 4)]
    accounts = tmp_path / "accounts.json"
    accounts.write_text(json.dumps({"lighter": [
        {"account_index": ACCOUNT, "l1_address": "0x" + "aa" * 20, "collateral": str(COLLATERAL),
         "tier": "premium", "api_keys": keys},
        {"account_index": STANDARD, "l1_address": "0x" + "bb" * 20, "collateral": str(COLLATERAL),
         "tier": "standard", "api_keys": keys[:1]}]}))
    running = Simulator("lighter", accounts, "--limits", "none")
    yield running
    assert running.stop() == 0


@pytest.fixture
def desk(simulator):
    loop = asyncio.new_event_loop()
    made = Desk(simulator, loop)
    yield made
    made.close()
    wind_up(loop)


def now_ms():
    return int(time.time() * 1000)
