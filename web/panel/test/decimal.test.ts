import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, difference, rounded, sign, sum } from '../src/model/decimal';
import { exact, micros, money, percent, pnl, quantity, span, statistic } from '../src/model/format';

test('money is summed digit by digit', () => {
    assert.equal(sum(['0.1', '0.2']), '0.3');
    assert.equal(sum(['123456789012345678.01', '0.09']), '123456789012345678.10');
    assert.equal(sum(['-0.5', '0.25', '0.25']), '0.00');
    assert.equal(sum([]), '0');
    assert.equal(sum(['1', null]), null);
    assert.equal(sum(['1', 'x']), null);
    assert.equal(difference('100.1', '100.05'), '0.05');
    assert.equal(difference('1', '-1'), '2');
});

test('signs, order and rounding are those of the text', () => {
    assert.equal(sign('-0.000'), 0);
    assert.equal(sign('-0.0001'), -1);
    assert.equal(compare('2.50', '2.5'), 0);
    assert.equal(compare('-3', '2'), -1);
    assert.equal(rounded('0.005', 2), '0.01');
    assert.equal(rounded('-0.005', 2), '-0.01');
    assert.equal(rounded('1.2', 4), '1.2000');
});

test('numbers are shown with groups, a true minus and their sign where it means something', () => {
    assert.equal(exact('-1234567.8900'), '−1,234,567.8900');
    assert.equal(money('1234.567'), '1,234.57');
    assert.equal(pnl('12.3456'), '+12.35');
    assert.equal(pnl('-0.12345'), '−0.1235');
    assert.equal(pnl('0'), '0.00');
    assert.equal(quantity('0.00200', { signed: true }), '+0.002');
    assert.equal(quantity('100'), '100');
    assert.equal(exact(null), '–');
    assert.equal(statistic(-0.001), '0.00');
    assert.equal(percent('0.1234'), '12.3 %');
});

test('delays and spans have the unit that fits', () => {
    assert.equal(micros(3.25), '3.3 µs');
    assert.equal(micros(340), '340 µs');
    assert.equal(micros(12400), '12.4 ms');
    assert.equal(micros(1200000), '1.20 s');
    assert.equal(span(250), '250 ms');
    assert.equal(span(61000), '1 min 1 s');
    assert.equal(span(3600e3 * 5), '5 h 0 min');
});
