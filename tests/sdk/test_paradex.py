from decimal import Decimal

import inputs
import pytest
from paradex_py.account.account import ParadexAccount
from paradex_py.api.models import SystemConfig
from paradex_py.common.order import Order, OrderSide, OrderType

PROXY_HASH = "0x3530cc4759d78042f1b543bf797f5f3d647cde0388c33734cf91b7f7b9314a9"
ACCOUNT_HASH = "0x41cb0280ebadaa75f996d8d92c6f265f6d040bb3ba442e5f86a554f1765244e"
CHAINS = ["PRIVATE_SN_PARACLEAR_MAINNET", "PRIVATE_SN_POTC_SEPOLIA"]


def system_config(chain_id):
    url = "http://127.0.0.1:9"  # nothing is sent
    fields = {name: "0x1" for name in SystemConfig.__dataclass_fields__} \
        if hasattr(SystemConfig, "__dataclass_fields__") else \
        {name: "0x1" for name in SystemConfig.model_fields}
    fields.update(
        starknet_fullnode_rpc_url=url, starknet_fullnode_rpc_base_url=url, starknet_chain_id=chain_id,
        block_explorer_url=url, paraclear_decimals=8, paraclear_account_proxy_hash=PROXY_HASH,
        paraclear_account_hash=ACCOUNT_HASH, bridged_tokens=[], l1_chain_id="1")
    return SystemConfig(**fields)


@pytest.fixture
def accounts(rng):
    """Some accounts of the SDK; making one is slow."""
    made = []
    for i in range(16):
        chain_id = CHAINS[i % 2]
        account = ParadexAccount(system_config(chain_id), "0x63DD5aCC6b1aa0f563956C0e534DD30B6dcF7C4e",
                                 l2_private_key=inputs.stark_key(rng))
        made.append((chain_id, account))
    return made


def identity(chain_id, account):
    return {"starknet_chain_id": chain_id, "l2_private_key": hex(account.l2_private_key),
            "account_address": hex(account.l2_address)}


def order(rng):
    return {
        "market": rng.choice(["BTC-USD-PERP", "ETH-USD-PERP", "kPEPE-USD-PERP", "BTC-USD-27NOV26-120000-C"]),
        "side": rng.choice(["BUY", "SELL"]), "type": rng.choice([t.value for t in OrderType]),
        "size": inputs.decimal(rng, 8, 8), "limit_price": inputs.decimal(rng, 9, 6),
        "signature_timestamp": inputs.now_ms(rng),
    }


def sdk_order(given):
    return Order(
        market=given["market"], order_type=OrderType(given["type"]), order_side=OrderSide(given["side"]),
        size=Decimal(given["size"]), limit_price=Decimal(given["limit_price"]),
        signature_timestamp=given["signature_timestamp"], order_id=given.get("order_id"))


@pytest.mark.parametrize("kind", ["order", "modify"])
def test_orders_are_the_sdks(twinleg, rng, count, accounts, kind):
    given = []
    for _ in range(count if kind == "order" else count // 4):
        one = order(rng)
        if kind == "modify":
            one["order_id"] = str(rng.randrange(1, 10**28))
        given.append((one, *rng.choice(accounts)))

    ours = twinleg.sign("paradex", kind, [{**one, **identity(c, a)} for one, c, a in given])

    for (one, _, account), our in zip(given, ours):
        assert our["signature"] == account.sign_order(sdk_order(one)), one


def test_logins_are_the_sdks(twinleg, rng, count, accounts):
    given = []
    for _ in range(count // 4):
        timestamp = inputs.now_ms(rng) // 1000
        given.append((timestamp, timestamp + rng.randrange(60, 86400), *rng.choice(accounts)))

    ours = twinleg.sign("paradex", "auth", [
        {"timestamp": t, "expiration": e, **identity(c, a)} for t, e, c, a in given])

    for (timestamp, expiration, _, account), our in zip(given, ours):
        assert our["signature"] == account.auth_signature(timestamp, expiration)


def test_accounts_are_the_sdks(twinleg, accounts):
    ours = twinleg.sign("paradex", "account", [
        {"l2_private_key": hex(a.l2_private_key), "paraclear_account_proxy_hash": PROXY_HASH,
         "paraclear_account_hash": ACCOUNT_HASH} for _, a in accounts])
    onboarding = twinleg.sign("paradex", "onboarding", [identity(c, a) for c, a in accounts])

    for (_, account), our, signed in zip(accounts, ours, onboarding):
        assert our == {"l2_public_key": hex(account.l2_public_key), "account_address": hex(account.l2_address)}
        assert signed["signature"] == account.onboarding_signature()
