import json

import inputs
from test_edgex_v2 import value

REFERENCE = ("edgex-v1", "reference_edgex_v1.py")

DAY_MS = 24 * 3600 * 1000
CONTRACTS = [
    ("10000001", "0x425443322d31300000000000000000", "0x2540be400"),
    ("10000002", "0x4554482d3900000000000000000000", "0x3b9aca00"),
    ("10000090", "0x5453542d3600000000000000000000", "0xf4240"),
]


def order(rng):
    contract, asset, resolution = rng.choice(CONTRACTS)
    now_ms = inputs.now_ms(rng)
    l2_expire = now_ms + 14 * DAY_MS
    return {
        "accountId": str(rng.randrange(1, 2**63)), "privateKey": inputs.stark_key(rng),
        "contractId": contract, "starkExSyntheticAssetId": asset, "syntheticResolution": resolution,
        "collateralAssetId": "0x2ce625e94458d39dd0bf3b45a843544dd4a14b8169045a3a3d15aa564b936c5",
        "collateralResolution": "0xf4240", "takerFeeRate": rng.choice(["0.00038", "0.00055", "0.0005"]),
        "side": rng.choice(["BUY", "SELL"]), "type": "LIMIT",
        "price": inputs.decimal(rng, 6, 4), "size": inputs.decimal(rng, 5, 3),
        "timeInForce": rng.choice(["GOOD_TIL_CANCEL", "POST_ONLY", "IMMEDIATE_OR_CANCEL", "FILL_OR_KILL"]),
        "reduceOnly": rng.random() < 0.5, "clientOrderId": inputs.client_order_id(rng),
        "nowMs": str(now_ms), "l2ExpireTime": str(l2_expire), "expireTime": str(l2_expire - 10 * DAY_MS),
    }


def signature_of(text):
    return {"r": "0x" + text[:64], "s": "0x" + text[64:]}


def modulo_order(number_hex):
    return f"0x{int(number_hex, 16) % inputs.STARK_ORDER:064x}"


def all_valid(answers):
    return all(answer["valid"] is True for answer in answers)


def test_orders_are_the_sdks(twinleg, reference, rng, count):
    # A price of few digits and a rate of few more: where the SDK's float ceiling is the exact one.
    orders = [order(rng) for _ in range(count)]

    ours = twinleg.sign("edgex", "order_v1", orders)
    theirs = reference.ask([{"kind": "order_v1", "input": o} for o in orders])

    by_us, by_them = [], []
    for given, our, their in zip(orders, ours, theirs):
        body = json.loads(their["body"])
        order_hash, request_hash = their["hashes"]
        assert our["messageHash"] == order_hash, given
        for name in ("l2Nonce", "l2LimitFee"):
            assert our[name] == body[name], (name, given)
        their_signature = signature_of(body["l2Signature"])
        by_us.append({"messageHash": modulo_order(order_hash), "publicKeyX": our["publicKeyX"],
                      **their_signature})
        by_us.append({"messageHash": modulo_order(request_hash), "publicKeyX": our["publicKeyX"],
                      **signature_of(their["headers"]["X-edgeX-Api-Signature"])})
        by_them.append({"messageHash": order_hash, "publicKeyX": our["publicKeyX"],
                        "r": our["r"], "s": our["s"]})
    assert all_valid(twinleg.sign("stark", "verify", by_us))
    assert all_valid(reference.ask([{"kind": "verify", "input": v} for v in by_them]))


def test_requests_are_the_sdks(twinleg, reference, rng, count):
    requests = []
    for _ in range(count // 4):
        request = {"privateKey": inputs.stark_key(rng), "timestamp": str(inputs.now_ms(rng)),
                   "path": f"/api/v1/private/{inputs.word(rng, 'abcdef')}/{inputs.word(rng)}"}
        if rng.random() < 0.5:
            request["method"] = "GET"
            request["params"] = {inputs.word(rng, most=8): inputs.word(rng, "abc019,_-", most=20)
                                 for _ in range(rng.randint(0, 6))}
        else:
            request["method"] = "POST"
            request["body"] = {inputs.word(rng, most=8): value(rng) for _ in range(rng.randint(1, 6))}
        requests.append(request)

    ours = twinleg.sign("edgex", "auth_v1", requests)
    theirs = reference.ask([{"kind": "auth_v1", "input": r} for r in requests])

    by_us, by_them = [], []
    for given, our, their in zip(requests, ours, theirs):
        assert [our["keccak256"]] == their["hashes"], given
        by_us.append({"messageHash": our["hashModN"], "publicKeyX": our["publicKeyX"],
                      **signature_of(their["headers"]["X-edgeX-Api-Signature"])})
        by_them.append({"messageHash": our["hashModN"], "publicKeyX": our["publicKeyX"],
                        **signature_of(our["header"])})
    assert all_valid(twinleg.sign("stark", "verify", by_us))
    assert all_valid(reference.ask([{"kind": "verify", "input": v} for v in by_them]))


def test_tampered_signatures_are_refused_by_both(twinleg, reference, rng):
    orders = [order(rng) for _ in range(20)]
    checks = []
    for given, our in zip(orders, twinleg.sign("edgex", "order_v1", orders)):
        good = {"messageHash": our["messageHash"], "publicKeyX": our["publicKeyX"], "r": our["r"], "s": our["s"]}
        name = rng.choice(["messageHash", "r", "s"])
        bit = 1 << rng.randrange(240)
        checks.append({**good, name: f"0x{int(good[name], 16) ^ bit:064x}"})
    assert not any(a["valid"] for a in twinleg.sign("stark", "verify", checks))
    assert not any(a["valid"] for a in reference.ask([{"kind": "verify", "input": c} for c in checks]))


