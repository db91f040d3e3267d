"""edgex-python-sdk 2.0.1: what it sends for an order, a margin mode, or any private request."""

import asyncio
import time
from decimal import Decimal

from edgex_sdk.account.client import Client as AccountClient, SetMarginModeParams
from edgex_sdk.internal.async_client import AsyncClient
from edgex_sdk.order.client import Client as OrderClient
from edgex_sdk.order.types import CreateOrderParams, OrderSide, OrderType, TimeInForce
from lines import serve
from recording_server import RecordingServer

server = RecordingServer({"code": "SUCCESS", "data": {}})
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)


def metadata_of(given):
    return {
        "global": {"nativeChainId": given["chainId"], "contractAddress": given["verifyingContract"]},
        "contractList": [{
            "contractId": given["contractId"], "resolution": given.get("resolution"),
            "quoteCoinId": given.get("quoteCoinId"), "defaultTakerFeeRate": given.get("takerFeeRate"),
            "defaultMakerFeeRate": given.get("makerFeeRate")}],
        "coinList": [{"coinId": given.get("quoteCoinId"), "resolution": given.get("quoteResolution")}],
    }


async def run(request):
    kind, given = request["kind"], request["input"]
    now_ms = int(given.get("nowMs") or given.get("timestamp"))
    time.time = lambda: (now_ms + 0.5) / 1000
    client = AsyncClient(
        base_url=server.url, account_id=int(given.get("accountId", 1)), api_key=given.get("apiKey", "key"),
        api_passphrase=given.get("passphrase", "pass"), api_secret=given["apiSecret"],
        trading_private_key=given.get("tradingPrivateKey", ""))
    try:
        if kind == "order_v2":
            params = CreateOrderParams(
                contract_id=given["contractId"], price=given["price"], size=given["size"],
                type=OrderType(given["type"]), side=OrderSide(given["side"]),
                time_in_force=TimeInForce(given["timeInForce"]), reduce_only=given["reduceOnly"],
                client_order_id=given["clientOrderId"], expire_time=given.get("expireTime"))
            await OrderClient(client).create_order(params, metadata_of(given), Decimal(given["price"]))
        elif kind == "margin_mode_v2":
            params = SetMarginModeParams(given["contractId"], given["marginMode"], given["clientOrderId"])
            await AccountClient(client).set_margin_mode(params, metadata_of(given))
        else:
            await client.make_authenticated_request(
                given["method"], given["path"], data=given.get("body"), params=given.get("params"))
    finally:
        await client.close()
    (method, path, headers, body), = server.take()
    return {"method": method, "path": path, "headers": headers, "body": body}


serve(lambda request: loop.run_until_complete(run(request)))
