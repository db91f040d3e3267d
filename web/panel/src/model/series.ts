// The last spreads of one pair, one a second and the newest, in columns of a fixed length.
import { floating } from './decimal';
import type { Spread } from './types';

const kStep_ns = 1e9;

export class Series {
    readonly time_ns: Float64Array;
    readonly spread: Float64Array;
    readonly z: Float64Array;
    private begin = 0;
    length = 0;

    constructor(readonly capacity = 300) {
        this.time_ns = new Float64Array(capacity);
        this.spread = new Float64Array(capacity);
        this.z = new Float64Array(capacity);
    }

    // A spread of the same second replaces the newest; an older one changes nothing.
    push(seen: Spread): void {
        const newest = this.length > 0 ? (this.time_ns[this.at(this.length - 1)] ?? 0) : -1;
        if (seen.time_ns < newest) return;
        const same = this.length > 1 && seen.time_ns - (this.time_ns[this.at(this.length - 2)] ?? 0) < kStep_ns;
        if (!same) {
            if (this.length === this.capacity) this.begin = (this.begin + 1) % this.capacity;
            else this.length++;
        }
        const at = this.at(this.length - 1);
        this.time_ns[at] = seen.time_ns;
        this.spread[at] = floating(seen.spread);
        this.z[at] = seen.z;
    }

    // Puts stored rows (old → new) before what was seen live.
    backfill(rows: readonly Spread[]): void {
        const live: Spread[] = [];
        for (let i = 0; i < this.length; i++) {
            const at = this.at(i);
            live.push({ time_ns: this.time_ns[at], spread: String(this.spread[at]), z: this.z[at] } as Spread);
        }
        this.clear();
        const until = live[0]?.time_ns ?? Number.POSITIVE_INFINITY;
        for (const row of rows) if (row.time_ns < until) this.push(row);
        for (const each of live) this.push(each);
    }

    clear(): void {
        this.begin = 0;
        this.length = 0;
    }

    at(index: number): number {
        return (this.begin + index) % this.capacity;
    }
}
