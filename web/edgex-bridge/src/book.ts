// The venue's order book from a snapshot and the changes after it, held to their versions.

import { compare, isZero, parseDecimal } from './decimal';
import type { Decimal } from './decimal';

export interface Level {
    price: string;
    size: string;
}

export interface Depth {
    startVersion: string | number;
    endVersion: string | number;
    contractId: string;
    depthType: string;
    asks: Level[];
    bids: Level[];
}

export interface Bbo {
    bid: Level | null;
    ask: Level | null;
    version: string;
}

type Side = Map<string, { price: Decimal; level: Level }>;

// applied; old: it changes nothing; gap: the book is empty until the next snapshot.
export type Outcome = 'applied' | 'old' | 'gap';

export class Book {
    private bids: Side = new Map();
    private asks: Side = new Map();
    private version: bigint | null = null;

    ready(): boolean {
        return this.version !== null;
    }

    clear(): void {
        this.bids.clear();
        this.asks.clear();
        this.version = null;
    }

    // Throws on a frame that is none; the book is then empty.
    apply(depth: Depth): Outcome {
        try {
            return this.take(depth);
        } catch (error) {
            this.clear();
            throw error;
        }
    }

    // Nothing while the book is not ready or is crossed, which a right book never is.
    bbo(): Bbo | null {
        if (this.version === null) return null;
        const bid = best(this.bids, 1);
        const ask = best(this.asks, -1);
        if (bid && ask && compare(bid.price, ask.price) >= 0) return null;
        return { bid: bid?.level ?? null, ask: ask?.level ?? null, version: String(this.version) };
    }

    private take(depth: Depth): Outcome {
        const start = BigInt(depth.startVersion);
        const end = BigInt(depth.endVersion);
        const snapshot = depth.depthType.toUpperCase() === 'SNAPSHOT';
        if (snapshot) {
            this.clear();
        } else if (this.version === null) {
            return 'gap';
        } else {
            if (end <= this.version) return 'old';
            if (start > this.version + 1n) {
                this.clear();
                return 'gap';
            }
        }
        merge(this.bids, depth.bids);
        merge(this.asks, depth.asks);
        this.version = end;
        return 'applied';
    }
}

function merge(side: Side, levels: Level[]): void {
    for (const level of levels) {
        const price = parseDecimal(level.price, 'price');
        const key = level.price.includes('.') ? level.price.replace(/\.?0+$/, '') : level.price;
        if (isZero(parseDecimal(level.size, 'size'))) side.delete(key);
        else side.set(key, { price, level: { price: level.price, size: level.size } });
    }
}

function best(side: Side, sign: 1 | -1): { price: Decimal; level: Level } | null {
    let found: { price: Decimal; level: Level } | null = null;
    for (const entry of side.values())
        if (found === null || sign * compare(entry.price, found.price) > 0) found = entry;
    return found;
}
