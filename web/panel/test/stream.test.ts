import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stream, type Link, type Surroundings } from '../src/model/stream';
import type { Verdict } from '../src/model/store';
import type { Message } from '../src/model/types';

class Socket {
    readyState = 1;
    sent: string[] = [];
    onopen: () => void = () => undefined;
    onmessage: (event: { data: string }) => void = () => undefined;
    onclose: () => void = () => undefined;
    constructor(readonly url: string, readonly protocols: string[]) {}
    send(text: string) { this.sent.push(text); }
    close() { this.readyState = 3; }
    hear(message: object) { this.onmessage({ data: JSON.stringify(message) }); }
}

// A browser whose clock, frames and timers are turned by hand.
class Browser {
    now = 0;
    sockets: Socket[] = [];
    frames: (() => void)[] = [];
    timers = new Map<number, { at: number; run: () => void }>();
    links: Link[] = [];
    received: Message[][] = [];
    verdict: Verdict = 'fine';
    sequence = 0;
    tokenWanted = false;
    private id = 0;
    readonly around: Surroundings = {
        open: (url, protocols) => {
            const socket = new Socket(url, protocols);
            this.sockets.push(socket);
            return socket as unknown as WebSocket;
        },
        frame: (run) => void this.frames.push(run),
        later: (run, delay) => {
            this.timers.set(++this.id, { at: this.now + delay, run });
            return this.id;
        },
        cancel: (timer) => void this.timers.delete(timer),
        now_ms: () => this.now,
        random: () => 0.5,
        refused: () => Promise.resolve(this.tokenWanted),
    };
    readonly stream = new Stream('ws://x/api/stream', this.around, {
        receive: (messages) => (this.received.push([...messages]), this.verdict),
        link: (link) => void this.links.push(link),
        sequence: () => this.sequence,
        token: () => (this.tokenWanted ? 'secret-of-sixteen' : null),
        watched: () => 'BTC',
    });
    get socket(): Socket { return this.sockets.at(-1) as Socket; }
    get link(): string { return this.links.at(-1)?.state ?? ''; }
    draw() { for (const run of this.frames.splice(0)) run(); }
    pass(ms: number) {
        const until = this.now + ms;
        for (;;) {
            const next = [...this.timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0];
            if (!next) break;
            this.now = next[1].at;
            this.timers.delete(next[0]);
            next[1].run();
        }
        this.now = until;
    }
}

const beat = { type: 'beat', sequence: 1, time_ns: 0 };

test('all messages of a frame are handed over at once', () => {
    const browser = new Browser();
    browser.stream.start();
    browser.socket.onopen();
    for (let i = 0; i < 5; i++) browser.socket.hear(beat);
    assert.equal(browser.received.length, 0);
    browser.draw();
    assert.equal(browser.received.length, 1);
    assert.equal(browser.received[0]?.length, 5);
    assert.equal(browser.link, 'open');
    assert.deepEqual(JSON.parse(browser.socket.sent[0] ?? ''), { type: 'watch', pair: 'BTC' });
});

test('what waits is bounded where no frame is drawn', () => {
    const browser = new Browser();
    browser.stream.start();
    for (let i = 0; i < 1000; i++) browser.socket.hear(beat);
    assert.equal(browser.received.length, 2);
});

test('a close is told at once, and each try waits longer, up to five seconds', () => {
    const browser = new Browser();
    browser.sequence = 7;
    browser.stream.start();
    browser.socket.hear(beat);
    browser.socket.onclose();
    assert.equal(browser.link, 'gone');
    const waits: number[] = [];
    for (let i = 0; i < 7; i++) {
        const before = browser.now;
        const known = browser.sockets.length;
        while (browser.sockets.length === known) browser.pass(10);
        waits.push(browser.now - before);
        assert.match(browser.socket.url, /\?since=7$/);
        assert.equal(browser.link, 'gone');
        browser.socket.onclose();
    }
    assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 5000, 5000]);
    browser.pass(5000);
    browser.socket.hear(beat);
    assert.equal(browser.link, 'open');
});

test('silence is told after three seconds and ended after ten', () => {
    const browser = new Browser();
    browser.stream.start();
    browser.socket.onopen();
    browser.socket.hear(beat);
    browser.pass(3600);
    assert.equal(browser.link, 'late');
    browser.socket.hear(beat);
    assert.equal(browser.link, 'open');
    browser.pass(11000);
    assert.equal(browser.sockets[0]?.readyState, 3);
    assert.equal(browser.links.some((link) => link.state === 'gone'), true);
});

test('a gap resumes from what is known; starting over asks for everything', () => {
    const browser = new Browser();
    browser.sequence = 7;
    browser.stream.start();
    browser.verdict = 'resume';
    browser.socket.hear(beat);
    browser.draw();
    assert.equal(browser.sockets.length, 2);
    assert.match(browser.socket.url, /\?since=7$/);
    browser.verdict = 'start over';
    browser.socket.hear(beat);
    browser.draw();
    assert.equal(browser.sockets.length, 3);
    assert.doesNotMatch(browser.socket.url, /since/);
});

test('where a token is wanted it stops trying and asks; it is a subprotocol', async () => {
    const browser = new Browser();
    browser.tokenWanted = true;
    browser.stream.start();
    assert.deepEqual(browser.socket.protocols, ['twinleg', 'twinleg.bearer.secret-of-sixteen']);
    browser.socket.onclose();
    await Promise.resolve();
    await Promise.resolve();
    assert.equal(browser.link, 'refused');
    browser.pass(2000);
    assert.equal(browser.sockets.length, 1);
    browser.stream.retry();
    assert.equal(browser.sockets.length, 2);
});
