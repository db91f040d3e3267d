// A socket to the venue that comes back by itself, answers pings and notices silence.

import type { Env, Socket } from './env';

export interface VenueLinkHandlers {
    // Where to, asked anew for every attempt because signatures age.
    address(): { url: string; protocols: string[] };
    up(): void;
    // Every frame but the heartbeat's; `text` as it came.
    frame(message: { type?: unknown; [key: string]: unknown }, text: string): void;
    down(): void;
}

const kConnectWithinMs = 10_000;
const kFirstWaitMs = 1000;
const kLongestWaitMs = 30_000;
const kSilenceMs = 30_000; // the venue pings several times within it

export class VenueLink {
    private socket: Socket | null = null;
    private open = false;
    private wait = kFirstWaitMs;
    private heard = 0;
    private cancel: (() => void) | null = null;
    private ended = true;

    constructor(
        private readonly env: Env,
        private readonly name: string,
        private readonly handlers: VenueLinkHandlers,
    ) {}

    start(): void {
        this.ended = false;
        this.connect();
    }

    stop(): void {
        this.ended = true;
        this.cancel?.();
        this.drop();
    }

    isOpen(): boolean {
        return this.open;
    }

    send(message: object): void {
        if (this.open) this.socket?.send(JSON.stringify(message));
    }

    // Ends this connection and makes another at once.
    reopen(): void {
        if (this.ended) return;
        this.cancel?.();
        this.drop();
        this.connect();
    }

    private connect(): void {
        let socket: Socket | null = null;
        const mine = (): boolean => socket === this.socket;
        try {
            const { url, protocols } = this.handlers.address();
            socket = this.env.venueSocket(url, protocols, {
                open: () => {
                    if (!mine()) return;
                    this.open = true;
                    this.heard = this.env.now();
                    this.watch();
                    this.handlers.up();
                },
                message: (text) => {
                    if (mine()) this.read(text);
                },
                closed: (code, reason) => {
                    if (mine()) this.lost(`${code} ${reason}`.trim());
                },
            });
            this.socket = socket;
            this.cancel = this.env.after(kConnectWithinMs, () => {
                if (!mine() || this.open) return;
                this.drop();
                this.lost('no answer');
            });
        } catch (error) {
            this.lost(error instanceof Error ? error.message : String(error));
        }
    }

    private read(text: string): void {
        this.heard = this.env.now();
        this.wait = kFirstWaitMs;
        let message: { type?: unknown; time?: unknown };
        try {
            message = JSON.parse(text);
        } catch {
            return; // one broken frame; the versions tell what it cost
        }
        if (message === null || typeof message !== 'object') return;
        if (message.type === 'ping') this.send({ type: 'pong', time: message.time });
        else if (message.type !== 'pong') this.handlers.frame(message, text);
    }

    private watch(): void {
        this.cancel?.();
        this.cancel = this.env.after(5000, () => {
            if (this.env.now() - this.heard > kSilenceMs) {
                this.drop();
                this.lost('silence');
            } else {
                this.watch();
            }
        });
    }

    private drop(): void {
        const socket = this.socket;
        const was = this.open;
        this.socket = null;
        this.open = false;
        socket?.close();
        if (was) this.handlers.down();
    }

    private lost(why: string): void {
        this.cancel?.();
        this.socket = null;
        const was = this.open;
        this.open = false;
        if (was) this.handlers.down();
        if (this.ended) return;
        this.env.say('warn', `${this.name} lost (${why}); again in ${this.wait / 1000} s`);
        this.cancel = this.env.after(this.wait, () => this.connect());
        this.wait = Math.min(this.wait * 2, kLongestWaitMs);
    }
}
