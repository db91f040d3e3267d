// The program and its simulated venues as child processes, and what they say over HTTP.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { shots } from './browser.mjs';

export class Program {
    constructor(words, environment = {}) {
        this.said = [];
        this.waiting = [];
        this.process = spawn(process.env.TWINLEG, words, {
            stdio: ['ignore', 'pipe', 'pipe'],
            env: { ...process.env, ...environment },
        });
        this.ended = new Promise((resolve) => this.process.on('exit', (code, signal) => resolve(code ?? signal)));
        for (const stream of [this.process.stdout, this.process.stderr])
            createInterface({ input: stream }).on('line', (line) => {
                this.said.push(line);
                for (const each of [...this.waiting]) each(line);
            });
    }

    // What `pattern` finds in the first line, past or to come, that has it.
    line(pattern) {
        const known = this.said.map((line) => pattern.exec(line)).find(Boolean);
        if (known) return Promise.resolve(known);
        return new Promise((resolve, reject) => {
            const look = (line) => {
                const found = pattern.exec(line);
                if (!found) return;
                this.waiting.splice(this.waiting.indexOf(look), 1);
                resolve(found);
            };
            this.waiting.push(look);
            void this.ended.then((how) => reject(new Error(`it ended (${how}) before ${pattern}:\n${this.said.slice(-20).join('\n')}`)));
        });
    }

    async panel() {
        return (await this.line(/panel\W+(http:\/\/[\d.:]+)/))[1];
    }

    stop(signal = 'SIGTERM') {
        if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill(signal);
        return this.ended;
    }
}

// Asks until it is so; the answers are the clock.
export async function until(what, ask, limit_ms = 60_000) {
    const end = Date.now() + limit_ms;
    let last;
    for (;;) {
        try {
            last = await ask();
            if (last) return last;
        } catch (error) {
            last = error;
        }
        if (Date.now() > end) throw new Error(`it never came to this: ${what}; at last ${last instanceof Error ? last.message : JSON.stringify(last)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

export function folder(name) {
    const path = join(shots, name);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true });
    return path;
}

// EdgeX and Lighter as simulators, with their control port.
export class Venues {
    static async start(path) {
        const venues = new Venues();
        venues.env = join(path, 'venues.env');
        venues.program = new Program(['sim', '--venue', 'edgex:0', '--venue', 'lighter:0', '--control', '0', '--number', '7', '--write-env', venues.env]);
        await venues.program.line(/"venue":"edgex"/);
        await venues.program.line(/"venue":"lighter"/);
        venues.control = (await venues.program.line(/control\D*(?:http:\/\/)?(127\.0\.0\.1:\d+)/))[1];
        return venues;
    }

    async state() {
        return (await (await fetch(`http://${this.control}/state`)).json()).venues;
    }

    // Whether nothing is held and nothing is open, anywhere.
    async flat() {
        return (await this.state()).every((venue) => venue.accounts.every((account) =>
            account.open_orders.length === 0 && account.positions.every((position) => Number(position.quantity) === 0)));
    }

    stop() {
        return this.program.stop();
    }
}

// Everything the stream says, kept: what the page shows must be something that was said.
export class Listener {
    constructor(url, pair) {
        this.messages = [];
        this.spreads = [];
        this.outlooks = [];
        this.books = [];
        this.events = [];
        this.socket = new WebSocket(url.replace('http', 'ws') + '/api/stream', ['twinleg']);
        this.socket.on('open', () => this.socket.send(JSON.stringify({ type: 'watch', pair })));
        this.socket.on('message', (text) => this.hear(JSON.parse(text), pair));
        this.socket.on('error', () => undefined);
    }

    hear(message, pair) {
        this.messages.push(message.type);
        for (const each of message.state?.pairs ?? []) if (each.pair === pair && each.spread) this.spreads.push(each.spread);
        const spread = message.pairs?.[pair]?.spread;
        if (spread) this.spreads.push(spread);
        if (message.pairs?.[pair]?.outlook) this.outlooks.push(message.pairs[pair].outlook);
        if (message.book) this.books.push(message.book);
        this.events.push(...(message.events ?? []));
    }

    close() {
        this.socket.terminate();
    }
}
