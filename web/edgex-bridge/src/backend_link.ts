// The socket to the backend on this computer: pairing, heartbeat, reconnecting, and a queue that
// forgets what has become old.

import { hmac } from '@noble/hashes/hmac';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

import type { Env, Socket } from './env';

export interface Message {
    type?: string;
    data?: unknown;
    timestamp?: number;
    requestId?: unknown;
    [key: string]: unknown;
}

export interface BackendHandlers {
    // What frontend_ready says, but for the token; null: not ready to say it.
    introduction(): { [key: string]: unknown } | null;
    // The backend is there and knows us: messages may go.
    up(): void;
    command(message: Message, received: number): void;
    // The connection ended; called again for no failed attempt.
    down(): void;
}

const kConnectWithinMs = 10_000;
const kFirstWaitMs = 1000;
const kLongestWaitMs = 30_000;
const kPingEveryMs = 5000;
const kPongWithinMs = 15_000;
const kQueueForMs = 5000;
const kBacklogBytes = 65_536; // market data beyond it would only be old when it arrives

// What a backend that knows the token answers to the nonce in our URL.
export function backendProof(token: string, nonce: string): string {
    return bytesToHex(hmac(sha256, utf8ToBytes(token), utf8ToBytes(`twinleg backend ${nonce}`)));
}

export class BackendLink {
    private socket: Socket | null = null;
    private nonce = '';
    private introduced = false;
    private trusted = false;
    private connected = false;
    private wait = kFirstWaitMs;
    private heard = 0;
    private cancelRetry: (() => void) | null = null;
    private cancelPing: (() => void) | null = null;
    private queue: { text: string; since: number }[] = [];
    private ended = false;

    constructor(
        private readonly env: Env,
        private readonly serverUrl: string,
        private readonly token: string,
        private readonly handlers: BackendHandlers,
    ) {}

    start(): void {
        this.connect();
    }
    stop(): void {
        this.ended = true;
        this.cancelRetry?.();
        this.lose(1000, 'stopped');
    }

    isConnected(): boolean {
        return this.connected;
    }
    isReady(): boolean {
        return this.introduced;
    }

    // The page has learned who it is: say so, if the backend is waiting for it.
    introduce(): void {
        if (!this.trusted || this.introduced) return;
        const data = this.handlers.introduction();
        if (data === null) return;
        this.transmit({ type: 'frontend_ready', data: { ...data, token: this.token } });
        this.introduced = true;
        this.wait = kFirstWaitMs;
        this.handlers.up();
        const now = this.env.now();
        for (const { text, since } of this.queue.splice(0))
            if (now - since <= kQueueForMs) this.socket?.send(text);
    }

    // Now, or within five seconds, or never.
    send(type: string, data: object): void {
        this.sendMessage({ type, data });
    }
    // An answer to what came with a requestId.
    answer(requestId: unknown, answer: { data: unknown } | { error: string; [key: string]: unknown }): void {
        this.sendMessage({ requestId, ...answer });
    }
    // Now or never: what is repeated anyway when the backend comes back.
    sendNow(type: string, data: object): void {
        if (this.introduced) this.transmit({ type, data });
    }
    // Now or never, and not behind a heap of others: market data.
    sendFresh(type: string, data: object): void {
        if (this.introduced && this.socket!.backlog() < kBacklogBytes) this.transmit({ type, data });
    }

    private sendMessage(message: Message): void {
        const text = this.encode(message);
        if (this.introduced) this.socket!.send(text);
        else this.queue.push({ text, since: this.env.now() });
        const oldest = this.env.now() - kQueueForMs;
        this.queue = this.queue.filter((queued) => queued.since >= oldest);
    }

    private encode(message: Message): string {
        return JSON.stringify({ ...message, timestamp: Math.floor(this.env.now()) });
    }
    private transmit(message: Message): void {
        this.socket?.send(this.encode(message));
    }

    private connect(): void {
        this.nonce = this.env.random(16);
        const url = this.serverUrl + (this.serverUrl.includes('?') ? '&' : '?') + `nonce=${this.nonce}`;
        let socket: Socket | null = null;
        const mine = (): boolean => socket !== null && socket === this.socket;
        try {
            socket = this.env.backendSocket(url, {
                open: () => {
                    if (!mine()) return;
                    this.connected = true;
                    this.heard = this.env.now();
                    this.env.say('info', 'Connected to backend');
                    this.beat();
                },
                message: (text) => {
                    if (mine()) this.read(text);
                },
                closed: (code, reason) => {
                    if (mine()) this.lose(code, reason);
                },
            });
            this.socket = socket;
            this.cancelPing = this.env.after(kConnectWithinMs, () => {
                if (mine() && !this.connected) this.lose(0, 'no answer');
            });
        } catch (error) {
            this.lose(0, error instanceof Error ? error.message : String(error));
        }
    }

    private read(text: string): void {
        const received = this.env.now();
        this.heard = received;
        let message: Message;
        try {
            message = JSON.parse(text);
        } catch {
            this.env.say('warn', 'the backend sent what is no JSON');
            return;
        }
        if (message === null || typeof message !== 'object') return;
        if (message.type === 'welcome') this.welcome(message);
        else if (message.type !== 'pong' && this.introduced) this.handlers.command(message, received);
    }

    // Whoever listens at the port must show that it knows the token before it hears it from us.
    private welcome(message: Message): void {
        if (this.token && message['proof'] !== backendProof(this.token, this.nonce)) {
            this.env.say('error', 'the backend does not know CONFIG.backend.token: paste the one it printed at its start');
            this.wait = kLongestWaitMs;
            this.lose(1008, 'no proof');
            return;
        }
        this.trusted = true;
        this.introduce();
    }

    private beat(): void {
        this.transmit({ type: 'ping' });
        this.cancelPing?.();
        this.cancelPing = this.env.after(kPingEveryMs, () => {
            if (this.env.now() - this.heard > kPongWithinMs) this.lose(0, 'no answer to pings');
            else this.beat();
        });
    }

    private lose(code: number, reason: string): void {
        const socket = this.socket;
        const was = this.introduced;
        this.socket = null;
        this.connected = this.trusted = this.introduced = false;
        this.cancelPing?.();
        socket?.close();
        if (was) this.handlers.down();
        if (this.ended) return;
        if (code === 1008) this.wait = kLongestWaitMs;
        const why = [code || '', reason].filter(Boolean).join(' ');
        this.env.say('warn', `backend not connected${why ? ` (${why})` : ''}; again in ${this.wait / 1000} s`);
        this.cancelRetry = this.env.after(this.wait, () => this.connect());
        this.wait = Math.min(this.wait * 2, kLongestWaitMs);
    }
}
