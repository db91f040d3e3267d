"""A desk at the Paradex simulator: the unmodified SDK 0.8.2, one simulator a test."""

import asyncio
import json
import time
from decimal import Decimal

import httpx
import pytest
from paradex_py import Paradex, ParadexSubkey
from paradex_py.api.http_client import HttpClient
from paradex_py.common.order import Order, OrderSide, OrderType
from simulator import Simulator
from starknet_py.hash.utils import private_to_stark_key
from waiting import WAIT_S, wind_up

COLLATERAL = Decimal("10000")
MAKER, TAKER = Decimal("0.00003"), Decimal("0.00045")
BTC, ETH = "BTC-USD-PERP", "ETH-USD-PERP"
L1_ADDRESS = "0xd2c7314539dCe7752c8120af4eC2AA750Cf2035e"
MAIN_KEY, SUBKEY, STRANGER_KEY = 0x1234567890ABCDEF1234567890ABCDEF, 0xABCDEF1234567890, 0x5555555555555555
BUY, SELL = OrderSide.Buy, OrderSide.Sell


def fee(quantity, price, rate):
    """Of one trade, cut toward zero at eight places."""
    return (Decimal(quantity) * Decimal(price) * rate).quantize(Decimal("0.00000001"), rounding="ROUND_DOWN")


class Rewritten(httpx.HTTPTransport):
    """Sends every request to the simulator: ParadexSubkey takes no address."""

    def __init__(self, url):
        super().__init__()
        self.url = httpx.URL(url)

    def handle_request(self, request):
        request.url = request.url.copy_with(scheme="http", host=self.url.host, port=self.url.port)
        return super().handle_request(request)


class Desk:
    def __init__(self, simulator):
        self.simulator = simulator
        self.client = self.main()

    # --- Clients.

    def main(self, key=MAIN_KEY, **more):
        """As bots make it; it logs in, and onboards where it must."""
        ready = self.simulator.ready
        return Paradex(env="prod", api_base_url=ready["rest"], ws_url_override=ready["ws"],
                       ws_direct_url_override=ready["ws"], l1_address=L1_ADDRESS, l2_private_key=hex(key),
                       ws_reader_sleep_on_no_connection=0.01, **more)

    def subkey(self, key=SUBKEY):
        ready = self.simulator.ready
        transport = httpx.Client(transport=Rewritten(ready["rest"]))
        made = ParadexSubkey(env="prod", l2_private_key=hex(key), l2_address=hex(self.client.account.l2_address),
                             http_client=HttpClient(http_client=transport))
        made.ws_client.api_url = ready["ws"]
        return made

    @property
    def api(self):
        return self.client.api_client

    # --- Orders. Sizes and prices as decimal text; no price: at the market.

    def make(self, side, price, size, market=BTC, **more):
        kind = OrderType.Market if price is None else OrderType.Limit
        if price is not None:
            more["limit_price"] = Decimal(price)
        return Order(market=market, order_type=kind, order_side=side, size=Decimal(size), **more)

    def place(self, side, price, size, **more):
        """As the venue has it once it was matched."""
        answer = self.api.submit_order(self.make(side, price, size, **more))
        assert answer["status"] == "NEW"
        return self.order(answer["id"])

    def refused(self, call, *arguments, **more):
        """The words of a refusal."""
        with pytest.raises(ValueError) as caught:
            call(*arguments, **more)
        return str(caught.value)

    def order(self, name):
        found, = [each for each in self.api.fetch_orders_history()["results"] if each["id"] == name]
        return found

    def other(self, side, price, quantity, kind="limit", market=BTC):
        return self.simulator.counterparty(market, side, price, quantity, kind)

    def settled(self):
        balance, = self.api.fetch_balances()["results"]
        return Decimal(balance["size"])

    def truth(self):
        """What the simulator itself says of the account."""
        return self.simulator.account(hex(self.client.account.l2_address))


class Ear:
    """A websocket client of the SDK, and what its callbacks were told, by channel."""

    def __init__(self, client, loop):
        self.client, self.loop = client, loop
        self.heard = {}
        self.binary = []  # names of the models that came in binary

    def run(self, work):
        return self.loop.run_until_complete(asyncio.wait_for(work, WAIT_S))

    def connect(self):
        return self.run(self.client.connect())

    async def _callback(self, _, message):
        self.heard.setdefault(message["params"]["channel"], []).append(message["params"]["data"])

    def subscribe(self, channel):
        """And wait for the reply."""
        self.heard.setdefault(channel, [])
        self.run(self.client.subscribe_by_name(channel, self._callback))
        self.until(lambda: self.client.subscribed_channels.get(channel))

    def until(self, done):
        async def wait():
            end = self.loop.time() + WAIT_S
            while not done():
                assert self.loop.time() < end, f"it never came; heard: {self.heard}"
                await asyncio.sleep(0.005)
        self.run(wait())

    def of(self, channel, count=1):
        """The first frames of a channel; waits until there are so many."""
        self.until(lambda: len(self.heard.get(channel, [])) >= count)
        return self.heard[channel]

    def close(self):
        self.run(self.client.close())


def accounts_file(path):
    keys = {key: hex(private_to_stark_key(key)) for key in (MAIN_KEY, SUBKEY)}
    path.write_text(json.dumps({"paradex": [
        {"l1_address": L1_ADDRESS, "public_key": keys[MAIN_KEY], "collateral": str(COLLATERAL),
         "subkeys": [keys[SUBKEY]]}]}))
    return path


@pytest.fixture
def simulator(tmp_path):
    running = Simulator("paradex", accounts_file(tmp_path / "accounts.json"), "--limits", "none")
    yield running
    assert running.stop() == 0


@pytest.fixture
def desk(simulator):
    return Desk(simulator)


@pytest.fixture
def loop():
    made = asyncio.new_event_loop()
    asyncio.set_event_loop(made)
    yield made
    wind_up(made)


def now_ms():
    return int(time.time() * 1000)
