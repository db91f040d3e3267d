// Messages as the server sends them.
import type { LogLine, Message, Pair, Spread, State } from '../src/model/types';

export function spread(time_s: number, value = '1.5', z = 0.5): Spread {
    return {
        time_ns: time_s * 1e9, price_a: '101.5', price_b: '100', spread: value, mean: 1, stddev: 1, z,
        samples: 60, long_threshold: '1', short_threshold: '3', signal: '',
    };
}

const zero = { total: '0', trading: '0', fees: '0', funding: '0' };

export function pair(name: string, time_s = 100): Pair {
    return {
        pair: name, strategy: 'maker-taker', coin: name, first: `edgex:${name}USDC`, second: `lighter:${name}`, quote: 'USDC',
        state: { mode: 'active', latched: false, why: '', paused: false, trading: 'auto', since_ns: 0, trouble: '' },
        quotes: [], spread: spread(time_s), outlook: null, positions: [],
        exposure: { coins: '0', dust: '0', unhedged: false, unhedged_ms: 0 },
        pnl: { ...zero, by_venue: {}, day: zero }, accounts: [],
        risk: { refused: {}, breaker_trips: 0, halts: 0, last_refused: null },
        counts: { orders: {}, fills: {}, pair_trades: {} }, latency: {},
    };
}

export function line(id: number, text = `line ${id}`): LogLine {
    return { id, time_ns: id, pair: 'BTC', kind: 'notice', severity: 'info', text };
}

export function snapshot(sequence: number, names: string[], events: LogLine[] = [], started_ns = 1): Message {
    const state: State = { sequence, time_ns: 1e11, version: '0.1.0', mode: 'sim', started_ns, pairs: names.map((name) => pair(name)) };
    return { type: 'snapshot', sequence, state, events };
}

export function delta(sequence: number, pairs: Record<string, Partial<Pair>>, events: LogLine[] = []): Message {
    return { type: 'delta', sequence, time_ns: sequence, pairs, events };
}
