// node build.mjs          dist/: the console script, the userscript, the unpacked extension
// node build.mjs --tests  build/test/: what `node --test` runs
import { build } from 'esbuild';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const target = 'chrome100';

async function bundle(entry, options = {}) {
    const result = await build({
        entryPoints: [entry],
        bundle: true,
        write: false,
        target,
        format: 'iife',
        charset: 'utf8',
        legalComments: 'inline',
        logLevel: 'warning',
        ...options,
    });
    return result.outputFiles[0].text;
}

async function tests() {
    rmSync('build/test', { recursive: true, force: true });
    const entryPoints = readdirSync('test').filter((name) => name.endsWith('.test.ts')).map((name) => `test/${name}`);
    await build({
        entryPoints,
        bundle: true,
        outdir: 'build/test',
        outExtension: { '.js': '.mjs' },
        platform: 'node',
        format: 'esm',
        target: 'node18',
        logLevel: 'warning',
    });
}

// The code with its CONFIG block on top, where a person edits it.
async function script(backendVia, head = '') {
    const config = readFileSync('static/config.js', 'utf8').replace("via: 'page'", `via: '${backendVia}'`);
    const code = await bundle('src/main.ts');
    return `${head}(() => {\n'use strict';\n${config}\n${code}})();\n`;
}

async function scripts() {
    rmSync('dist', { recursive: true, force: true });
    mkdirSync('dist/extension', { recursive: true });
    writeFileSync('dist/edgex_arbitrage.js', await script('page'));
    const head = readFileSync('static/userscript_head.js', 'utf8');
    writeFileSync('dist/edgex_arbitrage.user.js', await script('page', head));
    writeFileSync('dist/extension/edgex_arbitrage.js', await script('extension'));
    writeFileSync('dist/extension/relay.js', await bundle('src/extension/relay.ts'));
    writeFileSync('dist/extension/background.js', await bundle('src/extension/background.ts'));
    cpSync('static/manifest.json', 'dist/extension/manifest.json');
}

await (process.argv.includes('--tests') ? tests() : scripts());
