// Speaks the panel's protocol with made-up markets, faster than the program ever would: for frame
// times and memory, which need a known load. What is right is tested against the program itself.
//
// node feeder.mjs [PAIRS] [UPDATES A SECOND] serves until it is ended, and prints its address.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { WebSocketServer } from 'ws';

const page = join(dirname(fileURLToPath(import.meta.url)), '../../src/panel/page');
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:";
const coins = ['BTC', 'ETH', 'SOL', 'BNB', 'XRP', 'DOGE', 'ADA', 'AVAX', 'LINK', 'DOT', 'LTC', 'NEAR'];

// The same numbers in every run.
function generator(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}

export class Feeder {
    constructor({ pairs = 50, updates = 200 } = {}) {
        this.updates = updates;
        this.random = generator(7);
        this.started_ns = Date.now() * 1e6;
        this.sequence = Date.now();
        this.sent = 0;
        this.events = [];
        this.pairs = Array.from({ length: pairs }, (_, i) => this.pair(i));
        this.watched = new Map();
        this.server = createServer((request, answer) => this.answer(request, answer));
        this.sockets = new WebSocketServer({ server: this.server, path: '/api/stream', handleProtocols: () => 'twinleg' });
        this.sockets.on('connection', (socket) => this.greet(socket));
    }

    async listen() {
        await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
        const began = performance.now();
        let done = 0;
        this.timer = setInterval(() => {
            const due = Math.floor(((performance.now() - began) / 1000) * this.updates);
            for (; done < due; done++) this.update();
        }, 4);
        this.beats = setInterval(() => this.tell({ type: 'beat', sequence: this.sequence, time_ns: Date.now() * 1e6 }), 1000);
        return `http://127.0.0.1:${this.server.address().port}`;
    }

    close() {
        clearInterval(this.timer);
        clearInterval(this.beats);
        for (const socket of this.sockets.clients) socket.terminate();
        this.server.closeAllConnections();
        return new Promise((resolve) => this.server.close(resolve));
    }

    pair(i) {
        const coin = coins[i] ?? `${coins[i % coins.length]}${Math.floor(i / coins.length) + 1}`;
        const price = 100 * (1 + this.random() * 900);
        this.prices ??= [];
        this.prices.push(price);
        const zero = { total: '12.40', trading: '14.10', fees: '-1.95', funding: '0.25' };
        const first = `edgex:${coin}USDC`;
        const second = `lighter:${coin}`;
        return {
            pair: coin, strategy: 'zscore', coin, first, second, quote: 'USDC',
            state: { mode: 'active', latched: false, why: '', paused: false, trading: 'auto', since_ns: this.started_ns, trouble: '' },
            quotes: [first, second].map((instrument) => ({ instrument, ready: true, age_ms: 12, bid: price.toFixed(2), ask: price.toFixed(2), mark: price.toFixed(2), funding_rate: '0.0001', funding_interval_ms: 3600000 })),
            spread: this.spread(i, Date.now() * 1e6),
            outlook: { automatic: true, warm: true, half_life_ms: 4000, exit_in_ms: 9000, quantity: '0.002', gain: '1.25', cost: '0.75' },
            positions: [first, second].map((instrument, leg) => ({ instrument, quantity: leg ? '-0.002' : '0.002', average_entry: price.toFixed(2), mark: price.toFixed(2), unrealised: leg ? '-0.12' : '0.15', notional: '130.00', liquidation_distance: '0.42' })),
            exposure: { coins: '0', dust: '0.0002', unhedged: false, unhedged_ms: 0 },
            pnl: { ...zero, by_venue: {}, day: zero },
            accounts: [{ venue: 'edgex', equity: '10000.00', free_collateral: '9000.00', read_ns: 0 }, { venue: 'lighter', equity: '10000.00', free_collateral: '9000.00', read_ns: 0 }],
            risk: { refused: { min_edge: 3 }, breaker_trips: 0, halts: 0, last_refused: null },
            counts: { orders: {}, fills: {}, pair_trades: {} },
            latency: { tick_to_trade: { p50_us: 31, p99_us: 240, max_us: 900, count: 100 } },
        };
    }

    // Pulled back to its mean, as spreads are.
    spread(i, time_ns) {
        const price = this.prices[i];
        this.zs ??= [];
        const z = (this.zs[i] = (this.zs[i] ?? 0) * 0.98 + (this.random() - 0.5) * 0.7);
        return {
            time_ns, price_a: (price + z * 2).toFixed(2), price_b: price.toFixed(2), spread: (z * 2).toFixed(2), mean: 0, stddev: 2, z,
            samples: 300, long_threshold: '4', short_threshold: '4', signal: z > 2.2 ? 'enter_short_a' : '', mode: 'active',
        };
    }

    book(i) {
        const pair = this.pairs[i];
        const levels = (side) => Array.from({ length: 20 }, (_, n) => [(this.prices[i] + side * (n + 1) * 0.5).toFixed(2), (this.random() * 2).toFixed(4)]);
        return { pair: pair.pair, books: [pair.first, pair.second].map((instrument) => ({ instrument, ready: true, age_ms: 3, bids: levels(-1), asks: levels(1), own: [] })) };
    }

    // One message for one pair, so that nothing is merged for the page beforehand.
    update() {
        const i = Math.floor(this.random() * this.pairs.length);
        const time_ns = Date.now() * 1e6;
        this.prices[i] *= 1 + (this.random() - 0.5) * 1e-4;
        const changed = {
            spread: this.spread(i, time_ns),
            positions: this.pairs[i].positions.map((each) => ({ ...each, mark: this.prices[i].toFixed(2) })),
            quotes: this.pairs[i].quotes.map((each) => ({ ...each, bid: this.prices[i].toFixed(2) })),
        };
        Object.assign(this.pairs[i], changed);
        const event = ++this.sent % 10 === 0 ? [{ id: this.sent, time_ns, pair: this.pairs[i].pair, kind: 'order', severity: 'info', text: `order ${this.sent} accepted` }] : [];
        const message = { type: 'delta', sequence: ++this.sequence, time_ns, pairs: { [this.pairs[i].pair]: changed }, events: event };
        this.tell(message, i);
    }

    tell(message, i = -1) {
        const text = JSON.stringify(message);
        for (const socket of this.sockets.clients) {
            const watched = i >= 0 && this.pairs[i].pair === this.watched.get(socket);
            socket.send(watched ? JSON.stringify({ ...message, book: this.book(i) }) : text);
        }
    }

    greet(socket) {
        const { sequence, started_ns, pairs } = this;
        const state = { sequence, time_ns: Date.now() * 1e6, version: 'feeder', mode: 'sim', started_ns, pairs };
        socket.send(JSON.stringify({ type: 'snapshot', sequence, state, events: [] }));
        socket.on('message', (text) => this.watched.set(socket, JSON.parse(text).pair));
    }

    answer(request, answer) {
        const url = new URL(request.url, 'http://x');
        if (!url.pathname.startsWith('/api/')) {
            const name = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
            if (!types[extname(name)]) return answer.writeHead(404).end();
            answer.writeHead(200, { 'content-type': types[extname(name)], 'content-encoding': 'gzip', 'content-security-policy': policy });
            return answer.end(gzipSync(readFileSync(join(page, name))));
        }
        answer.writeHead(200, { 'content-type': 'application/json' });
        return answer.end(JSON.stringify(this.data(url)));
    }

    data(url) {
        const i = Math.max(0, this.pairs.findIndex((each) => each.pair === url.searchParams.get('pair')));
        if (url.pathname === '/api/spreads') {
            const to = Number(url.searchParams.get('to_ns'));
            const from = Math.max(Number(url.searchParams.get('from_ns')), to - 3600e9);
            const points = Number(url.searchParams.get('points'));
            return Array.from({ length: points }, (_, n) => this.spread(i, from + ((to - from) * n) / points));
        }
        if (url.pathname === '/api/latency') {
            const buckets = Array.from({ length: 20 }, (_, n) => [2 ** n, Math.round(100 * Math.exp(-((n - 6) ** 2) / 8))]);
            return { stages: [{ stage: 'tick_to_trade', p50_us: 31, p99_us: 240, max_us: 900, count: 500, buckets }] };
        }
        return [];
    }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const feeder = new Feeder({ pairs: Number(process.argv[2] ?? 50), updates: Number(process.argv[3] ?? 200) });
    console.log(await feeder.listen());
}
