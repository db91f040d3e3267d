import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Series } from '../src/model/series';
import { spread } from './samples';

function values(series: Series): number[] {
    return Array.from({ length: series.length }, (_, i) => series.spread[series.at(i)] ?? Number.NaN);
}

test('one point a second is kept, and the newest', () => {
    const series = new Series(10);
    for (const [time, value] of [[1, '1'], [2, '2'], [2.4, '3'], [2.8, '4'], [3.1, '5']] as const) series.push(spread(time, value));
    assert.deepEqual(values(series), [1, 2, 4, 5]);
});

test('the oldest goes when it is full', () => {
    const series = new Series(3);
    for (let i = 0; i < 7; i++) series.push(spread(i * 2, String(i)));
    assert.deepEqual(values(series), [4, 5, 6]);
});

test('stored rows go before what was seen live, each once', () => {
    const series = new Series(10);
    series.push(spread(10, '10'));
    series.push(spread(12, '12'));
    series.backfill([spread(6, '6'), spread(8, '8'), spread(10, '99')]);
    assert.deepEqual(values(series), [6, 8, 10, 12]);
});
