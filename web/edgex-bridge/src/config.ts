// The CONFIG block as the user fills it in, and what becomes of it.

import type { KeysV2 } from './sign_v2';

export interface Config {
    edgex: {
        accountId: string;
        version?: string;
        apiKey?: string;
        apiPassphrase?: string;
        apiSecret?: string;
        tradingPrivateKey?: string;
        starkPrivateKey?: string;
        ticker?: string;
        contractId?: string;
        restUrl?: string;
        wsUrl?: string;
    };
    backend: { serverUrl?: string; token?: string; via?: string };
    limits?: { maxOrderQuantity?: string; cancelAfterLostMs?: number };
}

export interface Settings {
    version: 'v1' | 'v2';
    accountId: string;
    starkPrivateKey: string;
    keys: KeysV2;
    ticker: string;
    contractId: string;
    restUrl: string;
    wsUrl: string;
    serverUrl: string;
    token: string;
    via: 'page' | 'extension';
    maxOrderQuantity: string;
    cancelAfterLostMs: number;
}

const kHosts = {
    v1: { rest: 'https://pro.edgex.exchange', ws: 'wss://quote.edgex.exchange' },
    v2: { rest: 'https://edgex-prod-v2.edgex.exchange', ws: 'wss://edgex-quote-prod-v2.edgex.exchange' },
};

function wanted(value: string | undefined, name: string, form: RegExp): string {
    if (!value || !form.test(value)) throw new Error(`CONFIG.${name} is not filled in, or not in its form`);
    return value;
}

function oneOf<T extends string>(value: string | undefined, name: string, words: readonly T[]): T {
    const found = words.find((word) => word === (value || words[0]));
    if (found === undefined) throw new Error(`CONFIG.${name} is one of ${words.join(', ')}`);
    return found;
}

// Throws Error, naming the member that is missing and never its value.
export function settle(config: Config): Settings {
    const { edgex, backend, limits } = config;
    const version = oneOf(edgex.version, 'edgex.version', ['v2', 'v1'] as const);
    const hexKey = /^(0x)?[0-9a-fA-F]{1,64}$/;
    const secret = /./;
    const v2 = version === 'v2';
    return {
        version,
        accountId: wanted(edgex.accountId, 'edgex.accountId', /^\d{1,20}$/),
        starkPrivateKey: v2 ? '' : wanted(edgex.starkPrivateKey, 'edgex.starkPrivateKey', hexKey),
        keys: {
            apiKey: v2 ? wanted(edgex.apiKey, 'edgex.apiKey', secret) : '',
            apiPassphrase: v2 ? wanted(edgex.apiPassphrase, 'edgex.apiPassphrase', secret) : '',
            apiSecret: v2 ? wanted(edgex.apiSecret, 'edgex.apiSecret', secret) : '',
            tradingPrivateKey: v2 ? wanted(edgex.tradingPrivateKey, 'edgex.tradingPrivateKey', hexKey) : '',
        },
        ticker: edgex.ticker || 'BTC',
        contractId: edgex.contractId ?? '',
        restUrl: (edgex.restUrl || kHosts[version].rest).replace(/\/+$/, ''),
        wsUrl: (edgex.wsUrl || kHosts[version].ws).replace(/\/+$/, ''),
        serverUrl: wanted(backend.serverUrl || 'ws://localhost:8765', 'backend.serverUrl', /^wss?:\/\//),
        token: backend.token ?? '',
        via: oneOf(backend.via, 'backend.via', ['page', 'extension'] as const),
        maxOrderQuantity: limits?.maxOrderQuantity ?? '',
        cancelAfterLostMs: limits?.cancelAfterLostMs ?? 5000,
    };
}
