import inputs
from eth_abi import encode
from eth_account import Account
from eth_account.messages import encode_defunct, encode_typed_data
from eth_utils import keccak

REFERENCE = ("ccxt", "reference_ccxt.py")


def parameters(rng):
    names = ["symbol", "side", "type", "quantity", "price", "timeInForce", "newClientOrderId", "orderIdList"]
    letters = "abcXYZ019.:/_-[],\"{} "
    return {name: inputs.word(rng, letters) for name in rng.sample(names, rng.randint(0, 6))}


def plain(signature):
    return signature.lower().removeprefix("0x")


def test_v3_is_ccxts(twinleg, reference, rng, count):
    asked = [{"private_key": inputs.secp256k1_key(rng), "chain_id": rng.choice([1666, 714]),
              "now_ms": inputs.now_ms(rng), "path": "v3/order", "method": rng.choice(["POST", "GET"]),
              "params": parameters(rng)} for _ in range(count)]
    texts = [answer["text"] for answer in reference.ask([{"kind": "v3", "input": a} for a in asked])]
    messages, signatures = zip(*(text.rsplit("&signature=", 1) for text in texts))

    ours = twinleg.sign("aster", "v3", [
        {"private_key": a["private_key"], "chain_id": a["chain_id"], "msg": m}
        for a, m in zip(asked, messages)])

    for one, our, theirs in zip(asked, ours, signatures):
        assert plain(our["signature"]) == plain(theirs), one


def test_v3_recovers_in_eth_account(twinleg, rng, count):
    given = [{"private_key": inputs.secp256k1_key(rng), "chain_id": 1666,
              "msg": inputs.word(rng, "abc=&%é中", least=0, most=300)} for _ in range(count // 4)]

    for one, our in zip(given, twinleg.sign("aster", "v3", given)):
        message = encode_typed_data(
            {"name": "AsterSignTransaction", "version": "1", "chainId": 1666,
             "verifyingContract": "0x" + "00" * 20},
            {"Message": [{"name": "msg", "type": "string"}]}, {"msg": one["msg"]})
        signer = Account.from_key(one["private_key"])
        assert Account.recover_message(message, signature=our["signature"]) == signer.address
        assert plain(our["signature"]) == signer.sign_message(message).signature.hex()


def test_older_v3_is_eth_accounts(twinleg, rng, count):
    given = []
    for _ in range(count // 2):
        key = inputs.secp256k1_key(rng)
        given.append({"private_key": key, "user": "0x" + rng.randbytes(20).hex(),
                      "signer": Account.from_key(key).address, "nonce": inputs.now_ms(rng) * 1000,
                      "json_text": inputs.word(rng, "{}\":,abc019.", least=0, most=200)})

    for one, our in zip(given, twinleg.sign("aster", "v3_legacy", given)):
        digest = keccak(encode(["string", "address", "address", "uint256"],
                               [one["json_text"], one["user"], one["signer"], one["nonce"]]))
        signed = Account.sign_message(encode_defunct(primitive=digest), one["private_key"])
        assert our["keccak"] == "0x" + digest.hex()
        assert plain(our["signature"]) == signed.signature.hex(), one


def test_v1_is_the_connectors(twinleg, reference, rng, count):
    asked = [{"api_key": inputs.word(rng, least=20, most=64), "api_secret": inputs.word(rng, least=20, most=64),
              "path": "/fapi/v1/order", "method": rng.choice(["POST", "GET", "DELETE"]),
              "params": parameters(rng)} for _ in range(count)]
    answers = reference.ask([{"kind": "v1", "input": a} for a in asked])

    ours = twinleg.sign("aster", "v1", [
        {"api_key": a["api_key"], "api_secret": a["api_secret"],
         "signing_string": answer["text"].rsplit("&signature=", 1)[0]}
        for a, answer in zip(asked, answers)])

    for one, our, answer in zip(asked, ours, answers):
        assert answer["key"] == one["api_key"]
        assert our["signature"] == answer["text"].rsplit("&signature=", 1)[1], one
