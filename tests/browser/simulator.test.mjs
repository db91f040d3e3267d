// The script in a page that the EdgeX simulator serves, which looks at every signature, and the
// real bridge at the other end: both generations of the exchange.
//
// TWINLEG is the program, BROWSER_DESK that of desk.cpp, VENUE_DESK that of venue_desk.cpp;
// tests/browser/run builds them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Child, freePort, launch, open, script, shots } from './browser.mjs';
import { Line } from './line.mjs';

const kToken = '0123456789abcdef0123456789abcdef';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

// The simulator, its made account's keys, and its control door.
async function simulator() {
    const control = await freePort();
    const env = join(shots, 'sim.env');
    const child = new Child(process.env.TWINLEG, 'sim', '--venue', 'edgex:0', '--control', String(control), '--write-env', env);
    const { rest, ws } = await child.line((line) => line.ready, 'it listened');
    const keys = Object.fromEntries(readFileSync(env, 'utf8').split('\n').filter((line) => /^\w+=/.test(line))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
    const state = async () => (await (await fetch(`http://127.0.0.1:${control}/state`)).json()).venues[0];
    return { child, rest, ws, keys, state };
}

function scriptFor(sim, version, port) {
    return script('edgex_arbitrage.js', {
        version, restUrl: sim.rest, wsUrl: sim.ws, serverUrl: `ws://127.0.0.1:${port}`, token: kToken,
        accountId: sim.keys.EDGEX_ACCOUNT_ID, apiKey: sim.keys.EDGEX_API_KEY, apiPassphrase: sim.keys.EDGEX_API_PASSPHRASE,
        apiSecret: sim.keys.EDGEX_API_SECRET, tradingPrivateKey: sim.keys.EDGEX_TRADING_PRIVATE_KEY,
        starkPrivateKey: sim.keys.EDGEX_STARK_PRIVATE_KEY,
    });
}

for (const version of ['v2', 'v1'])
    test(`20 rounds with signatures of ${version} that are looked at, through a lost line, ending flat`, { timeout: 180_000 }, async () => {
        const sim = await simulator();
        const desk = new Child(process.env.BROWSER_DESK, sim.rest, kToken, '20');
        const line = await new Line((await desk.line((each) => each.port, 'it listened')).port).listen();
        try {
            const text = scriptFor(sim, version, line.port);
            const { page, said } = await open(browser, sim.rest, text);
            await desk.line((each) => each.round === 8, 'round 8');
            line.cut();
            await desk.line((each) => each.log?.includes('has gone'), 'the line was lost');
            line.mend();
            const done = await desk.line((each) => each.done, 'it was done');
            const connection = await page.evaluate(() => window.edgexArbitrage.getConnectionStatus());
            assert.equal(await desk.ended, 0);
            const state = await sim.state();
            const [account] = state.accounts;
            console.log(`${version}: ${done.traded} of 20 rounds; ${done.latency}`);

            assert.equal(done.position, '0');
            assert.ok(account.positions.every((position) => Number(position.quantity) === 0));
            assert.deepEqual(account.open_orders, []);
            assert.equal(state.duplicate_client_order_ids, 0);
            assert.ok(account.fills > 0);
            assert.ok(done.traded >= 5);
            assert.equal(done.pairings, 2);
            assert.equal(done.malformed, 0);
            assert.equal(connection.accountStream, true);
            assert.ok(!said.some((each) => each.includes('uncaught')), said.join('\n'));
        } finally {
            await desk.stop();
            line.close();
            await sim.child.stop();
        }
    });

// The connector knows no key: account, orders and questions all go through the page.
for (const [version, data] of [['v2', 'venue'], ['v1', 'page']])
    test(`the connector trades ${version} by the page, with the book of the ${data}`, { timeout: 180_000 }, async () => {
        const sim = await simulator();
        const port = await freePort();
        process.env.EDGEX_BROWSER_TOKEN = kToken;
        const desk = new Child(process.env.VENUE_DESK, sim.rest, String(port), version, sim.rest, sim.ws, data, '10');
        await desk.line((each) => each.log?.includes('waiting for your page'), 'it listened');
        const line = await new Line(port).listen();
        try {
            const { said } = await open(browser, sim.rest, scriptFor(sim, version, line.port));
            await desk.line((each) => each.round === 4, 'round 4');
            line.cut();
            await desk.line((each) => each.down === 'account', 'the pause');
            line.mend();
            const done = await desk.line((each) => each.done, 'it was done');
            console.log(`${version}: ${JSON.stringify(done)}`);
            assert.equal(await desk.ended, 0);
            const state = await sim.state();
            const [account] = state.accounts;

            assert.equal(done.position, '0');
            assert.ok(account.positions.every((position) => Number(position.quantity) === 0));
            assert.deepEqual(account.open_orders, []);
            assert.equal(state.duplicate_client_order_ids, 0);
            assert.equal(done.account, sim.keys.EDGEX_ACCOUNT_ID);
            assert.ok(done.traded >= 3);
            assert.ok(done.account_downs >= 1);
            assert.ok(done.latencies > 5);
            assert.equal(done.fills_agree, true);
            assert.ok(!said.some((each) => each.includes('uncaught')), said.join('\n'));
        } finally {
            await desk.stop();
            line.close();
            await sim.child.stop();
        }
    });

test('when the backend dies, the page cancels what it has placed', { timeout: 120_000 }, async () => {
    const sim = await simulator();
    const desk = new Child(process.env.BROWSER_DESK, sim.rest, kToken, '1000');
    const { port } = await desk.line((each) => each.port, 'it listened');
    try {
        const { page, said } = await open(browser, sim.rest, scriptFor(sim, 'v2', port));
        await desk.line((each) => each.round === 1, 'round 1');
        const placed = await page.evaluate(() => {
            const price = Math.round(window.edgexArbitrage.getBBO().bestBid * 0.98).toFixed(1);
            return window.edgexArbitrage.testOrder('buy', 0.001, price);
        });
        assert.equal(placed.success, true, placed.error);
        const resting = async () => (await sim.state()).accounts[0].open_orders.map((order) => order.venue_order_id);
        assert.ok((await resting()).includes(placed.orderId));

        desk.process.kill('SIGKILL');
        await page.waitForFunction(() => window.edgexArbitrage.getStatus().activeOrders.length === 0);

        assert.deepEqual(await resting(), []);
        assert.ok(said.some((each) => each.includes('own orders are cancelled')));
    } finally {
        await desk.stop();
        await sim.child.stop();
    }
});
