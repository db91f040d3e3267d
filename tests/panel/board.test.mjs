// The page over a real desk that trades at simulated venues: what it shows is what the API says,
// and what its buttons do is what the venues then have.
//
// TWINLEG is the program; tests/panel/run builds it.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { launch, open, root, serious } from './browser.mjs';
import { folder, Listener, Program, until, Venues } from './program.mjs';

const kPictures = join(root, 'docs/panel');
const pictured = process.env.PANEL_PICTURES === '1';
// Limits that let it trade all the time.
const kQuick = ['-l', '1', '-sh', '1', '-m', '0.1', '--reprices-per-minute', '400', '--orders-per-minute', '1600',
    '--pairs-per-minute', '400', '--breaker-pause', '5s', '--daily-loss', '0'];

let path;
let venues;
let desk;
let address;
let listener;
let browser;
let page;
let said;

function run(port) {
    return new Program(['run', 'maker-taker', '--mode', 'sim', '--sim', `http://${venues.control}`, '--env-file', venues.env,
        '--data', join(path, 'data'), '--panel-port', String(port), ...kQuick]);
}

const api = async (name) => (await fetch(`${address}/api/${name}`)).json();
const pair = async () => (await api('latest')).pairs[0];
const post = async (name, body) => (await fetch(`${address}/api/${name}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
})).json();
const text = (selector) => page.locator(selector).first().innerText();
// "−1,234.50 USDC" is −1234.5.
const number = (shown) => Number(shown.replaceAll('−', '-').replace(/[^\d.+-]/g, ''));
// As rounded on the screen: by as many decimals as are shown.
function equal(shown, told) {
    const decimals = (/\.(\d+)/.exec(shown)?.[1] ?? '').length;
    return Math.abs(number(shown) - Number(told)) <= 0.5 * 10 ** -decimals + 1e-12;
}
const view = (name) => page.locator(`.nav a[data-view=${name}]`).click();

async function picture(name, of = page) {
    if (pictured) await of.screenshot({ path: join(kPictures, name) });
}

before(async () => {
    path = folder('board');
    venues = await Venues.start(path);
    desk = run(0);
    address = await desk.panel();
    browser = await launch();
    listener = new Listener(address, 'BTC');
    ({ page, said } = await open(browser, address));
    await until('ten pair trades', async () => (await pair()).counts.pair_trades.completed >= 10, 180_000);
});

after(async () => {
    listener?.close();
    await browser?.close();
    await desk?.stop();
    await venues?.stop();
});

test('the cards say what the API says', { timeout: 120_000 }, async () => {
    const cards = {
        state: async (now) => (await text('[data-card=state] .card-value')) === { active: 'Trading', reducing: 'Reducing' }[now.state.mode],
        'day, total': async (now) => equal(await text('[data-card=day] .card-value'), now.pnl.day.total),
        'day, trading': async (now) => equal(await text('[data-cause=trading] dd'), now.pnl.day.trading),
        'day, fees': async (now) => equal(await text('[data-cause=fees] dd'), now.pnl.day.fees),
        'day, funding': async (now) => equal(await text('[data-cause=funding] dd'), now.pnl.day.funding),
        'since the start': async (now) => equal(await text('[data-cause=whole] dd'), now.pnl.total),
        exposure: async (now) => number(await text('[data-card=exposure] .card-value .number')) === Number(now.exposure.coins),
        unhedged: async (now) => ((await text('[data-card=unhedged] .card-value')) === 'Nothing') === !now.exposure.unhedged,
        risk: async (now) => {
            const refused = Object.values(now.risk.refused).reduce((sum, each) => sum + each, 0);
            const shown = (await text('[data-card=risk] .card-note')).match(/([\d,]+) refused · (\d+) breaker trips · (\d+) halts/);
            return [number(shown[1]), number(shown[2]), number(shown[3])].join() === [refused, now.risk.breaker_trips, now.risk.halts].join();
        },
        equity: async (now) => equal(await text('[data-card=equity] .card-value'), now.accounts.reduce((sum, each) => sum + Number(each.equity), 0)),
    };
    for (const [what, same] of Object.entries(cards)) await until(what, async () => same(await pair()), 30_000);
    const causes = (await pair()).pnl.day;
    assert.ok(Number(causes.fees) !== 0, 'it has traded, so it has paid fees');
});

test('the spread table shows spreads that were told, and the outlook, positions and PnL', { timeout: 60_000 }, async () => {
    const row = 'tr[data-pair=BTC]';
    for (let i = 0; i < 5; i++) {
        const shown = await page.locator(row).evaluate((element) => Object.fromEntries(
            [...element.querySelectorAll('[data-cell]')].map((cell) => [cell.dataset.cell, cell.firstChild?.textContent ?? ''])));
        await until('a spread that was told', () => listener.spreads.find((each) =>
            number(shown.price_a) === Number(each.price_a) && number(shown.price_b) === Number(each.price_b) &&
            number(shown.spread) === Number(each.spread) && equal(shown.z, each.z)), 5000);
        assert.ok(number(shown.price_a) > 0 && number(shown.price_b) > 0);
    }
    const now = await pair();
    assert.equal((await text(`${row} [data-cell=price_a] small`)).toLowerCase(), now.first.split(':')[0]);
    await until('the positions', async () => {
        const held = (await text(`${row} [data-cell=position]`)).split('\n').map(number);
        return held.join() === (await api('positions')).map((each) => Number(each.quantity)).join();
    });
    await until('the PnL of the day', async () => equal(await text(`${row} [data-cell=day] .number`), (await pair()).pnl.day.total));
    assert.ok(await drawn(`${row} canvas`), 'the small line is drawn');
});

// How many pixels of a canvas are not empty.
async function drawn(selector) {
    return page.locator(selector).first().evaluate((canvas) =>
        canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter((value, i) => i % 4 === 3 && value > 0).length);
}

test('the chart has the stored rows, marks each pair trade, zooms and comes back', { timeout: 90_000 }, async () => {
    const answered = page.waitForResponse((response) => response.url().includes('/api/spreads') && response.url().includes('from_ns'));
    await page.locator('#chart [data-value="5m"]').click();
    const asked = new URL((await answered).url()).searchParams.get('from_ns');
    const rows = await (await answered).json();
    assert.ok(rows.length > 10, `${rows.length} rows`);
    await until('all rows in the chart', async () => Number(await page.locator('#chart .note').getAttribute('data-points')) >= rows.length);
    for (const [before, after] of rows.slice(1).map((row, i) => [rows[i], row])) assert.ok(before.time_ns <= after.time_ns);
    await until('a mark for each pair trade', async () => {
        const trades = (await api(`pair_trades?pair=BTC&limit=1000&from_ns=${asked}`)).filter((each) => each.outcome !== 'nothing');
        return Number(await page.locator('#chart .note').getAttribute('data-marks')) === trades.length;
    });
    assert.ok(await drawn('#plot canvas') > 1000);

    const zoomed = page.waitForRequest((request) => request.url().includes('/api/spreads'));
    const box = await page.locator('#plot .u-over').first().boundingBox();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.98, box.y + 80, { steps: 5 });
    await page.mouse.up();
    const part = new URL((await zoomed).url()).searchParams;
    const reach_s = (Number(part.get('to_ns')) - Number(part.get('from_ns'))) / 1e9;
    assert.ok(reach_s > 1 && reach_s < 30, `${reach_s} s`);
    assert.equal(await page.locator('#chart-live').getAttribute('aria-pressed'), 'false');
    await page.locator('#chart-live').click();
    await page.locator('#chart-live[aria-pressed=true]').waitFor();
});

test('both books stand side by side, with our own orders in them', { timeout: 60_000 }, async () => {
    const names = (await pair()).first && [(await pair()).first, (await pair()).second];
    for (const name of names) {
        const best = `[data-book="${name}"] tr.buy:not(.own)`;
        const shown = await page.locator(best).first().evaluate((row) => [row.dataset.price, row.cells[1].textContent]);
        await until('a level that was told', () => listener.books.some((told) => told.books
            .find((each) => each.instrument === name)?.bids.some(([price, quantity]) => price === shown[0] && equal(shown[1], quantity))), 5000);
    }
    // Both at one instant: an order rests for moments only.
    const own = await until('an order of ours in a book', () => page.evaluate(() => {
        const row = document.querySelector('#books tr.own');
        return row && { price: row.dataset.price, text: row.innerText };
    }));
    assert.match(own.text, /ours/);
    assert.ok(listener.books.some((told) => told.books.some((each) => each.own.some((order) => Number(order.price) === Number(own.price)))));
});

test('positions with their distance to liquidation, latencies with their histogram', { timeout: 60_000 }, async () => {
    await until('the positions of the API', async () => {
        for (const told of await api('positions')) {
            const row = `#positions tr[data-instrument="${told.instrument}"]`;
            if (number(await text(`${row} [data-cell=quantity]`)) !== Number(told.quantity)) return false;
            const distance = await text(`${row} [data-cell=distance]`);
            if (told.liquidation_distance !== null && !equal(distance.replace('%', ''), Number(told.liquidation_distance) * 100)) return false;
        }
        return true;
    });
    await until('each stage that was measured', async () => {
        const { stages } = await api('latency?pair=BTC');
        const measured = stages.filter((each) => each.count > 0).map((each) => each.stage);
        const shown = await page.locator('#latency tr[data-stage]').evaluateAll((rows) => rows.map((row) => row.dataset.stage));
        return measured.includes('tick_to_trade') && measured.join() === shown.join();
    });
    assert.ok(await drawn('#latency canvas') > 10);
});

test('the log tells orders, fills and pair trades, and is filtered by kind and severity', { timeout: 60_000 }, async () => {
    for (const kind of ['order', 'fill', 'pair']) {
        await page.locator('#log-kind').selectOption(kind);
        const lines = await page.locator('#log tbody tr').evaluateAll((rows) => rows.map((row) => [row.dataset.kind, row.querySelector('.log-text').textContent]));
        assert.ok(lines.length > 0);
        assert.ok(lines.every(([of]) => of === kind));
        assert.ok(listener.events.some((event) => lines.some(([, line]) => line === event.text)), `a ${kind} that was told`);
    }
    await page.locator('#log-kind').selectOption('');
});

test('orders, fills, events and pair trades of the store, and older ones', { timeout: 90_000 }, async () => {
    await view('log');
    for (const [source, cell] of [['orders', 'client_order_id'], ['fills', 'client_order_id'], ['pair_trades', 'pnl'], ['events', 'text']]) {
        const answered = page.waitForResponse((response) => response.url().includes(`/api/${source}?`));
        await page.locator(`#records [data-value=${source}]`).click();
        const rows = await (await answered).json();
        assert.ok(rows.length > 0, source);
        await until(`the ${source}`, async () => (await page.locator('#records tbody tr').count()) === rows.length);
        const first = await text('#records tbody tr');
        assert.ok(cell === 'pnl' ? equal(first.split('\t').at(-1), rows[0].pnl) : first.includes(String(rows[0][cell])), `${source}: ${first}`);
        if (source !== 'orders' || rows.length < 100) continue;
        await page.locator('#older').click();
        await until('older orders', async () => (await page.locator('#records tbody tr').count()) > rows.length);
    }
    await view('board');
});

test('a limit is changed in the form, refuses orders with its reason, and is put back', { timeout: 90_000 }, async () => {
    await view('parameters');
    const form = page.locator('[data-parameter="risk.max_order_notional"]');
    await form.waitFor();
    const told = async () => (await api('config')).pairs[0].parameters.find((each) => each.name === 'risk.max_order_notional');
    const before = await told();
    assert.equal(await form.locator('input').inputValue(), before.value);
    assert.equal(before.unit, 'quote');
    assert.match(await form.innerText(), new RegExp((await pair()).quote));
    await picture('parameters.png');

    await form.locator('input').fill('-1');
    assert.match(await form.locator('[role=alert]').innerText(), /At least/);
    assert.equal(await form.locator('[type=submit]').isDisabled(), true);

    await form.locator('input').fill('1');
    await form.locator('[type=submit]').click();
    await form.locator('.outcome.good').waitFor();
    assert.match(await form.locator('.outcome').innerText(), /Changed from .* to 1/);
    assert.equal(Number((await told()).value), 1);

    await view('board');
    await page.locator('#log-kind').selectOption('refused');
    await page.locator('#log tr[data-kind=refused]').first().waitFor();
    const { check, why } = (await pair()).risk.last_refused;
    const reasons = await page.locator('#log tr[data-kind=refused] .log-text').allInnerTexts();
    assert.ok(reasons.some((line) => line.includes(check)), `${check}, ${why}: ${reasons[0]}`);
    await page.locator('#log-kind').selectOption('');
    await view('parameters');
    await form.locator('input').fill(before.value);
    await form.locator('[type=submit]').click();
    await form.locator('.outcome.good').waitFor();
    assert.equal((await told()).value, before.value);
    await view('board');
});

test('auto and remind, pause and resume', { timeout: 60_000 }, async () => {
    const trading = async (value) => until(value, async () => (await pair()).state.trading === value);
    await page.locator('.controls [data-value=remind]').click();
    await trading('remind');
    await page.locator('.controls [data-value=remind][aria-pressed=true]').waitFor();
    await page.locator('.controls [data-value=auto]').click();
    await trading('auto');
    // By its words: they follow the state a moment later.
    await page.locator('#pause', { hasText: 'Pause' }).click();
    await until('paused', async () => (await pair()).state.paused);
    await until('the card says so', async () => (await text('[data-card=state] .card-value')) === 'Paused');
    await page.locator('#pause', { hasText: 'Resume' }).click();
    await until('resumed', async () => !(await pair()).state.paused);
});

test('no single key does anything that matters; ? tells the keys', { timeout: 60_000 }, async () => {
    const posts = [];
    const note = (request) => request.method() === 'POST' && posts.push(request.url());
    page.on('request', note);
    for (const key of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,/-+') {
        await page.keyboard.press(key === ' ' ? 'Space' : key);
        if (await page.locator('dialog').count()) {
            assert.equal(key, 'F');
            await until('the question', async () => (await page.locator('#question').count()) > 0);
            await page.keyboard.press('Escape');
        }
        await page.evaluate(() => document.activeElement?.blur());
    }
    page.off('request', note);
    // t and g have turned theme and language.
    await page.keyboard.press('g');
    for (const key of ['t', 't']) await page.keyboard.press(key);
    // Shift+F asks what would be done; nothing is done.
    assert.ok(posts.every((url) => url.endsWith('/api/flatten')) && posts.length === 1, posts.join());
    assert.equal((await pair()).state.paused, false);
    await page.keyboard.press('?');
    await page.locator('dialog[data-dialog=help] kbd').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await view('board');
});

test('the past is played again, and is marked as the past', { timeout: 90_000 }, async () => {
    await view('replay');
    await page.locator('#play:not([disabled])').waitFor();
    assert.match(await text('#replay .past-mark'), /past/i);
    const slider = page.locator('#replay-slider');
    const { first_ns, last_ns } = await api('history?pair=BTC&span_ms=1000');
    assert.equal(Number(await slider.getAttribute('min')), Math.floor(first_ns / 1e9));
    assert.ok(Number(await slider.inputValue()) <= Math.floor(last_ns / 1e9) + 1);
    const early = Math.floor(first_ns / 1e9) + 5;
    await slider.evaluate((input, value) => {
        input.value = value;
        input.dispatchEvent(new Event('input', { bubbles: true }));
    }, early);
    const then = await api(`history?pair=BTC&at_ns=${early}000000000&span_ms=900000`);
    const row = then.spreads.filter((each) => each.time_ns <= early * 1e9).at(-1);
    if (row) await until('the spread of then', async () => equal((await text('#replay .values dd')), row.spread));
    const at = async () => Number(await slider.inputValue());
    await page.locator('#play').click();
    await until('it plays', async () => (await at()) > early + 5);
    await page.locator('#play').click();
    const stopped = await text('#replay-time');
    await page.locator('[aria-label="One step forward"]').click();
    const stepped = await page.locator('#replay-plot').evaluate(() => true);
    assert.ok(stepped && stopped.length > 0);
    await picture('replay.png');
    await page.locator('.button', { hasText: 'Back to live' }).click();
    await page.locator('#chart').waitFor();
});

test('both languages and both themes, remembered; axe finds nothing serious in any', { timeout: 180_000 }, async () => {
    for (const theme of ['dark', 'light']) {
        await until(theme, async () => {
            if ((await page.evaluate(() => localStorage.getItem('twinleg.theme'))) === theme) return true;
            await page.locator('#theme').click();
            return false;
        });
        for (const name of ['board', 'log', 'parameters', 'replay']) {
            await view(name);
            await page.locator('main section').first().waitFor();
            assert.deepEqual(await serious(page), [], `${name}, ${theme}`);
        }
        await view('board');
        await page.locator('#flatten').click();
        await page.locator('#question').waitFor();
        assert.deepEqual(await serious(page), [], `dialog, ${theme}`);
        await page.keyboard.press('Escape');
    }
    await page.locator('#language').click();
    assert.equal(await text('.nav a[data-view=log]'), '日志');
    await page.reload();
    await page.waitForSelector('main[data-ready=true]');
    assert.equal(await text('.nav a[data-view=log]'), '日志');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-Hans');
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
    await page.locator('#language').click();
    assert.equal(await text('.nav a[data-view=log]'), 'Log');
    await picture('overview-light.png');
    await page.locator('#theme').click();
    await page.locator('#theme').click();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    await picture('overview-dark.png');
    await picture('chart.png', page.locator('#chart'));
});

test('from 360 pixels to 4K nothing is cut off', { timeout: 60_000 }, async () => {
    for (const [width, height] of [[360, 780], [820, 1180], [1440, 900], [3840, 2160]]) {
        await page.setViewportSize({ width, height });
        await until('laid out', () => page.evaluate((w) => document.documentElement.clientWidth === w, width));
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(beyond, 0, `${width} px: ${beyond} px too wide`);
        for (const button of ['#pause', '#flatten', '#kill']) assert.ok(await page.locator(button).isVisible(), `${button} at ${width}`);
        if (width === 360) await picture('phone.png');
    }
    await page.setViewportSize({ width: 1440, height: 900 });
});

test('a page of another origin is refused, by fetch and by socket', { timeout: 60_000 }, async () => {
    const server = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end('<title>elsewhere</title>'));
    await new Promise((resolve) => server.listen(0, 'localhost', resolve));
    const elsewhere = `http://localhost:${server.address().port}`;
    const answer = await fetch(`${address}/api/latest`, { headers: { origin: elsewhere } });
    assert.equal(answer.status, 403);
    assert.equal((await answer.json()).error.code, 'forbidden');
    const refused = await new Promise((resolve) => {
        const socket = new WebSocket(`${address.replace('http', 'ws')}/api/stream`, ['twinleg'], { origin: elsewhere });
        socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
        socket.on('open', () => resolve('open'));
        socket.on('error', () => undefined);
    });
    assert.equal(refused, 403);
    const other = await browser.newPage();
    await other.goto(elsewhere);
    const done = await other.evaluate(async (url) => {
        const asked = await fetch(`${url}/api/kill`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then(() => 'answered', () => 'refused');
        const socket = await new Promise((resolve) => {
            const each = new WebSocket(`${url.replace('http', 'ws')}/api/stream`, ['twinleg']);
            each.onopen = () => resolve('open');
            each.onclose = () => resolve('refused');
        });
        return [asked, socket];
    }, address);
    assert.deepEqual(done, ['refused', 'refused']);
    await other.close();
    await new Promise((resolve) => server.close(resolve));
});

async function press(what) {
    await page.locator(`#${what}`).click();
    const dialog = page.locator(`dialog[data-dialog=${what}]`);
    await dialog.waitFor();
    const question = await dialog.locator('#question').innerText();
    assert.ok(question.endsWith('?'), question);
    await dialog.locator('#confirm').click();
    await dialog.waitFor({ state: 'detached' });
    return question;
}

test('flatten: its question first, then the venues hold nothing and it is paused', { timeout: 120_000 }, async () => {
    await until('something is held', async () => !(await venues.flat()));
    await press('flatten');
    await until('paused', async () => (await pair()).state.paused);
    await until('flat at both venues', () => venues.flat());
    await until('flat in the books of the desk', async () => (await pair()).positions.every((each) => Number(each.quantity) === 0));
    await until('the page says so', async () => (await text('[data-card=state] .card-value')) === 'Paused');
    await page.locator('#pause', { hasText: 'Resume' }).click();
    await until('it trades again', async () => !(await venues.flat()));
});

test('kill: halted and latched with nothing held, until someone resets it', { timeout: 120_000 }, async () => {
    await press('kill');
    await until('halted', async () => (await pair()).state.mode === 'halted' && (await pair()).state.latched);
    await until('flat at both venues', () => venues.flat());
    await until('the page says so', async () => (await text('[data-card=state] .card-value')) === 'Halted');
    assert.match(await text('[data-card=state]'), /latched/);
    await page.locator('#reset').click();
    await until('active again', async () => (await pair()).state.mode === 'active', 90_000);
});

test('a server that dies is told at once; the page comes back by itself', { timeout: 120_000 }, async () => {
    // What Chromium itself writes of sockets that cannot connect is no fault of the page.
    assert.deepEqual(said, []);
    assert.deepEqual(await page.evaluate(() => window.refusedByPolicy), []);
    const port = new URL(address).port;
    listener.close();
    await page.evaluate(() => {
        window.goneAfter_ms = new Promise((resolve) => {
            const look = () => document.querySelector('[data-link=gone]') ? resolve(performance.now()) : requestAnimationFrame(look);
            look();
        });
    });
    await desk.stop('SIGKILL');
    const died = await page.evaluate(() => performance.now());
    const told = await page.evaluate(() => window.goneAfter_ms);
    console.log(`# told ${Math.max(0, told - died).toFixed(0)} ms after the process had ended`);
    assert.ok(told - died < 2000);
    await page.locator('.banner', { hasText: 'The server is gone' }).waitFor();
    assert.equal(await page.locator('#kill').isDisabled(), true);
    desk = run(port);
    await desk.panel();
    await page.locator('[data-link=open]').waitFor({ timeout: 20_000 });
    await page.locator('.banner').waitFor({ state: 'detached' });
    await until('it shows the new process', async () => {
        const now = await pair();
        return equal(await text('[data-cause=whole] dd'), now.pnl.total);
    }, 60_000);
    // 404: the new process listened before its desk was there.
    const chromiums = /ERR_CONNECTION_REFUSED|WebSocket connection|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|status of 404/;
    assert.deepEqual(said.filter((line) => !chromiums.test(line)), []);
});

test('a z-score desk tells signal, size, gain and cost, and its entries and exits are marked', { timeout: 240_000 }, async () => {
    const demo = new Program(['demo', '--strategy', 'zscore', '--lookback', '5s', '--enter-z', '1', '--exit-z', '0.5', '--stop-z', '100',
        '--min-hold', '1s', '--min-reentry', '1s', '--max-entries-per-day', '0', '--cost-check', 'off', '--panel-port', '0', '--data', folder('zscore')]);
    let heard;
    try {
        const there = await demo.panel();
        heard = new Listener(there, 'BTC');
        const desk = await open(browser, there);
        const row = desk.page.locator('tr[data-pair=BTC]');
        const cell = (name) => row.locator(`[data-cell=${name}]`).evaluate((element) => element.firstChild.textContent);
        await until('size, gain and cost that were told', async () => {
            const shown = [await cell('size'), await cell('gain'), await cell('cost')];
            return heard.outlooks.some((told) => told && [told.quantity, told.gain, told.cost].every((each, i) =>
                shown[i] !== '–' && Math.abs(number(shown[i]) - Number(each)) <= 0.5e-4));
        }, 120_000);
        await until('a signal, in words', async () => /(long|short) A/.test(await desk.page.locator('#log tr[data-kind=pair], [data-cell=signal]').allInnerTexts().then((all) => all.join())), 120_000);
        assert.ok(heard.spreads.some((each) => each.signal.startsWith('enter_')));
        await until('entries and exits on the chart', async () => {
            const kinds = await desk.page.locator('#chart .note').getAttribute('data-kinds');
            return kinds.includes('entry') && kinds.includes('exit');
        }, 120_000);
        assert.deepEqual(desk.said, []);
        await desk.page.context().close();
    } finally {
        heard?.close();
        await demo.stop();
    }
});

test('where there is a token, the page asks for it and keeps it for the tab', { timeout: 120_000 }, async () => {
    const token = 'a-token-of-this-test-alone';
    const demo = new Program(['demo', '--panel-port', '0', '--data', folder('token')], { TWINLEG_PANEL_TOKEN: token });
    try {
        const there = await demo.panel();
        assert.equal((await fetch(`${there}/api/latest`)).status, 401);
        const asked = await open(browser, there, { ready: false });
        await asked.page.locator('#token').fill('a-wrong-token-of-20-c');
        await asked.page.locator('dialog [type=submit]').click();
        await asked.page.locator('dialog [role=alert]').waitFor();
        await asked.page.locator('#token').fill(token);
        await asked.page.locator('dialog [type=submit]').click();
        await asked.page.waitForSelector('main[data-ready=true]');
        assert.equal(await asked.page.evaluate(() => localStorage.length > 0 && Object.values(localStorage).includes('token')), false);
        assert.equal(await asked.page.evaluate(() => sessionStorage.getItem('twinleg.token')), token);
        await asked.page.reload();
        await asked.page.waitForSelector('main[data-ready=true]');
        await asked.page.context().close();
    } finally {
        await demo.stop();
    }
});
