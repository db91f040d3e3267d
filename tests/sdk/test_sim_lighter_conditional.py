"""Lighter's simulator under the unmodified SDK: orders that wait for a trigger or a parent.

Without a flow the mark stands at 60,000: a trigger that it has passed fires at once, another waits.
"""

from lighter.signer_client import CreateOrderTxReq, SignerClient
from lighter_desk import BTC, BUY, IOC, SELL, desk, now_ms, simulator  # noqa: F401

OTO, OCO, OTOCO = 1, 2, 3
STOP, TAKE = SignerClient.ORDER_TYPE_STOP_LOSS, SignerClient.ORDER_TYPE_TAKE_PROFIT


def hold(desk, quantity="0.01"):  # noqa: F811
    desk.other("sell", "60000", "1")
    desk.other("buy", "59900", "1")
    assert desk.limit(BUY, "60000", quantity, 900, IOC).status == "filled"


def waiting(kind, client, size, trigger, worst="590000", side=SELL, expiry=-1):
    return CreateOrderTxReq(BTC, client, size, int(worst), int(side), kind, IOC, 1, trigger, expiry)


def test_a_stop_waits_for_the_mark_and_can_be_cancelled(desk):  # noqa: F811
    hold(desk)
    desk.good(desk.run(desk.client.create_sl_order(BTC, 1, 1000, 595000, 590000, SELL, reduce_only=True)))
    desk.settle()

    order = desk.order(1)
    assert (order.status, order.type, order.trigger_price) == ("pending", "stop-loss", "59500.0")
    assert order.trigger_status == "mark-price"

    desk.good(desk.run(desk.client.cancel_order(BTC, 1)))
    desk.settle()
    assert desk.order(1).status == "canceled"
    assert desk.position().position == "0.01000"


def test_a_take_profit_that_is_reached_fires_at_once(desk):  # noqa: F811
    hold(desk)

    desk.good(desk.run(desk.client.create_tp_order(BTC, 1, 1000, 599990, 590000, SELL, reduce_only=True)))
    desk.settle()

    order = desk.order(1)
    assert (order.status, order.type, order.filled_base_amount) == ("filled", "take-profit", "0.01000")


def test_of_two_the_one_that_fires_cancels_the_other(desk):  # noqa: F811
    hold(desk)

    desk.good(desk.run(desk.client.create_grouped_orders(
        OCO, [waiting(STOP, 1, 1000, 600010), waiting(TAKE, 2, 1000, 610000)])))
    desk.settle()

    assert desk.order(1).status == "filled"
    assert desk.order(2).status == "canceled-oco"


def test_children_wait_for_their_parent_and_name_it(desk):  # noqa: F811
    desk.other("buy", "59900", "1")
    expiry = now_ms() + 3_600_000  # the signer wants one for all
    parent = CreateOrderTxReq(BTC, 1, 1000, 598000, int(BUY), SignerClient.ORDER_TYPE_LIMIT,
                              SignerClient.ORDER_TIME_IN_FORCE_GOOD_TILL_TIME, 0, 0, expiry)
    desk.good(desk.run(desk.client.create_grouped_orders(
        OTOCO, [parent, waiting(STOP, 2, 0, 590000, "585000", expiry=expiry),
                waiting(TAKE, 3, 0, 610000, expiry=expiry)])))
    desk.settle()

    first, stop, take = desk.order(1), desk.order(2), desk.order(3)
    assert (first.status, stop.status, take.status) == ("open", "pending", "pending")
    assert stop.trigger_status == "parent-order"
    assert stop.parent_order_index == first.order_index
    assert stop.to_cancel_order_id_0 == take.order_id
    assert [first.to_trigger_order_id_0, first.to_trigger_order_id_1] == [stop.order_id, take.order_id]

    desk.good(desk.run(desk.client.cancel_order(BTC, 1)))
    desk.settle()
    assert desk.order(2).status == "canceled-child"
    assert desk.active() == []
