"""What both generations of edgex-python-sdk are asked for against a simulator: one JSON line a call.

The programs sim_edgex_v1.py and sim_edgex_v2.py give it their SDK; both SDKs have one module name,
so that each needs a process of its own.
"""

import asyncio
import json
import threading
import time
from decimal import Decimal

import lines
from edgex_sdk.order.types import CreateOrderParams, OrderSide, OrderType, TimeInForce

real_time = time.time
WAIT_S = 20  # for a frame that must come; failing takes so long, passing does not


class Frames:
    """What a socket's manager hears, in order; read by a waiting thread."""

    def __init__(self):
        self.condition = threading.Condition()
        self.seen = []
        self.handled = []  # what the SDK dispatched to handlers, by their names

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

    def wait(self, count, matches, of_handled=False):
        """The first `count` that match."""
        def found():
            return [each for each in (self.handled if of_handled else self.seen) if matches(each)]
        with self.condition:
            if not self.condition.wait_for(lambda: len(found()) >= count, WAIT_S):
                raise TimeoutError(f"{len(found())} of {count} frames came; seen: {self.seen[-5:]}")
            return found()[:count]


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
            self.manager.disconnect_all()
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
        """The first `count` frames whose fields, at any depth named a.b, are as given."""
        def matches(frame):
            for path, wanted in given["where"].items():
                value = frame
                for name in path.split("."):
                    value = value[int(name)] if isinstance(value, list) and int(name) < len(value) \
                        else value.get(name) if isinstance(value, dict) else None
                if value != wanted:
                    return False
            return True
        return self.frames[given["socket"]].wait(given.get("count", 1), matches)

    def handled(self, given):
        """The first `count` messages that the SDK dispatched to the handler of that name."""
        found = self.frames[given["socket"]].wait(
            given.get("count", 1), lambda each: each[0] == given["name"], of_handled=True)
        return [message for _, message in found]

    def answer(self, request):
        try:
            return {"answer": getattr(self, request["call"])(request.get("given", {}))}
        except Exception as error:  # whatever the SDK raises is the test's to judge
            return {"raised": f"{type(error).__name__}: {error}"}

    def serve(self):
        lines.serve(self.answer)
