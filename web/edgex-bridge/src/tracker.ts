// What became of our orders: told by the account stream, and asked for besides, because neither a
// socket nor a browser tab can be trusted to stay awake.

import { compare, isZero, parseDecimal } from './decimal';
import { describe } from './env';
import type { Env } from './env';
import { VenueError } from './rest';
import type { Rest } from './rest';

// As the venue writes orders; only what we read.
export interface VenueOrder {
    id: string;
    clientOrderId: string;
    contractId: string;
    side: string;
    price: string;
    size: string;
    status: string;
    cancelReason?: string;
    cumMatchSize?: string;
    cumMatchValue?: string;
    updatedTime?: string;
}

export interface TrackedOrder {
    orderId: string; // empty until the venue has told it
    clientOrderId: string;
    side: 'buy' | 'sell';
    quantity: string;
    price: string;
    timeInForce: string;
    status: string;
    filled: string; // cumMatchSize
    value: string; // cumMatchValue
    reason: string;
    updated: number; // by the venue's clock; 0: not told
    createTime: number;
    ended: number; // when it became final, by our clock; 0: alive
    asked: number; // how many times
    askAt: number;
}

const kFinal = new Set(['FILLED', 'CANCELED']);
const kAskAfterMs = [30, 60, 120, 250, 500, 1000];
const kAskEveryMs = 1000;
const kAskEveryWithStreamMs = 3000;
const kGiveUpMs = 30_000; // on an order of which nobody knows whether the venue has it
const kRememberMs = 600_000;
const kAskedAtOnce = 20;

export class Tracker {
    private readonly orders = new Map<string, TrackedOrder>(); // by client order id
    private cancelTimer: (() => void) | null = null;
    private asking = false;
    private stopped = false;
    private troubleMs = 0;
    streamUp = false;

    constructor(
        private readonly env: Env,
        private readonly rest: Rest,
        private readonly accountId: string,
        private readonly changed: (order: TrackedOrder) => void,
    ) {}

    // Before it is sent: from here on its outcome is wanted.
    begin(
        clientOrderId: string,
        order: { side: 'buy' | 'sell'; quantity: string; price: string; timeInForce: string },
    ): void {
        this.forgetOld();
        this.orders.set(clientOrderId, {
            orderId: '',
            clientOrderId,
            side: order.side,
            quantity: order.quantity,
            price: order.price,
            timeInForce: order.timeInForce,
            status: 'PENDING',
            filled: '0',
            value: '0',
            reason: '',
            updated: 0,
            createTime: this.env.wall(),
            ended: 0,
            asked: 0,
            askAt: Infinity,
        });
    }
    // The venue has it, or may have it where `orderId` is empty.
    sent(clientOrderId: string, orderId: string): void {
        const order = this.orders.get(clientOrderId);
        if (!order) return;
        order.orderId ||= orderId;
        this.soon(order);
    }
    // The venue does not have it.
    drop(clientOrderId: string): void {
        this.orders.delete(clientOrderId);
    }

    has(clientOrderId: string): boolean {
        return this.orders.has(clientOrderId);
    }
    byClient(clientOrderId: string): TrackedOrder | undefined {
        return this.orders.get(clientOrderId);
    }
    active(): TrackedOrder[] {
        return [...this.orders.values()].filter((order) => order.ended === 0);
    }
    all(): TrackedOrder[] {
        return [...this.orders.values()];
    }

    // Something is about to happen to it: ask soon.
    hurry(orderId: string): void {
        for (const order of this.active()) if (order.orderId === orderId) this.soon(order);
    }

    stop(): void {
        this.stopped = true;
        this.cancelTimer?.();
    }

    learn(news: VenueOrder): void {
        const order = this.orders.get(news.clientOrderId);
        if (!order) return;
        const filled = news.cumMatchSize || '0';
        let grown: boolean;
        let some: boolean;
        try {
            const now = parseDecimal(filled, 'cumMatchSize');
            grown = compare(now, parseDecimal(order.filled, 'filled')) > 0;
            some = !isZero(now);
        } catch {
            return;
        }
        order.orderId ||= news.id;
        const status = news.status === 'OPEN' && some ? 'PARTIALLY_FILLED' : news.status;
        // Late or repeated news: fills only grow, and what is final stays so.
        if (!grown && (order.ended !== 0 || status === order.status || rank(status) < rank(order.status))) return;
        if (grown) {
            order.filled = filled;
            order.value = news.cumMatchValue || '0';
        }
        if (order.ended === 0 && rank(status) >= rank(order.status)) order.status = status;
        if (news.cancelReason && !news.cancelReason.startsWith('UNKNOWN')) order.reason = news.cancelReason;
        order.updated = Number(news.updatedTime) || 0;
        if (kFinal.has(order.status) && order.ended === 0) order.ended = this.env.now();
        this.changed(order);
    }

    private soon(order: TrackedOrder): void {
        order.asked = 0;
        order.askAt = this.env.now() + kAskAfterMs[0]!;
        this.schedule();
    }

    private schedule(): void {
        this.cancelTimer?.();
        this.cancelTimer = null;
        if (this.asking || this.stopped) return;
        const next = Math.min(...this.active().map((order) => order.askAt));
        if (!Number.isFinite(next)) return;
        const wait = Math.max(0, next - this.env.now()) + this.troubleMs;
        this.cancelTimer = this.env.after(wait, () => void this.ask());
    }

    private async ask(): Promise<void> {
        this.asking = true;
        const now = this.env.now();
        const due = this.active().filter((order) => order.askAt <= now).slice(0, kAskedAtOnce);
        for (const order of due) {
            const every = this.streamUp ? kAskEveryWithStreamMs : kAskEveryMs;
            order.askAt = now + (kAskAfterMs[++order.asked] ?? every);
        }
        try {
            await this.askFor(due.filter((order) => order.orderId !== ''), 'Id', (order) => order.orderId);
            const unsure = due.filter((order) => order.orderId === '');
            await this.askFor(unsure, 'ClientOrderId', (order) => order.clientOrderId);
            this.giveUp(unsure);
            this.troubleMs = 0;
        } catch (error) {
            const limited = error instanceof VenueError && error.code === 'HTTP_TOO_MANY_REQUESTS';
            this.troubleMs = Math.min(Math.max(limited ? 2000 : 250, this.troubleMs * 2), 10_000);
            this.env.say('warn', `asking about orders failed: ${describe(error)}`);
        }
        this.asking = false;
        this.schedule();
    }

    private async askFor(
        orders: TrackedOrder[],
        by: 'Id' | 'ClientOrderId',
        key: (order: TrackedOrder) => string,
    ): Promise<void> {
        if (orders.length === 0) return;
        const list = by === 'Id' ? 'orderIdList' : 'clientOrderIdList';
        const found = await this.rest.get(`private/order/getOrderBy${by}`, {
            accountId: this.accountId,
            [list]: orders.map(key).join(','),
        });
        if (Array.isArray(found)) for (const order of found) this.learn(order as unknown as VenueOrder);
    }

    private giveUp(orders: TrackedOrder[]): void {
        for (const order of orders) {
            if (order.orderId !== '' || this.env.wall() - order.createTime < kGiveUpMs) continue;
            this.env.say('warn', `order ${order.clientOrderId}: the venue does not know it`);
            this.orders.delete(order.clientOrderId);
        }
    }

    private forgetOld(): void {
        for (const order of this.all())
            if (order.ended !== 0 && this.env.now() - order.ended > kRememberMs)
                this.orders.delete(order.clientOrderId);
    }
}

// News of a lower rank than what is known already is old.
function rank(status: string): number {
    if (kFinal.has(status)) return 4;
    if (status === 'CANCELING') return 3;
    if (status === 'PARTIALLY_FILLED') return 2;
    return status === 'OPEN' ? 1 : 0;
}
