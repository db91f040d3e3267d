// The socket: connects, says at once when it is gone, comes back by itself, and hands over what
// came once per animation frame.
import type { Verdict } from './store';
import type { Message } from './types';

export type Link =
    | { state: 'connecting' }
    | { state: 'open' }
    | { state: 'late'; since_ms: number } // connected, and nothing said for too long
    | { state: 'gone'; since_ms: number; retry_ms: number } // retry at that time
    | { state: 'refused' }; // it wants a token

// What a browser gives; tests give their own.
export interface Surroundings {
    open(url: string, protocols: string[]): WebSocket;
    // Calls back once, at the next frame or soon where no frames are drawn.
    frame(run: () => void): void;
    later(run: () => void, delay_ms: number): number;
    cancel(timer: number): void;
    now_ms(): number;
    random(): number;
    // Whether it is a token that is missing: a socket does not tell.
    refused(): Promise<boolean>;
}

export interface Listener {
    receive(messages: readonly Message[]): Verdict;
    link(link: Link): void;
    // From the last snapshot or delta on; zero: from the start.
    sequence(): number;
    token(): string | null;
    watched(): string | null;
}

const kLate_ms = 3000; // three beats
const kDead_ms = 10000;
const kFirst_ms = 250;
const kLongest_ms = 5000;
const kMostWaiting = 400;

export class Stream {
    heard_ms = 0;
    private socket: WebSocket | null = null;
    private waiting: Message[] = [];
    private asked = false;
    private failures = 0;
    private timer = 0;
    private watch = 0;
    private link: Link = { state: 'connecting' };
    private goneSince_ms = 0;
    private whole = false; // the next connection asks for a snapshot

    constructor(
        private readonly url: string,
        private readonly around: Surroundings,
        private readonly to: Listener,
    ) {}

    start(): void {
        this.connect();
        this.guard();
    }

    // At once, whatever the back-off says: the network or the user is back.
    retry(): void {
        if (this.link.state === 'open' || this.link.state === 'connecting') return;
        this.around.cancel(this.timer);
        this.failures = 0;
        this.connect();
    }

    send(message: object): void {
        if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
    }

    private say(link: Link): void {
        this.link = link;
        this.to.link(link);
    }

    private connect(): void {
        this.drop();
        const token = this.to.token();
        const since = this.whole ? 0 : this.to.sequence();
        this.whole = false;
        const socket = this.around.open(
            this.url + (since > 0 ? `?since=${since}` : ''),
            token ? ['twinleg', `twinleg.bearer.${token}`] : ['twinleg'],
        );
        this.socket = socket;
        if (this.link.state !== 'gone') this.say({ state: 'connecting' });
        socket.onopen = () => {
            this.heard_ms = this.around.now_ms();
            this.send({ type: 'watch', pair: this.to.watched() });
        };
        socket.onmessage = ({ data }) => {
            this.heard_ms = this.around.now_ms();
            this.failures = 0;
            if (this.link.state !== 'open') this.say({ state: 'open' });
            this.waiting.push(JSON.parse(data as string) as Message);
            if (this.waiting.length >= kMostWaiting) this.flush();
            else this.ask();
        };
        socket.onclose = () => void this.closed(socket);
    }

    private ask(): void {
        if (this.asked) return;
        this.asked = true;
        this.around.frame(() => {
            this.asked = false;
            this.flush();
        });
    }

    private flush(): void {
        if (this.waiting.length === 0) return;
        const messages = this.waiting;
        this.waiting = [];
        const verdict = this.to.receive(messages);
        if (verdict === 'fine') return;
        if (verdict === 'start over') this.whole = true;
        this.connect();
    }

    private async closed(socket: WebSocket): Promise<void> {
        if (socket !== this.socket) return;
        this.socket = null;
        const now = this.around.now_ms();
        if (this.link.state !== 'gone') this.goneSince_ms = now;
        const wait = Math.min(kFirst_ms * 2 ** this.failures++, kLongest_ms) * (0.75 + this.around.random() / 2);
        this.say({ state: 'gone', since_ms: this.goneSince_ms, retry_ms: now + wait });
        this.timer = this.around.later(() => this.connect(), wait);
        if (!(await this.around.refused()) || this.socket) return;
        this.around.cancel(this.timer);
        this.say({ state: 'refused' });
    }

    private drop(): void {
        const socket = this.socket;
        this.socket = null;
        this.waiting = [];
        socket?.close();
    }

    // A connection may die without a word: the server beats each second.
    private guard(): void {
        this.watch = this.around.later(() => {
            const quiet = this.around.now_ms() - this.heard_ms;
            if (this.link.state === 'open' && quiet > kLate_ms) this.say({ state: 'late', since_ms: this.heard_ms });
            if (this.link.state === 'late' && quiet > kDead_ms && this.socket) {
                const socket = this.socket;
                socket.close();
                void this.closed(socket);
            }
            this.guard();
        }, 500);
    }

    stop(): void {
        this.around.cancel(this.watch);
        this.around.cancel(this.timer);
        this.drop();
    }
}
