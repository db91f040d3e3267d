// The link to the backend: pairing, heartbeat, reconnecting, and what is too old to be said.

import assert from 'node:assert/strict';
import test from 'node:test';

import { BackendLink, backendProof } from '../src/backend_link';
import { FakeEnv } from './fake_env';
import { World, kToken } from './world';

function link(): { env: FakeEnv; link: BackendLink; commands: unknown[]; downs: number[] } {
    const env = new FakeEnv();
    const commands: unknown[] = [];
    const downs: number[] = [];
    const made = new BackendLink(env, 'ws://localhost:8765', kToken, {
        introduction: () => ({ exchange: 'edgex' }),
        up: () => {},
        command: (message) => commands.push(message),
        down: () => downs.push(env.time),
    });
    made.start();
    return { env, link: made, commands, downs };
}

function welcome(env: FakeEnv, proof?: string): void {
    const socket = env.backend.at(-1)!;
    socket.accept();
    const nonce = new URL(socket.url).searchParams.get('nonce')!;
    socket.say({ type: 'welcome', proof: proof ?? backendProof(kToken, nonce) });
}

test('the proof is what the backend computes', () => {
    // The same value stands in tests/venues/edgex/pairing_test.cpp.
    assert.equal(
        backendProof(kToken, '00112233445566778899aabbccddeeff'),
        '71ae8ad5f5456ba7d5c374f813a13be6029e02a67ed0eb2d6ce6ba7e6946f9f8',
    );
});

test('the token goes only to a backend that has shown that it knows it', () => {
    const { env } = link();
    welcome(env, 'a guess');
    assert.ok(!JSON.stringify(env.backend[0]!.sent).includes(kToken));
    assert.ok(env.backend[0]!.closed);
    assert.ok(!env.backend[0]!.types().includes('frontend_ready'));

    const good = link();
    welcome(good.env);
    assert.equal(good.env.backend[0]!.lastData('frontend_ready')['token'], kToken);
});

test('commands of a backend that has not shown it are not heard', () => {
    const { env, commands } = link();
    env.backend[0]!.accept();
    env.backend[0]!.say({ type: 'execute_order', data: {} });
    assert.deepEqual(commands, []);

    welcome(env);
    env.backend[0]!.say({ type: 'execute_order', data: {} });
    assert.equal(commands.length, 1);
});

test('it pings every five seconds and gives up after fifteen without an answer', async () => {
    const { env, downs } = link();
    welcome(env);
    const socket = env.backend[0]!;
    for (let i = 0; i < 4; ++i) {
        await env.pass(5000);
        socket.say({ type: 'pong', timestamp: socket.last('ping')!['timestamp'] });
    }
    assert.equal(socket.types().filter((type) => type === 'ping').length, 5);
    assert.equal(downs.length, 0);

    await env.pass(20_001);
    assert.equal(downs.length, 1);
    assert.ok(socket.closed);
});

test('it comes back after 1, 2, 4 … 30 seconds, and after a pairing begins again with 1', async () => {
    const { env } = link();
    const waits: number[] = [];
    for (let i = 0; i < 7; ++i) {
        env.backend.at(-1)!.cut();
        const from = env.time;
        const before = env.backend.length;
        while (env.backend.length === before) await env.pass(500);
        waits.push((env.time - from) / 1000);
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 30, 30]);

    welcome(env);
    env.backend.at(-1)!.cut();
    const before = env.backend.length;
    await env.pass(1000);
    assert.equal(env.backend.length, before + 1);
});

test('what is said while nobody is there is said within five seconds or never', async () => {
    const { env, link: made } = link();
    made.send('order_update', { clientOrderId: 'old' });
    await env.pass(5001);
    made.send('order_update', { clientOrderId: 'new' });
    made.sendFresh('edgex_market_data', { bestBid: 1 });
    made.sendNow('edgex_account_frame', {});
    welcome(env);

    const socket = env.backend.at(-1)!;
    assert.deepEqual(socket.types().filter((type) => type !== 'ping'), ['frontend_ready', 'order_update']);
    assert.equal(socket.lastData('order_update')['clientOrderId'], 'new');
});

test('market data does not pile up behind a backend that does not read', () => {
    const { env, link: made } = link();
    welcome(env);
    env.backend[0]!.waiting = 100_000;
    made.sendFresh('edgex_market_data', {});
    made.send('order_update', {});
    assert.ok(!env.backend[0]!.types().includes('edgex_market_data'));
    assert.ok(env.backend[0]!.types().includes('order_update'));
});

test('garbage of the backend is survived', () => {
    const { env, commands } = link();
    welcome(env);
    for (const text of ['', '{', 'null', '7', '[]', '"x"']) env.backend[0]!.handlers.message(text);
    env.backend[0]!.say({ type: 'execute_order' });
    assert.ok(commands.length >= 1);
});

test('the start-up lines are those of the document, and no secret is ever said', async () => {
    const world = await new World().up();
    assert.ok(world.env.said.includes('Connected to backend'));
    assert.ok(world.env.said.includes('EdgeX Frontend Ready!'));
    world.order('tl-1');
    await world.env.pass(100);
    const said = JSON.stringify([world.env.said, world.env.backend.map((socket) => socket.sent)]);
    for (const secret of ['made-up-key', 'made-up-pass', 'made-up-secret', 'ce68523e7be4b88a'])
        assert.ok(!said.includes(secret), secret);
});

test('every message has its envelope', async () => {
    const world = await new World().up();
    world.depth('SNAPSHOT', 1, 2, [['97000.1', '1']], [['97000.3', '2']]);
    const message = world.backend.last('edgex_market_data')!;
    assert.equal(message['timestamp'], world.env.time);
    assert.deepEqual(message['data'], {
        bestBid: 97000.1,
        bestAsk: 97000.3,
        bid: ['97000.1', '1'],
        ask: ['97000.3', '2'],
        version: '2',
        timestamp: world.env.time,
        at: world.env.time,
    });
});
