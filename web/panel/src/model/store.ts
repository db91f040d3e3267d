// What the page knows: the server's state, kept by its snapshots and deltas. Views read signals;
// only the stream calls `receive`, once a frame with all that has come.
import { batch, signal, type Signal } from '@preact/signals';
import { Series } from './series';
import type { Books, LogLine, Message, Pair, World } from './types';

export const kLogLines = 2000;

export interface Head {
    version: string;
    mode: World;
    started_ns: number;
}

// What the stream should do after these messages.
export type Verdict = 'fine' | 'resume' | 'start over';

const kNoCauses = { total: '0', trading: '0', fees: '0', funding: '0' };
// What a desk is before its engine has said anything: the server's members are null until then.
const kSilent: Omit<Pair, 'pair' | 'strategy' | 'coin' | 'first' | 'second' | 'quote'> = {
    state: { mode: 'starting', latched: false, why: '', paused: false, trading: 'auto', since_ns: 0, trouble: '' },
    quotes: [],
    spread: null,
    outlook: null,
    positions: [],
    exposure: { coins: '0', dust: '0', unhedged: false, unhedged_ms: 0 },
    pnl: { ...kNoCauses, by_venue: {}, day: kNoCauses },
    accounts: [],
    risk: { refused: {}, breaker_trips: 0, halts: 0, last_refused: null },
    counts: { orders: {}, fills: {}, pair_trades: {} },
    latency: {},
};

// The members that say something.
function told<T extends object>(members: T): T {
    return Object.fromEntries(Object.entries(members).filter(([name, value]) => value !== null || name === 'spread' || name === 'outlook')) as T;
}

export class Store {
    readonly head = signal<Head | null>(null);
    readonly names = signal<readonly string[]>([]);
    readonly log = signal<readonly LogLine[]>([]);
    readonly books = signal<Books | null>(null);
    readonly time_ns = signal(0);
    readonly pairs = new Map<string, Signal<Pair>>();
    readonly series = new Map<string, Series>();
    // Called for each new spread, for charts that append.
    onSpread: ((pair: Pair) => void) | null = null;
    // Called for log lines that are new, and for a snapshot of another process.
    onLines: ((lines: readonly LogLine[]) => void) | null = null;

    sequence = 0;
    private lastLine = -1;

    pair(name: string | null): Pair | null {
        return name === null ? null : (this.pairs.get(name)?.value ?? null);
    }

    all(): Pair[] {
        return this.names.value.map((name) => this.pairs.get(name)?.value).filter((pair) => pair !== undefined);
    }

    receive(messages: readonly Message[]): Verdict {
        let verdict: Verdict = 'fine';
        batch(() => {
            for (const message of messages) {
                verdict = this.one(message);
                if (verdict !== 'fine') break;
            }
        });
        return verdict;
    }

    private one(message: Message): Verdict {
        if (message.type === 'snapshot') {
            this.replace(message);
            return 'fine';
        }
        if (this.head.value === null) return 'start over';
        if (message.type === 'beat') {
            this.time_ns.value = message.time_ns;
            // Something between was not told, or this is another process.
            if (message.sequence > this.sequence) return 'resume';
            return message.sequence < this.sequence ? 'start over' : 'fine';
        }
        if (message.type !== 'delta') return 'fine';
        if (message.sequence <= this.sequence) return 'fine';
        for (const [name, changed] of Object.entries(message.pairs ?? {}))
            if (!this.merge(name, changed)) return 'start over';
        this.sequence = message.sequence;
        this.time_ns.value = message.time_ns;
        if (message.book) this.books.value = message.book;
        if (message.events?.length) this.append(message.events);
        return 'fine';
    }

    private replace({ sequence, state, events }: Message & { type: 'snapshot' }): void {
        const before = this.head.value;
        if (before && before.started_ns !== state.started_ns) {
            this.lastLine = -1;
            this.log.value = [];
        }
        this.sequence = sequence;
        this.head.value = { version: state.version, mode: state.mode, started_ns: state.started_ns };
        this.time_ns.value = state.time_ns;
        this.books.value = null;
        const names = state.pairs.map((pair) => pair.pair);
        for (const name of this.pairs.keys()) {
            if (names.includes(name)) continue;
            this.pairs.delete(name);
            this.series.delete(name);
        }
        for (const pair of state.pairs) {
            this.set(pair.pair, pair);
            this.see(pair);
        }
        if (names.join() !== this.names.value.join()) this.names.value = names;
        this.append(events);
    }

    // False: the pair is not known, and this is not the whole of it.
    private merge(name: string, changed: Partial<Pair>): boolean {
        const known = this.pairs.get(name);
        if (!known) {
            if (!changed.first || !changed.second) return false;
            this.set(name, changed as Pair);
            this.names.value = [...this.names.value, name];
        } else {
            known.value = { ...known.value, ...told(changed) };
        }
        const pair = this.pairs.get(name);
        if (changed.spread && pair) this.see(pair.value);
        return true;
    }

    private set(name: string, members: Pair): void {
        const pair = { ...kSilent, ...told(members) };
        const known = this.pairs.get(name);
        if (known) known.value = pair;
        else this.pairs.set(name, signal(pair));
    }

    private see(pair: Pair): void {
        if (!pair.spread) return;
        let series = this.series.get(pair.pair);
        if (!series) this.series.set(pair.pair, (series = new Series()));
        series.push(pair.spread);
        this.onSpread?.(pair);
    }

    private append(lines: readonly LogLine[]): void {
        const fresh = lines.filter((line) => line.id > this.lastLine);
        if (fresh.length === 0) return;
        this.lastLine = fresh.reduce((most, line) => Math.max(most, line.id), this.lastLine);
        const all = [...this.log.value, ...fresh];
        this.log.value = all.length > kLogLines ? all.slice(all.length - kLogLines) : all;
        this.onLines?.(fresh);
    }
}
