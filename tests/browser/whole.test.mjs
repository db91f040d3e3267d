// All of it: `twinleg run maker-taker --edgex-transport browser` against both simulators, the EdgeX
// leg through Chromium. The backend has no key of EdgeX.
//
// TWINLEG is the program; tests/browser/run builds it. ROUNDS pair trades, 20 unless said.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Child, freePort, launch, open, picture, script, shots } from './browser.mjs';
import { Line } from './line.mjs';

const kToken = '0123456789abcdef0123456789abcdef';
// A build whose simulators lack a leg cannot do it.
const kSims = execFileSync(process.env.TWINLEG, ['sim', '--help'], { encoding: 'utf8' }).match(/--venue TEXT.*/)[0];
const skip = ['lighter', 'edgex'].every((name) => kSims.includes(name)) ? false : 'this build simulates no Lighter';
const kRounds = Number(process.env.ROUNDS ?? 20);

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

function variables(path) {
    return Object.fromEntries(readFileSync(path, 'utf8').split('\n').filter((line) => /^\w+=/.test(line))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

// Asks until it is so; the server's answers are the clock.
async function until(what, ask, limitMs = 120_000) {
    const end = Date.now() + limitMs;
    for (;;) {
        const answer = await ask();
        if (answer) return answer;
        if (Date.now() > end) throw new Error(`it never came to ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
}

for (const version of ['v2', 'v1'])
    test(`${kRounds} pair trades with ${version} in the page, through a lost line and a new tab, ending flat`, { timeout: 400_000, skip }, async () => {
        const folder = join(shots, `whole-${version}`);
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        const control = await freePort();
        const made = join(folder, 'made.env');
        const sim = new Child(process.env.TWINLEG, 'sim', '--venue', 'lighter:0', '--venue', 'edgex:0',
            '--control', String(control), '--write-env', made);
        const edgex = await sim.line((line) => line.venue === 'edgex', 'EdgeX listened');
        await sim.line((line) => line.venue === 'lighter', 'Lighter listened');
        const keys = variables(made);
        const state = async () => {
            const { venues } = await (await fetch(`http://127.0.0.1:${control}/state`)).json();
            return Object.fromEntries(venues.map((venue) => [venue.venue, venue]));
        };

        // What the backend gets to know: Lighter's keys alone.
        const env = join(folder, 'desk.env');
        writeFileSync(env, Object.entries(keys).filter(([name]) => !name.startsWith('EDGEX_'))
            .map(([name, value]) => `${name}=${value}\n`).join('') + `EDGEX_BROWSER_TOKEN=${kToken}\n`, { mode: 0o600 });
        const port = await freePort();
        const report = join(folder, 'report.json');
        const desk = new Child(process.env.TWINLEG, 'run', 'maker-taker', '--mode', 'sim', '--sim', `http://127.0.0.1:${control}`,
            '--env-file', env, '--data', join(folder, 'data'), '--report', report, '--no-panel', '--edgex-version', version,
            '--edgex-transport', 'browser', '--port', String(port), '-l', '1', '-sh', '1');
        const line = await new Line(port).listen();
        try {
            const text = script('edgex_arbitrage.js', {
                version, restUrl: edgex.rest, wsUrl: edgex.ws, serverUrl: `ws://127.0.0.1:${line.port}`, token: kToken,
                accountId: keys.EDGEX_ACCOUNT_ID, apiKey: keys.EDGEX_API_KEY, apiPassphrase: keys.EDGEX_API_PASSPHRASE,
                apiSecret: keys.EDGEX_API_SECRET, tradingPrivateKey: keys.EDGEX_TRADING_PRIVATE_KEY,
                starkPrivateKey: keys.EDGEX_STARK_PRIVATE_KEY,
            });
            const first = await open(browser, edgex.rest, text);
            // A round has a fill on either venue at least.
            const traded = async (rounds) => {
                const now = await state();
                return now.edgex.accounts[0].fills >= rounds && now.lighter.accounts[0].fills >= rounds;
            };
            await until('a first pair trade', () => traded(1));
            await until('a quarter', () => traded(kRounds / 4));
            line.cut();
            await until('the loss', () => first.said.some((each) => each.includes('backend not connected')));
            line.mend();
            await until('a half', () => traded(kRounds / 2));
            await picture(first.page, first.said, 'pair trades, after a lost line', `whole-${version}.png`);
            await first.page.close();
            const second = await open(browser, edgex.rest, text);
            await until('all', () => traded(kRounds));

            desk.process.kill('SIGINT');
            assert.equal(await desk.ended, 0);
            const { edgex: there, lighter } = await state();
            const result = JSON.parse(readFileSync(report, 'utf8'));
            console.log(`${version}: ${JSON.stringify(result.pair_trades)} ${JSON.stringify(result.orders)} unhedged ${JSON.stringify(result.unhedged_ms)}`);

            for (const venue of [there, lighter])
                for (const account of venue.accounts) {
                    assert.ok(account.positions.every((position) => Number(position.quantity) === 0), JSON.stringify(account.positions));
                    assert.deepEqual(account.open_orders, []);
                }
            assert.equal(there.duplicate_client_order_ids, 0);
            assert.equal(Number(result.exposure_base), 0);
            assert.equal(result.invariants, 'held');
            assert.equal(result.pnl.total, result.venue_equity_change);
            for (const each of [...first.said, ...second.said]) assert.doesNotMatch(each, /uncaught/);
        } finally {
            desk.process.kill('SIGKILL');
            line.close();
            await sim.stop();
        }
    });
