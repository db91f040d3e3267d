#!/usr/bin/env python3
"""Our signers beside the venues' official Python SDKs, on one machine in one run.

usage: bench/sign_beside_sdk.py [--rounds 5] [--calls 60]

Both make the same thing: from the fields of an order to the finished body and headers, nothing is
sent. Each round measures `twinleg bench sign` and then each SDK; the median over all rounds counts.
Of an SDK its process's CPU time is taken, ours by the clock: on a busy machine that favours the SDK,
whose calls are long enough to be interrupted.
Needs the SDKs in .venv, where tests/sdk/run.sh (`./check sdk`) puts them, and a release build.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ETHEREUM_KEY = "0x4f8d2c6a1b3e5f70918273645566778899aabbccddeeff000102030405060708"
STARK_KEY = "0x0122f49080e2f55e2549153bb0ef7f4d6e2a91d2b80ea4e10781e35a4872d2cb"

# Name of an SDK: the directory of .venv it lives in beside the main one, and the case of ours.
SDKS = {
    "lighter-sdk": ("main", "lighter"),
    "edgex-python-sdk 0.3": ("edgex-v1", "edgex v1"),
    "edgex-python-sdk 2.0": ("edgex-v2", "edgex v2"),
    "paradex-py": ("main", "paradex"),
    "bpx-py": ("main", "backpack"),
    "binance-futures-connector": ("ccxt", "aster v1"),
    "ccxt (aster)": ("ccxt", "aster v3"),
}


# --- What each SDK is asked for; `call(i)` makes the i-th order.

def lighter():
    import lighter as sdk
    from lighter.signer_client import create_api_key, get_signer

    class Offline(sdk.SignerClient):
        def __init__(self, key):
            self.url, self.chain_id = "https://mainnet.zklighter.elliot.ai", 304
            self.api_key_dict, self.account_index, self.api_key_index = {3: key}, 65, 3
            self.signer = get_signer()
            self.create_client(3)

    private, _, _ = create_api_key()
    client = Offline(private.removeprefix("0x"))

    def call(i):
        _, info, _, error = client.sign_create_order(
            1, 1_000_000 + i, 1300, 971_234, i % 2, 0, 2, reduce_only=0,
            order_expiry=1_766_099_200_000 + i, nonce=459 + i, api_key_index=3)
        assert error is None, error
        return info

    return call


class NoNetwork:
    """An aiohttp session that writes the body and answers itself."""

    closed = False

    class Answer:
        status, ok, headers = 200, True, {}

        async def __aenter__(self):
            return self

        async def __aexit__(self, *_):
            return False

        async def json(self, **_):
            return {"code": "SUCCESS", "data": {}}

        async def text(self):
            return '{"code":"SUCCESS","data":{}}'

    def request(self, *_, **sent):
        self.body = json.dumps(sent.get("json"))
        return self.Answer()

    async def close(self):
        pass


def edgex_params(metadata):
    from edgex_sdk.order.types import CreateOrderParams, OrderSide, OrderType, TimeInForce

    return lambda i: CreateOrderParams(
        contract_id=metadata["contractList"][0]["contractId"], price="97123.4", size="0.013",
        type=OrderType.LIMIT, side=OrderSide.BUY if i % 2 == 0 else OrderSide.SELL,
        time_in_force=TimeInForce.POST_ONLY, reduce_only=False,
        client_order_id=str(1_577_876_812_238_000_000 + i))


def edgex(client, metadata, *more):
    from edgex_sdk.order.client import Client as OrderClient

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    client._session = NoNetwork()
    params = edgex_params(metadata)

    def call(i):
        loop.run_until_complete(OrderClient(client).create_order(params(i), metadata, *more))
        return client._session.body

    return call


def edgex_v1():
    from edgex_sdk.internal.async_client import AsyncClient
    from edgex_sdk.internal.starkex_signing_adapter import StarkExSigningAdapter

    client = AsyncClient(base_url="http://127.0.0.1:9", account_id=543429922991899150,
                         stark_pri_key=STARK_KEY[2:], signing_adapter=StarkExSigningAdapter())
    return edgex(client, {
        "global": {"starkExCollateralCoin": {
            "starkExAssetId": "0x2ce625e94458d39dd0bf3b45a843544dd4a14b8169045a3a3d15aa564b936c5"}},
        "contractList": [{
            "contractId": "10000001", "defaultTakerFeeRate": "0.00038",
            "starkExResolution": "0x2540be400",
            "starkExSyntheticAssetId": "0x425443322d31300000000000000000"}]})


def edgex_v2_client(base_url):
    """The SDK's client, the metadata it signs by, and the price that market orders need."""
    from edgex_sdk.internal.async_client import AsyncClient

    client = AsyncClient(
        base_url=base_url, account_id=543429922991899150,
        api_key="0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0", api_passphrase="made-up-pass",
        api_secret="made-up-secret-of-some-length-000", trading_private_key=ETHEREUM_KEY)
    return client, {
        "global": {"nativeChainId": "3343",
                   "contractAddress": "0xeeb3fb05cca17745cbdf193a9b16537efb68fac8"},
        "contractList": [{
            "contractId": "30000001", "resolution": "0x2540be400", "quoteCoinId": "1000",
            "defaultTakerFeeRate": "0.00045", "defaultMakerFeeRate": "0.00018"}],
        "coinList": [{"coinId": "1000", "resolution": "0xf4240"}]}, Decimal("97123.4")


def edgex_v2():
    return edgex(*edgex_v2_client("http://127.0.0.1:9"))


def paradex():
    sys.path.insert(0, str(ROOT / "tests" / "sdk"))
    from paradex_py.account.account import ParadexAccount
    from paradex_py.common.order import Order, OrderSide, OrderType
    from test_paradex import system_config

    account = ParadexAccount(system_config("PRIVATE_SN_PARACLEAR_MAINNET"),
                             "0x63DD5aCC6b1aa0f563956C0e534DD30B6dcF7C4e", l2_private_key=STARK_KEY)

    def call(i):
        order = Order(market="BTC-USD-PERP", order_type=OrderType.Limit,
                      order_side=OrderSide.Buy if i % 2 == 0 else OrderSide.Sell,
                      size=Decimal("0.013"), limit_price=Decimal("97123.4"), client_id=str(i),
                      instruction="POST_ONLY", signature_timestamp=1_763_680_000_000 + i)
        order.signature = account.sign_order(order)
        return json.dumps(order.dump_to_dict())

    return call


def backpack():
    from bpx.base.base_account import BaseAccount

    account = BaseAccount("A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
                          "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", 5000, False)

    def call(i):
        made = account.execute_order(
            symbol="BTC_USDC_PERP", side="Bid" if i % 2 == 0 else "Ask", order_type="Limit",
            quantity="0.00130", price="97123.4", time_in_force="GTC", client_id=i, post_only=True)
        return json.dumps(made.data)

    return call


def aster_v1():
    import requests
    from binance.um_futures import UMFutures

    class Recorder(requests.adapters.BaseAdapter):
        def send(self, request, **_):
            response = requests.Response()
            response.status_code, response._content, response.request = 200, b"{}", request
            return response

        def close(self):
            pass

    client = UMFutures(key="dbefbc809e3e83c283a984c3a1459732ea7db1360ca80c5c2c8867408d28cc83",
                       secret="2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9",
                       base_url="https://venue.invalid")
    client.session.mount("https://", Recorder())

    def call(i):
        return client.new_order(symbol="BTCUSDT", side="BUY" if i % 2 == 0 else "SELL", type="LIMIT",
                                timeInForce="GTX", quantity="0.013", price="97123.4",
                                newClientOrderId=str(i), recvWindow=5000)

    return call


def aster_v3():
    import ccxt

    exchange = ccxt.aster({"privateKey": ETHEREUM_KEY, "options": {"v3ChainId": 1666}})

    def call(i):
        return exchange.sign("v3/order", ["fapiPrivate", "v3"], "POST", {
            "symbol": "BTCUSDT", "side": "BUY" if i % 2 == 0 else "SELL", "type": "LIMIT",
            "timeInForce": "GTX", "quantity": "0.013", "price": "97123.4", "newClientOrderId": str(i)})

    return call


CALLS = dict(zip(SDKS, (lighter, edgex_v1, edgex_v2, paradex, backpack, aster_v1, aster_v3)))


# --- One SDK, in a process of its own.

def measure_sdk(name, calls):
    call = CALLS[name]()
    warm_up = max(3, calls // 10)
    times = []
    for i in range(warm_up + calls):
        start = time.process_time_ns()
        call(i)
        taken = time.process_time_ns() - start
        if i >= warm_up:
            times.append(taken)
    print(json.dumps(times))


# --- All of them, beside ours.

def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=60, help="of each SDK in a round")
    parser.add_argument("--sdk", choices=SDKS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.sdk:
        return measure_sdk(options.sdk, options.calls)

    ours, theirs, failed = {}, {name: [] for name in SDKS}, {}
    before = os.getloadavg()
    for _ in range(options.rounds):
        answer = subprocess.run([ROOT / "build/release/bin/twinleg", "bench", "sign"], check=True,
                                capture_output=True, text=True)
        for line in answer.stdout.splitlines():
            figure = json.loads(line)
            ours.setdefault(figure["case"], []).append(figure["median_ns"])
        for name, (directory, _) in SDKS.items():
            environment = dict(os.environ, PYTHONPATH=str(ROOT / ".venv" / directory))
            answer = subprocess.run(
                [ROOT / ".venv/main/bin/python", "-W", "ignore", __file__, "--sdk", name, "--calls",
                 str(options.calls)], env=environment, capture_output=True, text=True)
            if answer.returncode == 0:
                theirs[name] += json.loads(answer.stdout.splitlines()[-1])
            else:
                failed[name] = answer.stderr.strip().splitlines()[-1]
    processor = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo")
                      if line.startswith("model name")), "?")
    print(f"{processor}, {os.cpu_count()} cores; load before {before[0]:.2f}, after {os.getloadavg()[0]:.2f}; "
          f"{options.rounds} rounds, {options.calls} calls of an SDK in each; medians in us\n")
    print(f"{'SDK':28}{'its median':>12}{'ours':>10}{'prepared':>10}{'times faster':>14}")
    for name, (_, case) in SDKS.items():
        if name in failed:
            print(f"{name:28}  failed: {failed[name]}")
            continue
        sdk = statistics.median(theirs[name]) / 1000
        plain = statistics.median(ours[case]) / 1000
        prepared = statistics.median(ours.get(case + " prepared", [0])) / 1000
        print(f"{name:28}{sdk:12.1f}{plain:10.2f}{f'{prepared:.2f}' if prepared else '':>10}"
              f"{sdk / (prepared or plain):14.0f}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
