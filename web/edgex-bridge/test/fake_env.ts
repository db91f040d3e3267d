// A world that tests hold in their hands: its time moves when they say so.

import type { Env, HttpAnswer, HttpRequest, Socket, SocketHandlers } from '../src/env';

export class FakeSocket implements Socket {
    sent: { [key: string]: unknown }[] = [];
    open = false;
    closed = false;
    waiting = 0;

    constructor(
        readonly url: string,
        readonly protocols: string[],
        readonly handlers: SocketHandlers,
    ) {}

    send(text: string): void {
        if (this.open) this.sent.push(JSON.parse(text));
    }
    close(): void {
        this.closed = true;
        this.open = false;
    }
    backlog(): number {
        return this.waiting;
    }

    // --- The other side.
    accept(): void {
        this.open = true;
        this.handlers.open();
    }
    say(message: object): void {
        this.handlers.message(JSON.stringify(message));
    }
    cut(code = 1006, reason = ''): void {
        this.open = false;
        if (!this.closed) this.handlers.closed(code, reason);
    }
    types(): unknown[] {
        return this.sent.map((message) => message['type']);
    }
    last(type: string): { [key: string]: unknown } | undefined {
        return [...this.sent].reverse().find((message) => message['type'] === type);
    }
    lastData(type: string): { [key: string]: unknown } {
        return (this.last(type)?.['data'] ?? {}) as { [key: string]: unknown };
    }
}

export class FakeEnv implements Env {
    time = 1_760_000_000_000;
    private timers: { at: number; work: () => void }[] = [];
    venue: FakeSocket[] = [];
    backend: FakeSocket[] = [];
    requests: HttpRequest[] = [];
    said: string[] = [];
    // What the venue answers; may throw or never resolve.
    answer: (request: HttpRequest) => Promise<HttpAnswer> = () => Promise.reject(new Error('no venue'));

    now(): number {
        return this.time;
    }
    wall(): number {
        return this.time;
    }
    after(ms: number, work: () => void): () => void {
        const timer = { at: this.time + ms, work };
        this.timers.push(timer);
        return () => {
            this.timers = this.timers.filter((each) => each !== timer);
        };
    }
    venueSocket(url: string, protocols: string[], handlers: SocketHandlers): Socket {
        const socket = new FakeSocket(url, protocols, handlers);
        this.venue.push(socket);
        return socket;
    }
    backendSocket(url: string, handlers: SocketHandlers): Socket {
        const socket = new FakeSocket(url, [], handlers);
        this.backend.push(socket);
        return socket;
    }
    http(request: HttpRequest): Promise<HttpAnswer> {
        this.requests.push(request);
        return this.answer(request);
    }
    random(bytes: number): string {
        return '0f'.repeat(bytes);
    }
    say(_level: 'info' | 'warn' | 'error', text: string): void {
        this.said.push(text);
    }

    // --- What tests do.

    // Lets promises that are ready be told.
    async settle(): Promise<void> {
        for (let turn = 0; turn < 50; ++turn) await Promise.resolve();
    }
    // Moves time on, timer by timer.
    async pass(ms: number): Promise<void> {
        const end = this.time + ms;
        await this.settle();
        for (;;) {
            const next = this.timers.reduce<{ at: number; work: () => void } | null>(
                (least, each) => (each.at <= end && (!least || each.at < least.at) ? each : least),
                null,
            );
            if (!next) break;
            this.timers = this.timers.filter((each) => each !== next);
            this.time = Math.max(this.time, next.at);
            next.work();
            await this.settle();
        }
        this.time = end;
    }
}
