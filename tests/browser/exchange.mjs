// As much of the exchange as the script needs, with a page of its own: post-only orders rest a
// moment and fill in two parts, the others at once. Signatures are not looked at here; the
// simulator does that.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const kContract = '30000001';
const kMetadata = {
    global: { nativeChainId: '3343', contractAddress: '0xeeb3fb05cca17745cbdf193a9b16537efb68fac8' },
    coinList: [{ coinId: '1000', coinName: 'USDC', resolution: '0xf4240' }],
    contractList: [
        {
            contractId: kContract, contractName: 'BTCUSDC', quoteCoinId: '1000', tickSize: '0.1', stepSize: '0.001',
            minOrderSize: '0.001', defaultTakerFeeRate: '0.00045', defaultMakerFeeRate: '0.00018', resolution: '0x2540be400',
        },
    ],
};

export class Exchange {
    // `page(path)` gives {type, body, headers} of what is no API.
    constructor(page) {
        this.page = page;
        this.orders = new Map();
        this.version = 1000;
        this.bid = 97000;
        this.signed = 0;
        this.http = createServer((request, response) => this.serve(request, response));
        this.sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false });
        this.http.on('upgrade', (request, socket, head) =>
            this.sockets.handleUpgrade(request, socket, head, (opened) => this.welcome(opened, request)));
        this.clock = setInterval(() => this.tick(), 50);
    }

    async listen() {
        await new Promise((resolve) => this.http.listen(0, '127.0.0.1', resolve));
        this.port = this.http.address().port;
        this.origin = `http://127.0.0.1:${this.port}`;
        return this;
    }
    close() {
        clearInterval(this.clock);
        for (const socket of this.sockets.clients) socket.terminate();
        this.http.close();
        this.http.closeAllConnections?.();
    }

    // Contracts held, from every fill.
    position() {
        let sum = 0;
        for (const order of this.orders.values()) sum += (order.side === 'BUY' ? 1 : -1) * Math.round(order.cumMatchSize * 1000);
        return sum / 1000;
    }
    openOrders() {
        return [...this.orders.values()].filter((order) => order.status === 'OPEN').length;
    }

    serve(request, response) {
        const url = new URL(request.url, 'http://x');
        if (!url.pathname.startsWith('/api/')) {
            const { type, body, headers } = this.page(url.pathname);
            response.writeHead(200, { 'Content-Type': type, ...headers }).end(body);
            return;
        }
        let text = '';
        request.on('data', (part) => (text += part));
        request.on('end', () => {
            if (request.headers['x-edgex-signature']) ++this.signed;
            const data = this.answer(url, text ? JSON.parse(text) : {});
            response.writeHead(200, { 'Content-Type': 'application/json' });
            response.end(JSON.stringify(data === undefined ? { code: 'NOT_FOUND', data: null } : { code: 'SUCCESS', data, msg: null }));
        });
    }

    answer(url, body) {
        const list = (name) => (url.searchParams.get(name) ?? '').split(',');
        const orders = [...this.orders.values()];
        switch (url.pathname.replace('/api/v2/', '')) {
            case 'public/meta/getServerTime': return { timeMillis: String(Date.now()) };
            case 'public/meta/getMetaData': return kMetadata;
            case 'private/order/createOrder': return this.create(body);
            case 'private/order/getOrderById': return orders.filter((order) => list('orderIdList').includes(order.id));
            case 'private/order/getOrderByClientOrderId':
                return orders.filter((order) => list('clientOrderIdList').includes(order.clientOrderId));
            case 'private/order/cancelOrderById': return this.cancel(body.orderIdList, 'id');
            case 'private/order/cancelOrderByClientOrderId': return this.cancel(body.clientOrderIdList, 'clientOrderId');
            default: return undefined;
        }
    }

    create(body) {
        const id = String(793295181930000000n + BigInt(this.orders.size));
        const order = { ...body, id, status: 'OPEN', cumMatchSize: '0', cumMatchValue: '0', updatedTime: String(Date.now()) };
        this.orders.set(id, order);
        if (body.timeInForce === 'POST_ONLY') {
            setTimeout(() => this.fill(order, 0.001), 40);
            setTimeout(() => this.fill(order, Number(body.size)), 80);
        } else {
            this.fill(order, Number(body.size));
        }
        return { orderId: id };
    }

    fill(order, size) {
        if (order.status !== 'OPEN') return;
        order.cumMatchSize = Math.min(size, Number(order.size)).toFixed(3);
        order.cumMatchValue = (Number(order.cumMatchSize) * Number(order.price)).toFixed(4);
        if (Number(order.cumMatchSize) >= Number(order.size)) order.status = 'FILLED';
        this.tell(order);
    }

    cancel(ids, key) {
        const cancelResultMap = {};
        for (const id of ids) {
            const order = [...this.orders.values()].find((each) => each[key] === id);
            cancelResultMap[id] = order?.status === 'OPEN' ? 'SUCCESS' : 'ORDER_NOT_FOUND';
            if (order?.status === 'OPEN') {
                order.status = 'CANCELED';
                this.tell(order);
            }
        }
        return { cancelResultMap };
    }

    welcome(socket, request) {
        socket.isPrivate = request.url.includes('/private/');
        socket.send(JSON.stringify({ type: 'connected', sid: '1' }));
        if (socket.isPrivate) this.event(socket, 'Snapshot', []);
        socket.on('message', (text) => {
            const message = JSON.parse(text);
            if (message.type === 'subscribe') socket.send(this.depth('SNAPSHOT'));
        });
    }
    event(socket, event, order) {
        socket.send(JSON.stringify({ type: 'trade-event', content: { event, version: '1', time: String(Date.now()), data: { order } } }));
    }
    tell(order) {
        for (const socket of this.sockets.clients) if (socket.isPrivate) this.event(socket, 'ORDER_UPDATE', [order]);
    }

    tick() {
        const old = this.bid;
        this.bid = Math.round((this.bid + (Math.random() - 0.5) * 2) * 10) / 10;
        const text = this.depth('CHANGED', old);
        for (const socket of this.sockets.clients) if (!socket.isPrivate) socket.send(text);
    }
    depth(depthType, old = this.bid) {
        const gone = old === this.bid ? [] : [0];
        const startVersion = String(this.version);
        if (depthType === 'CHANGED') ++this.version;
        const level = (price, size) => ({ price: price.toFixed(1), size });
        const channel = `depth.${kContract}.15`;
        const data = [{
            startVersion, endVersion: String(this.version), level: 15, contractId: kContract, contractName: 'BTCUSDC', depthType,
            bids: [...gone.map(() => level(old, '0')), level(this.bid, '1.5')],
            asks: [...gone.map(() => level(old + 0.3, '0')), level(this.bid + 0.3, '2.5')],
        }];
        return JSON.stringify({ type: 'quote-event', channel, content: { channel, dataType: depthType === 'SNAPSHOT' ? 'Snapshot' : 'changed', data } });
    }
}
