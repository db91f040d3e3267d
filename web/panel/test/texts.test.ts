import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chinese } from '../src/model/chinese';
import { english, type Key } from '../src/model/english';
import { fill } from '../src/model/fill';

const gaps = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test('both languages have every text, with the same gaps', () => {
    assert.deepEqual(Object.keys(chinese).sort(), Object.keys(english).sort());
    for (const key of Object.keys(english) as Key[]) {
        assert.deepEqual(gaps(chinese[key]), gaps(english[key]), key);
        assert.notEqual(chinese[key].trim(), '', key);
    }
});

test('gaps are filled; one without a value stays to be seen', () => {
    assert.equal(fill('{a} of {b}', { a: 1 }), '1 of {b}');
});
