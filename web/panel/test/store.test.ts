import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effect } from '@preact/signals';
import { kLogLines, Store } from '../src/model/store';
import type { Message, Pair } from '../src/model/types';
import { delta, line, pair, snapshot, spread } from './samples';

test('a delta replaces the members it names and leaves the others', () => {
    const store = new Store();
    store.receive([snapshot(5, ['BTC', 'ETH'])]);
    const before = store.pair('BTC');
    assert.equal(store.receive([delta(6, { BTC: { exposure: { coins: '0.5', dust: '0', unhedged: true, unhedged_ms: 9 } } })]), 'fine');
    const after = store.pair('BTC');
    assert.equal(after?.exposure.coins, '0.5');
    assert.equal(after?.spread, before?.spread);
    assert.equal(store.pair('ETH')?.exposure.coins, '0');
    assert.equal(store.sequence, 6);
});

test('only the views of the pairs that changed are told, once for all messages of a frame', () => {
    const store = new Store();
    store.receive([snapshot(1, ['BTC', 'ETH'])]);
    const told = { BTC: -1, ETH: -1 };
    effect(() => void (store.pairs.get('BTC')?.value, told.BTC++));
    effect(() => void (store.pairs.get('ETH')?.value, told.ETH++));
    store.receive([2, 3, 4].map((sequence) => delta(sequence, { BTC: { spread: spread(100 + sequence) } })));
    assert.deepEqual(told, { BTC: 1, ETH: 0 });
});

test('what came already changes nothing; a merged delta may be far ahead', () => {
    const store = new Store();
    store.receive([snapshot(5, ['BTC'])]);
    store.receive([delta(5, { BTC: { coin: 'old' } }), delta(9, { BTC: { coin: 'new' } }), delta(8, { BTC: { coin: 'old' } })]);
    assert.equal(store.pair('BTC')?.coin, 'new');
    assert.equal(store.sequence, 9);
});

test('a beat that knows more than was told asks to resume, one that knows less to start over', () => {
    const store = new Store();
    store.receive([snapshot(5, ['BTC'])]);
    assert.equal(store.receive([{ type: 'beat', sequence: 5, time_ns: 7 }]), 'fine');
    assert.equal(store.time_ns.value, 7);
    assert.equal(store.receive([{ type: 'beat', sequence: 7, time_ns: 8 }]), 'resume');
    assert.equal(store.receive([{ type: 'beat', sequence: 2, time_ns: 9 }]), 'start over');
});

test('without a snapshot, or for a part of a pair it does not know, it starts over', () => {
    const store = new Store();
    assert.equal(store.receive([delta(1, { BTC: { coin: 'BTC' } })]), 'start over');
    store.receive([snapshot(5, ['BTC'])]);
    assert.equal(store.receive([delta(6, { ETH: { coin: 'ETH' } })]), 'start over');
    assert.equal(store.sequence, 5);
    assert.equal(store.receive([delta(6, { ETH: pair('ETH') })]), 'fine');
    assert.deepEqual(store.names.value, ['BTC', 'ETH']);
});

test('a snapshot replaces everything; of another process, the log too', () => {
    const store = new Store();
    store.receive([snapshot(5, ['BTC', 'ETH'], [line(1), line(2)])]);
    store.receive([snapshot(9, ['BTC'], [line(2), line(3)])]);
    assert.deepEqual(store.names.value, ['BTC']);
    assert.equal(store.pairs.has('ETH'), false);
    assert.deepEqual(store.log.value.map((each) => each.id), [1, 2, 3]);
    store.receive([snapshot(1, ['SOL'], [line(1)], 2)]);
    assert.deepEqual(store.names.value, ['SOL']);
    assert.deepEqual(store.log.value.map((each) => each.id), [1]);
    assert.equal(store.sequence, 1);
});

test('a desk that has said nothing yet has members all the same', () => {
    const store = new Store();
    const silent = { ...pair('BTC'), state: null, positions: null, pnl: null, quotes: null, spread: null } as unknown as Pair;
    const first = snapshot(1, ['BTC']) as Message & { type: 'snapshot' };
    store.receive([{ ...first, state: { ...first.state, pairs: [silent] } }]);
    assert.equal(store.pair('BTC')?.state.mode, 'starting');
    assert.deepEqual(store.pair('BTC')?.positions, []);
    assert.equal(store.pair('BTC')?.spread, null);
    store.receive([delta(2, { BTC: { state: pair('BTC').state, pnl: null as unknown as Pair['pnl'] } })]);
    assert.equal(store.pair('BTC')?.state.mode, 'active');
    assert.equal(store.pair('BTC')?.pnl.day.total, '0');
});

test('the log and the series never grow past their bounds', () => {
    const store = new Store();
    store.receive([snapshot(1, ['BTC'])]);
    for (let i = 2; i < kLogLines + 500; i++) store.receive([delta(i, { BTC: { spread: spread(100 + i) } }, [line(i)])]);
    assert.equal(store.log.value.length, kLogLines);
    assert.equal(store.log.value.at(-1)?.id, kLogLines + 499);
    assert.equal(store.series.get('BTC')?.length, 300);
});
