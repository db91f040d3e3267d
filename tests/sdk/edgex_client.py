"""What both generations of edgex-python-sdk are asked for against a simulator: one JSON line a call.

The programs sim_edgex_v1.py and sim_edgex_v2.py give it their SDK; both SDKs have one module name,
so that each needs a process of its own.
"""

import asyncio
import contextlib
import json
import logging
import threading
import time
from decimal import Decimal

import lines
from edgex_sdk.order.types import CreateOrderParams, OrderSide, OrderType, TimeInForce
from waiting import WAIT_S, wind_up

real_time = time.time


class Frames:
    """What a socket's manager hears, in order; read by a waiting thread."""

    def __init__(self):
        self.condition = threading.Condition()
        self.seen = []
        self.handled = []  # what the SDK dispatched to handlers, by their names
        self.ended = None  # the error with which its thread gave up

    def hook(self, message):
        with self.condition:
            self.seen.append(json.loads(message))
            self.condition.notify_all()

    def handler(self, name):
        def handle(message):
            with self.condition:
                self.handled.append([name, json.loads(message)])
                self.condition.notify_all()
        return handle

    def lost(self, error):
        with self.condition:
            self.ended = error
            self.condition.notify_all()

    def wait(self, found, enough):
        """As many of what is found as `enough` says; it says None while there is too little."""
        with self.condition:
            self.condition.wait_for(lambda: enough(found()) is not None or self.ended, WAIT_S)
            count = enough(found())
            if count is None:
                raise TimeoutError(f"only {found()[-5:]} came; seen: {self.seen[-5:]}; ended: {self.ended!r}")
            return found()[:count]


def at_least(count):
    return lambda found: count if len(found) >= count else None


def up_to(matches):
    """All up to the first that matches."""
    return lambda found: next((i + 1 for i, each in enumerate(found) if matches(each)), None)


def as_given(where):
    """Whether a frame's fields, at any depth named a.b, are as given."""
    def matches(frame):
        for path, wanted in where.items():
            value = frame
            for name in path.split("."):
                value = value[int(name)] if isinstance(value, list) and int(name) < len(value) \
                    else value.get(name) if isinstance(value, dict) else None
            if value != wanted:
                return False
        return True
    return matches


# What the threads of V1 say when their socket ends; a wait that it fails tells it.
logging.getLogger("edgex_sdk").addHandler(logging.NullHandler())


def end(socket):
    """Wakes the threads of the SDK's socket and waits for them: its own close() reads from the socket
    beside them, and leaves them running."""
    socket.done.set()
    if socket.conn:
        with contextlib.suppress(OSError):  # the venue was first
            socket.conn.abort()
    for thread in (getattr(socket, "message_thread", None), socket.ping_thread):
        if thread:
            thread.join(WAIT_S)
    if socket.conn:
        socket.conn.shutdown()


class EdgexClient:
    """Calls that are alike in both SDKs; a subclass makes the client and adds what is not."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        self.client = self.manager = None
        self.frames = {}

    # A subclass's part.
    def make_client(self, given):
        raise NotImplementedError

    def make_manager(self, given):
        raise NotImplementedError

    def run(self, coroutine):
        return self.loop.run_until_complete(coroutine)

    def connect(self, given):
        """A new client, and none of what the last one had."""
        self.disconnect({})
        time.time = real_time
        self.client = self.make_client(given)
        self.manager = self.make_manager(given)
        self.frames = {}

    def disconnect(self, _):
        if self.manager:
            for socket in (self.manager.public_client, self.manager.private_client):
                if socket:
                    end(socket)
        if self.client:
            self.run(self.client.close())
        self.client = self.manager = None

    def set_clock(self, given):
        """The SDK's clock, ahead of ours."""
        time.time = lambda: real_time() + given["ahead_s"]

    # --- Requests.
    def metadata(self, _):
        return self.run(self.client.get_metadata())

    def server_time(self, _):
        return self.run(self.client.get_server_time())

    def asset(self, _):
        return self.run(self.client.get_account_asset())

    def positions(self, _):
        return self.run(self.client.get_account_positions())

    def account(self, _):
        return self.run(self.client.account.get_account_by_id())

    def ticker(self, given):
        return self.run(self.client.get_24_hour_quote(given["contract"]))

    def depth(self, given):
        from edgex_sdk.quote.client import GetOrderBookDepthParams
        return self.run(self.client.quote.get_order_book_depth(
            GetOrderBookDepthParams(given["contract"], given.get("level", 15))))

    def kline(self, given):
        from edgex_sdk.quote.client import GetKLineParams, KlineType, PriceType
        return self.run(self.client.quote.get_k_line(GetKLineParams(
            given["contract"], KlineType[given["type"]], PriceType[given.get("price", "LAST_PRICE")],
            given.get("size", 100))))

    def limit(self, given):
        """create_limit_order, or create_order where something is asked for that it has not."""
        if "force" not in given and not given.get("reduce_only"):
            return self.run(self.client.create_limit_order(
                contract_id=given["contract"], size=given["size"], price=given["price"],
                side=OrderSide(given["side"]), client_order_id=given["id"]))
        return self.run(self.client.create_order(CreateOrderParams(
            contract_id=given["contract"], price=given["price"], size=given["size"],
            type=OrderType.LIMIT, side=OrderSide(given["side"]), client_order_id=given["id"],
            time_in_force=TimeInForce(given.get("force", "GOOD_TIL_CANCEL")),
            reduce_only=given.get("reduce_only", False))))

    def market(self, given):
        return self.run(self.client.create_market_order(
            contract_id=given["contract"], size=given["size"], side=OrderSide(given["side"]),
            client_order_id=given["id"]))

    def cancel(self, given):
        from edgex_sdk.order.types import CancelOrderParams
        return self.run(self.client.cancel_order(CancelOrderParams(**given)))

    def active(self, given):
        from edgex_sdk.order.types import GetActiveOrderParams
        return self.run(self.client.get_active_orders(GetActiveOrderParams(**given)))

    def fills(self, given):
        from edgex_sdk.order.types import OrderFillTransactionParams
        return self.run(self.client.get_order_fill_transactions(OrderFillTransactionParams(**given)))

    def most_size(self, given):
        return self.run(self.client.get_max_order_size(given["contract"], Decimal(given["price"])))

    def orders(self, given):
        """By the venue's ids, as the V1 fork and the V2 SDK ask."""
        raise NotImplementedError

    def position_transactions(self, given):
        from edgex_sdk.account.client import GetPositionTransactionPageParams
        return self.run(self.client.account.get_position_transaction_page(
            GetPositionTransactionPageParams(**given)))

    def collateral_transactions(self, given):
        from edgex_sdk.account.client import GetCollateralTransactionPageParams
        return self.run(self.client.account.get_collateral_transaction_page(
            GetCollateralTransactionPageParams(**given)))

    def leverage(self, given):
        return self.run(self.client.account.update_leverage_setting(
            given["contract"], given["leverage"]))

    # --- Sockets.
    def open_socket(self, given):
        frames = self.frames[given["socket"]] = Frames()
        private = given["socket"] == "private"
        client = self.manager.get_private_client() if private else self.manager.get_public_client()
        client.on_message_hook(frames.hook)
        client.on_disconnect(frames.lost)
        for name in given.get("handlers", []):
            client.on_message(name, frames.handler(name))
        if private:
            self.manager.connect_private()
        else:
            self.manager.connect_public()

    def subscribe(self, given):
        """By the manager's own method; what it dispatches is kept under the channel's kind."""
        method = getattr(self.manager, f"subscribe_{given['kind']}")
        method(*given["arguments"], self.frames["public"].handler(given["kind"]))

    def frames_of(self, given):
        """The first `count` frames that are as given."""
        frames, matches = self.frames[given["socket"]], as_given(given["where"])
        return frames.wait(lambda: [each for each in frames.seen if matches(each)], at_least(given.get("count", 1)))

    def handled(self, given):
        """The first `count` messages that the SDK dispatched to the handler of that name; with
        `until`, all up to the first that is as given."""
        frames = self.frames[given["socket"]]
        enough = up_to(as_given(given["until"])) if "until" in given else at_least(given.get("count", 1))
        return frames.wait(lambda: [message for name, message in frames.handled if name == given["name"]], enough)

    def answer(self, request):
        try:
            return {"answer": getattr(self, request["call"])(request.get("given", {}))}
        except Exception as error:  # whatever the SDK raises is the test's to judge
            return {"raised": f"{type(error).__name__}: {error}"}

    def serve(self):
        lines.serve(self.answer)
        self.disconnect({})
        wind_up(self.loop)
