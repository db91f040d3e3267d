// node build.mjs          src/panel/page/: what the program serves, and web/panel/built.sha256
// node build.mjs --check  the same bytes again, or it ends with 1
// node build.mjs --tests  build/test/: what `node --test` runs
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const page = '../../src/panel/page';
const stamp = 'built.sha256';
const most = 200 * 1024; // of all, as gzip makes it
// What decides the bytes. tests/panel/stamp.py holds them to the stamp.
const sources = ['build.mjs', 'package.json', 'package-lock.json', 'tsconfig.json', 'src', 'static'];

const libraries = ['@preact/signals', '@preact/signals-core', 'preact', 'uplot'];

function files(path) {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.flatMap((each) => (each.isDirectory() ? files(join(path, each.name)) : [join(path, each.name)]));
}

const sha = (bytes) => createHash('sha256').update(bytes).digest('hex');

async function tests() {
    rmSync('build/test', { recursive: true, force: true });
    await build({
        entryPoints: readdirSync('test').filter((name) => name.endsWith('.test.ts')).map((name) => `test/${name}`),
        bundle: true,
        outdir: 'build/test',
        outExtension: { '.js': '.mjs' },
        platform: 'node',
        format: 'esm',
        target: 'node18',
        logLevel: 'warning',
    });
}

async function bundle(entry, options) {
    const result = await build({
        entryPoints: [entry],
        bundle: true,
        write: false,
        minify: true,
        charset: 'utf8',
        legalComments: 'none',
        logLevel: 'warning',
        ...options,
    });
    return result.outputFiles[0].contents;
}

async function built() {
    const licences = libraries.map((name) => {
        const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
        return `${name} ${version}\n\n${readFileSync(`node_modules/${name}/LICENSE`, 'utf8').trim()}\n`;
    });
    return {
        'index.html': readFileSync('static/index.html'),
        'licences.txt': Buffer.from(licences.join('\n\n')),
        'icon.svg': readFileSync('static/icon.svg'),
        'panel.js': await bundle('src/main.tsx', {
            format: 'iife',
            target: 'chrome100',
            jsx: 'automatic',
            jsxImportSource: 'preact',
            define: { 'process.env.NODE_ENV': '"production"' },
        }),
        'panel.css': await bundle('src/style/panel.css', { target: 'chrome100' }),
    };
}

const outputs = process.argv.includes('--tests') ? await tests() : await built();
if (outputs) {
    const names = Object.keys(outputs).sort();
    const size = names.reduce((all, name) => all + gzipSync(outputs[name], { level: 9 }).length, 0);
    if (size > most) throw new Error(`the page is ${size} bytes as gzip, ${most} at most`);
    const inputs = sources.flatMap((path) => (statSync(path).isDirectory() ? files(path) : [path])).sort();
    const lines = [
        ...inputs.map((path) => `${sha(readFileSync(path))}  web/panel/${path}`),
        ...names.map((name) => `${sha(outputs[name])}  src/panel/page/${name}`),
    ];
    const text = lines.join('\n') + '\n';
    if (process.argv.includes('--check')) {
        const stale = names.filter((name) => !existsSync(join(page, name)) || !readFileSync(join(page, name)).equals(Buffer.from(outputs[name])));
        if (readFileSync(stamp, 'utf8') !== text) stale.push(stamp);
        if (stale.length > 0) {
            console.error(`stale: ${stale.join(', ')}; build it again with web/build.sh and commit what it writes`);
            process.exit(1);
        }
    } else {
        mkdirSync(page, { recursive: true });
        for (const name of names) writeFileSync(join(page, name), outputs[name]);
        writeFileSync(stamp, text);
    }
    console.log(`panel: ${names.map((name) => `${name} ${outputs[name].length}`).join(', ')}; ${size} bytes as gzip`);
}
