// Chromium, and the page in it: what it says in its console and what its policy refused.
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const pageFolder = join(root, 'src/panel/page');
export const shots = join(root, 'build/panel');
export const axeScript = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
mkdirSync(shots, { recursive: true });

const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

export function launch() {
    return chromium.launch({ executablePath, args });
}

// A page with the board in it. `said`: errors and warnings of its console, and what it threw.
export async function open(browser, address, { width = 1440, height = 900, theme = 'dark', language = 'en-US', at = '/', ready = true } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: language });
    const page = await context.newPage();
    const said = [];
    page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) said.push(message.text());
    });
    page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`));
    await page.addInitScript(() => {
        window.refusedByPolicy = [];
        document.addEventListener('securitypolicyviolation', (event) =>
            window.refusedByPolicy.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
    await page.goto(address + at);
    if (ready) await page.waitForSelector('main[data-ready=true]', { timeout: 120_000 });
    return { page, said };
}

// What axe finds serious or worse.
export async function serious(page) {
    // Over the debugger, as a person's extension would: the page's policy allows no script but its own.
    const { readFileSync } = await import('node:fs');
    await page.evaluate(readFileSync(axeScript, 'utf8'));
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    return found.violations
        .filter((each) => ['serious', 'critical'].includes(each.impact))
        .map((each) => `${each.id}: ${each.nodes.map((node) => `${node.target} (${node.any[0]?.message ?? ''})`).slice(0, 4).join('; ')}`);
}
