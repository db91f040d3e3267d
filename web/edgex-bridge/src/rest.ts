// Signed requests to the venue.

import { flat, parseQuery, signedContent } from './canonical';
import type { Json } from './canonical';
import type { Settings } from './config';
import type { Contract } from './contract';
import type { Env, HttpAnswer } from './env';
import { kDayMs } from './order';
import type { OrderRequest, SignedOrder } from './order';
import { authHeadersV1, prepareV1, signOrderV1 } from './sign_v1';
import { authHeadersV2, signOrderV2 } from './sign_v2';

// The venue said no, in its own words.
export class VenueError extends Error {
    constructor(
        readonly code: string,
        message: string,
    ) {
        super(message ? `${code}: ${message}` : code);
    }
}
// Nobody knows what became of the request.
export class NoAnswer extends Error {}

type Fields = { [key: string]: Json };

export class Rest {
    private venueAheadMs = 0;

    constructor(
        private readonly env: Env,
        private readonly settings: Settings,
    ) {}

    // Milliseconds since 1970 by the venue's clock.
    venueNow(): number {
        return Math.floor(this.env.wall() + this.venueAheadMs);
    }

    async measureClock(): Promise<void> {
        const before = this.env.wall();
        const data = (await this.get('public/meta/getServerTime', {})) as Fields;
        const after = this.env.wall();
        const ahead = Number(data['timeMillis']) - (before + after) / 2;
        if (Number.isFinite(ahead)) this.venueAheadMs = ahead;
    }

    path(name: string): string {
        return `/api/${this.settings.version}/${name}`;
    }

    // The `data` of the answer. Throws VenueError or NoAnswer.
    async get(name: string, query: { [key: string]: string }): Promise<Json> {
        const encoded = Object.entries(query)
            .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
            .join('&');
        const path = this.path(name);
        return dataOf(await this.send('GET', encoded ? `${path}?${encoded}` : path, ''));
    }
    async post(name: string, body: Fields): Promise<Json> {
        return dataOf(await this.send('POST', this.path(name), JSON.stringify(body)));
    }

    // One request as it stands, with the authentication it wants. Throws NoAnswer.
    async send(method: string, target: string, body: string): Promise<HttpAnswer> {
        const [path, query] = cut(target);
        const headers: { [name: string]: string } = { 'Content-Type': 'application/json' };
        if (path.includes('/private/')) {
            const text = method === 'GET' ? flat(parseQuery(query)) : body ? flat(JSON.parse(body)) : '';
            Object.assign(headers, this.authHeaders(method, path, text));
        }
        const url = this.settings.restUrl + target;
        try {
            return await this.env.http({ method, url, headers, timeoutMs: 8000, ...(body ? { body } : {}) });
        } catch (error) {
            throw new NoAnswer(error instanceof Error ? error.message : String(error));
        }
    }

    authHeaders(method: string, path: string, text: string, now = this.venueNow()): { [name: string]: string } {
        const timestamp = String(now);
        const content = signedContent(timestamp, method, path, text);
        return this.settings.version === 'v1'
            ? authHeadersV1(content, timestamp, this.settings.starkPrivateKey)
            : authHeadersV2(content, timestamp, this.settings.keys);
    }

    // When an order ends by itself, and its signature: the SDKs' values, unless `expireMs` says so.
    expiry(expireMs?: number): { expireMs: number; l2ExpireMs: number } {
        const now = this.venueNow();
        const v1 = this.settings.version === 'v1';
        if (expireMs) return { expireMs, l2ExpireMs: expireMs + (v1 ? 9 : 8) * kDayMs };
        return v1
            ? { expireMs: now + 4 * kDayMs, l2ExpireMs: now + 14 * kDayMs }
            : { expireMs: now + 22 * kDayMs, l2ExpireMs: now + 30 * kDayMs };
    }

    prepare(contract: Contract): void {
        if (contract.v1) prepareV1(contract.v1);
    }

    sign(contract: Contract, order: OrderRequest): SignedOrder {
        return contract.v1
            ? signOrderV1(contract.v1, order, this.settings.starkPrivateKey)
            : signOrderV2(contract.v2!, order, this.settings.keys.tradingPrivateKey);
    }
}

function cut(target: string): [string, string] {
    const mark = target.indexOf('?');
    return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

// Judged by `code`, whatever the status; what has none was no answer of the venue's.
function dataOf(answer: HttpAnswer): Json {
    let envelope: { code?: unknown; data?: Json; msg?: unknown };
    try {
        envelope = JSON.parse(answer.text);
    } catch {
        envelope = {};
    }
    const code = envelope?.code;
    if (answer.status === 429) throw new VenueError('HTTP_TOO_MANY_REQUESTS', 'too many requests');
    if (typeof code !== 'string' || answer.status >= 500)
        throw new NoAnswer(`HTTP ${answer.status} without a word of the venue's`);
    if (code !== 'SUCCESS') throw new VenueError(code, typeof envelope.msg === 'string' ? envelope.msg : '');
    return envelope.data ?? null;
}
