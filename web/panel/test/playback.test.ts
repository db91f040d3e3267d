import assert from 'node:assert/strict';
import { test } from 'node:test';
import { humane, same, wrong } from '../src/model/check_value';
import { shifted } from '../src/model/decimal';
import { momentOf, ordered, step, until } from '../src/model/playback';
import type { History, Parameter } from '../src/model/types';
import { spread } from './samples';

const at = (time_s: number, rest: object = {}) => ({ run: 1, position: time_s, item: 0, time_ns: time_s * 1e9, ...rest });
const history = ordered({
    from_ns: 0, to_ns: 100e9, first_ns: 0, last_ns: 100e9,
    spreads: [spread(30), spread(10), spread(20)].map((row) => ({ ...row, mode: 'active' })),
    pair_trades: [at(25, { outcome: 'completed', pnl: '0.3' }), at(15, { outcome: 'completed', pnl: '0.1' }), at(16, { outcome: 'nothing', pnl: '9' })],
    orders: [], fills: [at(14, {})], events: [at(22, { kind: 'notice', severity: 'info', text: 'x' })],
    positions: [at(12, { instrument: 'a:B', quantity: '1' }), at(26, { instrument: 'a:B', quantity: '2' })],
} as unknown as History);

test('what had happened by a time', () => {
    assert.equal(until(history.spreads, 20e9), 2);
    const then = momentOf(history, 24e9);
    assert.equal(then.spread?.time_ns, 20e9);
    assert.equal(then.trades, 1);
    assert.equal(then.pnl, '0.1');
    assert.deepEqual(then.positions.map((each) => each.quantity), ['1']);
    assert.equal(momentOf(history, 26e9).pnl, '0.4');
    assert.equal(momentOf(history, 5e9).spread, null);
});

test('a step goes to the next row of any kind, or the one before', () => {
    assert.equal(step(history, 10e9, 1), 14e9);
    assert.equal(step(history, 14e9, 1), 20e9);
    assert.equal(step(history, 20e9, 1), 22e9);
    assert.equal(step(history, 20e9, -1), 14e9);
    assert.equal(step(history, 30e9, 1), null);
});

test('a value is refused here for what the server would refuse it for', () => {
    const parameter: Parameter = { name: 'enter_z', value: '2', default: '2', type: 'decimal', minimum: '0.5', maximum: '10', changeable: true };
    assert.equal(wrong(parameter, '2.5'), null);
    assert.equal(wrong(parameter, '0.4')?.key, 'parameters.below');
    assert.equal(wrong(parameter, '10.01')?.key, 'parameters.above');
    assert.equal(wrong(parameter, 'x')?.key, 'parameters.not_a_number');
    assert.equal(wrong({ ...parameter, type: 'integer' }, '1.5')?.key, 'parameters.not_whole');
    assert.equal(wrong({ ...parameter, type: 'duration', minimum: '1s' }, '250ms'), null);
    const pause = humane({ ...parameter, unit: 'ns', type: 'duration', value: '1500000', default: '60000000000', minimum: '1', maximum: null });
    assert.deepEqual([pause.value, pause.default, pause.minimum, pause.unit], ['1.5', '60000', '0.000001', 'ms']);
    assert.equal(shifted(pause.value, pause.shift ?? 0), '1500000');
    assert.equal(same('2.50', '2.5'), true);
    assert.equal(same('a', 'b'), false);
});
