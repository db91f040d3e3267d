// Orders: what is sent, what is refused before it is sent, and how their fate is told.

import assert from 'node:assert/strict';
import test from 'node:test';

import { average } from '../src/bridge';
import { World } from './world';

test('an order is placed as it was asked for, and its stages are timed', async () => {
    const world = await new World().up();
    world.order('tl-1', { timeInForce: 'IMMEDIATE_OR_CANCEL', reduceOnly: true, expireTime: 1_760_000_900_000 });
    await world.env.settle();

    const body = world.venue.bodies[0]!;
    assert.equal(body['clientOrderId'], 'tl-1');
    assert.equal(body['side'], 'BUY');
    assert.equal(body['price'], '97000.1');
    assert.equal(body['timeInForce'], 'IMMEDIATE_OR_CANCEL');
    assert.equal(body['reduceOnly'], true);
    assert.equal(body['expireTime'], '1760000900000');
    assert.equal(Number(body['l2ExpireTime']) - 1_760_000_900_000, 8 * 86_400_000);

    const placed = world.backend.lastData('order_placed');
    assert.equal(placed['success'], true);
    assert.equal(placed['orderId'], '7000');
    assert.equal(placed['clientOrderId'], 'tl-1');
    assert.equal(placed['quantity'], '0.001');
    assert.equal(placed['price'], 97000.1);
    assert.ok(placed['stages']);
});

test('without a price it goes one tick inside the other side, post-only', async () => {
    const world = await new World().up();
    world.depth('SNAPSHOT', 1, 2, [['97000.1', '1']], [['97000.7', '2']]);
    world.order('buy', { price: null });
    world.order('sell', { side: 'sell', price: null });
    await world.env.settle();
    assert.deepEqual(
        world.venue.bodies.map((body) => [body['side'], body['price'], body['timeInForce']]),
        [
            ['BUY', '97000.6', 'POST_ONLY'],
            ['SELL', '97000.2', 'POST_ONLY'],
        ],
    );
});

test('what cannot be right is never sent', async () => {
    const world = await new World((config) => (config.limits = { maxOrderQuantity: '0.01' })).up();
    const wrong: [object, RegExp][] = [
        [{ price: '97000.15' }, /tick/],
        [{ price: '-1' }, /tick/],
        [{ price: '1e5' }, /price/],
        [{ quantity: '0.0015' }, /lot/],
        [{ quantity: '0' }, /lot/],
        [{ quantity: '0.011' }, /maxOrderQuantity/],
        [{ side: 'up' }, /side/],
        [{ contractId: '30000002' }, /30000001/],
        [{ deadline: 1_700_000_000_000 }, /late/],
        [{ price: null }, /no book/],
        [{ clientOrderId: '' }, /clientOrderId/],
    ];
    for (const [change, why] of wrong) {
        world.order('tl-1', change);
        await world.env.settle();
        const placed = world.backend.lastData('order_placed');
        assert.equal(placed['success'], false);
        assert.equal(placed['sent'], false);
        assert.match(String(placed['error']), why);
    }
    assert.equal(world.venue.bodies.length, 0);
});

test('a command that lay about while the tab slept is not carried out', async () => {
    const world = await new World().up();
    world.backend.say({
        type: 'execute_order',
        data: { side: 'buy', quantity: '0.001', price: '97000.1', clientOrderId: 'old', tries: 1 },
        timestamp: world.env.time - 6000,
    });
    await world.env.settle();
    assert.equal(world.venue.bodies.length, 0);
    assert.equal(world.backend.lastData('order_placed')['sent'], false);
});

test('the same client order id is never sent twice', async () => {
    const world = await new World().up();
    world.order('tl-1');
    world.order('tl-1');
    await world.env.settle();
    assert.equal(world.venue.bodies.length, 1);
    const errors = world.backend.sent.map((message) => (message['data'] as { error?: string } | undefined)?.error);
    assert.ok(errors.some((error) => error?.includes('used before')));
});

test('a refusal, a lost answer and a server error are told apart', async () => {
    const world = await new World().up();
    for (const next of ['refuse', 'drop', 'http_500'] as const) {
        world.venue.next = next;
        world.order(next);
        await world.env.settle();
    }
    const placed = world.backend.sent
        .filter((message) => message['type'] === 'order_placed')
        .map((message) => message['data'] as { [key: string]: unknown });
    assert.deepEqual(
        placed.map((data) => [data['clientOrderId'], data['unknown'] ?? false, data['sent'], data['code'] ?? '']),
        [
            ['refuse', false, true, 'MARGIN_NOT_ENOUGH'],
            ['drop', true, true, ''],
            ['http_500', true, true, ''],
        ],
    );
});

test('an order whose answer was lost is asked for by its client order id, and told', async () => {
    const world = await new World().up();
    world.venue.next = 'drop';
    world.order('tl-1');
    await world.env.pass(200);
    const update = world.backend.lastData('order_update');
    assert.equal(update['clientOrderId'], 'tl-1');
    assert.equal(update['status'], 'OPEN');
    assert.equal(update['orderId'], '7000');
});

test('fills are told as they grow, each once, and the end once', async () => {
    const world = await new World().up();
    world.order('tl-1', { quantity: '0.010' });
    await world.env.pass(200);
    const order = world.venue.orders[0]!;
    order.cumMatchSize = '0.004';
    order.cumMatchValue = '388.0004';
    await world.env.pass(3000);
    order.cumMatchSize = '0.010';
    order.cumMatchValue = '970.001';
    order.status = 'FILLED';
    await world.env.pass(10_000);

    const updates = world.backend.sent
        .filter((message) => message['type'] === 'order_update')
        .map((message) => message['data'] as { [key: string]: unknown })
        .map((data) => [data['status'], data['filledSize'], data['averagePrice']]);
    assert.deepEqual(updates, [
        ['OPEN', '0', ''],
        ['PARTIALLY_FILLED', '0.004', '97000.1000000000'],
        ['FILLED', '0.010', '97000.1000000000'],
    ]);
});

test('a final order is asked about no more', async () => {
    const world = await new World().up();
    world.order('tl-1');
    await world.env.pass(100);
    world.venue.orders[0]!.status = 'CANCELED';
    await world.env.pass(2000);
    const asked = world.env.requests.length;
    await world.env.pass(60_000);
    assert.equal(world.env.requests.length, asked);
});

test('the account stream tells fills sooner, and what it says late changes nothing', async () => {
    const world = await new World().up();
    world.privateSocket.accept();
    world.order('tl-1', { quantity: '0.010' });
    await world.env.settle();
    const event = (status: string, filled: string): void =>
        world.privateSocket.say({
            type: 'trade-event',
            content: {
                event: 'ORDER_UPDATE',
                data: {
                    order: [
                        {
                            id: '7000', clientOrderId: 'tl-1', contractId: '30000001', side: 'BUY', price: '97000.1',
                            size: '0.010', status, cumMatchSize: filled, cumMatchValue: '0', updatedTime: '1760000000001',
                        },
                    ],
                },
            },
        });
    event('FILLED', '0.010');
    event('OPEN', '0.004');
    event('FILLED', '0.010');

    const updates = world.backend.sent.filter((message) => message['type'] === 'order_update');
    assert.equal(updates.length, 1);
    assert.equal(world.backend.lastData('order_update')['updatedTime'], 1760000000001);
    assert.equal(world.backend.sent.filter((message) => message['type'] === 'edgex_account_frame').length, 3);
});

test('a post-only that would cross is tried again up to fifteen times, and then given up', async () => {
    const world = await new World().up();
    world.venue.next = 'cross';
    world.order('tl-1', { tries: undefined });
    await world.env.pass(1000);
    assert.deepEqual(world.venue.bodies.map((body) => body['clientOrderId']), ['tl-1', 'tl-1_r2']);
    assert.equal(world.backend.lastData('order_placed')['success'], true);

    const refused = await new World().up();
    Object.defineProperty(refused.venue, 'next', { get: () => 'refuse', set: () => {} });
    refused.order('tl-2', { tries: undefined, price: '97000.1' });
    await refused.env.pass(5000);
    assert.equal(refused.venue.bodies.length, 15);
    assert.equal(refused.backend.lastData('order_placed')['error'], 'Max retries exceeded');
});

test('an order whose outcome is unknown is never tried again', async () => {
    const world = await new World().up();
    world.venue.next = 'drop';
    world.order('tl-1', { tries: 15 });
    await world.env.pass(5000);
    assert.equal(world.venue.bodies.length, 1);
});

test('cancelling says the word of the venue', async () => {
    const world = await new World().up();
    world.order('tl-1');
    await world.env.settle();
    world.command('cancel_order', { orderId: '7000' });
    await world.env.settle();
    assert.deepEqual(world.backend.lastData('order_canceled'), { success: true, orderId: '7000' });

    world.command('cancel_order', { orderId: '', clientOrderId: 'tl-1' });
    await world.env.settle();
    assert.deepEqual(world.backend.lastData('order_canceled'), {
        success: false, orderId: '7000', clientOrderId: 'tl-1', error: 'ORDER_NOT_FOUND', code: 'ORDER_NOT_FOUND',
    });
    await world.env.pass(100);
    assert.equal(world.backend.lastData('order_update')['status'], 'CANCELED');
});

test('own orders are cancelled when the backend stays away, and not when it comes back', async () => {
    const world = await new World().up();
    world.order('tl-1');
    await world.env.settle();
    world.backend.cut();
    await world.env.pass(1500);
    world.welcome();
    await world.env.pass(10_000);
    assert.deepEqual(world.venue.cancels, []);

    world.backend.cut();
    await world.env.pass(5500);
    assert.deepEqual(world.venue.cancels, [['7000']]);
});

test('when the backend comes back it hears of every order anew', async () => {
    const world = await new World().up();
    world.order('tl-1');
    await world.env.pass(100);
    world.backend.cut();
    world.venue.orders[0]!.status = 'FILLED';
    world.venue.orders[0]!.cumMatchSize = '0.001';
    await world.env.pass(1200);
    world.welcome();
    assert.equal(world.backend.lastData('order_update')['status'], 'FILLED');
});

test('an emergency close cancels everything and goes out reduce-only at its own price', async () => {
    const world = await new World().up();
    world.depth('SNAPSHOT', 1, 2, [['97000.1', '1']], [['97000.7', '2']]);
    world.order('tl-1');
    await world.env.settle();
    world.command('emergency_close', { side: 'sell', quantity: '0.0015' });
    await world.env.settle();
    world.command('emergency_close', { side: 'buy', quantity: '0.002', clientOrderId: 'end' });
    await world.env.settle();

    assert.deepEqual(world.venue.cancels, [['all'], ['all']]);
    const [sell, buy] = world.venue.bodies.slice(1);
    assert.deepEqual(
        [sell!['side'], sell!['price'], sell!['size'], sell!['timeInForce'], sell!['reduceOnly']],
        ['SELL', '96806.0', '0.001', 'IMMEDIATE_OR_CANCEL', true],
    );
    assert.deepEqual([buy!['side'], buy!['price'], buy!['clientOrderId']], ['BUY', '97194.8', 'end']);
    assert.equal(world.backend.types().filter((type) => type === 'order_placed').length, 1); // of tl-1
});

test('a status report has the orders, the book and the number of its question', async () => {
    const world = await new World().up();
    world.depth('SNAPSHOT', 1, 2, [['97000.1', '1']], [['97000.7', '2']]);
    world.order('tl-1');
    await world.env.settle();
    world.command('query_status', { id: 9 });
    const report = world.backend.lastData('status_report');
    assert.equal(report['connected'], true);
    assert.equal(report['id'], 9);
    assert.deepEqual(report['bbo'], { bestBid: 97000.1, bestAsk: 97000.7 });
    const [[id, order]] = report['activeOrders'] as [[string, { [key: string]: unknown }]];
    assert.equal(id, '7000');
    assert.equal(order['clientOrderId'], 'tl-1');
});

test('the average price is exact where it can be', () => {
    assert.equal(average({ filled: '0.003', value: '291.0006' }), '97000.2000000000');
    assert.equal(average({ filled: '0', value: '0' }), '');
    assert.equal(average({ filled: '3', value: '10' }), '3.3333333333');
});

test('testOrder places one, once', async () => {
    const world = await new World().up();
    const placed = await world.bridge.testOrder('buy', 0.001, 42000);
    assert.equal(placed.success, true);
    assert.equal(world.venue.bodies[0]!['price'], '42000');
    assert.match(String(world.venue.bodies[0]!['clientOrderId']), /^test_\d+$/);
});
