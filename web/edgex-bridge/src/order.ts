// An order as both generations of the venue are asked for it.

import { sha256 } from '@noble/hashes/sha2';
import { utf8ToBytes } from '@noble/hashes/utils';

export type Side = 'BUY' | 'SELL';
export type TimeInForce = 'GOOD_TIL_CANCEL' | 'POST_ONLY' | 'IMMEDIATE_OR_CANCEL' | 'FILL_OR_KILL';

export interface OrderRequest {
    side: Side;
    price: string; // plain decimals, on tick and lot
    size: string;
    timeInForce: TimeInForce;
    reduceOnly: boolean;
    clientOrderId: string;
    expireMs: number; // when the venue cancels it
    l2ExpireMs: number; // at least eight days later
}

export interface SignedOrder {
    body: { [key: string]: string | boolean | null };
    hash: string; // what was signed, for tests
}

export const kDayMs = 86_400_000;

// The nonce of an order is the beginning of its client order id's SHA-256.
export function orderNonce(clientOrderId: string): number {
    const hash = sha256(utf8ToBytes(clientOrderId));
    return new DataView(hash.buffer, hash.byteOffset).getUint32(0);
}

// `0x` hex or decimal, as the metadata spells resolutions. Throws, naming the field.
export function parseUnits(text: string | null | undefined, field: string): bigint {
    if (!text || !/^(0x[0-9a-fA-F]+|\d+)$/.test(text))
        throw new RangeError(`${field}: "${text ?? ''}" is no whole number`);
    return BigInt(text);
}

export function fits(value: bigint, bits: number, field: string): bigint {
    if (value < 0n || value >> BigInt(bits) !== 0n)
        throw new RangeError(`${field}: does not fit ${bits} bits`);
    return value;
}
