"""Against the signer library that the Python SDK ships. It draws its own nonces and has no verify(), so
hashes are compared, and its signatures are verified here, strictly, as ours are."""

import base64
import json

import inputs
import lighter
import pytest
from lighter.signer_client import create_api_key

CHAINS = {"https://mainnet.zklighter.elliot.ai": 304, "https://testnet.zklighter.elliot.ai": 300}


class Api(lighter.SignerClient):
    """The SDK's client without its network side: only the signer library is made."""

    def __init__(self, url, account_index, key, api_key_index):
        from lighter.signer_client import get_signer

        self.url, self.chain_id = url, CHAINS[url]
        self.api_key_dict = {api_key_index: key}
        self.account_index, self.api_key_index = account_index, api_key_index
        self.signer = get_signer()
        self.create_client(api_key_index)


@pytest.fixture
def clients(rng):
    made = []
    for i, url in enumerate(list(CHAINS) * 4):
        private, public, error = create_api_key()
        assert error is None
        client = Api(url, rng.randrange(1, 2**40), private.removeprefix("0x"), i)
        made.append((client, public.removeprefix("0x")))
    return made


def order(rng, client):
    market = rng.random() < 0.2
    time_in_force = 0 if market else rng.choice([0, 1, 2])
    return client.sign_create_order(
        rng.randrange(0, 200), rng.randrange(1, 2**48), rng.randrange(1, 2**40), rng.randrange(1, 2**31),
        rng.random() < 0.5, 1 if market else 0, time_in_force, reduce_only=int(rng.random() < 0.5),
        order_expiry=0 if time_in_force == 0 else inputs.now_ms(rng) + 10**9,
        self_trade_behavior_mode=rng.choice([0, 0, 1, 2]),
        skip_nonce=rng.choice([0, 0, 1]), nonce=rng.randrange(2**40), api_key_index=client.api_key_index)


def any_transaction(rng, client):
    nonce = dict(nonce=rng.randrange(2**40), api_key_index=client.api_key_index)
    return rng.choice([
        lambda: order(rng, client),
        lambda: order(rng, client),
        lambda: client.sign_cancel_order(rng.randrange(0, 200), rng.randrange(1, 2**48), **nonce),
        lambda: client.sign_cancel_all_orders(0, 0, **nonce),
        lambda: client.sign_modify_order(rng.randrange(0, 200), rng.randrange(1, 2**48), rng.randrange(1, 2**40),
                                         rng.randrange(1, 2**31), 0, **nonce),
        lambda: client.sign_update_leverage(rng.randrange(0, 200), rng.randrange(1, 10001), rng.randrange(2), **nonce),
        lambda: client.sign_update_margin(rng.randrange(0, 200), rng.randrange(1, 2**40), rng.randrange(2), **nonce),
        lambda: client.sign_withdraw(rng.randrange(1, 4), 0, rng.randrange(1, 2**40), **nonce),
        lambda: client.sign_create_sub_account(**nonce),
    ])()


def all_valid(answers):
    return all(answer["valid"] is True for answer in answers)


def test_transactions_are_the_sdks(twinleg, rng, count, clients):
    given, hashes, theirs = [], [], []
    for _ in range(count):
        client, public = rng.choice(clients)
        tx_type, info, tx_hash, error = any_transaction(rng, client)
        assert error is None, error
        given.append({"chain_id": client.chain_id, "tx_type": int(tx_type), "tx_info_json": info,
                      "private_key_hex": client.api_key_dict[client.api_key_index]})
        hashes.append(tx_hash.removeprefix("0x"))
        signature = base64.b64decode(json.loads(info)["Sig"]).hex()
        theirs.append({"message_hash_hex": hashes[-1], "sig_hex": signature, "public_key_hex": public})

    ours = twinleg.sign("lighter", "tx", given)

    for one, our, tx_hash, their in zip(given, ours, hashes, theirs):
        assert our["tx_hash"] == tx_hash, one
        assert our["public_key_hex"] == their["public_key_hex"]
    assert all_valid(twinleg.sign("lighter", "verify", theirs))
    assert all_valid(twinleg.sign("lighter", "verify", [
        {"message_hash_hex": o["tx_hash"], "sig_hex": o["sig_hex"], "public_key_hex": o["public_key_hex"]}
        for o in ours]))


def test_auth_tokens_verify(twinleg, rng, count, clients):
    given, theirs = [], []
    for _ in range(count // 4):
        client, public = rng.choice(clients)
        now = inputs.now_ms(rng) // 1000
        token, error = client.create_auth_token_with_expiry(600, timestamp=now, api_key_index=client.api_key_index)
        assert error is None, error
        given.append({"account_index": client.account_index, "api_key_index": client.api_key_index,
                      "deadline": now + 600,
                      "private_key_hex": client.api_key_dict[client.api_key_index]})
        theirs.append((token, public))

    ours = twinleg.sign("lighter", "auth_token", given)

    checks = []
    for our, (token, public) in zip(ours, theirs):
        claim, signature = our["token"].rsplit(":", 1)
        their_claim, their_signature = token.rsplit(":", 1)
        assert claim == their_claim
        checks += [{"message_hash_hex": our["message_hash_hex"], "sig_hex": s, "public_key_hex": public}
                   for s in (signature, their_signature)]
    assert all_valid(twinleg.sign("lighter", "verify", checks))


def test_tampered_signatures_are_refused(twinleg, rng, clients):
    client, public = clients[0]
    checks = []
    for _ in range(50):
        _, info, tx_hash, _ = order(rng, client)
        signature = bytearray(base64.b64decode(json.loads(info)["Sig"]))
        signature[rng.randrange(80)] ^= 1 << rng.randrange(8)
        checks.append({"message_hash_hex": tx_hash.removeprefix("0x"), "sig_hex": signature.hex(),
                       "public_key_hex": public})
    assert not any(a["valid"] for a in twinleg.sign("lighter", "verify", checks))
