// The script in Chromium, and the real bridge at the other end of its socket.
//
// BROWSER_DESK is the program of desk.cpp; tests/browser/run builds it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Child, extensionFor, launch, launchWithExtension, madeUpKeys, open, picture, script, shots } from './browser.mjs';
import { Exchange } from './exchange.mjs';
import { Line } from './line.mjs';

const kToken = '0123456789abcdef0123456789abcdef';
const kPage = `<!doctype html><title>A trading page</title>
<body style="font:16px monospace;background:#111;color:#ddd"><h3>A trading page</h3><pre id="log"></pre>
<script>for (const level of ['info', 'warn', 'error']) {
    const say = console[level];
    console[level] = (...words) => { say(...words); document.getElementById('log').textContent += words.join(' ') + '\\n'; };
}</script>`;

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

async function world(headers = {}) {
    const exchange = await new Exchange(() => ({ type: 'text/html', body: kPage, headers })).listen();
    return exchange;
}
async function desk(origin, rounds) {
    const child = new Child(process.env.BROWSER_DESK, origin, kToken, String(rounds));
    const { port } = await child.line((line) => line.port, 'it listened');
    return { child, port };
}
function config(exchange, port) {
    return {
        ...madeUpKeys,
        restUrl: exchange.origin,
        wsUrl: exchange.origin.replace('http', 'ws'),
        serverUrl: `ws://127.0.0.1:${port}`,
        token: kToken,
    };
}
test('the pasted script trades 20 rounds, loses its line and its tab, comes back and ends flat', { timeout: 120_000 }, async () => {
    const exchange = await world();
    const { child, port } = await desk(exchange.origin, 20);
    const line = await new Line(port).listen();
    const text = script('edgex_arbitrage.js', config(exchange, line.port));
    try {
        const first = await open(browser, exchange.origin, text);
        await child.line((each) => each.round === 5, 'round 5');
        const status = await first.page.evaluate(() => ({
            bbo: window.edgexArbitrage.getBBO(),
            status: window.edgexArbitrage.getStatus(),
            connection: window.edgexArbitrage.getConnectionStatus(),
        }));
        assert.ok(status.bbo.bestBid > 0 && status.bbo.bestAsk > status.bbo.bestBid);
        assert.deepEqual(status.connection, { backend: true, marketData: true, accountStream: true, contract: 'BTCUSDC (30000001)' });
        await picture(first.page, first.said, 'trading', 'trading.png');

        line.cut();
        await child.line((each) => each.log?.includes('has gone'), 'the line was lost');
        await picture(first.page, first.said, 'the line is cut', 'line-lost.png');
        line.mend();
        await child.line((each) => each.round === 10, 'round 10');
        await picture(first.page, first.said, 'back again', 'back-again.png');
        assert.ok(first.said.includes('[EdgeX] Connected to backend'));
        assert.ok(first.said.includes('[EdgeX] EdgeX Frontend Ready!'));

        await first.page.close();
        await child.line((each) => each.log?.includes('has gone') && child.lines.indexOf(each) > child.lines.findIndex((l) => l.round === 10), 'the tab was closed');
        const second = await open(browser, exchange.origin, text);
        const done = await child.line((each) => each.done, 'it was done');

        assert.equal(await child.ended, 0);
        assert.equal(done.position, '0');
        assert.equal(exchange.position(), 0);
        assert.equal(exchange.openOrders(), 0);
        assert.ok(done.traded >= 17, `${done.traded} of 20 rounds traded whole`);
        assert.equal(done.pairings, 3);
        assert.equal(done.pauses, 2);
        assert.equal(done.malformed, 0);
        assert.ok(done.account_frames > 20);
        assert.match(done.latency, /^browser leg, median of/);
        console.log(done.latency);
        for (const each of [...first.said, ...second.said]) {
            assert.doesNotMatch(each, /uncaught/);
            for (const secret of [kToken, ...Object.values(madeUpKeys).slice(1)]) assert.ok(!each.includes(secret), each);
        }
        assert.ok(!JSON.stringify(child.lines).includes(madeUpKeys.apiSecret));
    } finally {
        await child.stop();
        line.close();
        exchange.close();
    }
});

test('a page of another origin is refused, with and without the token', { timeout: 60_000 }, async () => {
    const exchange = await world();
    const stranger = await world();
    const { child, port } = await desk(exchange.origin, 1);
    try {
        const { page, said } = await open(browser, stranger.origin, script('edgex_arbitrage.js', config(stranger, port)));
        await child.line((each) => each.log?.includes('refused a page of ' + stranger.origin), 'the refusal');
        const outcome = await page.evaluate((url) => new Promise((resolve) => {
            const socket = new WebSocket(url);
            socket.onopen = () => resolve('open');
            socket.onclose = (event) => resolve(event.code);
        }), `ws://127.0.0.1:${port}/?token=${kToken}`);
        assert.equal(outcome, 1006);
        assert.ok(!said.includes('[EdgeX] Connected to backend'));
        await picture(page, said, 'a foreign page', 'foreign-page.png');
        await page.close();
    } finally {
        await child.stop();
        exchange.close();
        stranger.close();
    }
});

test('a page with another token is turned away and given nothing', { timeout: 60_000 }, async () => {
    const exchange = await world();
    const { child, port } = await desk(exchange.origin, 1);
    try {
        const wrong = { ...config(exchange, port), token: 'fedcba9876543210fedcba9876543210' };
        const { page, said } = await open(browser, exchange.origin, script('edgex_arbitrage.js', wrong));
        await page.waitForFunction(() => document.getElementById('log').textContent.includes('token'));
        assert.ok(said.some((each) => each.includes('does not know CONFIG.backend.token')));
        assert.ok(!child.lines.some((each) => each.log?.includes('frontend connected')));
        await page.close();
    } finally {
        await child.stop();
        exchange.close();
    }
});

test("where the page's content-security policy refuses the socket, the extension trades", { timeout: 120_000 }, async () => {
    const exchange = await world({ 'Content-Security-Policy': "connect-src 'self'" });
    // The extension's origin is the same everywhere, because its manifest has a key.
    const { child, port } = await desk('chrome-extension://dbnnjalcaokajekibfeodlbmbbibkccp', 5);
    const path = extensionFor(exchange.origin, config(exchange, port));
    let context;
    try {
        const pasted = await open(browser, exchange.origin, script('edgex_arbitrage.js', config(exchange, port)));
        await pasted.page.waitForFunction(() => document.getElementById('log').textContent.includes('use the extension'));
        assert.ok(!pasted.said.includes('[EdgeX] Connected to backend'));
        await pasted.page.close();

        context = await launchWithExtension(path, join(shots, 'profile'));
        const { page, said } = await open(context, exchange.origin, '');
        const done = await child.line((each) => each.done, 'it was done');
        await picture(page, said, 'the extension, where the page allows no socket', 'extension.png');
        assert.equal(await child.ended, 0);
        assert.equal(done.position, '0');
        assert.equal(done.traded, 5);
        assert.ok(said.includes('[EdgeX] EdgeX Frontend Ready!'));
    } finally {
        await child.stop();
        await context?.close();
        exchange.close();
    }
});
