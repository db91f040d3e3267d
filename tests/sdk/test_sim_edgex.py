"""The EdgeX simulator under the unmodified official SDKs, 0.3.0 (V1) and 2.0.1 (V2).

Every test has a simulator of its own, without flow: what is in the books, the tests put there.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from decimal import Decimal

import pytest

from conftest import HERE, ROOT
from lines import Lines
from simulator import Simulator

ACCOUNTS = {"v1": "543429922991899150", "v2": "678901234567890123"}
COLLATERAL = Decimal("10000")
BOOK = {"v1": "BTCUSD", "v2": "BTCUSDC"}
CONTRACT = {"v1": "10000001", "v2": "30000001"}
MAKER = {"v1": Decimal("0.00015"), "v2": Decimal("0.00018")}
TAKER = {"v1": Decimal("0.00038"), "v2": Decimal("0.00045")}


def first_vector(name):
    return json.loads((ROOT / "tests/venues/edgex/data" / name).read_text())[0]


STARK = first_vector("v1_auth.json")
TRADING = first_vector("v2_orders.json")
KEYS = {"stark_key": STARK["privateKey"][2:], "api_key": "key", "passphrase": "pass", "api_secret": "secret",
        "trading_key": TRADING["input"]["tradingPrivateKey"]}


class Refused(Exception):
    pass


class Sdk:
    """An SDK's program, and the market it talks to."""

    def __init__(self, generation, program):
        self.generation = generation
        self.program = program
        self.contract = CONTRACT[generation]
        self.book = BOOK[generation]
        self.account_id = ACCOUNTS[generation]

    def connect(self, simulator, **changes):
        self.simulator = simulator
        self.given = {"rest": simulator.ready["rest"], "ws": simulator.ready["ws"],
                      "account_id": self.account_id, **KEYS, **changes}
        self.call("connect", **self.given)

    def call(self, call, **given):
        answer, = self.program.ask([{"call": call, "given": given}])
        if "raised" in answer:
            raise Refused(answer["raised"])
        return answer["answer"]

    def data(self, name, **given):
        answer = self.call(name, **given)
        assert answer["code"] == "SUCCESS", answer
        return answer["data"]

    # --- Verbs.
    def limit(self, side, price, size, id, **more):
        answer = self.call("limit", contract=self.contract, side=side, price=price, size=size, id=id, **more)
        assert answer["code"] == "SUCCESS", answer
        return answer["data"]["orderId"]

    def market(self, side, size, id):
        return self.data("market", contract=self.contract, side=side, size=size, id=id)["orderId"]

    def order(self, id):
        return self.data("orders", ids=[id])[0]

    def active(self):
        page = self.data("active", filter_contract_id_list=[self.contract])
        return [each["clientOrderId"] for each in page["dataList"]]

    def refusal(self, name, **given):
        """What is refused: the words of the SDK's exception, or of the answer (V2 raises on HTTP alone)."""
        try:
            answer = self.call(name, **given)
        except Refused as refused:
            return str(refused)
        assert answer["code"] != "SUCCESS", answer
        return json.dumps(answer)

    def other(self, side, price, quantity, kind="limit"):
        return self.simulator.counterparty(self.book, side, price, quantity, kind)


@pytest.fixture(scope="module", params=["v1", "v2"])
def sdk(request):
    generation = request.param
    environment = dict(os.environ, PYTHONPATH=str(ROOT / ".venv" / f"edgex-{generation}"))
    program = Lines([sys.executable, str(HERE / f"sim_edgex_{generation}.py")], environment)
    yield Sdk(generation, program)
    program.close()


@pytest.fixture
def simulator(tmp_path):
    file = tmp_path / "accounts.json"
    file.write_text(json.dumps({"edgex": [
        {"account_id": ACCOUNTS["v1"], "collateral": str(COLLATERAL),
         "v1": {"stark_public_key_x": STARK["publicKeyX"]}},
        {"account_id": ACCOUNTS["v2"], "collateral": str(COLLATERAL),
         "v2": {"api_key": KEYS["api_key"], "passphrase": KEYS["passphrase"], "api_secret": KEYS["api_secret"],
                "signer_address": TRADING["expect"]["signer"]}}]}))
    running = Simulator("edgex", file)
    yield running
    assert running.stop() == 0


@pytest.fixture
def desk(sdk, simulator):
    sdk.connect(simulator)
    yield sdk
    sdk.call("disconnect")


only_v1 = pytest.mark.parametrize("sdk", ["v1"], indirect=True)
only_v2 = pytest.mark.parametrize("sdk", ["v2"], indirect=True)


def fee(value, rate):
    """Cut at 6 digits."""
    return (value * rate).quantize(Decimal("0.000001"), rounding="ROUND_DOWN")


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

    assert Decimal(rows[0]["close"]) == 60010
    assert sum(Decimal(row["size"]) for row in rows) == Decimal("0.4")


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


# --- Who may ask.

def test_a_stale_clock_is_refused_with_a_word_that_says_so(desk):
    for ahead_s in (-90, 90):
        desk.call("set_clock", ahead_s=ahead_s)
        assert "TIMESTAMP" in desk.refusal("asset")


def test_a_wrong_key_is_refused(desk):
    desk.connect(desk.simulator, stark_key="1" + KEYS["stark_key"][1:], api_secret="guess")

    assert "SIGNATURE" in desk.refusal("asset")
    desk.refusal("limit", contract=desk.contract, side="BUY", price="59000", size="0.010", id="a")
    assert desk.simulator.account(desk.account_id)["open_orders"] == []


@only_v2
def test_a_strangers_trading_key_is_refused(desk):
    desk.connect(desk.simulator, trading_key="0x" + "11" * 32)

    refused = desk.refusal("limit", contract=desk.contract, side="BUY", price="59000", size="0.010", id="a")

    assert "INVALID_L2_SIGNATURE" in refused


@only_v2
def test_an_unknown_api_key_is_refused_before_its_clock(desk):
    desk.connect(desk.simulator, api_key="nobody's")
    desk.call("set_clock", ahead_s=-90)

    assert "INVALID_API_KEY" in desk.refusal("asset")


def test_faults_come_in_the_venues_own_form(desk):
    desk.simulator.fault("http_429")
    assert "429" in desk.refusal("asset")
    desk.simulator.fault("maintenance")
    assert "503" in desk.refusal("asset")
    desk.simulator.fault("reject_orders")
    desk.refusal("limit", contract=desk.contract, side="BUY", price="59000", size="0.010", id="a")
    desk.limit("BUY", "59000", "0.010", "b")
    assert desk.active() == ["b"]


# --- Sockets.

def test_the_public_socket_tells_depth_with_a_chain_of_versions(desk):
    desk.other("sell", "60010", "1")
    desk.call("open_socket", socket="public")
    desk.call("subscribe", kind="depth", arguments=[desk.contract])
    snapshot, = desk.call("handled", socket="public", name="depth")
    book = snapshot["content"]["data"][0]
    assert snapshot["content"]["dataType"] == "Snapshot"
    assert book["asks"] == [{"price": "60010.0", "size": "1.000"}]

    desk.other("sell", "60009", "0.5")
    desk.other("buy", "60009", "0.5")

    frames = desk.call("handled", socket="public", name="depth", count=3)
    changes = [frame["content"]["data"][0] for frame in frames[1:]]
    assert changes[0]["startVersion"] == book["endVersion"]
    assert changes[1]["startVersion"] == changes[0]["endVersion"]
    assert changes[0]["asks"] == [{"price": "60009.0", "size": "0.500"}]
    assert changes[1]["asks"] == [{"price": "60009.0", "size": "0.000"}]


def test_the_public_socket_greets_and_answers_the_sdks_ping(desk):
    desk.call("open_socket", socket="public")

    desk.call("frames_of", socket="public", where={"type": "connected"})
    desk.call("frames_of", socket="public", where={"type": "pong"})


def test_the_public_socket_tells_trades(desk):
    desk.call("open_socket", socket="public")
    desk.call("subscribe", kind="trade", arguments=[desk.contract])
    channel = f"{'trade' if desk.generation == 'v1' else 'trades'}.{desk.contract}"
    desk.call("frames_of", socket="public", where={"channel": channel, "content.dataType": "Snapshot"})

    desk.other("buy", "60000", "1")
    desk.other("sell", "60000", "0.4")

    frame, = desk.call("frames_of", socket="public",
                       where={"channel": channel, "content.dataType": "changed"})
    trade, = frame["content"]["data"]
    assert (trade["price"], trade["size"], trade["isBuyerMaker"]) == ("60000.0", "0.400", True)


def test_the_public_socket_tells_tickers_and_candles(desk):
    desk.call("open_socket", socket="public")
    desk.call("subscribe", kind="ticker", arguments=[desk.contract])
    desk.call("subscribe", kind="kline", arguments=[desk.contract, "MINUTE_1"])
    desk.call("handled", socket="public", name="ticker")
    desk.call("handled", socket="public", name="kline")

    desk.other("buy", "60001", "1")
    desk.other("sell", "60001", "0.4")

    assert desk.call("frames_of", socket="public", where={
        "content.dataType": "changed", "channel": f"ticker.{desk.contract}",
        "content.data.0.lastPrice": "60001.0"})
    assert desk.call("frames_of", socket="public", where={
        "content.dataType": "changed", "content.data.0.klineType": "MINUTE_1",
        "content.data.0.close": "60001.0"})


def test_the_private_socket_begins_with_the_account(desk):
    desk.limit("BUY", "59000", "0.010", "a")

    desk.call("open_socket", socket="private", handlers=["trade-event"])

    frame, = desk.call("handled", socket="private", name="trade-event")
    assert frame["content"]["event"] == "Snapshot"
    assert frame["content"]["accountId"] == desk.account_id
    assert Decimal(frame["content"]["data"]["collateral"][0]["amount"]) == COLLATERAL
    assert frame["content"]["data"]["order"][0]["clientOrderId"] == "a"


def test_the_private_socket_tells_both_filled_events(desk):
    desk.call("open_socket", socket="private", handlers=["trade-event"])
    desk.limit("BUY", "60000", "0.010", "a")
    desk.other("sell", "60000", "0.010")

    frames = desk.call("frames_of", socket="private", count=2,
                       where={"content.event": "ORDER_UPDATE", "content.data.order.0.status": "FILLED"})

    first, second = (frame["content"]["data"] for frame in frames)
    assert first["order"][0]["cumMatchSize"] == second["order"][0]["cumMatchSize"] == "0.010"
    assert first["collateral"] == [] and first["order"][0]["cumFillSize"] == "0"
    assert second["collateral"][0]["cumPositionBuyAmount"] == "-600.000000"
    assert second["position"][0]["openSize"] == "0.010"
    assert second["orderFillTransaction"][0]["direction"] == "MAKER"
    assert int(frames[0]["content"]["version"]) < int(frames[1]["content"]["version"])
    words = [frame["content"]["data"]["order"][0]["status"] for frame in desk.call(
        "frames_of", socket="private", count=4, where={"content.event": "ORDER_UPDATE"})]
    assert words == ["PENDING", "OPEN", "FILLED", "FILLED"]


@only_v2
def test_each_group_of_an_event_reaches_its_handler(desk):
    desk.call("open_socket", socket="private", handlers=["order", "position", "collateral"])
    desk.limit("BUY", "60000", "0.010", "a")
    desk.other("sell", "60000", "0.010")

    assert desk.call("handled", socket="private", name="order", count=4)
    assert desk.call("handled", socket="private", name="position")
    assert desk.call("handled", socket="private", name="collateral")


def test_a_wrong_key_opens_no_private_socket(desk):
    desk.connect(desk.simulator, stark_key="1" + KEYS["stark_key"][1:], api_secret="guess")

    with pytest.raises(Refused):
        desk.call("open_socket", socket="private")


# --- What one SDK has and the other has not.

@only_v2
def test_leverage_changes_without_open_orders_and_not_with_them(desk):
    id = desk.limit("BUY", "59000", "0.010", "a")
    assert "ACCOUNT_UPDATE_LEVERAGE_FAILED_ORDER" in desk.refusal("leverage", contract=desk.contract, leverage="20")
    desk.data("cancel", order_id=id)

    assert desk.data("leverage", contract=desk.contract, leverage="20") is None

    account = desk.data("asset")["account"]
    assert account["contractIdToTradeSetting"][desk.contract]["maxLeverage"] == "20"
    desk.limit("BUY", "60000", "3", "b")  # 18 times the collateral


@only_v2
def test_the_margin_mode_is_set_by_the_trading_key(desk):
    assert desk.data("margin_mode", contract=desk.contract, mode="1") is None

    desk.connect(desk.simulator, trading_key="0x" + "11" * 32)
    assert "INVALID_L2_SIGNATURE" in desk.refusal("margin_mode", contract=desk.contract, mode="0")


@only_v2
def test_orders_are_found_by_our_id_and_in_history(desk):
    desk.other("sell", "60000", "1")
    id = desk.limit("BUY", "60000", "0.010", "a")

    assert desk.data("orders_by_client_id", ids=["a", "never"])[0]["id"] == id
    assert [each["id"] for each in desk.data("history", size="10")["dataList"]] == [id]


@only_v2
def test_an_order_expires_on_the_venues_clock(desk):
    now_ms = int(desk.data("server_time")["timeMillis"])
    answer = desk.call("expiring", contract=desk.contract, side="BUY", price="59000", size="0.010", id="a",
                     expire_time=now_ms + 3_600_000)
    id = answer["data"]["orderId"]
    assert desk.order(id)["status"] == "OPEN"

    desk.simulator.advance(3_600_001)
    desk.call("set_clock", ahead_s=3600)

    seen = desk.order(id)
    assert (seen["status"], seen["cancelReason"]) == ("CANCELED", "EXPIRE_CANCELED")


@only_v2
def test_positions_and_funding_are_told_by_contract(desk):
    desk.other("sell", "60000", "0.3")
    desk.market("BUY", "0.300", "a")

    position, = desk.data("position_by_contract", contracts=[desk.contract])
    assert position["openSize"] == "0.300"
    rate, = desk.data("latest_funding", contracts=[desk.contract])
    assert (rate["contractId"], rate["fundingRateIntervalMin"]) == (desk.contract, "240")
    assert desk.data("market_status", contract=desk.contract)


@only_v1
def test_the_sdk_of_v1_raises_before_it_sends_a_leverage(desk):
    with pytest.raises(Refused):
        desk.call("leverage", contract=desk.contract, leverage="20")


@only_v1
def test_orders_of_v1_are_found_by_our_id(desk):
    id = desk.limit("BUY", "59000", "0.010", "a")

    found = desk.call("private", name="order/getOrderByClientOrderId", params={"clientOrderIdList": "a"})

    assert found["data"][0]["id"] == id


def test_the_site_has_a_page(simulator):
    with urllib.request.urlopen(simulator.ready["rest"] + "/", timeout=30) as page:
        assert page.headers["Content-Type"].startswith("text/html")
        assert re.search("<title>.+</title>", page.read().decode())


def test_an_unknown_path_is_an_error_of_the_venue(simulator):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(simulator.ready["rest"] + "/api/v2/public/nothing", timeout=30)

    assert refused.value.code == 404
    assert json.loads(refused.value.read())["code"] == "GATEWAY_PATH_NOT_FOUND"
