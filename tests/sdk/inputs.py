"""Random things of the trade."""

from decimal import Decimal

SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
STARK_ORDER = 0x0800000000000010FFFFFFFFFFFFFFFFB781126DCAE7B2321E66A241ADC64D2F


def secp256k1_key(rng):
    return f"0x{rng.randrange(1, SECP256K1_ORDER):064x}"


def stark_key(rng):
    return f"0x{rng.randrange(1, STARK_ORDER):064x}"


def decimal(rng, most_digits, most_places):
    """Plain decimal text above zero, sometimes with zeros at its end."""
    places = rng.randint(0, most_places)
    digits = rng.randrange(1, 10 ** rng.randint(1, most_digits))
    text = f"{Decimal(digits).scaleb(-places):f}"
    return text


def word(rng, letters="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", least=1, most=24):
    return "".join(rng.choice(letters) for _ in range(rng.randint(least, most)))


def now_ms(rng):
    return rng.randrange(1_700_000_000_000, 1_900_000_000_000)


def client_order_id(rng):
    return rng.choice([
        lambda: str(rng.randrange(1, 2**63)),
        lambda: f"arb-{rng.randrange(10**9)}",
        lambda: word(rng, most=36),
    ])()
