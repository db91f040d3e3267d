// Fifty pairs at 200 updates a second, one message each: frames, memory, first paint, size.
//
// PANEL_MINUTES says how long memory is watched; two minutes unless said.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launch, open, pageFolder } from './browser.mjs';
import { Feeder } from './feeder.mjs';

const minutes = Number(process.env.PANEL_MINUTES ?? 2);
let feeder;
let address;
let browser;

before(async () => {
    feeder = new Feeder({ pairs: 50, updates: 200 });
    address = await feeder.listen();
    browser = await launch();
});
after(async () => {
    await browser?.close();
    await feeder?.close();
});

test('the page is less than 200 kB on the wire', () => {
    const sizes = readdirSync(pageFolder).map((name) => gzipSync(readFileSync(join(pageFolder, name))).length);
    const all = sizes.reduce((sum, size) => sum + size, 0);
    console.log(`# ${all} bytes as gzip`);
    assert.ok(all < 200 * 1024);
});

// The best of five: what the machine does besides is not the page's.
test('the first paint comes within a second', { timeout: 300_000 }, async () => {
    const paints = [];
    for (let i = 0; i < 5; i++) {
        const { page, said } = await open(browser, address);
        paints.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime));
        assert.deepEqual(said, []);
        await page.context().close();
    }
    console.log(`# first paint ${paints.map((each) => each.toFixed(0)).join(', ')} ms`);
    assert.ok(Math.min(...paints) < 1000, paints.join());
});

// What each frame cost the page's main thread, in its own processor time: the machine may have
// other work, and that is not the page's.
async function frames(page, seconds) {
    const browserOf = page.context().browser();
    await browserOf.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'cc', 'blink'] });
    const until = (await page.evaluate(() => performance.now())) + seconds * 1000;
    await page.waitForFunction((end) => performance.now() > end, until, { timeout: 0 });
    const { traceEvents } = JSON.parse((await browserOf.stopTracing()).toString());
    const costs = traceEvents
        .filter((each) => each.name === 'ProxyMain::BeginMainFrame' && each.tdur)
        .map((each) => each.tdur / 1000);
    return costs.sort((a, b) => a - b);
}

// The best of three spells, as above: while others have the machine, fewer frames are drawn, and each
// carries more updates than it would.
test('a frame costs less than 16 ms at 200 updates a second', { timeout: 300_000 }, async () => {
    const { page, said } = await open(browser, address);
    await page.waitForFunction(() => document.querySelector('.note')?.dataset.points > 0, null, { timeout: 120_000 });
    const medians = [];
    for (let i = 0; i < 3; i++) {
        const first = feeder.sent;
        const costs = await frames(page, 5);
        const at = (share) => costs[Math.min(costs.length - 1, Math.floor(share * costs.length))];
        const mean = costs.reduce((sum, each) => sum + each, 0) / costs.length;
        console.log(`# ${costs.length} frames, ${feeder.sent - first} updates: mean ${mean.toFixed(1)} ms, ` +
            `median ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms, most ${at(1).toFixed(1)} ms`);
        assert.ok(costs.length > 5, 'no frames were drawn');
        assert.ok(feeder.sent - first > 700, 'the load was not there');
        medians.push(at(0.5));
    }
    assert.ok(Math.min(...medians) < 16, medians.join());
    assert.deepEqual(said, []);
    await page.context().close();
});

test('memory is flat', { timeout: (minutes + 2) * 60000 }, async () => {
    const { page, said } = await open(browser, address);
    const session = await page.context().newCDPSession(page);
    const heap = async () => {
        await session.send('HeapProfiler.collectGarbage');
        const { usedSize } = await session.send('Runtime.getHeapUsage');
        const { nodes } = await session.send('Memory.getDOMCounters');
        return { used: usedSize, nodes };
    };
    const quarter = (minutes * 60000) / 4;
    const from = await page.evaluate(() => performance.now());
    const seen = [];
    for (let i = 1; i <= 4; i++) {
        await page.waitForFunction((until) => performance.now() > until, from + i * quarter, { timeout: 0, polling: 1000 });
        seen.push(await heap());
    }
    console.log(`# ${minutes} min, ${feeder.sent} updates: ` + seen.map((each) => `${(each.used / 1e6).toFixed(1)} MB ${each.nodes} nodes`).join(', '));
    // The log and the series fill to their bounds in the first half; from there on nothing grows.
    assert.ok(seen[3].used < seen[1].used + 3e6, JSON.stringify(seen));
    assert.ok(seen[3].nodes < seen[1].nodes * 1.5 + 500, JSON.stringify(seen));
    assert.deepEqual(said, []);
    await page.context().close();
});
