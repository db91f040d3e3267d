"""The EdgeX simulator under the unmodified official SDKs, 0.3.0 (V1) and 2.0.1 (V2): orders and money."""

from decimal import Decimal

from edgex_desk import COLLATERAL, MAKER, TAKER, desk, fee, sdk, simulator  # noqa: F401: fixtures


# --- Public requests.

def test_metadata_names_the_contract_with_both_fees(desk):
    found = next(each for each in desk.data("metadata")["contractList"] if each["contractName"] == desk.book)

    assert found["contractId"] == desk.contract
    assert (found["tickSize"], found["stepSize"], found["minOrderSize"]) == ("0.1", "0.001", "0.001")
    assert Decimal(found["defaultTakerFeeRate"]) == TAKER[desk.generation]
    assert Decimal(found["defaultMakerFeeRate"]) == MAKER[desk.generation]


def test_server_time_is_now(desk):
    time_ms = int(desk.data("server_time")["timeMillis"])

    assert 1_700_000_000_000 < time_ms < 4_000_000_000_000


def test_depth_shows_what_rests_best_first(desk):
    desk.other("sell", "60010.1", "0.500")
    desk.other("sell", "60010", "0.25")
    desk.other("buy", "59990", "1")

    depth, = desk.data("depth", contract=desk.contract)

    assert depth["asks"] == [{"price": "60010.0", "size": "0.250"}, {"price": "60010.1", "size": "0.500"}]
    assert depth["bids"] == [{"price": "59990.0", "size": "1.000"}]
    assert depth["depthType"] == "SNAPSHOT"


def test_ticker_has_the_oracle_price_and_the_last_trade(desk):
    desk.other("sell", "60010", "1")
    desk.other("buy", "60010", "0.4")

    ticker, = desk.data("ticker", contract=desk.contract)

    assert Decimal(ticker["oraclePrice"]) == 60000
    assert Decimal(ticker["lastPrice"]) == 60010
    assert Decimal(ticker["size"]) == Decimal("0.4")


def test_candles_hold_the_trades(desk):
    desk.other("sell", "60010", "1")
    desk.other("buy", "60010", "0.4")

    rows = desk.data("kline", contract=desk.contract, type="MINUTE_1")["dataList"]
    traded, = [row for row in rows if Decimal(row["size"])]

    assert Decimal(traded["close"]) == 60010
    assert Decimal(traded["size"]) == Decimal("0.4")


def test_candles_have_a_most(desk):
    assert "size" in desk.refusal("kline", contract=desk.contract, type="MINUTE_1", size=1001)


# --- Orders.

def test_a_limit_order_rests_and_is_open_at_once(desk):
    id = desk.limit("BUY", "59000", "0.010", "a")

    seen = desk.order(id)
    assert seen["status"] == "OPEN"
    assert (seen["price"], seen["size"], seen["side"]) == ("59000", "0.010", "BUY")
    assert desk.active() == ["a"]


def test_a_partial_fill_stays_open_and_a_whole_one_is_filled(desk):
    id = desk.limit("BUY", "60000", "0.010", "a")

    assert desk.other("sell", "60000", "0.004", "ioc") == {"filled": "0.004", "average_price": "60000"}
    seen = desk.order(id)
    assert (seen["status"], seen["cumMatchSize"]) == ("OPEN", "0.004")
    desk.other("sell", "60000", "0.006", "ioc")
    seen = desk.order(id)
    assert (seen["status"], seen["cumMatchSize"]) == ("FILLED", "0.010")
    assert Decimal(seen["cumMatchValue"]) == 600
    assert desk.active() == []


def test_a_crossing_post_only_is_taken_and_then_cancelled(desk):
    desk.other("sell", "60010", "1")

    id = desk.limit("BUY", "60010", "0.010", "a", force="POST_ONLY")

    seen = desk.order(id)
    assert (seen["status"], seen["cumMatchSize"]) == ("CANCELED", "0")


def test_a_post_only_beside_the_book_rests(desk):
    desk.other("sell", "60010", "1")

    id = desk.limit("BUY", "60009.9", "0.010", "a", force="POST_ONLY")

    assert desk.order(id)["status"] == "OPEN"


def test_what_an_ioc_does_not_find_is_cancelled(desk):
    desk.other("sell", "60010", "0.004")

    id = desk.limit("BUY", "60010", "0.010", "a", force="IMMEDIATE_OR_CANCEL")

    seen = desk.order(id)
    assert (seen["status"], seen["cumMatchSize"]) == ("CANCELED", "0.004")


def test_a_fill_or_kill_is_whole_or_nothing(desk):
    desk.other("sell", "60010", "0.004")

    killed = desk.limit("BUY", "60010", "0.010", "a", force="FILL_OR_KILL")
    filled = desk.limit("BUY", "60010", "0.004", "b", force="FILL_OR_KILL")

    assert desk.order(killed)["cumMatchSize"] == "0"
    assert desk.order(filled)["status"] == "FILLED"


def test_a_market_buy_takes_the_best_ask(desk):
    desk.other("sell", "60010", "1")

    seen = desk.order(desk.market("BUY", "0.020", "a"))

    assert (seen["status"], seen["price"], seen["type"]) == ("FILLED", "0", "MARKET")
    assert Decimal(seen["cumMatchValue"]) == Decimal("1200.2")


def test_a_market_sell_takes_the_best_bid(desk):
    desk.other("buy", "59990", "1")

    seen = desk.order(desk.market("SELL", "0.020", "a"))

    assert seen["status"] == "FILLED"
    assert Decimal(seen["cumMatchValue"]) == Decimal("1199.8")


def test_a_reduce_only_order_needs_something_to_reduce(desk):
    assert "SUCCESS" not in desk.refusal("limit", contract=desk.contract, side="SELL", price="60000",
                                         size="0.010", id="a", reduce_only=True)

    desk.other("sell", "60000", "0.010")
    desk.market("BUY", "0.010", "b")
    id = desk.limit("SELL", "60100", "0.010", "c", reduce_only=True)
    desk.other("buy", "60100", "0.010")
    assert desk.order(id)["status"] == "FILLED"


def test_an_order_is_cancelled_by_its_id(desk):
    id = desk.limit("BUY", "59000", "0.010", "a")

    assert desk.data("cancel", order_id=id)["cancelResultMap"] == {id: "SUCCESS"}

    seen = desk.order(id)
    assert (seen["status"], seen["cancelReason"]) == ("CANCELED", "USER_CANCELED")


def test_an_order_is_cancelled_by_our_id(desk):
    desk.limit("BUY", "59000", "0.010", "a")
    name = "client_id" if desk.generation == "v1" else "client_order_id"

    assert desk.data("cancel", **{name: "a"})["cancelResultMap"] == {"a": "SUCCESS"}

    assert desk.active() == []


def test_all_orders_of_a_contract_are_cancelled(desk):
    ids = {desk.limit("BUY", f"5900{i}", "0.010", f"a{i}") for i in range(3)}

    assert desk.data("cancel", contract_id=desk.contract)["cancelResultMap"] == {id: "SUCCESS" for id in ids}

    assert desk.active() == []


def test_cancelling_what_is_filled_or_unknown_says_so(desk):
    desk.other("sell", "60000", "1")
    id = desk.limit("BUY", "60000", "0.010", "a")

    assert desk.data("cancel", order_id=id)["cancelResultMap"] == {id: "FAILED_ORDER_FILLED"}
    assert "NOT_FOUND" in desk.data("cancel", order_id="17")["cancelResultMap"]["17"]


def test_a_client_order_id_is_never_used_twice(desk):
    id = desk.limit("BUY", "59000", "0.010", "a")
    desk.data("cancel", order_id=id)

    desk.refusal("limit", contract=desk.contract, side="BUY", price="59000", size="0.010", id="a")

    assert desk.active() == []
    seen = desk.simulator.ask("/state")["venues"][0]
    assert (seen["orders_accepted"], seen["orders_refused"], seen["duplicate_client_order_ids"]) == (1, 1, 1)


def test_active_orders_come_in_pages(desk):
    for i in range(3):
        desk.limit("BUY", "59000", "0.010", f"a{i}")

    first = desk.data("active", size="2")
    second = desk.data("active", size="2", offset_data=first["nextPageOffsetData"])

    assert [each["clientOrderId"] for each in first["dataList"] + second["dataList"]] == ["a2", "a1", "a0"]
    assert second["nextPageOffsetData"] == ""


def test_fills_carry_price_fee_and_side_of_the_match(desk):
    desk.other("sell", "60010", "0.006")
    desk.other("sell", "60011", "0.004")
    id = desk.limit("BUY", "60011", "0.010", "a")

    rows = desk.data("fills", filter_order_id_list=[id])["dataList"]

    assert [(row["fillPrice"], row["fillSize"], row["direction"]) for row in rows] == [
        ("60011.0", "0.004", "TAKER"), ("60010.0", "0.006", "TAKER")]
    assert Decimal(rows[1]["fillFee"]) == fee(Decimal("360.06"), TAKER[desk.generation])


def test_the_most_that_is_told_is_taken(desk):
    most = desk.data("most_size", contract=desk.contract, price="60000")

    size = most["maxBuySize"]
    assert Decimal(size) > 1
    desk.limit("BUY", "60000", size, "a")
    assert "MARGIN" in desk.refusal("limit", contract=desk.contract, side="BUY", price="60000", size="0.100",
                                    id="b") or desk.generation == "v1"
    assert desk.active() == ["a"]


# --- Money.

def test_a_fresh_account_has_its_collateral_and_nothing_else(desk):
    asset = desk.data("asset")

    assert Decimal(asset["collateralList"][0]["amount"]) == COLLATERAL
    assert Decimal(asset["collateralAssetModelList"][0]["totalEquity"]) == COLLATERAL
    assert Decimal(asset["collateralAssetModelList"][0]["availableAmount"]) == COLLATERAL
    assert asset["positionList"] == [] and asset["positionAssetList"] == []
    assert asset["account"]["id"] == desk.account_id
    assert desk.data("account")["id"] == desk.account_id


def test_positions_and_balances_are_right_to_the_last_digit(desk):
    maker, taker = MAKER[desk.generation], TAKER[desk.generation]
    desk.limit("BUY", "59987.3", "0.017", "a")
    desk.other("sell", "59987.3", "0.017")                    # bought as maker
    desk.other("buy", "60013.7", "0.005")
    desk.limit("SELL", "60013.7", "0.005", "b")               # sold a part as taker
    bought, sold = Decimal("59987.3") * Decimal("0.017"), Decimal("60013.7") * Decimal("0.005")
    fees = fee(bought, maker) + fee(sold, taker)
    amount = COLLATERAL - bought + sold - fees
    size = Decimal("0.012")
    value = size * 60000

    asset = desk.data("asset")

    collateral, = asset["collateralList"]
    assert Decimal(collateral["amount"]) == amount
    assert Decimal(collateral["cumPositionBuyAmount"]) == -bought
    assert Decimal(collateral["cumPositionSellAmount"]) == sold
    assert Decimal(collateral["cumFillFeeAmount"]) == -fees
    position, = asset["positionList"]
    assert Decimal(position["openSize"]) == size
    assert abs(Decimal(position["openValue"]) - bought * 12 / 17) < Decimal("1e-17")
    worth, = asset["positionAssetList"]
    assert Decimal(worth["positionValue"]) == value
    assert Decimal(worth["avgEntryPrice"]) == Decimal("59987.3")
    assert abs(Decimal(worth["unrealizePnl"]) - (value - bought * 12 / 17)) < Decimal("1e-17")
    model, = asset["collateralAssetModelList"]
    assert Decimal(model["totalEquity"]) == amount + value
    assert Decimal(model["initialMarginRequirement"]) == value / 10
    assert Decimal(model["availableAmount"]) == (amount + value - value / 10).quantize(
        Decimal("0.000001"), rounding="ROUND_FLOOR")
    state = desk.simulator.account(desk.account_id)
    assert Decimal(state["equity"]) == amount + value
    assert {each["instrument"]: each["quantity"] for each in state["positions"]}[desk.book] == "0.012"


def test_a_round_trip_leaves_prices_and_fees_alone(desk):
    desk.other("sell", "60010", "0.5")
    desk.market("BUY", "0.500", "a")
    desk.other("buy", "60020", "0.5")
    desk.market("SELL", "0.500", "b")
    taker = TAKER[desk.generation]
    fees = fee(Decimal("30005"), taker) + fee(Decimal("30010"), taker)

    asset = desk.data("positions")

    assert Decimal(asset["collateralList"][0]["amount"]) == COLLATERAL + 5 - fees
    assert asset["positionList"][0]["openSize"] == "0"
    assert asset["positionAssetList"] == []


def test_a_short_is_negative(desk):
    desk.other("buy", "60000", "0.3")
    desk.market("SELL", "0.300", "a")

    asset = desk.data("asset")

    assert asset["positionList"][0]["openSize"] == "-0.300"
    assert Decimal(asset["positionAssetList"][0]["positionValue"]) == -18000


def test_every_fill_is_in_both_transaction_pages(desk):
    desk.other("sell", "60000", "0.3")
    desk.market("BUY", "0.300", "a")

    position, = desk.data("position_transactions")["dataList"]
    collateral, = desk.data("collateral_transactions")["dataList"]

    assert (position["type"], position["deltaOpenSize"]) == ("BUY_POSITION", "0.300")
    assert Decimal(collateral["deltaAmount"]) == -18000 - fee(Decimal(18000), TAKER[desk.generation])
