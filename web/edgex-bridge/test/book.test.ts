// The book and its versions, by itself and on the venue's socket.

import assert from 'node:assert/strict';
import test from 'node:test';

import { Book } from '../src/book';
import type { Depth } from '../src/book';
import { World } from './world';

function depth(depthType: string, startVersion: number, endVersion: number, bids: string[][], asks: string[][]): Depth {
    const levels = (from: string[][]) => from.map(([price, size]) => ({ price: price!, size: size! }));
    return { depthType, startVersion: String(startVersion), endVersion, contractId: '1', bids: levels(bids), asks: levels(asks) };
}

test('a snapshot replaces the book and changes are taken from it', () => {
    const book = new Book();
    assert.equal(book.apply(depth('SNAPSHOT', 1, 5, [['9.9', '1'], ['9.8', '2']], [['10.1', '1']])), 'applied');
    assert.equal(book.apply(depth('CHANGED', 5, 6, [['9.90', '0.000']], [['10.05', '3']])), 'applied');
    assert.deepEqual(book.bbo(), { bid: { price: '9.8', size: '2' }, ask: { price: '10.05', size: '3' }, version: '6' });
});

test('the venue may count on from the last version or one past it', () => {
    const book = new Book();
    book.apply(depth('SNAPSHOT', 1, 5, [['9', '1']], [['10', '1']]));
    assert.equal(book.apply(depth('Changed', 5, 6, [], [])), 'applied');
    assert.equal(book.apply(depth('changed', 7, 8, [], [])), 'applied');
});

test('old changes are dropped, and a gap empties the book until the next snapshot', () => {
    const book = new Book();
    assert.equal(book.apply(depth('CHANGED', 1, 2, [], [])), 'gap');
    book.apply(depth('SNAPSHOT', 1, 5, [['9', '1']], [['10', '1']]));
    assert.equal(book.apply(depth('CHANGED', 4, 5, [['9', '7']], [])), 'old');
    assert.equal(book.bbo()!.bid!.size, '1');
    assert.equal(book.apply(depth('CHANGED', 7, 9, [], [])), 'gap');
    assert.equal(book.bbo(), null);
    assert.equal(book.apply(depth('CHANGED', 9, 10, [], [])), 'gap');
    assert.equal(book.apply(depth('SNAPSHOT', 9, 10, [['9', '1']], [['10', '1']])), 'applied');
    assert.ok(book.ready());
});

test('a book that is crossed, or a frame that is none, is no book', () => {
    const book = new Book();
    book.apply(depth('SNAPSHOT', 1, 5, [['10', '1']], [['9', '1']]));
    assert.equal(book.bbo(), null);
    assert.throws(() => book.apply(depth('CHANGED', 5, 6, [['x', '1']], [])));
    assert.ok(!book.ready());
});

test('prices are compared as numbers, not as text', () => {
    const book = new Book();
    book.apply(depth('SNAPSHOT', 1, 5, [['99', '1'], ['100', '1']], [['1000', '1'], ['101', '1']]));
    assert.equal(book.bbo()!.bid!.price, '100');
    assert.equal(book.bbo()!.ask!.price, '101');
});

test('on a gap the script says that it has no book and subscribes anew', async () => {
    const world = await new World().up();
    world.depth('SNAPSHOT', 1, 5, [['97000.1', '1']], [['97000.3', '1']]);
    world.depth('CHANGED', 9, 10, [], []);

    const data = world.backend.lastData('edgex_market_data');
    assert.equal(data['bestBid'], null);
    assert.equal(data['reason'], 'a version is missing');
    assert.deepEqual(world.publicSocket.types(), ['subscribe', 'unsubscribe', 'subscribe']);
    assert.deepEqual(world.bridge.getBBO(), { bestBid: null, bestAsk: null });
});

test('pings of the venue are answered with their own time', async () => {
    const world = await new World().up();
    world.publicSocket.say({ type: 'ping', time: '1758456318000' });
    assert.deepEqual(world.publicSocket.sent.at(-1), { type: 'pong', time: '1758456318000' });
});

test('a venue that falls silent is connected to anew', async () => {
    const world = await new World().up();
    const first = world.publicSocket;
    for (let i = 0; i < 8; ++i) {
        await world.env.pass(5000);
        world.backend.say({ type: 'pong' });
    }
    assert.ok(first.closed);
    assert.notEqual(world.publicSocket, first);
    assert.equal(world.backend.lastData('edgex_market_data')['reason'], 'disconnected');
});
