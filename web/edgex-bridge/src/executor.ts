// Places, cancels and closes, at the backend's word.

import type { Bbo } from './book';
import type { Settings } from './config';
import type { Contract } from './contract';
import { add, compare, decimalText, multiply, parseDecimal, toStep } from './decimal';
import type { Decimal } from './decimal';
import { describe } from './env';
import type { Env } from './env';
import type { TimeInForce } from './order';
import { VenueError } from './rest';
import type { Rest } from './rest';
import type { Tracker } from './tracker';

export interface ExecuteOrder {
    side: 'buy' | 'sell';
    quantity: string;
    price: string | null; // null: one tick inside our own book's other side
    clientOrderId: string;
    // Beyond document 000; left out, they are as it says.
    contractId?: string;
    timeInForce?: TimeInForce; // POST_ONLY
    reduceOnly?: boolean; // false
    tries?: number; // 15, 100 ms apart, while the venue refuses; 1: the order as it stands, once
    deadline?: number; // by this page's clock; not sent after it
    expireTime?: number; // when the venue shall cancel it
}

export interface OrderPlaced {
    success: boolean;
    clientOrderId: string;
    latency: number;
    orderId?: string;
    side?: string;
    quantity?: string;
    price?: number;
    error?: string;
    code?: string; // the venue's error word
    sent?: boolean; // false: certainly not one byte of it left; with success false
    unknown?: boolean; // it may have been done
    stages?: { received: number; signed: number; answered: number }; // by this page's clock
}

export interface OrderCanceled {
    success: boolean;
    orderId: string;
    clientOrderId?: string;
    error?: string;
    code?: string; // the venue's error word
    unknown?: boolean;
}

const kTries = 15;
const kBetweenTriesMs = 100;
const kSettledAfterMs = 60; // a refused post-only is taken, then cancelled

// What the order may not be, said before one byte of it is sent.
class Unfit extends Error {}

export class Executor {
    constructor(
        private readonly env: Env,
        private readonly settings: Settings,
        private readonly contract: Contract,
        private readonly rest: Rest,
        private readonly tracker: Tracker,
        private readonly bbo: () => Bbo | null,
    ) {}

    async place(command: ExecuteOrder, received: number): Promise<OrderPlaced> {
        const failed = (more: Partial<OrderPlaced>): OrderPlaced => ({
            success: false,
            clientOrderId: String(command.clientOrderId),
            latency: Math.round(this.env.now() - received),
            ...more,
        });
        const tries = Math.max(1, command.tries ?? kTries);
        let last = failed({ error: 'Max retries exceeded', sent: false });
        for (let attempt = 1; attempt <= tries; ++attempt) {
            if (attempt > 1) await this.pause(kBetweenTriesMs);
            const id = attempt === 1 ? command.clientOrderId : `${command.clientOrderId}_r${attempt}`;
            try {
                const placed = await this.once(command, id, received);
                if (tries === 1 || !(await this.wasRefused(id))) return placed;
                last = failed({ error: 'Max retries exceeded', sent: true });
            } catch (error) {
                if (error instanceof Unfit) return failed({ error: error.message, sent: false });
                if (!(error instanceof VenueError))
                    return failed({ error: describe(error), sent: true, unknown: true });
                last = failed({ error: error.message, code: error.code, sent: true });
            }
        }
        return tries > 1 ? { ...last, error: 'Max retries exceeded' } : last;
    }

    async cancel(orderId: string, clientOrderId: string): Promise<OrderCanceled> {
        const own = clientOrderId ? this.tracker.byClient(clientOrderId) : undefined;
        const id = orderId || own?.orderId || '';
        const answer = { orderId: id, ...(clientOrderId ? { clientOrderId } : {}) };
        try {
            const word = id ? await this.cancelBy('Id', id) : await this.cancelBy('ClientOrderId', clientOrderId);
            if (id) this.tracker.hurry(id);
            if (word === 'SUCCESS') return { success: true, ...answer };
            return { success: false, ...answer, error: word, code: word };
        } catch (error) {
            const more = error instanceof VenueError ? { code: error.code } : { unknown: true };
            return { success: false, ...answer, error: describe(error), ...more };
        }
    }

    // Those that this page placed and that live.
    async cancelOwn(): Promise<void> {
        const ids = this.tracker.active().flatMap((order) => (order.orderId ? [order.orderId] : []));
        if (ids.length === 0) return;
        await this.rest.post('private/order/cancelOrderById', {
            accountId: this.settings.accountId,
            orderIdList: ids,
        });
        for (const id of ids) this.tracker.hurry(id);
    }

    // Every order of the contract, then out of `quantity` at our own book's price, reduce-only.
    async emergencyClose(side: 'buy' | 'sell', quantity: string, clientOrderId?: string): Promise<OrderPlaced> {
        const received = this.env.now();
        const id = clientOrderId || `emergency_${Math.floor(this.env.wall())}`;
        try {
            await this.rest.post('private/order/cancelAllOrder', {
                accountId: this.settings.accountId,
                filterContractIdList: [this.contract.id],
            });
        } catch (error) {
            this.env.say('error', `emergency close: the orders were not cancelled: ${describe(error)}`);
        }
        const bbo = this.bbo() ?? (await this.askForBook());
        const level = side === 'buy' ? bbo?.ask : bbo?.bid;
        if (!level)
            return { success: false, clientOrderId: id, latency: 0, error: 'no book to price it by', sent: false };
        const far = multiply(parseDecimal(level.price, 'price'), parseDecimal(side === 'buy' ? '1.002' : '0.998', ''));
        const price = decimalText(toStep(far, this.contract.tick, side === 'buy' ? 'up' : 'down'));
        const size = decimalText(toStep(parseDecimal(quantity, 'quantity'), this.contract.step, 'down'));
        return this.place(
            { side, quantity: size, price, clientOrderId: id, timeInForce: 'IMMEDIATE_OR_CANCEL', reduceOnly: true, tries: 1 },
            received,
        );
    }

    private async once(command: ExecuteOrder, id: string, received: number): Promise<OrderPlaced> {
        this.check(command, id);
        const price = command.price ?? this.insidePrice(command.side);
        this.checkPrice(price);
        const timeInForce = command.timeInForce ?? 'POST_ONLY';
        const { expireMs, l2ExpireMs } = this.rest.expiry(command.expireTime);
        let signed;
        try {
            signed = this.rest.sign(this.contract, {
                side: command.side === 'buy' ? 'BUY' : 'SELL',
                price,
                size: command.quantity,
                timeInForce,
                reduceOnly: command.reduceOnly ?? false,
                clientOrderId: id,
                expireMs,
                l2ExpireMs,
            });
        } catch (error) {
            throw new Unfit(describe(error));
        }
        if (command.deadline !== undefined && this.env.now() > command.deadline) throw new Unfit('too late');
        this.tracker.begin(id, { side: command.side, quantity: command.quantity, price, timeInForce });
        const signedAt = this.env.now();
        let data: unknown;
        try {
            data = await this.rest.post('private/order/createOrder', signed.body);
        } catch (error) {
            if (error instanceof VenueError) this.tracker.drop(id);
            else this.tracker.sent(id, '');
            throw error;
        }
        const answered = this.env.now();
        const orderId = String((data as { orderId?: unknown } | null)?.orderId ?? '');
        this.tracker.sent(id, orderId);
        return {
            success: true,
            orderId,
            clientOrderId: id,
            side: command.side,
            quantity: command.quantity,
            price: Number(price),
            latency: Math.round(answered - received),
            stages: { received, signed: signedAt, answered },
        };
    }

    private check(command: ExecuteOrder, id: string): void {
        if (command.side !== 'buy' && command.side !== 'sell') throw new Unfit('side is neither buy nor sell');
        if (typeof id !== 'string' || !/^[\x21-\x7e]{1,64}$/.test(id)) throw new Unfit('clientOrderId is no id');
        if (this.tracker.has(id)) throw new Unfit(`clientOrderId ${id} was used before`);
        if (command.contractId && command.contractId !== this.contract.id)
            throw new Unfit(`this page trades contract ${this.contract.id}`);
        const size = this.number(command.quantity, 'quantity');
        if (size.digits <= 0n || compare(toStep(size, this.contract.step, 'down'), size) !== 0)
            throw new Unfit(`quantity ${command.quantity} is no multiple of the lot`);
        const most = this.settings.maxOrderQuantity;
        if (most && compare(size, parseDecimal(most, 'maxOrderQuantity')) > 0)
            throw new Unfit(`quantity ${command.quantity} is above CONFIG.limits.maxOrderQuantity`);
    }

    private checkPrice(text: string): void {
        const price = this.number(text, 'price');
        if (price.digits <= 0n || compare(toStep(price, this.contract.tick, 'down'), price) !== 0)
            throw new Unfit(`price ${text} is no multiple of the tick`);
    }

    private number(text: unknown, field: string): Decimal {
        try {
            return parseDecimal(String(text), field);
        } catch (error) {
            throw new Unfit(describe(error));
        }
    }

    private insidePrice(side: 'buy' | 'sell'): string {
        const bbo = this.bbo();
        const level = side === 'buy' ? bbo?.ask : bbo?.bid;
        if (!level) throw new Unfit('no book to price it by');
        const tick = this.contract.tick;
        const step = side === 'buy' ? { ...tick, digits: -tick.digits } : tick;
        return decimalText(toStep(add(parseDecimal(level.price, 'price'), step), tick, 'down'));
    }

    // A post-only that would have crossed: taken by the venue, then cancelled without a fill.
    private async wasRefused(id: string): Promise<boolean> {
        await this.pause(kSettledAfterMs);
        const order = this.tracker.byClient(id);
        return order?.status === 'CANCELED' && Number(order.filled) === 0;
    }

    private async cancelBy(by: 'Id' | 'ClientOrderId', id: string): Promise<string> {
        const list = by === 'Id' ? 'orderIdList' : 'clientOrderIdList';
        const data = await this.rest.post(`private/order/cancelOrderBy${by}`, {
            accountId: this.settings.accountId,
            [list]: [id],
        });
        const results = (data as { cancelResultMap?: { [id: string]: string } } | null)?.cancelResultMap;
        return results?.[id] ?? 'NOT_FOUND';
    }

    private async askForBook(): Promise<Bbo | null> {
        try {
            const data = (await this.rest.get('public/quote/getDepth', {
                contractId: this.contract.id,
                level: '15',
            })) as unknown as { bids: Bbo['bid'][]; asks: Bbo['ask'][]; endVersion: string }[];
            const depth = data[0];
            return depth ? { bid: depth.bids[0] ?? null, ask: depth.asks[0] ?? null, version: depth.endVersion } : null;
        } catch {
            return null;
        }
    }

    private pause(ms: number): Promise<void> {
        return new Promise((resolve) => void this.env.after(ms, resolve));
    }
}
