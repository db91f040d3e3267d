"""The Paradex simulator's sockets under the unmodified SDK: public channels in JSON and SBE, private ones, orders."""

from decimal import Decimal

import pytest
from paradex_desk import (BTC, BUY, ETH, SELL, TAKER, Ear, desk, fee, loop, simulator)  # noqa: F401
from paradex_py.api.ws_client import ParadexWebsocketChannel, ParadexWebsocketClient, WsRpcError
from waiting import until


@pytest.fixture(params=["json", "sbe"])
def market_ear(request, desk, loop):  # noqa: F811
    """A public client, once in each encoding."""
    client = ParadexWebsocketClient(env="prod", ws_url_override=desk.simulator.ready["ws"],
                                    sbe_enabled=request.param == "sbe", reader_sleep_on_no_connection=0.01)
    made = Ear(client, loop)
    made.sbe = request.param == "sbe"
    assert made.connect()
    yield made
    made.close()


@pytest.fixture
def ear(desk, loop):  # noqa: F811
    """The client's own socket, logged in."""
    made = Ear(desk.client.ws_client, loop)
    assert made.connect()
    yield made
    made.close()


@pytest.fixture
def direct(desk, loop):  # noqa: F811
    """The socket for orders."""
    desk.client.ws_direct_client.init_account(desk.client.account)
    made = Ear(desk.client.ws_direct_client, loop)
    assert made.connect()
    yield made
    made.close()


def levels(frame, side):
    """Of a book frame in either encoding: price to size."""
    if "bids" in frame:
        entries = frame["bids" if side == "BUY" else "asks"]
    else:
        entries = [(each["price"], each["size"]) for kind in ("inserts", "updates", "deletes")
                   for each in frame[kind] if each["side"] == side]
    return {Decimal(price): Decimal(size) for price, size in entries}


def best_bid(frame):
    """Price and size, or nothing where the side is empty."""
    price = frame["bid_price"] if "bid_price" in frame else frame["bid"]
    return (Decimal(price), Decimal(frame["bid_size"])) if price else None


# --- Public channels, in both encodings.

def test_deltas_follow_one_another_and_make_the_book(desk, market_ear):
    desk.other("buy", "59990", "1")
    channel = f"order_book.{BTC}.deltas"
    market_ear.subscribe(channel)
    market_ear.of(channel)
    desk.other("buy", "59991", "0.5")
    desk.other("sell", "60010", "2")
    desk.other("sell", "59991", "0.5", "ioc")

    frames = market_ear.of(channel, 4)

    book = {"BUY": {}, "SELL": {}}
    for before, frame in zip([None, *frames], frames):
        if before is not None:
            assert frame["seq_no"] == before["seq_no"] + 1
        for side in book:
            book[side].update(levels(frame, side))
    kept = {side: {price: size for price, size in of.items() if size} for side, of in book.items()}
    assert kept == {"BUY": {Decimal(59990): Decimal(1)}, "SELL": {Decimal(60010): Decimal(2)}}
    rest = desk.api.fetch_orderbook(BTC)
    assert rest["seq_no"] == frames[-1]["seq_no"]


def test_snapshots_hold_fifteen_levels(desk, market_ear):
    for i in range(20):
        desk.other("buy", str(59900 + i), "1")

    market_ear.run(market_ear.client.subscribe(
        ParadexWebsocketChannel.ORDER_BOOK, market_ear._callback, {"market": BTC}))

    frame = market_ear.of(f"order_book.{BTC}.snapshot@15@100ms")[0]
    assert sorted(levels(frame, "BUY"), reverse=True) == [Decimal(59919 - i) for i in range(15)]


def test_the_touch_is_told_when_it_changes(desk, market_ear):
    channel = f"bbo.{BTC}"
    market_ear.subscribe(channel)
    empty = market_ear.of(channel)[0]
    assert best_bid(empty) is None

    desk.other("buy", "59990.5", "1.25")

    frame = market_ear.of(channel, 2)[1]
    assert best_bid(frame) == (Decimal("59990.5"), Decimal("1.25"))
    assert frame["seq_no"] > empty["seq_no"]


def test_trades_are_told_with_an_id_that_rest_has_too(desk, market_ear):
    desk.other("sell", "60010", "1")
    channel = f"trades.{BTC}"
    market_ear.subscribe(channel)

    desk.other("buy", "60010", "0.25", "ioc")

    frame = market_ear.of(channel)[0]
    trade, = desk.api.fetch_trades({"market": BTC})["results"]
    assert (frame["side"], Decimal(frame["price"]), Decimal(frame["size"])) == ("BUY", Decimal(60010), Decimal("0.25"))
    assert frame["trade_id_str" if market_ear.sbe else "id"] == trade["id"]


def test_summaries_and_funding_are_told(desk, market_ear):
    market_ear.subscribe(f"markets_summary.{BTC}")
    market_ear.subscribe(f"funding_data.{ETH}")

    summary = market_ear.of(f"markets_summary.{BTC}")[0]
    funding = market_ear.of(f"funding_data.{ETH}")[0]

    assert Decimal(summary["mark_price"]) == 60000
    assert int(funding["funding_period_hours"]) == 8
    assert Decimal(funding["funding_rate"]) == 0


def test_a_channel_that_is_not_there_is_refused(desk, market_ear):
    market_ear.run(market_ear.client.subscribe_by_name("order_book.NOTHING.deltas"))
    market_ear.subscribe(f"bbo.{BTC}")

    assert "order_book.NOTHING.deltas" not in market_ear.client.get_subscriptions()


def test_a_private_channel_wants_a_login(desk, market_ear):
    market_ear.run(market_ear.client.subscribe_by_name("orders.ALL"))
    market_ear.subscribe(f"bbo.{BTC}")

    assert "orders.ALL" not in market_ear.client.get_subscriptions()


def test_garbage_is_survived(desk, market_ear):
    channel = f"bbo.{BTC}"
    market_ear.subscribe(channel)
    market_ear.of(channel)
    market_ear.client.reader_sleep_on_error = 0
    desk.simulator.fault("garbage_frame")

    desk.other("buy", "59990", "1")
    desk.other("buy", "59991", "1")

    assert best_bid(market_ear.of(channel, 2)[1]) == (Decimal(59991), Decimal(1))


# --- Private channels.

def test_an_order_is_told_in_every_state(desk, ear):
    desk.other("sell", "60010", "1")
    for channel in ("orders.ALL", "fills.ALL", "positions", "account"):
        ear.subscribe(channel)

    order = desk.place(BUY, "60010", "0.01", instruction="IOC", client_id="c")

    ear.until(lambda: any(each["status"] == "CLOSED" for each in ear.heard["orders.ALL"]))
    told = ear.heard["orders.ALL"]
    assert told[0]["status"] == "NEW"
    assert {each["id"] for each in told} == {order["id"]}
    assert [each["seq_no"] for each in told] == sorted({each["seq_no"] for each in told})
    fill = ear.of("fills.ALL")[0]
    assert (fill["order_id"], fill["client_id"], fill["liquidity"]) == (order["id"], "c", "TAKER")
    assert Decimal(fill["fee"]) == fee("0.01", "60010", TAKER)
    assert ear.of("positions")[0]["size"] == "0.01"
    account = ear.of("account")[0]
    assert Decimal(account["account_value"]) == Decimal(desk.api.fetch_account_summary().account_value)


def test_a_fill_by_somebody_else_is_told(desk, ear):
    ear.subscribe(f"fills.{BTC}")
    order = desk.place(SELL, "60010", "0.02", instruction="POST_ONLY")

    desk.other("buy", "60010", "0.005", "ioc")

    fill = ear.of(f"fills.{BTC}")[0]
    assert (fill["order_id"], fill["liquidity"], fill["size"], fill["remaining_size"]) == (
        order["id"], "MAKER", "0.005", "0.015")


def test_a_private_channel_is_json_beside_binary_ones(desk, loop):  # noqa: F811
    client = desk.main(ws_sbe_enabled=True)
    ear = Ear(client.ws_client, loop)  # noqa: F811
    assert ear.connect()
    ear.subscribe("orders.ALL")
    ear.subscribe(f"order_book.{BTC}.deltas")

    order = desk.place(BUY, "59000", "0.01")

    assert ear.of("orders.ALL")[0]["id"] == order["id"]
    assert "bids" in ear.of(f"order_book.{BTC}.deltas", 2)[1]
    ear.close()


def test_a_session_that_is_cut_comes_back(desk, ear):
    ear.subscribe("orders.ALL")
    cut = ear.client.ws
    desk.simulator.fault("disconnect")
    # The SDK forgets its channels when it connects anew, and asks for them again.
    ear.until(lambda: ear.client.ws is not cut and ear.client.subscribed_channels.get("orders.ALL"))
    order = desk.place(BUY, "59000", "0.01")

    assert ear.of("orders.ALL")[0]["id"] == order["id"]


# --- Orders by the socket.

def test_an_order_by_the_socket_is_taken_and_matched(desk, direct):
    desk.other("sell", "60010", "1")

    answer = direct.run(direct.client.submit_order(desk.make(BUY, "60010", "0.01", instruction="IOC")))

    assert answer["order"]["status"] == "NEW"
    assert answer["created_at"] and answer["received_at"]
    assert desk.order(answer["order"]["id"])["remaining_size"] == "0"


def test_the_socket_modifies_and_cancels(desk, direct):
    order = direct.run(direct.client.submit_order(desk.make(BUY, "59000", "0.01", client_id="c")))["order"]

    changed = direct.run(direct.client.modify_order(
        order["id"], desk.make(BUY, "59100", "0.02", order_id=order["id"])))
    assert (changed["order"]["id"], changed["order"]["price"]) == (order["id"], "59100")
    gone = direct.run(direct.client.cancel_order_by_client_id("c", BTC))

    assert gone == {"order_id": order["id"], "status": "QUEUED_FOR_CANCELLATION"}
    assert desk.order(order["id"])["status"] == "CLOSED"
    with pytest.raises(WsRpcError) as caught:
        direct.run(direct.client.cancel_order(order["id"]))
    assert caught.value.code == 100


def test_the_socket_takes_batches(desk, direct):
    answer = direct.run(direct.client.submit_orders_batch(
        [desk.make(BUY, "59000", "0.01"), desk.make(BUY, "59000.05", "0.01")]))
    first = answer["results"][0]["order"]
    assert "error" in answer["results"][1]

    gone = direct.run(direct.client.cancel_orders_batch([first["id"]]))

    assert gone["results"][0]["status"] == "QUEUED_FOR_CANCELLATION"
    assert direct.run(direct.client.cancel_all_orders(BTC)) == {"status": "ok"}


def test_the_socket_refuses_what_rest_refuses(desk, direct):
    with pytest.raises(WsRpcError) as caught:
        direct.run(direct.client.submit_order(desk.make(BUY, "59000", "0.0001")))

    assert caught.value.message == "INVALID_ORDER_SIZE"


def test_orders_of_an_armed_socket_are_cancelled_when_it_goes(desk, direct):
    by_rest = desk.place(BUY, "58000", "0.01")
    assert direct.run(direct.client.cancel_on_disconnect(True)) == {"enabled": True}
    mine = direct.run(direct.client.submit_order(desk.make(BUY, "59000", "0.01")))["order"]
    direct.client.disable_reconnect = True

    direct.client.ws.transport.abort()
    direct.until(lambda: not direct.client._is_connection_open())

    until(lambda: desk.order(mine["id"])["status"] == "CLOSED", "the cancel")
    assert desk.order(mine["id"])["cancel_reason"] == "USER_CANCELED"
    assert desk.order(by_rest["id"])["status"] == "OPEN"


def test_orders_of_a_socket_that_was_disarmed_stay(desk, direct, loop):  # noqa: F811
    direct.run(direct.client.cancel_on_disconnect(True))
    mine = direct.run(direct.client.submit_order(desk.make(BUY, "59000", "0.01")))["order"]
    assert direct.run(direct.client.cancel_on_disconnect(False)) == {"enabled": False}

    direct.close()

    second = Ear(desk.main().ws_client, loop)
    second.connect()
    second.close()
    assert desk.order(mine["id"])["status"] == "OPEN"


def test_a_subkey_trades_by_its_socket(desk, loop):  # noqa: F811
    subkey = desk.subkey()
    socket = Ear(subkey.ws_client, loop)
    assert socket.connect()

    order = socket.run(subkey.ws_client.submit_order(desk.make(BUY, "59000", "0.01")))["order"]

    assert order["account"] == hex(desk.client.account.l2_address)
    assert desk.order(order["id"])["status"] == "OPEN"
    socket.close()
