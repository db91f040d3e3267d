// Orders and requests of the second generation: EIP-712 typed data, secp256k1, HMAC-SHA256.
//
// Source: the venue's Python SDK 2.0.1; vectors v2_orders.json, v2_auth.json.

import { secp256k1 } from '@noble/curves/secp256k1';
import { hmac } from '@noble/hashes/hmac';
import { sha256 } from '@noble/hashes/sha2';
import { keccak_256 } from '@noble/hashes/sha3';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils';

import { compare, decimalText, multiply, parseDecimal, quantums, roundUp } from './decimal';
import { fits, orderNonce, parseUnits } from './order';
import type { OrderRequest, SignedOrder } from './order';

export interface ContractV2 {
    accountId: string;
    contractId: string;
    resolution: string;
    quoteCoinId: string;
    quoteResolution: string;
    takerFeeRate: string; // empty counts as 0.001
    makerFeeRate: string;
    chainId: string; // decimal or `0x` hex
    verifyingContract: string;
}

export interface KeysV2 {
    apiKey: string;
    apiPassphrase: string;
    apiSecret: string;
    tradingPrivateKey: string;
}

const kDomainType = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)';
const kBaseType = 'OrderBase(uint256 nonce,address signer,uint64 accountId,uint256 expirationTimestamp)';
const kOrderType =
    'LimitOrderParams(OrderBase base,int256 amountSynthetic,int256 amountCollateral,uint256 amountFee,' +
    'uint64 assetIdSynthetic,uint64 assetIdCollateral,bool isBuyingSynthetic,bytes32 parentOrderHash,' +
    'uint256 subOrderIndex)' +
    kBaseType;

function word(value: bigint): Uint8Array {
    return hexToBytes(value.toString(16).padStart(64, '0'));
}
function textHash(text: string): Uint8Array {
    return keccak_256(utf8ToBytes(text));
}
function structHash(type: string, ...members: Uint8Array[]): Uint8Array {
    return keccak_256(concatBytes(textHash(type), ...members));
}
function strip(hex: string): string {
    return hex.replace(/^0x/i, '');
}
function addressOf(privateKey: string): Uint8Array {
    const point = secp256k1.getPublicKey(strip(privateKey), false);
    return keccak_256(point.subarray(1)).subarray(12);
}

// Throws RangeError, naming the field, if a number cannot be used.
export function signOrderV2(contract: ContractV2, order: OrderRequest, tradingPrivateKey: string): SignedOrder {
    const size = parseDecimal(order.size, 'size');
    const value = multiply(parseDecimal(order.price, 'price'), size);
    const taker = parseDecimal(contract.takerFeeRate || '0.001', 'takerFeeRate');
    const maker = parseDecimal(contract.makerFeeRate || '0.001', 'makerFeeRate');
    const limitFee = roundUp(multiply(value, compare(taker, maker) >= 0 ? taker : maker));
    const quoteUnits = parseUnits(contract.quoteResolution, 'quote resolution');
    const nonce = orderNonce(order.clientOrderId);

    const domain = structHash(
        kDomainType,
        textHash('EdgeX'),
        textHash('1'),
        word(parseUnits(contract.chainId, 'chainId')),
        word(BigInt(`0x${strip(contract.verifyingContract)}`)),
    );
    const base = structHash(
        kBaseType,
        word(BigInt(nonce)),
        word(BigInt(`0x${bytesToHex(addressOf(tradingPrivateKey))}`)),
        word(fits(BigInt(contract.accountId), 64, 'accountId')),
        word(BigInt(Math.floor(order.expireMs / 1000))),
    );
    const struct = structHash(
        kOrderType,
        base,
        word(fits(quantums(size, parseUnits(contract.resolution, 'resolution')), 127, 'size')),
        word(fits(quantums(value, quoteUnits), 127, 'price × size')),
        word(fits(limitFee * quoteUnits, 127, 'l2LimitFee')),
        word(fits(BigInt(contract.contractId), 64, 'contractId')),
        word(fits(BigInt(contract.quoteCoinId), 64, 'quoteCoinId')),
        word(order.side === 'BUY' ? 1n : 0n),
        word(0n),
        word(0n),
    );
    const digest = keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), domain, struct));
    const signature = secp256k1.sign(digest, strip(tradingPrivateKey), { lowS: true });

    return {
        hash: `0x${bytesToHex(digest)}`,
        body: {
            accountId: contract.accountId,
            contractId: contract.contractId,
            price: order.price,
            size: order.size,
            type: 'LIMIT',
            side: order.side,
            timeInForce: order.timeInForce,
            clientOrderId: order.clientOrderId,
            expireTime: String(order.expireMs),
            l2Nonce: String(nonce),
            l2Signature: signature.toCompactHex() + (27 + signature.recovery).toString(16),
            l2ExpireTime: String(order.l2ExpireMs),
            l2Value: decimalText(value),
            l2Size: order.size,
            l2LimitFee: String(limitFee),
            reduceOnly: order.reduceOnly,
            triggerPrice: '',
            triggerPriceType: '',
            sourceKey: '',
            isPositionTpsl: false,
            openTpslParentOrderId: '',
            isSetOpenTp: false,
            openTp: null,
            isSetOpenSl: false,
            openSl: null,
            extraType: '',
            extraDataJson: '',
        },
    };
}

// The key of the HMAC is the text of the secret's base64, not what it stands for.
export function hmacV2(content: string, apiSecret: string): string {
    const bytes = utf8ToBytes(apiSecret);
    const key = btoa(String.fromCharCode(...bytes));
    return bytesToHex(hmac(sha256, utf8ToBytes(key), utf8ToBytes(content)));
}

export function authHeadersV2(
    content: string,
    timestamp: string,
    keys: KeysV2,
): { [name: string]: string } {
    return {
        'X-edgeX-Api-Key': keys.apiKey,
        'X-edgeX-Passphrase': keys.apiPassphrase,
        'X-edgeX-Signature': hmacV2(content, keys.apiSecret),
        'X-edgeX-Timestamp': timestamp,
    };
}
