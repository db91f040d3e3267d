"""The Lighter simulator under the unmodified official SDK 1.1.8: orders and money."""

from decimal import Decimal

import lighter
import pytest
from lighter.signer_client import SignerClient
from lighter_desk import (ACCOUNT, BTC, BUY, COLLATERAL, GTT, IOC, KEYS, MAKER, POST_ONLY, SELL, STANDARD,  # noqa: F401
                          TAKER, desk, fee, now_ms, simulator)
from waiting import until

MINUTE = 60_000


# --- Keys, nonces, tokens.

def test_the_signer_finds_its_key_registered(desk):
    assert desk.client.check_client() is None


def test_a_key_that_is_not_registered_is_found_out(desk):
    assert desk.other_signer(STANDARD, 5).check_client() is not None


def test_the_first_nonce_is_the_one_that_is_asked_for(desk):
    assert desk.nonce() == 0

    desk.limit(BUY, "59000", "0.01", 1)

    assert desk.nonce() == 1


def test_a_refused_order_leaves_its_nonce_to_the_next(desk):
    assert "21706" in desk.refused(BUY, "59000", "0.00001", 1)
    assert desk.nonce() == 0

    desk.limit(BUY, "59000", "0.01", 2)

    assert desk.nonce() == 1


def test_an_invalid_nonce_makes_the_sdk_ask_again(desk):
    desk.limit(BUY, "59000", "0.01", 1)
    # Another program uses the same key.
    desk.good(desk.run(desk.client.cancel_all_orders(
        SignerClient.CANCEL_ALL_TIF_IMMEDIATE, 0, nonce=1, api_key_index=3)))

    error = desk.refused(BUY, "59000", "0.01", 2)
    assert "21104" in error and "invalid nonce" in error

    desk.limit(BUY, "59000", "0.01", 3)
    assert desk.nonce() == 3


def test_a_nonce_may_be_skipped_where_the_order_says_so(desk):
    desk.limit(BUY, "59000", "0.01", 1, skip_nonce=1, nonce=100, api_key_index=3)

    assert desk.nonce() == 101


def test_two_keys_take_turns(desk):
    client = desk.other_signer(ACCOUNT, 3, 4)

    for index in range(1, 5):
        desk.limit(BUY, "59000", "0.01", index, client=client)

    assert (desk.nonce(3), desk.nonce(4)) == (2, 2)


def test_private_reads_want_a_token(desk):
    with pytest.raises(lighter.exceptions.ApiException) as caught:
        desk.run(desk.orders_api.account_active_orders(account_index=ACCOUNT, market_id=BTC, authorization=""))

    assert "20001" in str(caught.value)


def test_a_token_ends_at_its_deadline(desk):
    token = desk.token()
    read = lambda: desk.run(desk.orders_api.account_active_orders(  # noqa: E731
        account_index=ACCOUNT, market_id=BTC, authorization=token))
    assert read().code == 200

    desk.simulator.advance(11 * MINUTE)

    with pytest.raises(lighter.exceptions.ApiException) as caught:
        read()
    assert "expired" in str(caught.value)


def test_a_token_of_nine_hours_is_refused(desk):
    with pytest.raises(lighter.exceptions.ApiException):
        desk.run(desk.orders_api.account_active_orders(
            account_index=ACCOUNT, market_id=BTC, authorization=desk.token(deadline=9 * 3600)))


def test_a_token_is_of_one_account(desk):
    with pytest.raises(lighter.exceptions.ApiException):
        desk.active(client=desk.other_signer(STANDARD, 3))


def test_tokens_shown_are_void_once_auth_is_expired(desk):
    token = desk.token()
    read = lambda: desk.run(desk.orders_api.account_active_orders(  # noqa: E731
        account_index=ACCOUNT, market_id=BTC, authorization=token))
    assert read().code == 200

    desk.simulator.fault("expire_auth")

    with pytest.raises(lighter.exceptions.ApiException):
        read()
    assert desk.active() == []  # with a new one


# --- Orders.

def test_a_limit_order_rests(desk):
    order = desk.limit(BUY, "59000.5", "0.01", 77)

    assert (order.status, order.price, order.initial_base_amount) == ("open", "59000.5", "0.01000")
    assert (order.type, order.time_in_force, order.is_ask) == ("limit", "good-till-time", False)
    assert order.order_index >= 2**48
    assert order.order_id == str(order.order_index)


def test_a_partial_fill_stays_open_and_a_whole_one_is_filled(desk):
    desk.limit(BUY, "60000", "0.01", 1)

    assert desk.other("sell", "60000", "0.004", "ioc") == {"filled": "0.004", "average_price": "60000"}
    order = desk.order(1)
    assert (order.status, order.filled_base_amount, order.remaining_base_amount) == ("open", "0.00400", "0.00600")
    desk.other("sell", "60000", "0.006", "ioc")

    order = desk.order(1)
    assert (order.status, order.filled_base_amount, order.filled_quote_amount) == ("filled", "0.01000", "600.000000")
    assert desk.active() == []


def test_a_market_order_takes_what_is_there(desk):
    desk.other("sell", "60010", "0.005")
    desk.other("sell", "60020", "1")

    order = desk.market(BUY, "61000", "0.02", 1)

    assert (order.status, order.type, order.filled_base_amount) == ("filled", "market", "0.02000")
    assert Decimal(order.filled_quote_amount) == Decimal("0.005") * 60010 + Decimal("0.015") * 60020


def test_a_market_order_stops_at_its_worst_price(desk):
    desk.other("sell", "60010", "0.005")
    desk.other("sell", "60020", "1")

    order = desk.market(BUY, "60015", "0.02", 1)

    assert order.filled_base_amount == "0.00500"
    assert order.status.startswith("canceled-")


def test_a_market_order_with_limited_slippage_reads_the_book(desk):
    desk.other("sell", "60010", "1")

    desk.good(desk.run(desk.client.create_market_order_limited_slippage(BTC, 1, 1000, 0.001, BUY)))
    desk.settle()

    assert desk.order(1).status == "filled"


def test_a_post_only_beside_the_book_rests(desk):
    desk.other("sell", "60010", "1")

    assert desk.limit(BUY, "60009.9", "0.01", 1, POST_ONLY).status == "open"


def test_a_post_only_that_would_cross_is_cancelled(desk):
    desk.other("sell", "60010", "1")

    order = desk.limit(BUY, "60010", "0.01", 1, POST_ONLY)

    assert (order.status, order.filled_base_amount) == ("canceled-post-only", "0.00000")


def test_what_an_ioc_does_not_find_is_cancelled(desk):
    desk.other("sell", "60010", "0.004")

    order = desk.limit(BUY, "60010", "0.01", 1, IOC)

    assert (order.status, order.filled_base_amount) == ("canceled-not-enough-liquidity", "0.00400")


def test_a_taker_waits_for_its_speed_bump(desk):
    desk.other("sell", "60010", "1")

    _, answer, error = desk.send(BUY, "60010", "0.01", 1, IOC)

    assert error is None
    assert answer.predicted_execution_time_ms > now_ms() - MINUTE
    assert len(answer.tx_hash) == 80
    desk.settle()
    assert desk.order(1).status == "filled"


def test_a_standard_order_waits_before_it_rests(desk):
    client = desk.other_signer(STANDARD, 3)

    _, _, error = desk.send(BUY, "59000", "0.01", 1, client=client)

    assert error is None
    desk.settle()
    order, = desk.active(client=client, account=STANDARD)
    assert order.status == "open"


def test_cancel_by_the_clients_index(desk):
    desk.limit(BUY, "59000", "0.01", 77)

    desk.good(desk.run(desk.client.cancel_order(BTC, 77)))
    desk.settle()

    assert desk.order(77).status == "canceled"
    assert desk.active() == []


def test_cancel_by_the_venues_index(desk):
    order = desk.limit(BUY, "59000", "0.01", 77)

    desk.good(desk.run(desk.client.cancel_order(BTC, order.order_index)))

    assert desk.order(77).status == "canceled"


def test_a_cancel_of_nothing_is_refused(desk):
    _, answer, error = desk.run(desk.client.cancel_order(BTC, 4711))

    assert answer is None
    assert "21700" in error


def test_cancel_all_takes_every_order(desk):
    for index in range(1, 4):
        desk.limit(BUY, 59000 - index, "0.01", index)

    desk.good(desk.run(desk.client.cancel_all_orders(SignerClient.CANCEL_ALL_TIF_IMMEDIATE, 0)))

    assert desk.active() == []
    assert {each.status for each in desk.inactive()} == {"canceled"}


def test_modify_changes_price_and_amount(desk):
    before = desk.limit(BUY, "59000", "0.01", 1)

    desk.good(desk.run(desk.client.modify_order(BTC, 1, 2000, 591000)))

    after = desk.order(1)
    assert after.order_index == before.order_index
    assert (after.status, after.price, after.initial_base_amount) == ("open", "59100.0", "0.02000")


def test_a_client_order_index_is_unique_among_open_orders(desk):
    desk.limit(BUY, "59000", "0.01", 7)
    assert "21728" in desk.refused(BUY, "59001", "0.01", 7)

    desk.good(desk.run(desk.client.cancel_order(BTC, 7)))

    _, _, error = desk.send(BUY, "59001", "0.01", 7)  # its first owner has ended
    assert error is None


def test_a_reduce_only_order_needs_something_to_reduce(desk):
    assert "21732" in desk.refused(SELL, "60000", "0.01", 1, IOC, reduce_only=True)


def test_a_reduce_only_order_closes_and_goes_no_further(desk):
    desk.other("sell", "60000", "1")
    desk.limit(BUY, "60000", "0.01", 1, IOC)
    desk.other("buy", "59990", "1")

    order = desk.limit(SELL, "59990", "0.05", 2, IOC, reduce_only=True)

    assert order.filled_base_amount == "0.01000"
    assert Decimal(desk.position().position) == 0


def test_resting_orders_have_a_minimum_and_takers_none(desk):
    desk.other("sell", "60010", "1")

    assert "21706" in desk.refused(BUY, "59000", "0.00006", 1)
    assert desk.limit(BUY, "60010", "0.00001", 2, IOC).status == "filled"


def test_an_expiry_lies_five_minutes_to_thirty_days_ahead(desk):
    assert "21711" in desk.refused(BUY, "59000", "0.01", 1, order_expiry=now_ms() + 4 * MINUTE)
    assert "21711" in desk.refused(BUY, "59000", "0.01", 2, order_expiry=now_ms() + 31 * 24 * 60 * MINUTE)

    desk.limit(BUY, "59000", "0.01", 3, order_expiry=now_ms() + 6 * MINUTE)
    desk.simulator.advance(7 * MINUTE)

    assert desk.order(3).status == "canceled-expired"


def test_a_resting_order_needs_its_margin(desk):
    assert "21739" in desk.refused(BUY, "59000", "100", 1)


def test_leverage_is_shown_where_it_was_set(desk):
    desk.good(desk.run(desk.client.update_leverage(BTC, SignerClient.CROSS_MARGIN_MODE, 10)))

    assert desk.position().initial_margin_fraction == "10.00"


def test_a_batch_places_and_cancels(desk):
    def signed(result):
        kind, info, tx_hash, error = result
        assert error is None, error
        return int(kind), info, tx_hash
    first = desk.nonce()
    made = [signed(desk.client.sign_create_order(BTC, index, 1000, 590000, 0, 0, GTT, nonce=first + i, api_key_index=3))
            for i, index in enumerate((1, 2))]
    made.append(signed(desk.client.sign_cancel_order(BTC, 1, nonce=first + 2, api_key_index=3)))

    answer = desk.run(desk.client.send_tx_batch([each[0] for each in made], [each[1] for each in made]))

    assert answer.code == 200
    assert answer.tx_hash == [each[2].removeprefix("0x") for each in made]
    assert desk.order(1).status == "canceled"
    assert desk.order(2).status == "open"
    assert desk.nonce() == first + 3


def test_a_batch_is_refused_whole(desk):
    kind, good, _, _ = desk.client.sign_create_order(BTC, 1, 1000, 590000, 0, 0, GTT, nonce=0, api_key_index=3)
    _, gap, _, _ = desk.client.sign_create_order(BTC, 2, 1000, 590000, 0, 0, GTT, nonce=5, api_key_index=3)

    with pytest.raises(lighter.exceptions.BadRequestException) as caught:
        desk.run(desk.client.send_tx_batch([int(kind), int(kind)], [good, gap]))

    assert "21105" in str(caught.value)
    assert desk.active() == []
    assert desk.nonce() == 0


def test_a_forged_transaction_is_refused(desk):
    kind, info, _, _ = desk.client.sign_create_order(BTC, 1, 1000, 590000, 0, 0, GTT, nonce=0, api_key_index=3)

    with pytest.raises(lighter.exceptions.BadRequestException) as caught:
        desk.run(desk.client.send_tx(int(kind), info.replace('"BaseAmount":1000', '"BaseAmount":1001')))

    assert "21120" in str(caught.value)


def test_the_same_bytes_a_second_time_change_nothing(desk):
    kind, info, _, _ = desk.client.sign_create_order(BTC, 1, 1000, 590000, 0, 0, GTT, nonce=0, api_key_index=3)
    desk.run(desk.client.send_tx(int(kind), info))

    with pytest.raises(lighter.exceptions.BadRequestException) as caught:
        desk.run(desk.client.send_tx(int(kind), info))

    assert "21104" in str(caught.value)
    assert len(desk.active()) == 1
    state = desk.simulator.ask("/state")["venues"][0]
    assert state["duplicate_client_order_ids"] == 0


# --- The dead-man switch.

def schedule(desk, ahead_ms):
    return desk.run(desk.client.cancel_all_orders(SignerClient.CANCEL_ALL_TIF_SCHEDULED, now_ms() + ahead_ms))


def test_a_scheduled_cancel_all_fires_once(desk):
    desk.limit(BUY, "59000", "0.01", 1)
    desk.good(schedule(desk, 6 * MINUTE))
    assert desk.account().cancel_all_time > now_ms()

    desk.simulator.advance(5 * MINUTE)
    assert desk.order(1).status == "open"
    desk.simulator.advance(2 * MINUTE)

    until(lambda: not desk.active(), "the end of the orders")
    assert desk.order(1).status == "canceled"
    assert desk.account().cancel_all_time == 0


def test_a_second_schedule_wants_the_first_aborted(desk):
    desk.good(schedule(desk, 6 * MINUTE))
    _, _, error = schedule(desk, 7 * MINUTE)
    assert "21712" in error

    desk.good(desk.run(desk.client.cancel_all_orders(SignerClient.CANCEL_ALL_TIF_ABORT, 0)))
    assert desk.account().cancel_all_time == 0
    desk.good(schedule(desk, 7 * MINUTE))


def test_a_schedule_lies_five_minutes_to_fifteen_days_ahead(desk):
    for ahead_ms in (4 * MINUTE, 16 * 24 * 60 * MINUTE):
        _, answer, error = schedule(desk, ahead_ms)
        assert answer is None and error


# --- Money.

def test_the_balance_is_right_to_the_last_digit(desk):
    desk.other("sell", "60010.1", "1")
    desk.limit(BUY, "60010.1", "0.01237", 1, IOC)
    paid = fee("0.01237", "60010.1", TAKER)

    account = desk.account()
    unrealised = Decimal("0.01237") * (60000 - Decimal("60010.1"))
    assert Decimal(account.collateral) == COLLATERAL - paid
    assert Decimal(account.total_asset_value) == COLLATERAL - paid + unrealised
    position = desk.position()
    assert (position.sign, position.position, position.avg_entry_price) == (1, "0.01237", "60010.1")
    assert Decimal(position.unrealized_pnl) == unrealised

    # Half of it leaves as a maker, the rest at the market.
    desk.other("buy", "59000", "1")
    desk.limit(SELL, "60005.3", "0.00611", 2, POST_ONLY)
    desk.other("buy", "60005.3", "0.00611", "ioc")
    desk.market(SELL, "58000", "0.00626", 3)
    paid += fee("0.00611", "60005.3", MAKER) + fee("0.00626", "60005.3", TAKER) * 0
    paid += fee("0.00626", "59000", TAKER)
    cash = (Decimal("0.00611") * Decimal("60005.3") + Decimal("0.00626") * 59000
            - Decimal("0.01237") * Decimal("60010.1"))

    account = desk.account()
    assert Decimal(account.collateral) == COLLATERAL + cash - paid
    assert account.collateral == account.total_asset_value
    assert Decimal(desk.position().position) == 0
    assert Decimal(desk.simulator.account(str(ACCOUNT))["equity"]) == Decimal(account.total_asset_value)


def test_a_standard_account_pays_nothing(desk):
    client = desk.other_signer(STANDARD, 3)
    desk.other("sell", "60000", "1")

    desk.send(BUY, "60000", "0.01", 1, IOC, client=client)
    desk.settle()

    assert Decimal(desk.account(STANDARD).collateral) == COLLATERAL


def test_trades_carry_the_rate_and_both_orders(desk):
    desk.other("sell", "60000", "1")
    order = desk.limit(BUY, "60000", "0.01", 42, IOC)

    trade, = desk.run(desk.orders_api.trades(
        sort_by="trade_id", limit=10, account_index=ACCOUNT, authorization=desk.token())).trades

    assert (trade.bid_account_id, trade.bid_id, trade.bid_client_id) == (ACCOUNT, order.order_index, 42)
    assert (trade.size, trade.price, trade.usd_amount) == ("0.01000", "60000.0", "600.000000")
    assert (trade.is_maker_ask, trade.taker_fee) == (True, 280)


# --- What everybody may read.

def test_the_status_is_the_venues(desk):
    assert desk.run(desk.root.status()).status == 200


def test_order_book_details_have_the_markets_steps(desk):
    found, = desk.run(desk.orders_api.order_book_details(market_id=BTC)).order_book_details

    assert (found.symbol, found.size_decimals, found.price_decimals) == ("BTC", 5, 1)
    assert (found.min_base_amount, found.min_quote_amount) == ("0.00007", "10.000000")
    assert (found.default_initial_margin_fraction, found.maintenance_margin_fraction) == (500, 120)
    assert len(desk.run(desk.orders_api.order_books()).order_books) >= 3


def test_order_book_orders_are_best_first_with_all_places(desk):
    desk.other("sell", "60020", "1")
    desk.other("sell", "60010", "0.5")
    desk.limit(BUY, "59990", "0.01", 1)

    book = desk.run(desk.orders_api.order_book_orders(market_id=BTC, limit=10))

    assert [each.price for each in book.asks] == ["60010.0", "60020.0"]
    assert [(each.price, each.remaining_base_amount) for each in book.bids] == [("59990.0", "0.01000")]
    assert book.bids[0].owner_account_index == ACCOUNT


def test_recent_trades_come_newest_first(desk):
    desk.other("sell", "60010", "1")
    desk.other("buy", "60010", "0.1", "ioc")
    desk.other("buy", "60010", "0.2", "ioc")

    trades = desk.run(desk.orders_api.recent_trades(market_id=BTC, limit=10)).trades

    assert [each.size for each in trades] == ["0.20000", "0.10000"]


def test_api_keys_show_the_key_and_its_nonce(desk):
    key, = desk.run(desk.accounts_api.apikeys(account_index=ACCOUNT, api_key_index=3)).api_keys

    assert (key.public_key, key.nonce) == (KEYS[3][1], 0)


def test_a_market_that_is_not_there_is_refused(desk):
    _, answer, error = desk.run(desk.client.create_order(200, 1, 1000, 590000, BUY, 0, GTT))

    assert answer is None
    assert "21602" in error


def test_a_refusal_by_fault_has_the_venues_form_and_keeps_the_nonce(desk):
    desk.simulator.fault("reject_orders")

    error = desk.refused(BUY, "59000", "0.01", 1)

    assert "21601" in error
    assert desk.nonce() == 0
    assert desk.limit(BUY, "59000", "0.01", 2).status == "open"


def test_a_reply_that_is_lost_leaves_the_order(desk):
    desk.simulator.fault("accept_then_drop_reply")

    with pytest.raises(Exception):
        desk.send(BUY, "59000", "0.01", 1)

    assert desk.order(1).status == "open"
    assert desk.nonce() == 1
