"""The Backpack simulator under the unmodified ccxt 4.5.90: batches, and its streams."""

from decimal import Decimal

import pytest
from backpack_desk import BTC, COLLATERAL, KEYS, TAKER, Desk, fee, simulator  # noqa: F401
from ccxt_desk import CcxtProgram, Refused

SYMBOL = "BTC/USDC:USDC"


@pytest.fixture(scope="module")
def program():
    running = CcxtProgram()
    yield running
    running.close()


@pytest.fixture
def ccxt(program, simulator):
    url = simulator.ready["rest"]
    program.ask("connect", exchange="backpack",
                config={"apiKey": KEYS[0], "secret": KEYS[1], "enableRateLimit": False,
                        "options": {"watchOrderBook": {"snapshotDelay": 0}}},
                replace=[["https://api.backpack.exchange", url], ["wss://ws.backpack.exchange", simulator.ready["ws"]]])
    program.call("load_markets")
    yield program
    program.ask("disconnect")


@pytest.fixture
def desk(simulator):
    return Desk(simulator)


def buy(ccxt, price, amount, **params):
    return ccxt.call("create_order", SYMBOL, "limit", "buy", amount, price, params)


def sell(ccxt, price, amount, **params):
    return ccxt.call("create_order", SYMBOL, "limit", "sell", amount, price, params)


# --- REST.

def test_markets_are_linear_swaps(ccxt):
    market = ccxt.call("market", SYMBOL)

    assert (market["id"], market["swap"], market["linear"], market["active"]) == (BTC, True, True, True)
    assert (market["precision"]["price"], market["precision"]["amount"]) == (0.1, 0.00001)


def test_the_status_is_ok(ccxt):
    assert ccxt.call("fetch_status")["status"] == "ok"


def test_the_order_book_is_best_first_once_sorted(ccxt, desk):
    desk.other("buy", "59998", "2")
    desk.other("buy", "59999", "1")
    desk.other("sell", "60001", "3")

    book = ccxt.call("fetch_order_book", SYMBOL)

    assert book["bids"] == [[59999, 1], [59998, 2]]
    assert book["asks"] == [[60001, 3]]
    assert book["nonce"] == 3


def test_trades_name_their_side(ccxt, desk):
    desk.other("sell", "60001", "1")
    desk.other("buy", "60001", "0.5", "ioc")

    trade, = ccxt.call("fetch_trades", SYMBOL)

    assert (trade["price"], trade["amount"], trade["id"]) == (60001, 0.5, "1")


def test_mark_and_funding_rate(ccxt):
    rate = ccxt.call("fetch_funding_rate", SYMBOL)

    assert (rate["markPrice"], rate["indexPrice"], rate["fundingRate"]) == (60000, 60000, 0)


def test_open_interest(ccxt, desk):
    desk.other("sell", "60000", "1")
    buy(ccxt, 60000, 0.01)

    assert ccxt.call("fetch_open_interest", SYMBOL)["info"]["openInterest"] == "0.01"


def test_candles_hold_the_trades(ccxt, desk):
    desk.other("sell", "60001", "1")
    desk.other("buy", "60001", "0.5", "ioc")
    desk.other("buy", "60001", "0.25", "ioc")

    candle, = [each for each in ccxt.call("fetch_ohlcv", SYMBOL, "1d") if each[5]]
    assert candle[4:] == [60001, 0.75]


def test_the_balance(ccxt):
    balance = ccxt.call("fetch_balance")

    assert balance["USDC"] == {"free": 10000, "used": 0, "total": 10000}


def test_a_limit_order_rests_and_is_cancelled(ccxt):
    order = buy(ccxt, 59000.5, 0.01, clientOrderId=7)
    assert (order["status"], order["price"], order["amount"], order["clientOrderId"]) == ("open", 59000.5, 0.01, "7")
    assert [each["id"] for each in ccxt.call("fetch_open_orders", SYMBOL)] == [order["id"]]

    cancelled = ccxt.call("cancel_order", order["id"], SYMBOL)

    assert cancelled["status"] == "canceled"
    assert ccxt.call("fetch_open_orders", SYMBOL) == []


def test_a_taker_is_filled_in_its_answer(ccxt, desk):
    desk.other("sell", "60000", "1")

    order = buy(ccxt, 60000, 0.01, timeInForce="IOC")

    assert (order["status"], order["filled"], order["cost"], order["average"]) == ("closed", 0.01, 600, 60000)


def test_a_post_only_that_would_take_raises(ccxt, desk):
    desk.other("sell", "60000", "1")

    with pytest.raises(Refused, match="INVALID_ORDER"):
        buy(ccxt, 60000, 0.01, postOnly=True)


def test_an_order_past_the_margin_raises(ccxt):
    with pytest.raises(Refused, match="INSUFFICIENT_MARGIN"):
        buy(ccxt, 59000, 4)


def test_a_wrong_secret_raises(ccxt, simulator):
    ccxt.ask("connect", exchange="backpack", config={"apiKey": KEYS[0], "secret": "A" * 43 + "="},
             replace=[["https://api.backpack.exchange", simulator.ready["rest"]],
                      ["wss://ws.backpack.exchange", simulator.ready["ws"]]])

    with pytest.raises(Refused, match="Invalid signature"):
        ccxt.call("fetch_balance")


def test_a_batch_is_signed_order_by_order(ccxt):
    orders = ccxt.call("create_orders", [
        {"symbol": SYMBOL, "type": "limit", "side": "buy", "amount": 0.01, "price": 59000, "params": {"clientOrderId": 1}},
        {"symbol": SYMBOL, "type": "limit", "side": "sell", "amount": 0.02, "price": 61000, "params": {"clientOrderId": 2}}])

    assert [(each["clientOrderId"], each["side"], each["status"]) for each in orders] == [
        ("1", "buy", "open"), ("2", "sell", "open")]
    assert len(ccxt.call("cancel_all_orders", SYMBOL)) == 2


def test_positions_and_fills(ccxt, desk):
    desk.other("sell", "60010", "1")
    buy(ccxt, 60010, 0.01, clientOrderId=9)

    position, = ccxt.call("fetch_positions", [SYMBOL])
    assert (position["side"], position["contracts"], position["entryPrice"]) == ("long", "0.01", "60010")
    trade, = ccxt.call("fetch_my_trades", SYMBOL)
    assert (trade["side"], trade["amount"], trade["takerOrMaker"]) == ("buy", 0.01, "taker")
    assert Decimal(str(trade["fee"]["cost"])) == fee("0.01", "60010", TAKER)


def test_money_is_the_same_on_both_clients(ccxt, desk):
    desk.other("sell", "60010.1", "1")
    desk.other("buy", "59990.3", "1")
    buy(ccxt, 60010.1, 0.01237)
    sell(ccxt, 59990.3, 0.01237, reduceOnly=True)

    paid = fee("0.01237", "60010.1", TAKER) + fee("0.01237", "59990.3", TAKER)
    lost = Decimal("0.01237") * (Decimal("60010.1") - Decimal("59990.3"))
    assert desk.equity() == COLLATERAL - paid - lost
    free = ccxt.call("fetch_balance")["USDC"]["free"]
    assert Decimal(repr(free)) == COLLATERAL - paid - lost


# --- Streams.

def test_the_watched_book_follows(ccxt, desk):
    desk.other("buy", "59999", "1")

    book = ccxt.watch("watch_order_book", SYMBOL, until=lambda book: book["bids"] and book["asks"],
                      while_doing=lambda: desk.other("sell", "60001", "1"))

    assert book["bids"] == [[59999, 1]]
    assert [price for price, _ in book["asks"]] == [60001]


def test_watched_trades_come(ccxt, desk):
    desk.other("sell", "60001", "100")

    trades = ccxt.watch("watch_trades", SYMBOL, until=bool,
                        while_doing=lambda: desk.other("buy", "60001", "0.5", "ioc"))

    assert (trades[-1]["price"], trades[-1]["amount"], trades[-1]["side"]) == (60001, 0.5, "buy")


def test_watched_best_prices_come(ccxt, desk):
    desk.other("buy", "59999", "1")

    best = ccxt.watch("watch_bids_asks", [SYMBOL], until=lambda all: all[SYMBOL]["bid"] and all[SYMBOL]["ask"],
                      while_doing=lambda: desk.other("sell", "60001", "3"))[SYMBOL]

    assert (best["bid"], best["bidVolume"], best["ask"], best["askVolume"] % 3) == (59999, 1, 60001, 0)


def test_watched_orders_are_accepted_first(ccxt):
    placed = []

    seen = ccxt.watch("watch_orders", SYMBOL, until=bool,
                      while_doing=lambda: placed.append(buy(ccxt, 59000, 0.001)["id"]))[-1]

    assert seen["id"] in placed
    assert (seen["status"], seen["side"]) == ("open", "buy")


def test_watched_positions_come(ccxt, desk):
    desk.other("sell", "60000", "1")

    seen = ccxt.watch("watch_positions", [SYMBOL], until=bool, while_doing=lambda: buy(ccxt, 60000, 0.001))[-1]

    assert (seen["side"], seen["entryPrice"]) == ("long", "60000")
    assert Decimal(seen["contracts"]) % Decimal("0.001") == 0


def test_watched_candles_come(ccxt, desk):
    desk.other("sell", "60001", "100")

    candles = ccxt.watch("watch_ohlcv", SYMBOL, "1m", until=lambda candles: candles and candles[-1][5],
                         while_doing=lambda: desk.other("buy", "60001", "0.5", "ioc"))

    assert candles[-1][1:5] == [60001] * 4
    assert candles[-1][5] % 0.5 == 0
