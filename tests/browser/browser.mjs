// Chromium, the built scripts, and the backend as a child process.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const dist = join(root, 'web/edgex-bridge/dist');
export const shots = join(root, 'build/browser');
mkdirSync(shots, { recursive: true });

const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

export function launch() {
    return chromium.launch({ executablePath, args });
}

// A browser with an unpacked extension, in a profile of its own.
export function launchWithExtension(path, profile) {
    rmSync(profile, { recursive: true, force: true });
    return chromium.launchPersistentContext(profile, {
        executablePath,
        args: [...args, `--disable-extensions-except=${path}`, `--load-extension=${path}`],
    });
}

// The script with its CONFIG filled in, as a person does before pasting it.
export function script(name, values) {
    let text = readFileSync(join(dist, name), 'utf8');
    for (const [member, value] of Object.entries(values)) {
        const line = new RegExp(`^( +${member}: ).*,`, 'm');
        if (!line.test(text)) throw new Error(`CONFIG has no member ${member}`);
        text = text.replace(line, `$1${JSON.stringify(value)},`);
    }
    return text;
}

export const madeUpKeys = {
    accountId: '543429922991899150',
    apiKey: 'made-up-key',
    apiPassphrase: 'made-up-pass',
    apiSecret: 'made-up-secret',
    tradingPrivateKey: '0x0ce68523e7be4b88a9f5a83afb2b1983067b97595cde5d0c879cc070d956abad',
};

// A copy of the unpacked extension for pages of `origin`, its CONFIG filled in.
export function extensionFor(origin, values) {
    const to = join(shots, 'extension');
    rmSync(to, { recursive: true, force: true });
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(join(dist, 'extension')))
        writeFileSync(join(to, name), readFileSync(join(dist, 'extension', name)));
    writeFileSync(join(to, 'edgex_arbitrage.js'), script('extension/edgex_arbitrage.js', values));
    const manifest = JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8'));
    const match = `${new URL(origin).protocol}//${new URL(origin).hostname}/*`;
    for (const each of manifest.content_scripts) each.matches = [match];
    writeFileSync(join(to, 'manifest.json'), JSON.stringify(manifest));
    return to;
}

// As a person does: opens the page and pastes the script into its console. `said` is what the
// console then says.
export async function open(context, url, text) {
    const page = await context.newPage();
    const said = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`));
    await page.goto(url);
    if (text) await page.evaluate(text);
    return { page, said };
}

// What its console has said and what the script says of itself, as a picture.
export async function picture(page, said, title, name) {
    await page.setViewportSize({ width: 900, height: 430 });
    await page.evaluate(([heading, lines]) => {
        const box = document.createElement('div');
        box.style = 'position:fixed;inset:0;padding:14px;font:13px monospace;background:#111;color:#ddd;white-space:pre-wrap';
        const script = window.edgexArbitrage;
        const shown = script ? `\n> edgexArbitrage.getConnectionStatus()\n${JSON.stringify(script.getConnectionStatus(), null, 1)}` +
            `\n> edgexArbitrage.getBBO()\n${JSON.stringify(script.getBBO())}` : '';
        box.textContent = `${heading}\n\n${lines.join('\n')}\n${shown}`;
        box.id = 'picture';
        document.body.append(box);
    }, [`${title} · ${page.url()}`, said.slice(-9)]);
    await page.screenshot({ path: join(shots, name) });
    await page.evaluate(() => document.getElementById('picture').remove());
}

export async function freePort() {
    const server = createServer();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    return port;
}

// A program that prints JSON lines.
export class Child {
    constructor(command, ...words) {
        this.lines = [];
        this.waiting = [];
        this.process = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
        this.ended = new Promise((resolve) => this.process.on('exit', (code) => resolve(code)));
        createInterface({ input: this.process.stdout }).on('line', (text) => {
            let line;
            try {
                line = JSON.parse(text);
            } catch {
                line = { text };
            }
            this.lines.push(line);
            for (const each of [...this.waiting]) if (each.wanted(line)) each.resolve(line);
        });
    }
    // The first line, past or to come, that is wanted.
    line(wanted, what) {
        const found = this.lines.find(wanted);
        if (found) return Promise.resolve(found);
        return new Promise((resolve, reject) => {
            this.waiting.push({ wanted, resolve });
            this.ended.then((code) => reject(new Error(`the program ended with ${code} before ${what}`)));
        });
    }
    stop() {
        if (this.process.exitCode === null) this.process.kill('SIGTERM');
        return this.ended;
    }
}
