// What had happened by a time, out of a window of stored history. Pure; the view asks each frame.
import { sum } from './decimal';
import type { History, PositionRow, SpreadRow } from './types';

// How many of rows (old → new) lie at or before `time_ns`.
export function until(rows: readonly { time_ns: number }[], time_ns: number): number {
    let low = 0;
    let high = rows.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((rows[middle]?.time_ns ?? 0) <= time_ns) low = middle + 1;
        else high = middle;
    }
    return low;
}

function oldFirst<T extends { time_ns: number }>(rows: readonly T[]): T[] {
    return [...rows].sort((a, b) => a.time_ns - b.time_ns);
}

export function ordered(history: History): History {
    return {
        ...history,
        spreads: oldFirst(history.spreads),
        pair_trades: oldFirst(history.pair_trades),
        orders: oldFirst(history.orders),
        fills: oldFirst(history.fills),
        events: oldFirst(history.events),
        positions: oldFirst(history.positions),
    };
}

export interface Moment {
    spread: SpreadRow | null;
    positions: PositionRow[];
    trades: number;
    pnl: string;
}

export function momentOf(history: History, time_ns: number): Moment {
    const trades = history.pair_trades.slice(0, until(history.pair_trades, time_ns)).filter((each) => each.outcome !== 'nothing');
    const latest = new Map<string, PositionRow>();
    for (const each of history.positions.slice(0, until(history.positions, time_ns))) latest.set(each.instrument, each);
    return {
        spread: history.spreads[until(history.spreads, time_ns) - 1] ?? null,
        positions: [...latest.values()].sort((a, b) => a.instrument.localeCompare(b.instrument)),
        trades: trades.length,
        pnl: sum(trades.map((each) => each.pnl)) ?? '0',
    };
}

// The next row after, or the last one before, of spreads, fills and events alike.
export function step(history: History, time_ns: number, direction: 1 | -1): number | null {
    let best: number | null = null;
    for (const rows of [history.spreads, history.fills, history.events]) {
        const next =
            direction > 0 ? rows[until(rows, time_ns)]?.time_ns
            : rows[until(rows, time_ns - 1) - 1]?.time_ns;
        if (next === undefined) continue;
        if (best === null || (direction > 0 ? next < best : next > best)) best = next;
    }
    return best;
}
