// The script itself: market data, account stream, executor and backend, put together.

import { AccountStream } from './account_stream';
import { BackendLink } from './backend_link';
import type { Message } from './backend_link';
import type { Bbo } from './book';
import type { Settings } from './config';
import { findContract } from './contract';
import type { Contract } from './contract';
import { decimalText, isZero, parseDecimal } from './decimal';
import { describe } from './env';
import type { Env } from './env';
import { Executor } from './executor';
import type { ExecuteOrder, OrderPlaced } from './executor';
import { MarketData } from './market_data';
import { relay } from './relayed_rest';
import { Rest } from './rest';
import { Tracker } from './tracker';
import type { TrackedOrder } from './tracker';

const kMetadataAgainMs = 5000;

export interface Status {
    connected: boolean;
    activeOrders: [string, object][];
    bbo: { bestBid: number | null; bestAsk: number | null };
    timestamp: number;
}

export class Bridge {
    private readonly rest: Rest;
    private readonly backend: BackendLink;
    private readonly tracker: Tracker;
    private contract: Contract | null = null;
    private market: MarketData | null = null;
    private account: AccountStream | null = null;
    private executor: Executor | null = null;
    private cancelLost: (() => void) | null = null;
    private cancelLoad: (() => void) | null = null;
    private saidReady = false;
    private ended = false;

    constructor(
        private readonly env: Env,
        private readonly settings: Settings,
    ) {
        this.rest = new Rest(env, settings);
        this.tracker = new Tracker(env, this.rest, settings.accountId, (order) => this.tell(order));
        this.backend = new BackendLink(env, settings.serverUrl, settings.token, {
            introduction: () => this.introduction(),
            up: () => this.backendUp(),
            down: () => this.backendDown(),
            command: (message, received) => this.command(message, received),
        });
    }

    start(): void {
        this.backend.start();
        void this.load();
    }

    stop(): void {
        this.ended = true;
        this.cancelLost?.();
        this.cancelLoad?.();
        this.backend.stop();
        this.market?.stop();
        this.account?.stop();
        this.tracker.stop();
    }

    // --- What the console may ask: window.edgexArbitrage.

    getBBO(): Status['bbo'] {
        return numbers(this.market?.bbo() ?? null);
    }

    getStatus(): Status {
        return {
            connected: this.backend.isReady(),
            activeOrders: this.tracker.active().map((order) => [
                order.orderId || order.clientOrderId,
                {
                    clientOrderId: order.clientOrderId,
                    side: order.side,
                    quantity: order.quantity,
                    price: Number(order.price),
                    status: order.status,
                    filledSize: order.filled,
                    createTime: Math.floor(order.createTime),
                },
            ]),
            bbo: this.getBBO(),
            timestamp: Math.floor(this.env.now()),
        };
    }

    getConnectionStatus(): { backend: boolean; marketData: boolean; accountStream: boolean; contract: string | null } {
        return {
            backend: this.backend.isReady(),
            marketData: this.market?.connected() ?? false,
            accountStream: this.account?.connected() ?? false,
            contract: this.contract ? `${this.contract.name} (${this.contract.id})` : null,
        };
    }

    // A real order, once, post-only. With a price that is far away it rests until you cancel it.
    async testOrder(side: 'buy' | 'sell', quantity: number | string, price: number | string): Promise<OrderPlaced> {
        if (!this.executor) throw new Error('not ready yet');
        const command: ExecuteOrder = {
            side,
            quantity: String(quantity),
            price: String(price),
            clientOrderId: `test_${Math.floor(this.env.wall())}`,
            tries: 1,
        };
        return this.executor.place(command, this.env.now());
    }

    async cancelOwn(): Promise<void> {
        await this.executor?.cancelOwn();
    }

    // --- Beginning.

    private async load(): Promise<void> {
        try {
            await this.rest.measureClock();
            const metadata = await this.rest.get('public/meta/getMetaData', {});
            if (this.ended) return;
            this.begin(findContract(metadata as { [key: string]: unknown }, this.settings));
        } catch (error) {
            if (this.ended) return;
            this.env.say('error', `cannot begin: ${describe(error)}; again in ${kMetadataAgainMs / 1000} s`);
            this.cancelLoad = this.env.after(kMetadataAgainMs, () => void this.load());
        }
    }

    private begin(contract: Contract): void {
        this.contract = contract;
        this.rest.prepare(contract);
        this.market = new MarketData(this.env, this.settings.wsUrl, contract.id, {
            quote: (bbo) => this.quote(bbo),
            lost: (why) => this.backend.sendNow('edgex_market_data', { ...numbers(null), reason: why, ...this.stamp() }),
        });
        this.executor = new Executor(this.env, this.settings, contract, this.rest, this.tracker, () =>
            this.market!.bbo(),
        );
        this.account = new AccountStream(this.env, this.settings, this.rest, {
            stream: (up) => {
                this.tracker.streamUp = up;
                this.backend.sendNow('edgex_account_stream', { up });
            },
            frame: (frame) => this.backend.sendNow('edgex_account_frame', { frame, ...this.stamp() }),
            order: (order) => this.tracker.learn(order),
        });
        this.market.start();
        this.account.start();
        this.backend.introduce();
    }

    private introduction(): { [key: string]: unknown } | null {
        if (!this.contract) return null;
        return {
            exchange: 'edgex',
            contractId: this.contract.id,
            ticker: this.settings.ticker,
            accountId: this.settings.accountId,
            version: this.settings.version,
        };
    }

    private backendUp(): void {
        this.cancelLost?.();
        this.cancelLost = null;
        if (!this.saidReady) this.env.say('info', 'EdgeX Frontend Ready!');
        this.saidReady = true;
        for (const order of this.tracker.all()) this.tell(order);
        const bbo = this.market?.bbo();
        if (bbo) this.quote(bbo);
        // The backend wants the account from its beginning, not from the middle of its story.
        if (this.account?.connected()) this.account.reopen();
    }

    private backendDown(): void {
        if (this.ended || this.settings.cancelAfterLostMs <= 0) return;
        this.cancelLost = this.env.after(this.settings.cancelAfterLostMs, () => {
            if (this.tracker.active().length === 0) return;
            this.env.say('warn', 'the backend is gone: own orders are cancelled');
            this.cancelOwn().catch((error) =>
                this.env.say('error', `own orders could not be cancelled: ${describe(error)}`),
            );
        });
    }

    // --- Telling the backend.

    private stamp(): { timestamp: number; at: number } {
        const now = this.env.now();
        return { timestamp: Math.floor(now), at: now };
    }

    private quote(bbo: Bbo): void {
        this.backend.sendFresh('edgex_market_data', {
            ...numbers(bbo),
            bid: bbo.bid ? [bbo.bid.price, bbo.bid.size] : null,
            ask: bbo.ask ? [bbo.ask.price, bbo.ask.size] : null,
            version: bbo.version,
            ...this.stamp(),
        });
    }

    private tell(order: TrackedOrder): void {
        this.backend.send('order_update', {
            orderId: order.orderId,
            clientOrderId: order.clientOrderId,
            status: order.status,
            side: order.side,
            price: Number(order.price),
            priceText: order.price,
            quantity: order.quantity,
            filledSize: order.filled,
            averagePrice: average(order),
            reason: order.reason,
            timeInForce: order.timeInForce,
            updatedTime: order.updated,
            ...this.stamp(),
        });
    }

    // --- Doing what the backend wants.

    private command(message: Message, received: number): void {
        const data = (message.data ?? {}) as { [key: string]: unknown };
        const executor = this.executor;
        if (!executor) return; // nobody was told that we are ready
        switch (message.type) {
            case 'execute_order':
                void this.execute(executor, data as unknown as ExecuteOrder, message, received);
                break;
            case 'cancel_order':
                void executor
                    .cancel(String(data['orderId'] ?? ''), String(data['clientOrderId'] ?? ''))
                    .then((answer) => this.backend.send('order_canceled', answer));
                break;
            case 'query_status':
                this.backend.send('status_report', { ...this.getStatus(), ...this.stamp(), ...pick(data, 'id') });
                break;
            case 'emergency_close':
                this.env.say('warn', `emergency close: ${String(data['side'])} ${String(data['quantity'])}`);
                void executor
                    .emergencyClose(
                        data['side'] as 'buy' | 'sell',
                        String(data['quantity']),
                        String(data['clientOrderId'] ?? ''),
                    )
                    .then((placed) => {
                        if (!placed.success) this.env.say('error', `emergency close failed: ${placed.error}`);
                    })
                    .catch((error) => this.env.say('error', `emergency close failed: ${describe(error)}`));
                break;
            case 'resubscribe':
                this.market?.resubscribe();
                break;
            case 'rest_request':
                void relay(data, this.rest).then((answer) => this.backend.answer(message.requestId, answer));
                break;
            default:
                if (message.requestId !== undefined)
                    this.backend.answer(message.requestId, { error: `unknown type ${String(message.type)}` });
        }
    }

    private async execute(
        executor: Executor,
        command: ExecuteOrder,
        message: Message,
        received: number,
    ): Promise<void> {
        // A command that lay about while this tab slept is not one any more.
        const deadline = command.deadline ?? (message.timestamp ? message.timestamp + 5000 : undefined);
        const placed = await executor.place({ ...command, ...(deadline ? { deadline } : {}) }, received);
        this.backend.send('order_placed', placed);
    }
}

function numbers(bbo: Bbo | null): Status['bbo'] {
    return {
        bestBid: bbo?.bid ? Number(bbo.bid.price) : null,
        bestAsk: bbo?.ask ? Number(bbo.ask.price) : null,
    };
}

function pick(from: { [key: string]: unknown }, key: string): { [key: string]: unknown } {
    return key in from ? { [key]: from[key] } : {};
}

// cumMatchValue / cumMatchSize to ten places, cut; empty while nothing is filled.
export function average(order: { filled: string; value: string }): string {
    try {
        const filled = parseDecimal(order.filled, 'filled');
        const value = parseDecimal(order.value, 'value');
        if (isZero(filled) || isZero(value)) return '';
        const places = 10;
        const scaled = value.digits * 10n ** BigInt(places + filled.places);
        return decimalText({ digits: scaled / (filled.digits * 10n ** BigInt(value.places)), places });
    } catch {
        return '';
    }
}
