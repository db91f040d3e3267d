// The book of our contract, from the venue's public socket.

import { Book } from './book';
import type { Bbo, Depth } from './book';
import { describe } from './env';
import type { Env } from './env';
import { VenueLink } from './venue_link';

export interface MarketListener {
    quote(bbo: Bbo): void;
    // There is no book to go by until the next quote.
    lost(why: string): void;
}

export class MarketData {
    private readonly book = new Book();
    private readonly link: VenueLink;
    private readonly channel: string;

    constructor(
        private readonly env: Env,
        wsUrl: string,
        contractId: string,
        private readonly listener: MarketListener,
    ) {
        this.channel = `depth.${contractId}.15`;
        this.link = new VenueLink(env, 'EdgeX market data', {
            address: () => ({ url: `${wsUrl}/api/v1/public/ws?timestamp=${Math.floor(env.wall())}`, protocols: [] }),
            up: () => this.subscribe(),
            frame: (message) => this.frame(message),
            down: () => this.lose('disconnected'),
        });
    }

    start(): void {
        this.link.start();
    }
    stop(): void {
        this.link.stop();
    }
    connected(): boolean {
        return this.link.isOpen();
    }
    bbo(): Bbo | null {
        return this.book.bbo();
    }

    // A new snapshot, please.
    resubscribe(): void {
        this.link.send({ type: 'unsubscribe', channel: this.channel });
        this.subscribe();
    }

    private subscribe(): void {
        this.link.send({ type: 'subscribe', channel: this.channel });
    }

    private lose(why: string): void {
        this.book.clear();
        this.listener.lost(why);
    }

    private frame(message: { [key: string]: unknown }): void {
        if (message['type'] === 'error') {
            this.env.say('error', `EdgeX market data: ${JSON.stringify(message['content'])}`);
            return;
        }
        const content = message['content'] as { channel?: unknown; data?: unknown[] } | undefined;
        if (message['type'] !== 'quote-event' || content?.channel !== this.channel) return;
        try {
            const outcome = this.book.apply(content.data![0] as Depth);
            if (outcome === 'gap') {
                this.lose('a version is missing');
                this.resubscribe();
            } else if (outcome === 'applied') {
                const bbo = this.book.bbo();
                if (bbo) this.listener.quote(bbo);
                else this.lose('the book is crossed');
            }
        } catch (error) {
            this.lose(`a frame that is none: ${describe(error)}`);
            this.resubscribe();
        }
    }
}
