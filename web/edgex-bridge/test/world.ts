// A bridge in a world of its own, up and paired.

import { Bridge } from '../src/bridge';
import { backendProof } from '../src/backend_link';
import { settle } from '../src/config';
import type { Config } from '../src/config';
import { FakeEnv, FakeSocket } from './fake_env';
import { FakeVenue } from './fake_venue';

export const kToken = '0123456789abcdef0123456789abcdef';

export function config(): Config {
    return {
        edgex: {
            accountId: '543429922991899150',
            apiKey: 'made-up-key',
            apiPassphrase: 'made-up-pass',
            apiSecret: 'made-up-secret',
            tradingPrivateKey: '0x0ce68523e7be4b88a9f5a83afb2b1983067b97595cde5d0c879cc070d956abad',
        },
        backend: { token: kToken },
    };
}

export class World {
    readonly env = new FakeEnv();
    readonly venue = new FakeVenue();
    readonly bridge: Bridge;

    constructor(change: (config: Config) => void = () => {}) {
        const wanted = config();
        change(wanted);
        this.venue.timeMillis = () => this.env.time;
        this.env.answer = this.venue.answer;
        this.bridge = new Bridge(this.env, settle(wanted));
    }

    get backend(): FakeSocket {
        return this.env.backend.at(-1)!;
    }
    // The newest of either kind.
    get publicSocket(): FakeSocket {
        return this.env.venue.filter((socket) => socket.url.includes('/public/')).at(-1)!;
    }
    get privateSocket(): FakeSocket {
        return this.env.venue.filter((socket) => socket.url.includes('/private/')).at(-1)!;
    }

    welcome(): void {
        this.backend.accept();
        const nonce = new URL(this.backend.url).searchParams.get('nonce')!;
        this.backend.say({ type: 'welcome', message: 'hello', proof: backendProof(kToken, nonce), timestamp: 1 });
    }

    async up(): Promise<this> {
        this.bridge.start();
        await this.env.settle();
        this.welcome();
        await this.env.settle();
        this.publicSocket.accept();
        return this;
    }

    depth(kind: 'SNAPSHOT' | 'CHANGED', start: number, end: number, bids: string[][], asks: string[][]): void {
        const levels = (from: string[][]): object[] => from.map(([price, size]) => ({ price, size }));
        const channel = 'depth.30000001.15';
        this.publicSocket.say({
            type: 'quote-event',
            channel,
            content: {
                channel,
                dataType: kind === 'SNAPSHOT' ? 'Snapshot' : 'changed',
                data: [
                    {
                        startVersion: String(start),
                        endVersion: String(end),
                        contractId: '30000001',
                        depthType: kind,
                        bids: levels(bids),
                        asks: levels(asks),
                    },
                ],
            },
        });
    }

    command(type: string, data: object, more: object = {}): void {
        this.backend.say({ type, data, timestamp: this.env.time, ...more });
    }
    order(clientOrderId: string, more: object = {}): void {
        this.command('execute_order', {
            side: 'buy',
            quantity: '0.001',
            price: '97000.1',
            clientOrderId,
            tries: 1,
            ...more,
        });
    }
}
