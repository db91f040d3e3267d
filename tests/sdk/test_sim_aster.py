"""The Aster simulator under the unmodified binance-futures-connector 4.2.0: V1, HMAC, and streams."""

from decimal import Decimal

import pytest
from aster_desk import (API_KEY, API_SECRET, BTC, COLLATERAL, MAKER, MARK, TAKER, fee, market, program,  # noqa: F401
                        simulator)
from ccxt_desk import Refused

MINUTE = 60_000


@pytest.fixture
def client(program, simulator):
    program.ask("connect_connector", key=API_KEY, secret=API_SECRET, rest=simulator.ready["rest"])
    yield program
    program.ask("disconnect")


def limit(client, side, price, quantity, force="GTC", **more):
    more.setdefault("newOrderRespType", "RESULT")
    return client.connector("new_order", BTC, side, "LIMIT", price=price, quantity=quantity, timeInForce=force, **more)


def take(client, side, quantity, **more):
    return client.connector("new_order", BTC, side, "MARKET", quantity=quantity, newOrderRespType="RESULT", **more)


# --- What everybody may read.

def test_the_venue_answers(client):
    assert client.connector("ping") == {}
    assert client.connector("time")["serverTime"] > 1_700_000_000_000


def test_exchange_info_has_the_filters_of_the_page(client):
    info = client.connector("exchange_info")
    symbol = next(each for each in info["symbols"] if each["symbol"] == BTC)
    filters = {each["filterType"]: each for each in symbol["filters"]}

    assert {each["rateLimitType"]: each["limit"] for each in info["rateLimits"]} == {
        "REQUEST_WEIGHT": 2400, "ORDERS": 1200}
    assert filters["PRICE_FILTER"]["tickSize"] == "0.1"
    assert (filters["LOT_SIZE"]["stepSize"], filters["MARKET_LOT_SIZE"]["maxQty"]) == ("0.001", "120")
    assert filters["MIN_NOTIONAL"]["notional"] == "5"
    assert symbol["status"] == "TRADING"


def test_depth_is_best_first(client, market):
    market.other("buy", "59998", "2")
    market.other("buy", "59999", "1")
    market.other("sell", "60001", "3")

    book = client.connector("depth", BTC, limit=5)

    assert book["bids"] == [["59999.0", "1.000"], ["59998.0", "2.000"]]
    assert book["asks"] == [["60001.0", "3.000"]]


def test_trades_and_tickers(client, market):
    market.other("sell", "60001", "1")
    market.other("buy", "60001", "0.5", "ioc")

    trade, = client.connector("trades", BTC)
    assert (trade["price"], trade["qty"], trade["isBuyerMaker"]) == ("60001.0", "0.500", False)
    assert client.connector("ticker_price", BTC)["price"] == "60001.0"
    assert client.connector("book_ticker", BTC)["askQty"] == "0.500"
    assert client.connector("ticker_24hr_price_change", BTC)["count"] == 1


def test_mark_price_and_the_next_funding(client):
    assert client.connector("mark_price", BTC)["markPrice"] == "60000.00000000"
    assert client.connector("mark_price", BTC)["nextFundingTime"] % (8 * 60 * MINUTE) == 0


def test_candles_hold_the_trades(client, market):
    market.other("sell", "60001", "1")
    market.other("buy", "60001", "0.5", "ioc")

    row, = [each for each in client.connector("klines", BTC, "1d") if each[8]]
    assert (row[4], row[5], row[8], row[9]) == ("60001.0", "0.500", 1, "0.500")
    assert client.connector("mark_price_klines", BTC, "1m")[-1][4] == "60000.0"
    assert client.connector("index_price_klines", BTC, "1m")[-1][4] == "60000.0"


# --- Who is let in.

def test_a_wrong_secret_is_found_out(client, simulator):
    client.ask("connect_connector", key=API_KEY, secret="wrong", rest=simulator.ready["rest"])

    with pytest.raises(Refused, match="-1022"):
        client.connector("balance")


def test_an_unknown_key_is_refused(client, simulator):
    client.ask("connect_connector", key="nobody", secret=API_SECRET, rest=simulator.ready["rest"])

    with pytest.raises(Refused, match="-2015"):
        client.connector("balance")


def test_a_clock_behind_is_refused_past_its_window(client, simulator):
    simulator.advance(6000)
    with pytest.raises(Refused, match="-1021"):
        client.connector("balance")

    assert client.connector("balance", recvWindow=20000)[0]["asset"] == "USDT"


def test_a_skewed_clock_refuses_once(client, simulator):
    simulator.fault("clock_skew")

    with pytest.raises(Refused, match="-1021"):
        client.connector("balance")
    assert client.connector("balance")[0]["asset"] == "USDT"


# --- Orders.

def test_a_limit_order_rests(client):
    order = limit(client, "BUY", "59000.5", "0.01", newClientOrderId="arb-1_a.:/")

    assert (order["status"], order["price"], order["origQty"]) == ("NEW", "59000.5", "0.010")
    assert (order["clientOrderId"], order["timeInForce"], order["type"]) == ("arb-1_a.:/", "GTC", "LIMIT")
    found = client.connector("query_order", BTC, origClientOrderId="arb-1_a.:/")
    assert (found["orderId"], found["time"]) == (order["orderId"], found["updateTime"])


def test_an_answer_of_ack_is_before_the_match(client, market):
    market.other("sell", "60000", "1")

    order = limit(client, "BUY", "60000", "0.01", "IOC", newOrderRespType="ACK")

    assert (order["status"], order["executedQty"]) == ("NEW", "0.000")
    assert client.connector("query_order", BTC, orderId=order["orderId"])["status"] == "FILLED"


def test_a_market_order_takes_what_is_there(client, market):
    market.other("sell", "60010", "0.005")
    market.other("sell", "60020", "1")

    order = take(client, "BUY", "0.02")

    assert (order["status"], order["executedQty"]) == ("FILLED", "0.020")
    assert Decimal(order["cumQuote"]) == Decimal("0.005") * 60010 + Decimal("0.015") * 60020
    assert order["avgPrice"] == "60017.50000"


def test_what_an_ioc_does_not_find_expires(client, market):
    market.other("sell", "60010", "0.004")

    order = limit(client, "BUY", "60010", "0.01", "IOC")

    assert (order["status"], order["executedQty"]) == ("EXPIRED", "0.004")


def test_a_fok_is_filled_whole_or_not_at_all(client, market):
    market.other("sell", "60010", "0.004")

    assert limit(client, "BUY", "60010", "0.01", "FOK")["executedQty"] == "0.000"


def test_a_gtx_that_would_take_expires(client, market):
    market.other("sell", "60010", "1")

    assert limit(client, "BUY", "60010", "0.01", "GTX")["status"] == "EXPIRED"
    assert limit(client, "BUY", "60009.9", "0.01", "GTX")["status"] == "NEW"


@pytest.mark.parametrize("price, quantity, code", [
    ("59000.05", "0.01", "-4014"), ("59000", "0.0105", "-4023"), ("59000", "1001", "-4005"),
    ("63000.1", "0.01", "-4016"), ("4999.9", "0.001", "-4164"), ("59000", "100", "-2019")])
def test_filters_have_their_codes(client, price, quantity, code):
    with pytest.raises(Refused, match=code):
        limit(client, "BUY", price, quantity)


def test_reduce_only_closes_and_goes_no_further(client, market):
    with pytest.raises(Refused, match="-2022"):
        limit(client, "SELL", "60000", "0.01", reduceOnly="true")
    market.other("sell", "60000", "1")
    limit(client, "BUY", "60000", "0.01")
    market.other("buy", "59990", "1")

    order = limit(client, "SELL", "59990", "0.05", "IOC", reduceOnly="true")

    assert order["executedQty"] == "0.010"
    risk, = client.connector("get_position_risk", symbol=BTC)
    assert risk["positionAmt"] == "0.000"


def test_cancel_by_either_id(client):
    first = limit(client, "BUY", "59000", "0.01")
    limit(client, "BUY", "59000", "0.01", newClientOrderId="b")

    assert client.connector("cancel_order", BTC, orderId=first["orderId"])["status"] == "CANCELED"
    assert client.connector("cancel_order", BTC, origClientOrderId="b")["status"] == "CANCELED"
    with pytest.raises(Refused, match="-2011"):
        client.connector("cancel_order", BTC, origClientOrderId="b")
    with pytest.raises(Refused, match="-2013"):
        client.connector("query_order", BTC, orderId=1)


def test_a_batch_places_and_another_cancels(client):
    order = {"symbol": BTC, "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "price": "59000", "quantity": "0.01"}
    answers = client.connector("new_batch_order", [
        dict(order, newClientOrderId="a"), dict(order, quantity="0.0105"), dict(order, newClientOrderId="b")])

    assert [each.get("clientOrderId", each.get("code")) for each in answers] == ["a", -4023, "b"]
    gone = client.connector("cancel_batch_order", BTC, None, ["a", "b", "c"])
    assert [each.get("status", each.get("code")) for each in gone] == ["CANCELED", "CANCELED", -2011]


def test_cancel_all_is_of_one_symbol(client):
    for price in ("59000", "58000"):
        limit(client, "BUY", price, "0.01")
    assert len(client.connector("get_orders", symbol=BTC)) == 2

    assert client.connector("cancel_open_orders", "ETHUSDT")["code"] == 200
    assert len(client.connector("get_orders", symbol=BTC)) == 2
    client.connector("cancel_open_orders", BTC)

    assert client.connector("get_orders", symbol=BTC) == []
    assert {each["status"] for each in client.connector("get_all_orders", BTC)} == {"CANCELED"}


def test_the_countdown_cancels_unless_it_is_renewed(client, simulator):
    limit(client, "BUY", "59000", "0.01", newClientOrderId="a")
    # The time moves by itself too, and our clock falls behind it.
    patient = {"recvWindow": 60_000}
    assert client.connector("countdown_cancel_order", BTC, 24_000, **patient) == {
        "symbol": BTC, "countdownTime": "24000"}

    simulator.advance(12_100)
    client.connector("countdown_cancel_order", BTC, 24_000, **patient)
    simulator.advance(12_100)
    assert client.connector("query_order", BTC, origClientOrderId="a", **patient)["status"] == "NEW"
    simulator.advance(12_000)

    assert client.connector("query_order", BTC, origClientOrderId="a", **patient)["status"] == "CANCELED"


# --- Account.

def test_leverage_and_margin_type(client):
    assert client.connector("change_leverage", BTC, 10)["leverage"] == 10
    with pytest.raises(Refused, match="-4028"):
        client.connector("change_leverage", BTC, 126)
    with pytest.raises(Refused, match="-4046"):
        client.connector("change_margin_type", BTC, "CROSSED")
    assert client.connector("get_position_mode") == {"dualSidePosition": False}
    with pytest.raises(Refused, match="-4059"):
        client.connector("change_position_mode", "false")


def test_fee_rates_and_brackets(client):
    rates = client.connector("commission_rate", BTC)
    assert (Decimal(rates["makerCommissionRate"]), Decimal(rates["takerCommissionRate"])) == (MAKER, TAKER)
    bracket, = client.connector("leverage_brackets", symbol=BTC)["brackets"]
    assert bracket["initialLeverage"] == 125


def test_the_balance_is_right_to_the_last_digit(client, market):
    market.other("sell", "60010.1", "1")
    limit(client, "BUY", "60010.1", "0.013", "IOC")
    paid = fee("0.013", "60010.1", TAKER)

    balance, = client.connector("balance")
    unrealised = Decimal("0.013") * (MARK - Decimal("60010.1"))
    assert Decimal(balance["balance"]) == COLLATERAL - paid
    assert Decimal(balance["crossUnPnl"]) == unrealised
    account = client.connector("account")
    assert Decimal(account["totalMarginBalance"]) == COLLATERAL - paid + unrealised
    risk, = client.connector("get_position_risk", symbol=BTC)
    assert (risk["positionAmt"], risk["entryPrice"]) == ("0.013", "60010.10000")

    # A part leaves as a maker, the rest at the market.
    market.other("buy", "59000", "1")
    limit(client, "SELL", "60005.3", "0.006", "GTX")
    market.other("buy", "60005.3", "0.006", "ioc")
    take(client, "SELL", "0.007")
    paid += fee("0.006", "60005.3", MAKER) + fee("0.007", "59000", TAKER)
    cash = Decimal("0.006") * Decimal("60005.3") + Decimal("0.007") * 59000 - Decimal("0.013") * Decimal("60010.1")

    balance, = client.connector("balance")
    assert Decimal(balance["balance"]) == Decimal(balance["availableBalance"]) == COLLATERAL + cash - paid
    trades = client.connector("get_account_trades", BTC)
    assert sum(Decimal(each["commission"]) for each in trades) == paid
    assert sum(Decimal(each["realizedPnl"]) for each in trades) == cash
    income = client.connector("get_income_history")
    assert sum(Decimal(each["income"]) for each in income) == cash - paid
    assert market.equity() == COLLATERAL + cash - paid


# --- Faults.

def test_a_reply_that_is_lost_leaves_the_order(client, simulator):
    simulator.fault("accept_then_drop_reply")

    with pytest.raises(Refused, match="ConnectionError"):
        limit(client, "BUY", "59000", "0.01", newClientOrderId="a")

    assert client.connector("query_order", BTC, origClientOrderId="a")["status"] == "NEW"


def test_a_503_leaves_the_outcome_open(client, simulator):
    simulator.fault("maintenance")
    with pytest.raises(Refused, match="503.*-1007"):
        limit(client, "BUY", "59000", "0.01", newClientOrderId="a")

    with pytest.raises(Refused, match="-2013"):
        client.connector("query_order", BTC, origClientOrderId="a")


def test_refusals_by_fault_have_the_venues_form(client, simulator):
    simulator.fault("http_429")
    with pytest.raises(Refused, match="-1003"):
        client.connector("balance")
    simulator.fault("reject_orders")
    with pytest.raises(Refused, match="-2010"):
        limit(client, "BUY", "59000", "0.01")


def test_weight_past_the_limit_is_too_much(client):
    for _ in range(120):
        client.connector("depth", BTC, limit=1000)

    with pytest.raises(Refused, match="429.*-1003"):
        client.connector("ping")


# --- Streams.

@pytest.fixture
def socket(client, simulator):
    client.ask("open_socket", ws=simulator.ready["ws"])

    def say(method, *args, **more):
        client.ask("socket_call", method=method, args=list(args), more=more)

    def frames(event, count):
        return client.ask("socket_wait", event=event, count=count)
    return say, frames


def test_book_events_chain_and_fit_a_snapshot(client, market, socket):
    say, frames = socket
    say("diff_book_depth", BTC, 100)
    frames("", 1)
    market.other("sell", "60010", "1")
    first, = frames("depthUpdate", 1)
    market.other("sell", "60011", "1")
    _, second = frames("depthUpdate", 2)
    snapshot = client.connector("depth", BTC)
    market.other("sell", "60012", "1")
    third = frames("depthUpdate", 3)[2]

    assert (second["pu"], third["pu"]) == (first["u"], second["u"])
    assert second["u"] < snapshot["lastUpdateId"]
    assert third["U"] <= snapshot["lastUpdateId"] <= third["u"]
    assert third["a"] == [["60012.0", "1.000"]]


def test_best_prices_and_trades_come_as_they_happen(market, socket):
    say, frames = socket
    say("book_ticker", BTC)
    say("agg_trade", BTC)
    frames("", 2)
    market.other("sell", "60010", "1")
    market.other("buy", "60010", "0.5", "ioc")

    assert frames("bookTicker", 2)[1]["A"] == "0.500"
    trade, = frames("aggTrade", 1)
    assert (trade["p"], trade["q"], trade["m"]) == ("60010.0", "0.500", False)


def test_mark_prices_come_each_second(socket):
    say, frames = socket
    say("mark_price", BTC, 1)

    assert frames("markPriceUpdate", 1)[0]["p"] == "60000.00000000"


def test_user_data_follows_an_order(client, market, socket):
    say, frames = socket
    market.other("sell", "60000", "0.004")
    market.other("sell", "60001", "1")
    say("user_data", client.connector("new_listen_key")["listenKey"])
    frames("", 1)

    limit(client, "BUY", "60001", "0.01", "IOC", newClientOrderId="a")

    orders = [each["o"] for each in frames("ORDER_TRADE_UPDATE", 3)]
    assert [(each["x"], each["X"]) for each in orders] == [
        ("NEW", "NEW"), ("TRADE", "PARTIALLY_FILLED"), ("TRADE", "FILLED")]
    assert (orders[2]["c"], orders[2]["l"], orders[2]["z"], orders[2]["L"]) == ("a", "0.006", "0.010", "60001.0")
    paid = sum(Decimal(each["n"]) for each in orders[1:])
    assert paid == fee("0.004", "60000", TAKER) + fee("0.006", "60001", TAKER)
    account, = frames("ACCOUNT_UPDATE", 1)
    assert Decimal(account["a"]["B"][0]["wb"]) == COLLATERAL - paid
    assert account["a"]["P"][0]["pa"] == "0.010"


def test_a_listen_key_is_kept_and_ends(client, simulator, socket):
    say, frames = socket
    key = client.connector("new_listen_key")["listenKey"]
    assert client.connector("new_listen_key")["listenKey"] == key
    say("user_data", key)
    frames("", 1)
    assert client.connector("renew_listen_key", key) == {}

    simulator.fault("expire_auth")

    assert frames("listenKeyExpired", 1)
    with pytest.raises(Refused, match="-1125"):
        client.connector("renew_listen_key", key)
    assert client.connector("new_listen_key")["listenKey"] != key
