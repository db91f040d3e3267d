import json
from decimal import Decimal

import inputs

REFERENCE = ("edgex-v2", "reference_edgex_v2.py")

DOMAIN = {"chainId": "3343", "verifyingContract": "0xeeb3fb05cca17745cbdf193a9b16537efb68fac8"}


def account(rng):
    return {"accountId": str(rng.randrange(1, 2**63)), "tradingPrivateKey": inputs.secp256k1_key(rng),
            "apiSecret": inputs.word(rng, least=8, most=48)}


def order(rng):
    price, size = inputs.decimal(rng, 8, 6), inputs.decimal(rng, 8, 6)
    given = {
        **account(rng), **DOMAIN,
        "contractId": str(rng.randrange(30000001, 30000300)),
        "resolution": rng.choice(["0x2540be400", "1000000000", "1000000", "0x3b9aca00"]),
        "quoteCoinId": "1000", "quoteResolution": "0xf4240",
        "takerFeeRate": rng.choice(["0.00045", "0.0005", "0.00038", ""]),
        "makerFeeRate": rng.choice(["0.00018", "0.0006", "0.0002", ""]),
        "side": rng.choice(["BUY", "SELL"]), "type": "LIMIT", "price": price, "size": size,
        "timeInForce": rng.choice(["GOOD_TIL_CANCEL", "POST_ONLY", "IMMEDIATE_OR_CANCEL", "FILL_OR_KILL"]),
        "reduceOnly": rng.random() < 0.5, "clientOrderId": inputs.client_order_id(rng),
        "nowMs": str(inputs.now_ms(rng)),
    }
    if rng.random() < 0.2:
        given["expireTime"] = inputs.now_ms(rng)
    return given


def test_orders_are_the_sdks(twinleg, reference, rng, count):
    orders = [order(rng) for _ in range(count)]

    ours = twinleg.sign("edgex", "order_v2", orders)
    theirs = reference.ask([{"kind": "order_v2", "input": o} for o in orders])

    for given, our, their in zip(orders, ours, theirs):
        body = json.loads(their["body"])
        assert our["signature"] == body["l2Signature"], given
        for name in ("l2Nonce", "expireTime", "l2ExpireTime"):
            assert our[name] == body[name], (name, given)
        # The SDK writes small decimals with an exponent and then signs that text; the number is one.
        assert Decimal(our["l2LimitFee"]) == Decimal(body["l2LimitFee"]), given
        if "E" not in body["l2Value"]:
            assert our["hmac"] == their["headers"]["X-edgeX-Signature"], given


def test_margin_modes_are_the_sdks(twinleg, reference, rng, count):
    modes = [{**account(rng), **DOMAIN, "contractId": str(rng.randrange(30000001, 30000300)),
              "marginMode": rng.choice(["0", "1"]), "clientOrderId": inputs.client_order_id(rng),
              "nowMs": str(inputs.now_ms(rng))} for _ in range(count // 4)]

    ours = twinleg.sign("edgex", "margin_mode_v2", modes)
    theirs = reference.ask([{"kind": "margin_mode_v2", "input": m} for m in modes])

    for given, our, their in zip(modes, ours, theirs):
        body = json.loads(their["body"])
        for name in ("l2Signature", "l2Nonce", "l2ExpireTime", "signer"):
            assert our[name] == body[name], (name, given)


def value(rng, depth=0):
    kinds = ["text", "number", "flag", "null"] + (["list", "object"] if depth < 3 else [])
    kind = rng.choice(kinds)
    if kind == "text":
        return inputs.word(rng, "abcXYZ019 &=/\"\\é中_-", least=0)
    if kind == "number":
        return rng.choice([rng.randrange(-10**15, 10**15), rng.randrange(100)])
    if kind == "flag":
        return rng.random() < 0.5
    if kind == "null":
        return None
    if kind == "list":
        return [value(rng, depth + 1) for _ in range(rng.randint(0, 4))]
    return {inputs.word(rng, most=6): value(rng, depth + 1) for _ in range(rng.randint(0, 4))}


def test_requests_are_the_sdks(twinleg, reference, rng, count):
    requests = []
    for _ in range(count):
        request = {"apiKey": inputs.word(rng, least=8), "passphrase": inputs.word(rng, least=4),
                   "apiSecret": inputs.word(rng, least=8, most=48), "timestamp": str(inputs.now_ms(rng)),
                   # No digits: the SDK rewrites a path that ends in /v1, and signs the other one.
                   "path": f"/api/v2/private/{inputs.word(rng, 'abcdef')}/{inputs.word(rng, 'ABCxyz')}"}
        if rng.random() < 0.5:
            request["method"] = "GET"
            request["params"] = {inputs.word(rng, most=8): inputs.word(rng, "abc019,_-", most=20)
                                 for _ in range(rng.randint(0, 6))}
        else:
            request["method"] = "POST"
            request["body"] = {inputs.word(rng, most=8): value(rng) for _ in range(rng.randint(0, 6))}
        requests.append(request)

    ours = twinleg.sign("edgex", "auth_v2", requests)
    theirs = reference.ask([{"kind": "auth_v2", "input": r} for r in requests])

    for given, our, their in zip(requests, ours, theirs):
        for name, text in our["headers"].items():
            assert their["headers"][name] == text, (name, given)
