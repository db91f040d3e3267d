// Questions and wishes over HTTP.
import { signal } from '@preact/signals';
import type { Asked, Refusal } from './types';

const kTokenKey = 'twinleg.token';

export class ApiError extends Error {
    constructor(
        readonly status: number, // 0: no answer at all
        readonly refusal: Refusal | null,
        message: string,
    ) {
        super(message);
    }
}

// Kept for this tab alone.
export const token = signal<string | null>(sessionStorage.getItem(kTokenKey));
// Whether the server has asked for one.
export const tokenWanted = signal(false);

// Tries it; kept if the server takes it. Throws as `get` does.
export async function tryToken(text: string): Promise<void> {
    token.value = text;
    await get('pairs');
    sessionStorage.setItem(kTokenKey, text);
    tokenWanted.value = false;
}

async function ask<T>(path: string, options: RequestInit): Promise<T> {
    const headers = new Headers(options.headers);
    if (token.value) headers.set('authorization', `Bearer ${token.value}`);
    let answer: Response;
    try {
        answer = await fetch(path, { ...options, headers, cache: 'no-store' });
    } catch (error) {
        if ((error as Error).name === 'AbortError') throw error;
        throw new ApiError(0, null, String((error as Error).message));
    }
    const text = await answer.text();
    let body: unknown = null;
    try {
        body = JSON.parse(text);
    } catch {
        // Not ours; its status says enough.
    }
    if (answer.ok) return body as T;
    if (answer.status === 401) tokenWanted.value = true;
    const refusal = (body as { error?: Refusal } | null)?.error ?? null;
    throw new ApiError(answer.status, refusal, refusal?.message ?? `${answer.status} ${answer.statusText}`);
}

export type Query = Record<string, string | number | null | undefined>;

export function path(name: string, query: Query = {}): string {
    const words = Object.entries(query)
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([key, value]) => `${key}=${encodeURIComponent(typeof value === 'number' ? integer(value) : String(value))}`);
    return `/api/${name}` + (words.length > 0 ? '?' + words.join('&') : '');
}

// Nanoseconds are written out: 1e21 would be no integer to the server.
function integer(value: number): string {
    return Number.isInteger(value) ? BigInt(value).toString() : BigInt(Math.round(value)).toString();
}

export function get<T>(name: string, query: Query = {}, abort?: AbortSignal): Promise<T> {
    return ask<T>(path(name, query), abort ? { signal: abort } : {});
}

export function post(name: string, body: Record<string, unknown>): Promise<Asked> {
    return ask<Asked>(`/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
    });
}

// Whether the server is there and wants a token.
export async function wantsToken(): Promise<boolean> {
    try {
        await get('pairs');
        return false;
    } catch (error) {
        return error instanceof ApiError && error.status === 401;
    }
}
