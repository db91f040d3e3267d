import base64
import json

import inputs
from bpx.base.base_account import BaseAccount
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519


def key_pair(rng):
    seed = rng.randbytes(32)
    public = ed25519.Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(public).decode(), base64.b64encode(seed).decode()


def maybe(rng, make):
    return make() if rng.random() < 0.5 else None


def limit_order(rng):
    return dict(
        symbol=rng.choice(["BTC_USDC_PERP", "SOL_USDC_PERP", "ETH_USDC"]), side=rng.choice(["Bid", "Ask"]),
        order_type="Limit", quantity=inputs.decimal(rng, 8, 5), price=inputs.decimal(rng, 8, 4),
        time_in_force=maybe(rng, lambda: rng.choice(["GTC", "IOC", "FOK"])),
        client_id=maybe(rng, lambda: rng.randrange(1, 2**32)), post_only=maybe(rng, lambda: True),
        reduce_only=maybe(rng, lambda: True),
        self_trade_prevention=maybe(rng, lambda: rng.choice(["RejectTaker", "RejectMaker", "RejectBoth"])))


def call_of(rng):
    """A request of the SDK, as (instruction, method, what makes it)."""
    symbol = rng.choice(["BTC_USDC_PERP", "SOL_USDC_PERP"])
    return rng.choice([
        lambda: ("orderExecute", "POST", lambda a: a.execute_order(**limit_order(rng))),
        lambda: ("orderExecute", "POST", lambda a: a.execute_order(
            symbol=symbol, side="Bid", order_type="Market", quantity=inputs.decimal(rng, 6, 4))),
        lambda: ("orderCancel", "DELETE", lambda a: a.cancel_order(symbol, order_id=str(rng.randrange(10**18)))),
        lambda: ("orderCancelAll", "DELETE", lambda a: a.cancel_all_orders(symbol)),
        lambda: ("orderQueryAll", "GET", lambda a: a.get_open_orders(symbol=symbol)),
        lambda: ("balanceQuery", "GET", lambda a: a.get_balances()),
    ])()


def test_requests_are_the_sdks(twinleg, rng, count):
    given, headers = [], []
    for _ in range(count):
        public, secret = key_pair(rng)
        account = BaseAccount(public, secret, rng.choice([5000, 60000, 1000]), False)
        instruction, method, make = call_of(rng)
        config = make(account)
        query = "&".join(f"{k}={v}" for k, v in (config.params or {}).items()) if method == "GET" else None
        given.append({
            "public_key": public, "secret_key": secret, "instruction": instruction, "method": method,
            "path": "/" + config.url.split("/", 3)[3], "query": query,
            "body": json.dumps(config.data) if method != "GET" else None,
            "timestamp": config.headers["X-Timestamp"], "window": config.headers["X-Window"]})
        headers.append(config.headers)

    ours = twinleg.sign("backpack", "rest", given)

    for one, our, their in zip(given, ours, headers):
        for name in ("X-API-Key", "X-Signature", "X-Timestamp", "X-Window"):
            assert our["headers"][name] == their[name], (name, one, our["signing_string"])


def test_subscriptions_verify_there(twinleg, rng, count):
    given = []
    for _ in range(count // 4):
        public, secret = key_pair(rng)
        given.append({"public_key": public, "secret_key": secret, "timestamp": inputs.now_ms(rng),
                      "window": rng.randrange(1, 60001), "params": ["account.orderUpdate"]})

    for one, our in zip(given, twinleg.sign("backpack", "ws", given)):
        key, signature, timestamp, window = json.loads(our["frame"])["signature"]
        assert (key, timestamp, window) == (one["public_key"], str(one["timestamp"]), str(one["window"]))
        ed25519.Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(
            base64.b64decode(signature), f"instruction=subscribe&timestamp={timestamp}&window={window}".encode())
