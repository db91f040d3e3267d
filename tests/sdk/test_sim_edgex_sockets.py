"""The EdgeX simulator under the unmodified official SDKs: who may ask, sockets, what only one SDK has."""

import json
import re
import urllib.error
import urllib.request
from decimal import Decimal

import pytest

from edgex_desk import COLLATERAL, KEYS, Refused, desk, only_v1, only_v2, sdk, simulator  # noqa: F401


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

def open_private(desk, *handlers):
    """Open, and begun: what comes after is news."""
    desk.call("open_socket", socket="private", handlers=handlers)
    desk.call("frames_of", socket="private", where={"content.event": "Snapshot"})


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

    frames = desk.call("handled", socket="public", name="depth",
                       until={"content.data.0.asks": [{"price": "60009.0", "size": "0.000"}]})
    told = [frame["content"]["data"][0] for frame in frames]
    for before, change in zip(told, told[1:]):
        assert change["startVersion"] == before["endVersion"]
    # While nothing changes, it says so after 5 s.
    changes = [change for change in told[1:] if change["asks"] or change["bids"]]
    assert [change["asks"] for change in changes] == [
        [{"price": "60009.0", "size": "0.500"}], [{"price": "60009.0", "size": "0.000"}]]


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
    open_private(desk, "trade-event")
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
    open_private(desk, "order", "position", "collateral")
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
