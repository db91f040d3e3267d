"""The Aster simulator under the unmodified ccxt 4.5.90: V3, typed data, and its streams."""

from decimal import Decimal

import pytest
from aster_desk import BTC, COLLATERAL, TAKER, WALLET, WALLET_KEY, fee, market, program, simulator  # noqa: F401
from ccxt_desk import Refused

SYMBOL = "BTC/USDT:USDT"


def connect(program, simulator, key):
    rest = simulator.ready["rest"]
    # The stream's address must have `fstream` in it; a user's name may be anything.
    ws = simulator.ready["ws"].replace("ws://", "ws://fstream@")
    program.ask("connect", exchange="aster",
                config={"privateKey": key, "enableRateLimit": False,
                        "options": {"builderFee": False, "defaultType": "swap"}},
                replace=[["https://fapi.asterdex.com", rest], ["https://sapi.asterdex.com", rest],
                         ["wss://fstream.asterdex.com", ws]])
    program.call("load_markets")


@pytest.fixture
def ccxt(program, simulator):
    connect(program, simulator, WALLET_KEY)
    yield program
    program.ask("disconnect")


def buy(ccxt, price, amount, **params):
    return ccxt.call("create_order", SYMBOL, "limit", "buy", amount, price, {"newOrderRespType": "RESULT", **params})


def sell(ccxt, price, amount, **params):
    return ccxt.call("create_order", SYMBOL, "limit", "sell", amount, price, {"newOrderRespType": "RESULT", **params})


# --- REST.

def test_markets_are_linear_swaps(ccxt):
    found = ccxt.call("market", SYMBOL)

    assert (found["id"], found["swap"], found["linear"], found["active"]) == (BTC, True, True, True)
    assert (found["precision"]["price"], found["precision"]["amount"]) == (0.1, 0.001)
    assert found["limits"]["cost"]["min"] == 5


def test_the_time(ccxt):
    assert ccxt.call("fetch_time") > 1_700_000_000_000


def test_the_order_book(ccxt, market):
    market.other("buy", "59998", "2")
    market.other("buy", "59999", "1")
    market.other("sell", "60001", "3")

    book = ccxt.call("fetch_order_book", SYMBOL)

    assert book["bids"] == [[59999, 1], [59998, 2]]
    assert book["asks"] == [[60001, 3]]


def test_trades_name_their_side(ccxt, market):
    market.other("sell", "60001", "1")
    market.other("buy", "60001", "0.5", "ioc")

    trade = ccxt.call("fetch_trades", SYMBOL)[-1]

    assert (trade["price"], trade["amount"], trade["side"]) == (60001, 0.5, "buy")


def test_the_ticker(ccxt, market):
    market.other("sell", "60001", "1")
    market.other("buy", "60001", "0.5", "ioc")

    assert ccxt.call("fetch_ticker", SYMBOL)["last"] == 60001


def test_mark_and_funding_rate(ccxt):
    rate = ccxt.call("fetch_funding_rate", SYMBOL)

    assert (rate["markPrice"], rate["indexPrice"], rate["fundingRate"]) == (60000, 60000, 0)


def test_candles_hold_the_trades(ccxt, market):
    market.other("sell", "60001", "1")
    market.other("buy", "60001", "0.5", "ioc")

    candle, = [each for each in ccxt.call("fetch_ohlcv", SYMBOL, "1d") if each[5]]
    assert candle[4:] == [60001, 0.5]


def test_the_balance(ccxt):
    balance = ccxt.call("fetch_balance")["USDT"]

    assert (balance["free"], balance["total"]) == (10000, 10000)


def test_a_wallet_that_nobody_registered_is_refused(program, simulator):
    connect(program, simulator, "0x" + "22" * 32)

    with pytest.raises(Refused, match="No agent found"):
        program.call("fetch_balance")


def test_a_clock_that_is_ten_seconds_off_is_refused(ccxt, simulator):
    simulator.advance(11_000)

    with pytest.raises(Refused, match="-4225"):
        ccxt.call("fetch_balance")


def test_a_nonce_is_told_by_the_control_port(ccxt, simulator):
    ccxt.call("fetch_balance")

    assert int(simulator.account(WALLET.lower())["nonces"]["user"]) > 1_700_000_000_000_000


def test_a_limit_order_rests_and_is_cancelled(ccxt):
    order = buy(ccxt, 59000.5, 0.01, clientOrderId="arb-1")
    assert (order["status"], order["price"], order["amount"], order["clientOrderId"]) == ("open", 59000.5, 0.01, "arb-1")
    assert [each["id"] for each in ccxt.call("fetch_open_orders", SYMBOL)] == [order["id"]]

    assert ccxt.call("cancel_order", order["id"], SYMBOL)["status"] == "canceled"

    assert ccxt.call("fetch_open_orders", SYMBOL) == []
    assert ccxt.call("fetch_order", order["id"], SYMBOL)["status"] == "canceled"


def test_a_taker_is_filled_in_its_answer(ccxt, market):
    market.other("sell", "60000", "1")

    order = buy(ccxt, 60000, 0.01, timeInForce="IOC")

    assert (order["status"], order["filled"], order["cost"], order["average"]) == ("closed", 0.01, 600, 60000)


def test_a_post_only_that_would_take_expires(ccxt, market):
    market.other("sell", "60000", "1")

    assert buy(ccxt, 60000, 0.01, postOnly=True)["status"] in ("expired", "canceled")
    assert buy(ccxt, 59999, 0.01, postOnly=True)["status"] == "open"


def test_a_market_order(ccxt, market):
    market.other("sell", "60010", "1")

    order = ccxt.call("create_order", SYMBOL, "market", "buy", 0.02, None, {"newOrderRespType": "RESULT"})

    assert (order["status"], order["average"]) == ("closed", 60010)


def test_an_order_past_the_margin_raises(ccxt):
    with pytest.raises(Refused, match="-2019"):
        buy(ccxt, 59000, 4)


def test_a_reduce_only_order_without_a_position_raises(ccxt):
    with pytest.raises(Refused, match="-2022"):
        sell(ccxt, 60000, 0.01, reduceOnly=True)


def test_a_batch(ccxt):
    orders = ccxt.call("create_orders", [
        {"symbol": SYMBOL, "type": "limit", "side": "buy", "amount": 0.01, "price": 59000,
         "params": {"clientOrderId": "a"}},
        {"symbol": SYMBOL, "type": "limit", "side": "sell", "amount": 0.02, "price": 61000,
         "params": {"clientOrderId": "b"}}])

    assert [(each["clientOrderId"], each["side"], each["status"]) for each in orders] == [
        ("a", "buy", "open"), ("b", "sell", "open")]
    ccxt.call("cancel_orders", [each["id"] for each in orders], SYMBOL)
    assert ccxt.call("fetch_open_orders", SYMBOL) == []


def test_cancel_all(ccxt):
    buy(ccxt, 59000, 0.01)
    buy(ccxt, 58000, 0.01)

    ccxt.call("cancel_all_orders", SYMBOL)

    assert ccxt.call("fetch_open_orders", SYMBOL) == []


def test_leverage(ccxt):
    assert ccxt.call("set_leverage", 10, SYMBOL)["leverage"] in (10, "10")

    assert ccxt.call("fetch_positions", [SYMBOL]) is not None


def test_the_fee_rate(ccxt):
    rate = ccxt.call("fetch_trading_fee", SYMBOL)

    assert (rate["maker"], rate["taker"]) == (0.0001, 0.00035)


def test_positions_and_fills(ccxt, market):
    market.other("sell", "60010", "1")
    buy(ccxt, 60010, 0.01)

    position = next(each for each in ccxt.call("fetch_positions", [SYMBOL]) if each["contracts"])
    assert (position["side"], position["contracts"], position["entryPrice"]) == ("long", 0.01, 60010)
    trade, = ccxt.call("fetch_my_trades", SYMBOL)
    assert (trade["side"], trade["amount"]) == ("buy", 0.01)
    assert Decimal(str(trade["fee"]["cost"])) == fee("0.01", "60010", TAKER)


def test_money_is_exact(ccxt, market):
    market.other("sell", "60010.1", "1")
    market.other("buy", "59990.3", "1")
    buy(ccxt, 60010.1, 0.013)
    sell(ccxt, 59990.3, 0.013, reduceOnly=True)

    paid = fee("0.013", "60010.1", TAKER) + fee("0.013", "59990.3", TAKER)
    lost = Decimal("0.013") * (Decimal("60010.1") - Decimal("59990.3"))
    assert market.equity() == COLLATERAL - paid - lost
    assert Decimal(repr(ccxt.call("fetch_balance")["USDT"]["total"])) == COLLATERAL - paid - lost


# --- Streams.

def test_the_watched_book_is_whole(ccxt, market):
    market.other("buy", "59999", "1")

    # The first event may be of the bid alone.
    book = ccxt.watch("watch_order_book", SYMBOL, until=lambda book: book["bids"] and book["asks"],
                      while_doing=lambda: market.other("sell", "60001", "1"))

    assert book["bids"] == [[59999, 1]]
    assert [price for price, _ in book["asks"]] == [60001]


def test_watched_trades_come(ccxt, market):
    market.other("sell", "60001", "100")

    trades = ccxt.watch("watch_trades", SYMBOL, until=bool,
                        while_doing=lambda: market.other("buy", "60001", "0.5", "ioc"))

    assert (trades[-1]["price"], trades[-1]["amount"], trades[-1]["side"]) == (60001, 0.5, "buy")


def test_watched_best_prices_come(ccxt, market):
    market.other("buy", "59999", "1")

    best = ccxt.watch("watch_bids_asks", [SYMBOL], until=lambda all: all[SYMBOL]["bid"] and all[SYMBOL]["ask"],
                      while_doing=lambda: market.other("sell", "60001", "3"))[SYMBOL]

    assert (best["bid"], best["ask"], best["askVolume"] % 3) == (59999, 60001, 0)


def test_watched_marks_come(ccxt):
    assert ccxt.watch("watch_mark_price", SYMBOL, until=bool)["markPrice"] == 60000


def test_watched_candles_come(ccxt, market):
    market.other("sell", "60001", "100")

    candles = ccxt.watch("watch_ohlcv", SYMBOL, "1m", until=lambda candles: candles and candles[-1][5],
                         while_doing=lambda: market.other("buy", "60001", "0.5", "ioc"))

    assert candles[-1][1:5] == [60001] * 4
    assert candles[-1][5] % 0.5 == 0
