// Signatures against the vectors that the C++ signers are held to as well.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { flat, signedContent } from '../src/canonical';
import type { Json } from '../src/canonical';
import { orderNonce } from '../src/order';
import { authHeadersV1, signOrderV1 } from '../src/sign_v1';
import { authHeadersV2, hmacV2, signOrderV2 } from '../src/sign_v2';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Vector = any;
function vectors(name: string): Vector[] {
    return JSON.parse(readFileSync(`../../tests/venues/edgex/data/${name}.json`, 'utf8'));
}

test('the nonce of an order comes from its client order id', () => {
    for (const vector of vectors('nonce')) assert.equal(String(orderNonce(vector.clientOrderId)), vector.nonce);
});

test('orders of the first generation are those of the SDKs', () => {
    let seen = 0;
    for (const { sdk, input, expect } of vectors('v1_orders')) {
        if (sdk === '0.1.0') continue; // rounds its fee otherwise
        const signed = signOrderV1(
            { ...input, syntheticAssetId: input.starkExSyntheticAssetId },
            { ...input, expireMs: Number(input.expireTime), l2ExpireMs: Number(input.l2ExpireTime) },
            input.privateKey,
        );
        assert.equal(signed.hash, expect.messageHash);
        assert.deepEqual(signed.body, expect.body);
        const now = String(input.nowMs);
        const content = signedContent(now, 'POST', '/api/v1/private/order/createOrder', flat(signed.body));
        assert.equal(content, expect.authContent);
        assert.equal(
            authHeadersV1(content, now, input.privateKey)['X-edgeX-Api-Signature'],
            expect.authSignature,
        );
        ++seen;
    }
    assert.ok(seen >= 30);
});

test('orders of the second generation are those of the SDK', () => {
    for (const { input, derived, expect } of vectors('v2_orders')) {
        const signed = signOrderV2(
            input,
            { ...input, expireMs: Number(derived.expireTime), l2ExpireMs: Number(derived.l2ExpireTime) },
            input.tradingPrivateKey,
        );
        assert.equal(signed.hash, expect.digest);
        assert.deepEqual(signed.body, expect.body);
        assert.equal(flat(signed.body), expect.hmacBody);
        const content = signedContent(
            String(input.nowMs), 'POST', '/api/v2/private/order/createOrder', flat(signed.body));
        assert.equal(hmacV2(content, input.apiSecret), expect.hmac);
    }
});

test('requests are signed as the venue documents', () => {
    for (const v of vectors('v1_auth')) {
        const text = flat((v.params ?? v.body ?? '') as Json);
        const content = signedContent(v.timestamp, v.method, v.path, text);
        assert.equal(content, v.content);
        assert.equal(authHeadersV1(content, v.timestamp, v.privateKey)['X-edgeX-Api-Signature'], v.header);
    }
    for (const v of vectors('v2_auth')) {
        const text = flat((v.params ?? v.body ?? '') as Json);
        const content = signedContent(v.timestamp, v.method, v.path, text);
        assert.equal(content, v.content);
        const keys = { ...v, apiPassphrase: v.passphrase, tradingPrivateKey: '' };
        assert.deepEqual(authHeadersV2(content, v.timestamp, keys), v.headers);
    }
});
