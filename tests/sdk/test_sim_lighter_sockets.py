"""The Lighter simulator's socket: the SDK's WsClient, and frames it does not know by hand."""

import asyncio
import json
from decimal import Decimal

import lighter
import pytest
import websockets
from lighter_desk import (ACCOUNT, BTC, BUY, GTT, IOC, POST_ONLY, SELL, desk, simulator)  # noqa: F401


class Listener:
    """The unmodified WsClient, and what it was told."""

    def __init__(self, desk, **what):
        self.desk, self.books, self.accounts = desk, [], []
        self.client = lighter.WsClient(
            ws_url=desk.ws_url, on_order_book_update=lambda _, book: self.books.append(json.loads(json.dumps(book))),
            on_account_update=lambda _, account: self.accounts.append(account), **what)
        self.task = desk.loop.create_task(self.client.run_async())

    def until(self, done):
        async def wait():
            while not done():
                if self.task.done():
                    self.task.result()
                await asyncio.sleep(0.005)
        self.desk.run(wait())

    def close(self):
        self.task.cancel()
        self.desk.run(asyncio.gather(self.task, return_exceptions=True))
        self.desk.run(self.client.ws.close())


class Socket:
    """Frames as they are."""

    def __init__(self, desk, path=""):
        self.desk = desk
        self.connection = desk.run(websockets.connect(desk.ws_url + path))

    def send(self, frame):
        self.desk.run(self.connection.send(json.dumps(frame)))

    def next(self):
        return json.loads(self.desk.run(self.connection.recv()))

    def until(self, wanted):
        while True:
            frame = self.next()
            if wanted(frame):
                return frame

    def of_type(self, name):
        return self.until(lambda frame: frame.get("type") == name)

    def subscribe(self, channel, **more):
        self.send({"type": "subscribe", "channel": channel, **more})

    def close(self):
        self.desk.run(self.connection.close())


@pytest.fixture
def socket(desk):
    made = Socket(desk)
    assert made.next()["type"] == "connected"
    yield made
    made.close()


def levels(side):
    return {Decimal(each["price"]): Decimal(each["size"]) for each in side if Decimal(each["size"])}


def test_the_ws_client_keeps_the_book(desk):
    desk.other("sell", "60010", "1")
    listener = Listener(desk, order_book_ids=[BTC])
    listener.until(lambda: listener.books)
    assert levels(listener.books[0]["asks"]) == {Decimal(60010): Decimal(1)}

    desk.other("buy", "59990", "0.5")
    desk.other("buy", "60010", "0.25", "ioc")

    listener.until(lambda: levels(listener.books[-1]["asks"]) == {Decimal(60010): Decimal("0.75")}
                   and levels(listener.books[-1]["bids"]) == {Decimal(59990): Decimal("0.5")})
    listener.close()


def test_the_ws_client_hears_of_fills(desk):
    listener = Listener(desk, account_ids=[ACCOUNT])
    listener.until(lambda: listener.accounts)
    desk.other("sell", "60000", "1")

    desk.limit(BUY, "60000", "0.01", 1, IOC)

    listener.until(lambda: any((each.get("trades") or {}).get("1") for each in listener.accounts))
    listener.until(lambda: any((each.get("positions") or {}).get("1", {}).get("position") == "0.01000"
                               for each in listener.accounts))
    listener.close()


def test_book_updates_follow_one_another_by_their_nonces(desk, socket):
    socket.subscribe("order_book/1")
    first = socket.of_type("subscribed/order_book")
    assert first["channel"] == "order_book:1"
    assert first["order_book"]["begin_nonce"] == 0
    nonce = first["order_book"]["nonce"]

    for price in ("59990", "59991", "59992"):
        desk.other("buy", price, "0.5")
        book = socket.of_type("update/order_book")["order_book"]
        assert book["begin_nonce"] == nonce
        nonce = book["nonce"]
        assert book["bids"] == [{"price": price + ".0", "size": "0.50000"}]


def test_a_level_that_is_gone_has_no_size(desk, socket):
    desk.other("sell", "60010", "1")
    socket.subscribe("order_book/1")
    socket.of_type("subscribed/order_book")

    desk.other("buy", "60010", "1", "ioc")

    assert socket.of_type("update/order_book")["order_book"]["asks"] == [{"price": "60010.0", "size": "0.00000"}]


def test_a_second_subscription_is_refused_and_a_new_one_brings_a_snapshot(desk, socket):
    socket.subscribe("order_book/1")
    socket.of_type("subscribed/order_book")
    socket.subscribe("order_book/1")
    assert socket.until(lambda frame: "error" in frame)["error"]["code"] == 30003

    socket.send({"type": "unsubscribe", "channel": "order_book/1"})
    assert socket.of_type("unsubscribed")["channel"] == "order_book:1"
    socket.subscribe("order_book/1")

    assert socket.of_type("subscribed/order_book")["order_book"]["begin_nonce"] == 0


def test_a_private_channel_wants_a_token(desk, socket):
    socket.subscribe(f"account_all_orders/{ACCOUNT}")

    error = socket.until(lambda frame: "error" in frame)["error"]

    assert error["code"] == 20001
    assert f"auth field is required: account_all_orders:{ACCOUNT}" in error["message"]


def test_orders_are_told_with_each_new_status(desk, socket):
    socket.subscribe(f"account_all_orders/{ACCOUNT}", auth=desk.token())
    socket.of_type("subscribed/account_all_orders")

    desk.limit(BUY, "59000", "0.01", 5)
    desk.good(desk.run(desk.client.cancel_order(BTC, 5)))

    told = []
    while "canceled" not in told:
        frame = socket.of_type("update/account_all_orders")
        told += [order["status"] for order in frame["orders"]["1"] if order["client_order_index"] == 5]
    assert "open" in told


def test_a_transaction_by_socket_is_answered_by_its_id(desk, socket):
    kind, info, tx_hash, _ = desk.client.sign_create_order(BTC, 1, 1000, 590000, 0, 0, GTT, nonce=0, api_key_index=3)

    socket.send({"type": "jsonapi/sendtx", "data": {"id": "a7", "tx_type": int(kind), "tx_info": json.loads(info)}})

    answer = socket.until(lambda frame: frame.get("id") == "a7")
    assert (answer["code"], answer["tx_hash"]) == (200, tx_hash.removeprefix("0x"))
    assert desk.order(1).status == "open"


def test_a_refused_transaction_is_answered_by_its_id(desk, socket):
    kind, info, _, _ = desk.client.sign_create_order(BTC, 1, 1000, 590000, 0, 0, GTT, nonce=9, api_key_index=3)

    socket.send({"type": "jsonapi/sendtx", "data": {"id": "a8", "tx_type": int(kind), "tx_info": info}})

    answer = socket.until(lambda frame: frame.get("id") == "a8")
    assert answer["error"]["code"] == 21104


def test_a_batch_by_socket_gives_a_hash_each(desk, socket):
    made = [desk.client.sign_create_order(BTC, i + 1, 1000, 590000, 0, 0, GTT, nonce=i, api_key_index=3)
            for i in range(2)]

    socket.send({"type": "jsonapi/sendtxbatch", "data": {
        "id": "b", "tx_types": json.dumps([int(each[0]) for each in made]),
        "tx_infos": json.dumps([each[1] for each in made])}})

    answer = socket.until(lambda frame: frame.get("id") == "b")
    assert answer["tx_hash"] == [each[2].removeprefix("0x") for each in made]
    assert len(desk.active()) == 2


def test_a_ping_has_its_pong(desk, socket):
    socket.send({"type": "ping"})

    assert socket.next() == {"type": "pong"}


def test_nonsense_has_its_codes(desk, socket):
    desk.run(socket.connection.send("{"))
    assert socket.next()["error"]["code"] == 30000
    socket.send({"type": "dance"})
    assert socket.next()["error"]["code"] == 30001
    socket.subscribe("weather/1")
    assert socket.next()["error"]["code"] == 30005
    socket.send({"type": "unsubscribe", "channel": "order_book/1"})
    assert socket.next()["error"]["code"] == 30002


def test_the_ticker_and_the_tape(desk, socket):
    socket.subscribe("ticker/1")
    socket.of_type("subscribed/ticker")
    socket.subscribe("trade/1")
    socket.of_type("subscribed/trade")

    desk.other("sell", "60010", "1")
    ticker = socket.of_type("update/ticker")["ticker"]
    assert (ticker["s"], ticker["a"]["price"], ticker["a"]["size"]) == ("BTC", "60010.0", "1.00000")
    desk.other("buy", "60010", "0.4", "ioc")

    trade, = socket.of_type("update/trade")["trades"]
    assert (trade["size"], trade["price"], trade["is_maker_ask"]) == ("0.40000", "60010.0", True)


@pytest.mark.parametrize("channel, key", [
    (f"account_all_positions/{ACCOUNT}", "positions"), (f"account_all_trades/{ACCOUNT}", "trades"),
    (f"account_orders/1/{ACCOUNT}", "orders"), (f"account_market/1/{ACCOUNT}", "position"),
    (f"user_stats/{ACCOUNT}", "stats"), (f"account_all_assets/{ACCOUNT}", "assets"),
    (f"account_tx/{ACCOUNT}", "txs"), ("market_stats/1", "market_stats"), ("market_stats/all", "market_stats"),
    ("height", "height"), ("candle/1/1m", "candles")])
def test_channels_of_the_page_are_there(desk, socket, channel, key):
    socket.subscribe(channel, auth=desk.token())

    frame = socket.next()

    assert frame["type"] == "subscribed/" + channel.split("/")[0]
    assert key in frame


def test_an_executed_transaction_is_told(desk, socket):
    socket.subscribe(f"account_tx/{ACCOUNT}", auth=desk.token())
    socket.of_type("subscribed/account_tx")

    _, answer, _ = desk.send(BUY, "59000", "0.01", 1)

    tx, = socket.of_type("update/account_tx")["txs"]
    assert (tx["hash"], tx["type"], tx["status"]) == (answer.tx_hash, 14, 2)


def test_sockets_that_showed_a_token_go_when_auth_is_expired(desk, socket):
    socket.subscribe(f"account_all_orders/{ACCOUNT}", auth=desk.token())
    socket.of_type("subscribed/account_all_orders")

    desk.simulator.fault("expire_auth")

    with pytest.raises(websockets.ConnectionClosed):
        socket.until(lambda frame: False)
