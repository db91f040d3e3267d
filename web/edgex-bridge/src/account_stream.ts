// The venue's private socket: what happens to our orders, as it happens.

import type { Settings } from './config';
import type { Env } from './env';
import type { Rest } from './rest';
import type { VenueOrder } from './tracker';
import { VenueLink } from './venue_link';

export interface AccountListener {
    stream(up: boolean): void;
    // Byte for byte, for who wants more of it than orders.
    frame(text: string): void;
    order(order: VenueOrder): void;
}

// A browser cannot set headers of a socket, so they go as its subprotocol: base64 of their JSON.
// Padding and '/' may not stand in one; blanks at the end of the JSON move the bytes until neither
// does.
export function subprotocol(headers: { [name: string]: string }): string {
    const json = JSON.stringify(headers);
    for (let blanks = 0; blanks < 6; ++blanks) {
        const text = btoa(json + ' '.repeat(blanks));
        if (!/[/=]/.test(text)) return text;
    }
    throw new Error('the credentials have characters that a browser cannot send');
}

export class AccountStream {
    private readonly link: VenueLink;

    constructor(env: Env, settings: Settings, rest: Rest, listener: AccountListener) {
        this.link = new VenueLink(env, 'EdgeX account stream', {
            address: () => {
                const path = '/api/v1/private/ws';
                const now = rest.venueNow();
                const query =
                    `accountId=${settings.accountId}` + (settings.version === 'v2' ? `&timestamp=${now}` : '');
                const headers =
                    settings.version === 'v1'
                        ? rest.authHeaders('GET', path + query, '', now)
                        : rest.authHeaders('GET', path, query, now);
                return { url: `${settings.wsUrl}${path}?${query}`, protocols: [subprotocol(headers)] };
            },
            up: () => listener.stream(true),
            down: () => listener.stream(false),
            frame: (message, text) => {
                if (message.type !== 'trade-event') return;
                listener.frame(text);
                const content = message['content'] as { data?: { order?: unknown } } | undefined;
                const orders = content?.data?.order;
                if (Array.isArray(orders)) for (const order of orders) listener.order(order as VenueOrder);
            },
        });
    }

    start(): void {
        this.link.start();
    }
    stop(): void {
        this.link.stop();
    }
    // Begins again with a snapshot.
    reopen(): void {
        this.link.reopen();
    }
    connected(): boolean {
        return this.link.isOpen();
    }
}
