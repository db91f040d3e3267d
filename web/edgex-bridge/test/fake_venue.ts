// The venue's REST answers, as far as the script asks for them.

import type { HttpAnswer, HttpRequest } from '../src/env';
import type { VenueOrder } from '../src/tracker';

export const kMetadata = {
    global: { nativeChainId: '3343', contractAddress: '0xeeb3fb05cca17745cbdf193a9b16537efb68fac8' },
    coinList: [{ coinId: '1000', coinName: 'USDC', resolution: '0xf4240' }],
    contractList: [
        {
            contractId: '30000001',
            contractName: 'BTCUSDC',
            quoteCoinId: '1000',
            tickSize: '0.1',
            stepSize: '0.001',
            minOrderSize: '0.001',
            defaultTakerFeeRate: '0.00045',
            defaultMakerFeeRate: '0.00018',
            resolution: '0x2540be400',
        },
        { contractId: '30000002', contractName: 'ETHUSDC' },
    ],
};

export class FakeVenue {
    orders: VenueOrder[] = [];
    bodies: { [key: string]: unknown }[] = [];
    // The next createOrder: what becomes of it. 'drop': done, and no answer comes.
    next: 'open' | 'cross' | 'refuse' | 'drop' | 'http_500' = 'open';
    cancels: string[][] = [];
    timeMillis = () => 1_760_000_000_000;

    readonly answer = (request: HttpRequest): Promise<HttpAnswer> => {
        try {
            return Promise.resolve({ status: 200, text: JSON.stringify(this.handle(request)) });
        } catch (error) {
            if (error instanceof HttpStatus) return Promise.resolve({ status: error.status, text: 'oops' });
            return Promise.reject(error);
        }
    };

    private handle(request: HttpRequest): object {
        const url = new URL(request.url);
        const name = url.pathname.replace(/^\/api\/v\d\//, '');
        const body = request.body ? JSON.parse(request.body) : {};
        const ok = (data: unknown): object => ({ code: 'SUCCESS', data, msg: null });
        switch (name) {
            case 'public/meta/getServerTime':
                return ok({ timeMillis: String(this.timeMillis()) });
            case 'public/meta/getMetaData':
                return ok(kMetadata);
            case 'private/order/createOrder':
                return this.create(body, ok);
            case 'private/order/getOrderById': {
                const ids = url.searchParams.get('orderIdList')!.split(',');
                return ok(this.orders.filter((order) => ids.includes(order.id)));
            }
            case 'private/order/getOrderByClientOrderId': {
                const ids = url.searchParams.get('clientOrderIdList')!.split(',');
                return ok(this.orders.filter((order) => ids.includes(order.clientOrderId)));
            }
            case 'private/order/cancelOrderById': {
                this.cancels.push(body.orderIdList);
                return ok({ cancelResultMap: this.cancel(body.orderIdList) });
            }
            case 'private/order/cancelAllOrder': {
                this.cancels.push(['all']);
                return ok({ cancelResultMap: this.cancel(this.orders.map((order) => order.id)) });
            }
            default:
                return { code: 'NOT_FOUND', data: null, msg: name };
        }
    }

    private create(body: { [key: string]: string }, ok: (data: unknown) => object): object {
        this.bodies.push(body);
        const what = this.next;
        this.next = 'open';
        if (what === 'refuse') return { code: 'MARGIN_NOT_ENOUGH', data: null, msg: 'no money' };
        if (what === 'http_500') throw new HttpStatus(500);
        const order: VenueOrder = {
            id: String(7000 + this.orders.length),
            clientOrderId: body['clientOrderId']!,
            contractId: body['contractId']!,
            side: body['side']!,
            price: body['price']!,
            size: body['size']!,
            status: what === 'cross' ? 'CANCELED' : 'OPEN',
            cumMatchSize: '0',
            cumMatchValue: '0',
        };
        this.orders.push(order);
        if (what === 'drop') throw new Error('connection reset');
        return ok({ orderId: order.id });
    }

    private cancel(ids: string[]): { [id: string]: string } {
        const results: { [id: string]: string } = {};
        for (const id of ids) {
            const order = this.orders.find((each) => each.id === id);
            const alive = order?.status === 'OPEN';
            if (order && alive) order.status = 'CANCELED';
            results[id] = alive ? 'SUCCESS' : 'ORDER_NOT_FOUND';
        }
        return results;
    }
}

class HttpStatus extends Error {
    constructor(readonly status: number) {
        super(String(status));
    }
}
