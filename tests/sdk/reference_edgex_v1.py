"""edgex-python-sdk 0.3.0: what it sends for an order or any private request, and its verification."""

import asyncio
import time

from edgex_sdk.internal.async_client import AsyncClient
from edgex_sdk.internal.starkex_signing_adapter import StarkExSigningAdapter
from edgex_sdk.order.client import Client as OrderClient
from edgex_sdk.order.types import CreateOrderParams, OrderSide, OrderType, TimeInForce
from lines import serve
from recording_server import RecordingServer

server = RecordingServer({"code": "SUCCESS", "data": {}})
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)


class Observed(StarkExSigningAdapter):
    """The SDK's own signer; remembers what it was asked to sign."""

    def __init__(self):
        super().__init__()
        self.hashes = []

    def sign(self, message_hash, private_key):
        self.hashes.append("0x" + message_hash.hex())
        return super().sign(message_hash, private_key)


def verify(given):
    adapter = StarkExSigningAdapter()
    return {"valid": adapter.verify(bytes.fromhex(given["messageHash"][2:]),
                                    (given["r"][2:], given["s"][2:]), given["publicKeyX"][2:])}


async def run(request):
    kind, given = request["kind"], request["input"]
    now_ms = int(given.get("nowMs") or given.get("timestamp"))
    time.time = lambda: (now_ms + 0.5) / 1000
    adapter = Observed()
    client = AsyncClient(base_url=server.url, account_id=int(given.get("accountId", 1)),
                         stark_pri_key=given["privateKey"][2:], signing_adapter=adapter)
    try:
        if kind == "order_v1":
            params = CreateOrderParams(
                contract_id=given["contractId"], price=given["price"], size=given["size"],
                type=OrderType(given["type"]), side=OrderSide(given["side"]),
                time_in_force=TimeInForce(given["timeInForce"]), reduce_only=given["reduceOnly"],
                client_order_id=given["clientOrderId"])
            await OrderClient(client).create_order(params, {
                "global": {"starkExCollateralCoin": {"starkExAssetId": given["collateralAssetId"]}},
                "contractList": [{
                    "contractId": given["contractId"], "defaultTakerFeeRate": given["takerFeeRate"],
                    "starkExResolution": given["syntheticResolution"],
                    "starkExSyntheticAssetId": given["starkExSyntheticAssetId"]}]})
        else:
            await client.make_authenticated_request(
                given["method"], given["path"], data=given.get("body"), params=given.get("params"))
    finally:
        await client.close()
    (method, path, headers, body), = server.take()
    return {"method": method, "path": path, "headers": headers, "body": body, "hashes": adapter.hashes}


def answer(request):
    if request["kind"] == "verify":
        return verify(request["input"])
    return loop.run_until_complete(run(request))


serve(answer)
