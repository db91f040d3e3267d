// Orders and requests of the first generation: Pedersen hashes and the Stark curve.
//
// Big integers of a browser are not constant time; the key never leaves the page that its owner
// typed it into. Source: StarkEx "limit order with fees"; vectors v1_orders.json, v1_auth.json.

import { keccak_256 } from '@noble/hashes/sha3';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { CURVE, pedersen, sign } from '@scure/starknet';

import { decimalText, multiply, parseDecimal, quantums, roundUp } from './decimal';
import { fits, orderNonce, parseUnits } from './order';
import type { OrderRequest, SignedOrder } from './order';

export interface ContractV1 {
    accountId: string;
    contractId: string;
    syntheticAssetId: string; // `0x` hex
    syntheticResolution: string;
    collateralAssetId: string;
    collateralResolution: string;
    takerFeeRate: string; // empty counts as 0.001
}

const kOrderType = 3n;
const kHourMs = 3_600_000;

function hex64(value: bigint): string {
    return value.toString(16).padStart(64, '0');
}

// r ‖ s, 64 lower-case hex digits each.
function starkSignature(z: bigint, privateKey: string): string {
    const signature = sign(hex64(z), privateKey);
    return hex64(signature.r) + hex64(signature.s);
}

function hash(a: bigint | string, b: bigint | string): bigint {
    return BigInt(pedersen(BigInt(a), BigInt(b)));
}

// The part of an order's hash that depends on its contract and side alone.
const prefixes = new Map<string, bigint>();
function prefix(sell: string, buy: string, fee: string): bigint {
    const key = `${sell}|${buy}|${fee}`;
    let found = prefixes.get(key);
    if (found === undefined) {
        found = hash(hash(sell, buy), fee);
        prefixes.set(key, found);
    }
    return found;
}

// Computes what does not depend on the order, so that the first order is as quick as the others.
export function prepareV1(contract: ContractV1): void {
    prefix(contract.collateralAssetId, contract.syntheticAssetId, contract.collateralAssetId);
    prefix(contract.syntheticAssetId, contract.collateralAssetId, contract.collateralAssetId);
}

// Throws RangeError, naming the field, if a number cannot be used.
export function signOrderV1(contract: ContractV1, order: OrderRequest, privateKey: string): SignedOrder {
    const size = parseDecimal(order.size, 'size');
    const value = multiply(parseDecimal(order.price, 'price'), size);
    const limitFee = roundUp(multiply(value, parseDecimal(contract.takerFeeRate || '0.001', 'takerFeeRate')));
    const collateralUnits = parseUnits(contract.collateralResolution, 'collateral resolution');
    const synthetic = fits(quantums(size, parseUnits(contract.syntheticResolution, 'resolution')), 64, 'size');
    const collateral = fits(quantums(value, collateralUnits), 64, 'price × size');
    const fee = fits(limitFee * collateralUnits, 64, 'l2LimitFee');
    const nonce = orderNonce(order.clientOrderId);
    const hours = fits(BigInt(Math.floor(order.l2ExpireMs / kHourMs)), 32, 'l2ExpireTime');
    const position = fits(BigInt(contract.accountId), 64, 'accountId');

    const buys = order.side === 'BUY';
    const [sold, bought] = buys ? [collateral, synthetic] : [synthetic, collateral];
    const amounts = (((((sold << 64n) | bought) << 64n) | fee) << 32n) | BigInt(nonce);
    const positions =
        (kOrderType << 241n) | (position << 177n) | (position << 113n) | (position << 49n) | (hours << 17n);
    const assets = buys
        ? prefix(contract.collateralAssetId, contract.syntheticAssetId, contract.collateralAssetId)
        : prefix(contract.syntheticAssetId, contract.collateralAssetId, contract.collateralAssetId);
    const message = hash(hash(assets, amounts), positions);

    return {
        hash: `0x${hex64(message)}`,
        body: {
            accountId: contract.accountId,
            contractId: contract.contractId,
            price: order.price,
            size: order.size,
            type: 'LIMIT',
            timeInForce: order.timeInForce,
            side: order.side,
            l2Signature: starkSignature(message % CURVE.n, privateKey),
            l2Nonce: String(nonce),
            l2ExpireTime: String(order.l2ExpireMs),
            l2Value: decimalText(value),
            l2Size: order.size,
            l2LimitFee: String(limitFee),
            clientOrderId: order.clientOrderId,
            expireTime: String(order.expireMs),
            reduceOnly: order.reduceOnly,
        },
    };
}

// `content` is signedContent(); of the private socket its path is
// "/api/v1/private/wsaccountId=…" and its text is empty.
export function authHeadersV1(content: string, timestamp: string, privateKey: string): { [name: string]: string } {
    const z = BigInt(`0x${bytesToHex(keccak_256(utf8ToBytes(content)))}`) % CURVE.n;
    return {
        'X-edgeX-Api-Timestamp': timestamp,
        'X-edgeX-Api-Signature': starkSignature(z, privateKey),
    };
}
