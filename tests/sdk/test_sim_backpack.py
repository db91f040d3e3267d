"""The Backpack simulator under the unmodified bpx-py 2.0.11: orders and money."""

import time
from decimal import Decimal

import requests
from backpack_desk import (BTC, COLLATERAL, KEYS, MAKER, MARK, OTHER_KEYS, STRANGER, TAKER, desk, fee,  # noqa: F401
                           simulator)

MINUTE = 60_000


# --- What everybody may read.

def test_the_exchange_is_open(desk):
    assert desk.public.get_status()["status"] == "Ok"
    assert desk.public.get_ping() == "pong"


def test_the_time_is_plain_milliseconds(desk):
    assert abs(desk.public.get_time() - time.time() * 1000) < MINUTE


def test_markets_have_the_filters_of_the_page(desk):
    market = next(each for each in desk.public.get_markets() if each["symbol"] == BTC)

    assert (market["marketType"], market["orderBookState"], market["visible"]) == ("PERP", "Open", True)
    assert market["filters"]["price"]["tickSize"] == "0.1"
    assert market["filters"]["quantity"] == {"minQuantity": "0.00001", "maxQuantity": None, "stepSize": "0.00001"}
    assert market["imfFunction"] == {"type": "sqrt", "base": "0.01333333", "factor": "0.00002494"}
    assert market["fundingInterval"] == 3600000


def test_depth_ascends_on_both_sides(desk):
    desk.other("buy", "59999", "1")
    desk.other("buy", "59998", "2")
    desk.other("sell", "60001", "3")

    book = desk.public.get_depth(BTC)

    assert book["bids"] == [["59998", "2"], ["59999", "1"]]
    assert book["asks"] == [["60001", "3"]]
    assert isinstance(book["lastUpdateId"], str) and isinstance(book["timestamp"], int)


def test_a_ticker_says_nothing_before_the_first_trade(desk):
    assert desk.public.get_ticker(BTC) == ""

    desk.other("sell", "60001", "1")
    desk.other("buy", "60001", "0.5", "ioc")

    ticker = desk.public.get_ticker(BTC)
    assert (ticker["lastPrice"], ticker["volume"], ticker["trades"]) == ("60001", "0.5", "1")


def test_recent_trades_come_newest_first(desk):
    desk.other("sell", "60001", "1")
    desk.other("buy", "60001", "0.1", "ioc")
    desk.other("buy", "60001", "0.2", "ioc")

    trades = desk.public.get_recent_trades(BTC)

    assert [each["quantity"] for each in trades] == ["0.2", "0.1"]
    assert [each["id"] for each in trades] == [2, 1]
    assert trades[0]["isBuyerMaker"] is False


def test_open_interest_counts_the_accounts(desk):
    desk.other("sell", "60000", "1")
    desk.limit("Bid", "60000", "0.01")

    found, = desk.public.get_open_interest(BTC)

    assert found["openInterest"] == "0.01"


# --- Who is let in.

def test_an_unknown_key_is_unauthorized(desk):
    assert desk.account_of(STRANGER).get_account()["code"] == "UNAUTHORIZED"


def test_a_secret_of_another_key_does_not_sign(desk):
    account = desk.account_of((KEYS[0], STRANGER[1]))

    assert account.get_account() == {"code": "INVALID_CLIENT_REQUEST", "message": "Invalid signature"}


def test_a_window_is_at_most_a_minute(desk):
    assert desk.account_of(KEYS, window=60000).get_account()["leverageLimit"] == "20"
    assert desk.account_of(KEYS, window=60001).get_account()["code"] == "INVALID_CLIENT_REQUEST"


def test_a_clock_that_is_off_is_refused(desk):
    desk.simulator.advance(6000)
    assert desk.account.get_account()["message"] == "Request has expired"

    assert "leverageLimit" in desk.account_of(KEYS, window=10000).get_account()


def test_a_skewed_clock_refuses_once(desk):
    desk.simulator.fault("clock_skew")

    assert desk.account.get_account()["message"] == "Request has expired"
    assert "leverageLimit" in desk.account.get_account()


def test_booleans_of_a_query_are_signed_in_lower_case(desk):
    answer = desk.account.get_max_order_quantity(BTC, "Bid", reduce_only=False)

    assert Decimal(answer["maxOrderQuantity"]) > 3


# --- Orders.

def test_a_limit_order_rests(desk):
    order = desk.limit("Bid", "59000.5", "0.01", client_id=4294967295)

    assert (order["status"], order["price"], order["quantity"]) == ("New", "59000.5", "0.01")
    assert (order["clientId"], order["timeInForce"], order["postOnly"]) == (4294967295, "GTC", False)
    assert len(order["id"]) == 18
    assert desk.open()[0]["id"] == order["id"]
    assert desk.account.get_open_order(BTC, client_id=4294967295)["id"] == order["id"]


def test_an_order_of_another_account_is_not_seen(desk):
    order = desk.limit("Bid", "59000", "0.01")
    other = desk.account_of(OTHER_KEYS)

    assert other.get_open_orders(symbol=BTC) == []
    assert other.cancel_order(BTC, order_id=order["id"])["code"] == "RESOURCE_NOT_FOUND"
    assert len(desk.open()) == 1


def test_a_taker_sees_its_average_at_once(desk):
    desk.other("sell", "60010", "0.005")
    desk.other("sell", "60020", "1")

    order = desk.limit("Bid", "60020", "0.02", time_in_force="IOC")

    assert order["status"] == "Filled"
    assert Decimal(order["executedQuoteQuantity"]) == Decimal("0.005") * 60010 + Decimal("0.015") * 60020


def test_what_an_ioc_does_not_find_expires(desk):
    desk.other("sell", "60010", "0.004")

    order = desk.limit("Bid", "60010", "0.01", time_in_force="IOC")

    assert (order["status"], order["executedQuantity"]) == ("Expired", "0.004")


def test_a_fok_is_filled_whole_or_not_at_all(desk):
    desk.other("sell", "60010", "0.004")

    order = desk.limit("Bid", "60010", "0.01", time_in_force="FOK")

    assert (order["status"], order["executedQuantity"]) == ("Expired", "0")


def test_a_post_only_that_would_take_is_an_error(desk):
    desk.other("sell", "60010", "1")

    assert desk.limit("Bid", "60010", "0.01", post_only=True)["code"] == "INVALID_ORDER"
    assert desk.limit("Bid", "60009.9", "0.01", post_only=True)["status"] == "New"


def test_a_market_order_takes_what_is_there(desk):
    desk.other("sell", "60010", "0.005")

    order = desk.market("Bid", "0.02")

    assert (order["orderType"], order["status"], order["executedQuantity"]) == ("Market", "Expired", "0.005")


def test_a_market_order_may_be_given_by_its_value(desk):
    desk.other("sell", "60000", "1")

    order = desk.market("Bid", None, quote_quantity="120")

    assert (order["status"], order["executedQuoteQuantity"], order["executedQuantity"]) == ("Filled", "120", "0.002")


def test_prices_and_quantities_keep_their_steps(desk):
    assert desk.limit("Bid", "59000.05", "0.01")["message"] == "Price decimal too long"
    assert desk.limit("Bid", "59000", "0.000001")["message"] == "Quantity decimal too long"
    assert desk.limit("Bid", "66000.1", "0.01")["code"] == "INVALID_PRICE"


def test_a_client_id_is_unique_while_its_order_is_open(desk):
    desk.limit("Bid", "59000", "0.01", client_id=7)
    assert desk.limit("Bid", "59001", "0.01", client_id=7)["code"] == "INVALID_ORDER"

    assert desk.account.cancel_order(BTC, client_id=7)["status"] == "Cancelled"

    assert desk.limit("Bid", "59001", "0.01", client_id=7)["status"] == "New"


def test_a_cancel_names_exactly_one_id(desk):
    order = desk.limit("Bid", "59000", "0.01", client_id=7)

    answer = desk.account.cancel_order(BTC, order_id=order["id"], client_id=7)
    assert answer["code"] == "INVALID_CLIENT_REQUEST"
    assert desk.account.cancel_order(BTC, order_id=order["id"])["status"] == "Cancelled"
    assert desk.account.cancel_order(BTC, order_id=order["id"])["code"] == "RESOURCE_NOT_FOUND"


def test_cancel_all_is_of_one_market(desk):
    for price in ("59000", "58000"):
        desk.limit("Bid", price, "0.01")

    assert desk.account.cancel_all_orders("ETH_USDC_PERP") == []
    assert {each["status"] for each in desk.account.cancel_all_orders(BTC)} == {"Cancelled"}
    assert desk.open() == []


def test_nothing_is_cancelled_while_nobody_is_connected(desk):
    desk.limit("Bid", "59000", "0.01")

    desk.simulator.fault("disconnect")
    desk.simulator.advance(4000)

    assert len(desk.open()) == 1


def test_reduce_only_closes_and_goes_no_further(desk):
    assert desk.limit("Ask", "60000", "0.01", reduce_only=True)["code"] == "INVALID_ORDER"
    desk.other("sell", "60000", "1")
    desk.limit("Bid", "60000", "0.01")
    desk.other("buy", "59990", "1")

    order = desk.limit("Ask", "59990", "0.05", time_in_force="IOC", reduce_only=True)

    assert order["executedQuantity"] == "0.01"
    assert desk.account.get_open_positions() == []


def test_a_resting_order_needs_its_margin(desk):
    assert desk.limit("Bid", "59000", "4")["code"] == "INSUFFICIENT_MARGIN"
    assert desk.limit("Bid", "59000", "3")["status"] == "New"


def test_self_trade_takes_the_taker_unless_told_otherwise(desk):
    desk.limit("Ask", "60000", "0.01")

    assert desk.limit("Bid", "60000", "0.01")["status"] == "Expired"
    assert desk.limit("Bid", "60000", "0.01", self_trade_prevention="RejectMaker")["status"] == "New"
    assert [each["side"] for each in desk.open()] == ["Bid"]


def test_leverage_is_the_accounts(desk):
    assert desk.account.update_account(leverage_limit="5") == ""

    assert desk.account.get_account()["leverageLimit"] == "5"
    assert desk.limit("Bid", "59000", "1")["code"] == "INSUFFICIENT_MARGIN"


# --- History and money.

def test_fills_are_told_newest_first_with_their_fees(desk):
    desk.other("sell", "60000", "1")
    first = desk.limit("Bid", "60000", "0.01", client_id=7)
    desk.limit("Bid", "60000", "0.02")

    fills = desk.account.get_fill_history(symbol=BTC)

    assert [each["quantity"] for each in fills] == ["0.02", "0.01"]
    assert Decimal(fills[1]["fee"]) == fee("0.01", "60000", TAKER)
    assert (fills[1]["orderId"], fills[1]["clientId"], fills[1]["isMaker"]) == (first["id"], "7", False)
    assert (fills[1]["feeSymbol"], fills[1]["tradeId"]) == ("USDC", 1)
    assert desk.account.get_fill_history(symbol=BTC, limit=1, offset=1) == fills[1:]


def test_orders_that_ended_say_why(desk):
    desk.other("sell", "60010", "0.004")
    desk.limit("Bid", "60010", "0.01", time_in_force="IOC")

    row, = desk.account.get_order_history(symbol=BTC)

    assert (row["status"], row["expiryReason"]) == ("Expired", "ImmediateOrCancel")
    assert row["createdAt"].count("T") == 1


def test_the_balance_is_right_to_the_last_digit(desk):
    desk.other("sell", "60010.1", "1")
    desk.limit("Bid", "60010.1", "0.01237", time_in_force="IOC")
    paid = fee("0.01237", "60010.1", TAKER)

    collateral = desk.account.get_collateral()
    unrealised = Decimal("0.01237") * (MARK - Decimal("60010.1"))
    assert Decimal(collateral["assetsValue"]) == COLLATERAL - paid
    assert Decimal(collateral["pnlUnrealized"]) == unrealised
    assert Decimal(collateral["netEquity"]) == COLLATERAL - paid + unrealised
    position = desk.position()
    assert (position["netQuantity"], position["entryPrice"], position["markPrice"]) == ("0.01237", "60010.1", "60000")
    assert Decimal(position["netExposureNotional"]) == Decimal("0.01237") * MARK

    # Half of it leaves as a maker, the rest at the market.
    desk.other("buy", "59000", "1")
    desk.limit("Ask", "60005.3", "0.00611", post_only=True)
    desk.other("buy", "60005.3", "0.00611", "ioc")
    desk.market("Ask", "0.00626")
    paid += fee("0.00611", "60005.3", MAKER) + fee("0.00626", "59000", TAKER)
    cash = (Decimal("0.00611") * Decimal("60005.3") + Decimal("0.00626") * 59000
            - Decimal("0.01237") * Decimal("60010.1"))

    collateral = desk.account.get_collateral()
    assert Decimal(collateral["assetsValue"]) == COLLATERAL + cash - paid
    assert collateral["netEquity"] == collateral["assetsValue"] == collateral["netEquityAvailable"]
    assert Decimal(desk.account.get_balances()["USDC"]["available"]) == COLLATERAL + cash - paid
    assert sum(Decimal(each["fee"]) for each in desk.account.get_fill_history(symbol=BTC)) == paid
    assert Decimal(desk.simulator.account(KEYS[0])["equity"]) == desk.equity()


def test_what_one_account_pays_the_other_gets(desk):
    other = desk.account_of(OTHER_KEYS)
    desk.limit("Ask", "60000", "0.01", account=other, post_only=True)
    desk.limit("Bid", "60000", "0.01", time_in_force="IOC")

    fees = fee("0.01", "60000", MAKER) + fee("0.01", "60000", TAKER)
    assert desk.equity() + Decimal(other.get_collateral()["netEquity"]) == 2 * COLLATERAL - fees


def test_funding_is_told_even_while_the_rate_is_zero(desk):
    desk.simulator.advance(60 * MINUTE)

    newest = desk.public.get_funding_interval_rates(BTC)[0]

    assert newest["fundingRate"] == "0"
    assert desk.account_of(KEYS).get_funding_payments(symbol=BTC)["message"] == "Request has expired"


# --- Faults.

def test_a_reply_that_is_lost_leaves_the_order(desk):
    desk.simulator.fault("accept_then_drop_reply")

    try:
        desk.limit("Bid", "59000", "0.01", client_id=7)
        raise AssertionError("an answer came")
    except requests.exceptions.ConnectionError:
        pass

    assert desk.account.get_open_order(BTC, client_id=7)["status"] == "New"


def test_faults_have_the_venues_error_form(desk):
    for kind, code in (("http_500", "SERVER_ERROR"), ("http_429", "TOO_MANY_REQUESTS"),
                       ("maintenance", "MAINTENANCE")):
        desk.simulator.fault(kind)
        assert desk.account.get_account()["code"] == code

    desk.simulator.fault("reject_orders")
    assert desk.limit("Bid", "59000", "0.01")["code"] == "INVALID_ORDER"
    assert desk.open() == []


def test_histories_of_the_market_have_a_small_budget(desk):
    for _ in range(30):
        assert desk.public.get_funding_interval_rates(BTC) == []

    assert desk.public.get_funding_interval_rates(BTC)["code"] == "TOO_MANY_REQUESTS"
    assert desk.public.get_status()["status"] == "Ok"
