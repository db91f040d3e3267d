// What the page signs for the backend besides orders, and what it never does.

import assert from 'node:assert/strict';
import test from 'node:test';

import { subprotocol } from '../src/account_stream';
import { settle } from '../src/config';
import { isAllowed } from '../src/relayed_rest';
import { World, config } from './world';

test('questions and cancels are signed; nothing that moves money or places orders is', () => {
    for (const [method, path] of [
        ['GET', '/api/v2/private/account/getAccountAsset'],
        ['GET', '/api/v1/private/order/getOrderByClientOrderId'],
        ['GET', '/api/v2/public/quote/getDepth'],
        ['POST', '/api/v2/private/order/cancelAllOrder'],
    ] as const)
        assert.ok(isAllowed(method, path), path);
    for (const [method, path] of [
        ['POST', '/api/v2/private/order/createOrder'],
        ['POST', '/api/v2/private/assets/createNormalWithdraw'],
        ['POST', '/api/v1/private/transfer/createTransferOut'],
        ['POST', '/api/v2/private/account/updateLeverageSetting'],
        ['GET', '/api/v2/private/user/getUserInfo'],
        ['GET', '/api/v2/private/account/getAccountAsset/../../../x'],
        ['GET', '/api/v2/private/account/getAccountAssetX'],
        ['GET', 'https://evil.example/api/v2/public/x'],
        ['DELETE', '/api/v2/private/order/cancelAllOrder'],
        ['get', '/api/v2/private/order/getOrderById'],
    ] as const)
        assert.ok(!isAllowed(method, path), `${method} ${path}`);
});

test('a request comes back with its number and the answer as it is', async () => {
    const world = await new World().up();
    world.order('tl-1');
    await world.env.settle();
    const target = '/api/v2/private/order/getOrderById?accountId=5&orderIdList=7000';
    world.command('rest_request', { method: 'GET', target }, { requestId: 4 });
    await world.env.settle();

    const sent = world.env.requests.at(-1)!;
    assert.equal(sent.url, 'https://edgex-prod-v2.edgex.exchange' + target);
    assert.ok(sent.headers['X-edgeX-Signature']);
    const answer = world.backend.sent.find((message) => message['requestId'] === 4)!;
    const data = answer['data'] as { status: number; body: string };
    assert.equal(data.status, 200);
    assert.equal(JSON.parse(data.body).data[0].id, '7000');
});

test('a forbidden request is refused by its number, unsent', async () => {
    const world = await new World().up();
    const before = world.env.requests.length;
    world.command('rest_request', { method: 'POST', target: '/api/v2/private/order/createOrder', body: '{}' }, { requestId: 5 });
    await world.env.settle();
    const answer = world.backend.sent.find((message) => message['requestId'] === 5)!;
    assert.equal(answer['sent'], false);
    assert.equal(world.env.requests.length, before);
});

test('an unknown type with a requestId is answered, one without is not', async () => {
    const world = await new World().up();
    world.command('make_coffee', {}, { requestId: 6 });
    world.command('make_tea', {});
    assert.match(String(world.backend.sent.find((message) => message['requestId'] === 6)!['error']), /make_coffee/);
});

test('the private socket is signed in its subprotocol, which is a word that browsers allow', async () => {
    const world = await new World().up();
    const [protocol] = world.privateSocket.protocols;
    assert.match(protocol!, /^[A-Za-z0-9+]+$/);
    const headers = JSON.parse(atob(protocol!));
    assert.equal(headers['X-edgeX-Api-Key'], 'made-up-key');
    assert.equal(headers['X-edgeX-Timestamp'], new URL(world.privateSocket.url).searchParams.get('timestamp'));

    for (let length = 0; length < 30; ++length)
        assert.doesNotMatch(subprotocol({ passphrase: 'why?'.repeat(2) + 'x'.repeat(length) }), /[=]/);
});

test('on pairing the account stream begins anew, so that the backend has its snapshot', async () => {
    const world = await new World().up();
    world.privateSocket.accept();
    const first = world.privateSocket;
    world.backend.cut();
    await world.env.pass(1000);
    world.welcome();
    assert.ok(first.closed);
    assert.notEqual(world.privateSocket, first);
});

test('a CONFIG that is not filled in says which member, and not what stands there', () => {
    const wrong = config();
    wrong.edgex.tradingPrivateKey = 'not a key';
    assert.throws(() => settle(wrong), (error: Error) => {
        assert.match(error.message, /edgex\.tradingPrivateKey/);
        assert.doesNotMatch(error.message, /not a key/);
        return true;
    });
    wrong.edgex.version = 'v3';
    assert.throws(() => settle(wrong), /v2, v1/);
});

test("the document's contract ids exist nowhere, and the right one is named", async () => {
    const world = new World((change) => (change.edgex.contractId = '10002'));
    world.bridge.start();
    await world.env.settle();
    assert.ok(world.env.said.some((line) => line.includes('no contract 10002') && line.includes('30000001')));
    assert.equal(world.env.venue.length, 0);
});
