"""The Paradex simulator under the unmodified official SDK 0.8.2: logins, orders and money."""

from decimal import Decimal

import pytest
from paradex_desk import (BTC, BUY, COLLATERAL, ETH, MAIN_KEY, MAKER, SELL, STRANGER_KEY, SUBKEY, TAKER,  # noqa: F401
                          Desk, accounts_file, desk, fee, now_ms, simulator)
from simulator import Simulator

SECOND = 1000


# --- Logins.

def test_the_main_key_logs_in_and_finds_its_account(desk):
    summary = desk.api.fetch_account_summary()

    assert summary.account == hex(desk.client.account.l2_address)
    assert Decimal(summary.account_value) == COLLATERAL
    assert (summary.status, summary.settlement_asset) == ("ACTIVE", "USDC")


def test_an_account_the_venue_does_not_know_onboards_itself(desk):
    stranger = desk.main(STRANGER_KEY)

    assert Decimal(stranger.api_client.fetch_account_summary().account_value) == 0


def test_an_account_that_is_not_onboarded_onboards_itself(tmp_path):
    path = accounts_file(tmp_path / "accounts.json")
    path.write_text(path.read_text().replace('"subkeys"', '"onboarded": false, "subkeys"'))
    simulator = Simulator("paradex", path)
    try:
        assert Decimal(Desk(simulator).api.fetch_account_summary().account_value) == COLLATERAL
    finally:
        assert simulator.stop() == 0


def test_the_venue_derives_the_same_address(desk):
    derived = desk.main(server_derive_address=True)

    assert derived.account.l2_address == desk.client.account.l2_address


def test_a_subkey_trades_for_its_account(desk):
    subkey = desk.subkey()

    answer = subkey.api_client.submit_order(desk.make(BUY, "59000", "0.01"))

    assert desk.order(answer["id"])["status"] == "OPEN"
    assert subkey.api_client.fetch_account_summary().account == hex(desk.client.account.l2_address)


def test_a_key_that_is_not_registered_is_refused(desk):
    assert "INVALID_SUBKEY" in desk.refused(desk.subkey, STRANGER_KEY)


def test_a_token_that_is_over_is_renewed_by_the_sdk(desk):
    desk.api.fetch_orders()
    desk.simulator.fault("expire_auth")
    assert "INVALID_TOKEN" in desk.refused(desk.api.fetch_orders)

    desk.api.auth()

    assert desk.api.fetch_orders()["results"] == []


def test_a_token_lives_for_five_minutes(desk):
    desk.simulator.advance(240 * SECOND)  # its time passes by itself too
    desk.api.fetch_orders()

    desk.simulator.advance(61 * SECOND)

    assert "INVALID_TOKEN" in desk.refused(desk.api.fetch_orders)


# --- Orders.

def test_a_limit_order_rests(desk):
    order = desk.place(BUY, "59000.5", "0.01", client_id="mine")

    assert (order["status"], order["price"], order["size"], order["remaining_size"]) == (
        "OPEN", "59000.5", "0.01", "0.01")
    assert (order["type"], order["instruction"], order["client_id"]) == ("LIMIT", "GTC", "mine")
    assert desk.api.fetch_order(order["id"])["id"] == order["id"]
    assert desk.api.fetch_order_by_client_id("mine")["id"] == order["id"]
    assert [each["id"] for each in desk.api.fetch_orders()["results"]] == [order["id"]]


def test_a_partial_fill_stays_open_and_a_whole_one_is_closed(desk):
    order = desk.place(BUY, "60000", "0.01")

    desk.other("sell", "60000", "0.004", "ioc")
    after = desk.order(order["id"])
    assert (after["status"], after["remaining_size"], after["avg_fill_price"]) == ("OPEN", "0.006", "60000")
    desk.other("sell", "60000", "0.006", "ioc")

    after = desk.order(order["id"])
    assert (after["status"], after["remaining_size"], after["cancel_reason"]) == ("CLOSED", "0", "")
    assert after["seq_no"] > order["seq_no"]


def test_a_market_order_takes_what_is_there(desk):
    desk.other("sell", "60010", "0.005")
    desk.other("sell", "60020", "1")

    order = desk.place(BUY, None, "0.02")

    assert (order["status"], order["type"], order["price"], order["remaining_size"]) == ("CLOSED", "MARKET", "0", "0")
    assert order["avg_fill_price"] == "60017.5"


def test_a_post_only_beside_the_book_rests(desk):
    desk.other("sell", "60010", "1")

    assert desk.place(BUY, "60009.9", "0.01", instruction="POST_ONLY")["status"] == "OPEN"


def test_a_post_only_that_would_cross_is_closed(desk):
    desk.other("sell", "60010", "1")

    order = desk.place(BUY, "60010", "0.01", instruction="POST_ONLY")

    assert (order["status"], order["cancel_reason"], order["remaining_size"]) == (
        "CLOSED", "POST_ONLY_WOULD_CROSS", "0.01")


def test_what_an_ioc_does_not_find_is_cancelled(desk):
    desk.other("sell", "60010", "0.004")

    order = desk.place(BUY, "60010", "0.01", instruction="IOC")

    assert (order["status"], order["remaining_size"]) == ("CLOSED", "0.006")
    assert order["cancel_reason"] not in ("", "NONE")


def test_a_reduce_only_order_closes_and_goes_no_further(desk):
    desk.other("sell", "60000", "1")
    desk.place(BUY, "60000", "0.01", instruction="IOC")
    desk.other("buy", "59990", "1")

    order = desk.place(SELL, "59990", "0.05", instruction="IOC", reduce_only=True)

    assert order["flags"] == ["REDUCE_ONLY"]
    position, = desk.api.fetch_positions()["results"]
    assert (position["status"], Decimal(position["size"])) == ("CLOSED", 0)


def test_a_reduce_only_order_needs_something_to_reduce(desk):
    order = desk.place(SELL, "60000", "0.01", reduce_only=True)

    assert (order["status"], Decimal(order["remaining_size"])) == ("CLOSED", Decimal("0.01"))


def test_an_order_without_its_margin_is_closed(desk):
    order = desk.place(BUY, "59000", "20")

    assert (order["status"], order["cancel_reason"]) == ("CLOSED", "NOT_ENOUGH_MARGIN")


@pytest.mark.parametrize("change, expected", [
    ({"size": Decimal("0.000015")}, "INVALID_ORDER_SIZE"),
    ({"size": Decimal("0.0001")}, "INVALID_ORDER_SIZE"),  # 6 USD
    ({"limit_price": Decimal("59000.05")}, "VALIDATION_ERROR"),
    ({"limit_price": Decimal("63001")}, "VALIDATION_ERROR"),  # past the price band
    ({"market": "XXX-USD-PERP"}, "MARKET_NOT_FOUND"),
    ({"instruction": "RPI"}, "RPI_ACCOUNT_NOT_WHITELISTED"),
    ({"signature_timestamp": now_ms() - 3_600_000}, "INVALID_TIMESTAMP"),
])
def test_an_order_is_refused_for_what_is_wrong_in_it(desk, change, expected):
    order = desk.make(BUY, "59000", "0.01")
    for name, value in change.items():
        setattr(order, name, value)

    assert expected in desk.refused(desk.api.submit_order, order)
    assert desk.api.fetch_orders_history()["results"] == []


def test_an_order_changed_behind_its_signature_is_refused(desk):
    order = desk.make(BUY, "59000", "0.01")
    order.signature = desk.client.account.sign_order(order)
    order.size = Decimal("0.02")

    class Signed:
        def sign_order(self, _):
            return order.dump_to_dict()

    assert "INVALID_ORDER_SIGNATURE" in desk.refused(desk.api.submit_order, order, signer=Signed())


def test_a_client_id_is_used_once_among_open_orders(desk):
    first = desk.place(BUY, "59000", "0.01", client_id="a")
    assert "DUPLICATED_CLIENT_ID" in desk.refused(
        desk.api.submit_order, desk.make(BUY, "59001", "0.01", client_id="a"))

    desk.api.cancel_order(first["id"])

    assert desk.place(BUY, "59001", "0.01", client_id="a")["status"] == "OPEN"


def test_an_order_is_modified_and_keeps_its_id(desk):
    order = desk.place(BUY, "59000", "0.01")

    changed = desk.api.modify_order(order["id"], desk.make(BUY, "59100", "0.02", order_id=order["id"]))

    assert (changed["id"], changed["price"], changed["size"]) == (order["id"], "59100", "0.02")
    assert changed["request_info"]["request_type"] == "MODIFY_ORDER"
    assert desk.order(order["id"])["price"] == "59100"


def test_a_modify_signed_as_a_new_order_is_refused(desk):
    order = desk.place(BUY, "59000", "0.01")

    assert "INVALID_ORDER_SIGNATURE" in desk.refused(
        desk.api.modify_order, order["id"], desk.make(BUY, "59100", "0.02"))


def test_cancels_of_every_kind(desk):
    ids = [desk.place(BUY, str(59000 + i), "0.01", client_id=f"c{i}")["id"] for i in range(5)]
    other = desk.place(BUY, "2900", "0.1", market=ETH)

    desk.api.cancel_order(ids[0])
    desk.api.cancel_order_by_client_id("c1")
    batch = desk.api.cancel_orders_batch(order_ids=[ids[2], ids[0]], client_order_ids=["none"])
    assert [each["status"] for each in batch["results"]] == ["QUEUED_FOR_CANCELLATION", "ALREADY_CLOSED", "NOT_FOUND"]
    desk.api.cancel_all_orders({"market": BTC})

    assert [each["id"] for each in desk.api.fetch_orders()["results"]] == [other["id"]]
    assert {desk.order(each)["cancel_reason"] for each in ids} == {"USER_CANCELED"}
    desk.api.cancel_all_orders()
    assert desk.api.fetch_orders()["results"] == []


def test_a_cancel_of_nothing_is_refused(desk):
    assert "ORDER_ID_NOT_FOUND" in desk.refused(desk.api.cancel_order, "4711")
    assert "CLIENT_ORDER_ID_NOT_FOUND" in desk.refused(desk.api.cancel_order_by_client_id, "none")


def test_a_batch_has_an_outcome_for_each(desk):
    answer = desk.api.submit_orders_batch([
        desk.make(BUY, "59000", "0.01", client_id="a"), desk.make(BUY, "59000.05", "0.01"),
        desk.make(BUY, "58000", "0.01", client_id="b")])

    assert [each and each["client_id"] for each in answer["orders"]] == ["a", None, "b"]
    assert [each and each["error"] for each in answer["errors"]] == [None, "VALIDATION_ERROR", None]


def test_an_account_does_not_trade_with_itself(desk):
    maker = desk.place(SELL, "60010", "0.01")

    taker = desk.place(BUY, "60010", "0.01")

    assert (taker["status"], taker["remaining_size"]) == ("CLOSED", "0.01")
    assert desk.order(maker["id"])["status"] == "OPEN"


# --- Money.

def test_the_balance_is_right_to_the_last_digit(desk):
    desk.other("sell", "60010.1", "1")
    desk.place(BUY, "60010.1", "0.01237", instruction="IOC")
    paid = fee("0.01237", "60010.1", TAKER)

    summary = desk.api.fetch_account_summary()
    unrealised = Decimal("0.01237") * (60000 - Decimal("60010.1"))
    assert desk.settled() == Decimal(summary.total_collateral) == COLLATERAL - paid
    assert Decimal(summary.account_value) == COLLATERAL - paid + unrealised
    position, = desk.api.fetch_positions()["results"]
    assert (position["side"], position["size"], position["average_entry_price"]) == ("LONG", "0.01237", "60010.1")
    assert Decimal(position["unrealized_pnl"]) == unrealised
    initial = Decimal("0.01237") * 60000 * Decimal("0.02")
    assert Decimal(summary.initial_margin_requirement) == initial
    assert Decimal(summary.maintenance_margin_requirement) == initial / 2
    assert Decimal(summary.free_collateral) == Decimal(summary.account_value) - initial

    # Half of it leaves as a maker, the rest at the market.
    desk.other("buy", "59000", "1")
    desk.place(SELL, "60005.3", "0.00611", instruction="POST_ONLY")
    desk.other("buy", "60005.3", "0.00611", "ioc")
    desk.place(SELL, None, "0.00626")
    paid += fee("0.00611", "60005.3", MAKER) + fee("0.00626", "59000", TAKER)
    cash = (Decimal("0.00611") * Decimal("60005.3") + Decimal("0.00626") * 59000
            - Decimal("0.01237") * Decimal("60010.1"))

    assert desk.settled() == COLLATERAL + cash - paid
    assert Decimal(desk.api.fetch_account_summary().account_value) == COLLATERAL + cash - paid
    assert Decimal(desk.truth()["equity"]) == COLLATERAL + cash - paid


def test_fills_add_up_to_the_balance(desk):
    desk.other("sell", "60010", "0.003")
    desk.other("sell", "60020.7", "1")
    desk.place(BUY, None, "0.00777")
    desk.other("buy", "59991.3", "1")
    desk.place(SELL, None, "0.00777")

    fills = desk.api.fetch_fills()["results"]

    assert len(fills) == 3
    assert {each["liquidity"] for each in fills} == {"TAKER"}
    for each in fills:
        assert Decimal(each["fee"]) == fee(each["size"], each["price"], TAKER)
    earned = sum(Decimal(each["realized_pnl"]) - Decimal(each["fee"]) for each in fills)
    assert desk.settled() == COLLATERAL + earned


def test_a_retail_token_pays_nothing_and_waits(desk):
    retail = desk.main(auth_params={"token_usage": "interactive"})
    desk.other("sell", "60010", "1")

    answer = retail.api_client.submit_order(desk.make(BUY, "60010", "0.01", instruction="IOC"))
    assert answer["status"] == "NEW"
    desk.simulator.advance(301)

    assert desk.order(answer["id"])["remaining_size"] == "0"
    assert desk.api.fetch_fills()["results"][0]["fee"] == "0"
    assert desk.settled() == COLLATERAL


def test_the_fees_are_those_that_the_account_is_told(desk):
    info, = desk.api.fetch_account_info()["results"]

    assert (Decimal(info["fees"]["maker_rate"]), Decimal(info["fees"]["taker_rate"])) == (MAKER, TAKER)


# --- What everybody may read.

def test_the_system_says_who_it_is(desk):
    config = desk.api.fetch_system_config()

    assert config.starknet_chain_id == "PRIVATE_SN_PARACLEAR_MAINNET"
    assert config.paraclear_decimals == 8
    assert desk.api.fetch_system_state() == {"status": "ok"}
    assert abs(int(desk.api.fetch_system_time()["server_time"]) - now_ms()) < 60 * SECOND


def test_markets_have_their_steps(desk):
    markets = {each["symbol"]: each for each in desk.api.fetch_markets()["results"]}

    btc = markets[BTC]
    assert (btc["price_tick_size"], btc["order_size_increment"], btc["min_notional"]) == ("0.1", "0.00001", "10")
    assert btc["delta1_cross_margin_params"]["imf_base"] == "0.02"
    assert len(markets) >= 3


def test_books_touches_and_trades(desk):
    desk.other("buy", "59990", "1")
    desk.other("buy", "59980", "2")
    desk.other("sell", "60010", "0.5")
    desk.other("buy", "60010", "0.25", "ioc")

    bbo = desk.api.fetch_bbo(BTC)
    book = desk.api.fetch_orderbook(BTC, {"depth": 1})
    trade, = desk.api.fetch_trades({"market": BTC})["results"]
    summary, = desk.api.fetch_markets_summary({"market": BTC})["results"]

    assert (bbo["bid"], bbo["bid_size"], bbo["ask"], bbo["ask_size"]) == ("59990", "1", "60010", "0.25")
    assert (book["bids"], book["asks"]) == ([["59990", "1"]], [["60010", "0.25"]])
    assert book["seq_no"] == bbo["seq_no"]
    assert (trade["side"], trade["price"], trade["size"]) == ("BUY", "60010", "0.25")
    assert (summary["mark_price"], summary["last_traded_price"]) == ("60000", "60010")


def test_funding_is_told_with_its_period(desk):
    data, = desk.api.fetch_funding_data({"market": BTC})["results"]

    assert (data["funding_rate"], data["funding_period_hours"], data["funding_index"]) == ("0", 8, "0")


def test_history_is_paged(desk):
    for i in range(5):
        desk.place(BUY, str(59000 + i), "0.01")

    first = desk.api.fetch_orders_history({"page_size": 3})
    second = desk.api.fetch_orders_history({"page_size": 3, "cursor": first["next"]})

    assert [each["price"] for each in first["results"]] == ["59004", "59003", "59002"]
    assert [each["price"] for each in second["results"]] == ["59001", "59000"]
    assert second["next"] is None


# --- The system's states and its faults.

def test_orders_follow_the_state_of_the_system(desk):
    order = desk.place(BUY, "59990", "0.01")
    desk.simulator.ask("/mode", {"venue": "paradex", "mode": "post_only"})
    assert desk.api.fetch_system_state() == {"status": "post_only"}
    assert "SYSTEM_STATUS_POST_ONLY" in desk.refused(desk.api.submit_order, desk.make(BUY, "59990", "0.01"))

    desk.simulator.ask("/mode", {"venue": "paradex", "mode": "cancel_only"})
    assert "SYSTEM_STATUS_CANCEL_ONLY" in desk.refused(
        desk.api.submit_order, desk.make(BUY, "59990", "0.01", instruction="POST_ONLY"))
    desk.api.cancel_order(order["id"])

    desk.simulator.ask("/mode", {"venue": "paradex", "mode": "normal"})
    assert desk.place(BUY, "59990", "0.01")["status"] == "OPEN"


def test_the_sdk_comes_again_after_an_answer_that_it_may_repeat(desk):
    desk.simulator.fault("http_429")

    assert desk.api.fetch_orders()["results"] == []


def test_a_reply_that_is_lost_leaves_one_order(desk):
    desk.simulator.fault("accept_then_drop_reply")

    # The SDK sends it again by itself.
    assert "DUPLICATED_CLIENT_ID" in desk.refused(
        desk.api.submit_order, desk.make(BUY, "59000", "0.01", client_id="once"))

    assert [each["client_id"] for each in desk.api.fetch_orders()["results"]] == ["once"]


def test_a_refusal_by_fault_has_the_venues_form(desk):
    desk.simulator.fault("reject_orders")

    assert "REQUEST_NOT_ALLOWED" in desk.refused(desk.api.submit_order, desk.make(BUY, "59000", "0.01"))
    assert desk.place(BUY, "59000", "0.01")["status"] == "OPEN"
