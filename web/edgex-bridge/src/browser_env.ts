// The world as a browser page has it.

import type { Env, HttpAnswer, HttpRequest, Socket, SocketHandlers } from './env';

// Hosts that the page's content-security policy has refused.
const refused = new Set<string>();
if (typeof document !== 'undefined')
    document.addEventListener('securitypolicyviolation', (event) => {
        if (/^wss?:/.test(event.blockedURI)) refused.add(new URL(event.blockedURI).host);
    });

function refusedBy(url: string): string {
    return refused.has(new URL(url).host)
        ? "this page's content-security policy refuses the socket: use the extension"
        : 'no connection';
}

export function pageSocket(url: string, protocols: string[], handlers: SocketHandlers): Socket {
    const socket = protocols.length > 0 ? new WebSocket(url, protocols) : new WebSocket(url);
    let over = false;
    socket.onopen = () => handlers.open();
    socket.onmessage = (event) => {
        if (!over && typeof event.data === 'string') handlers.message(event.data);
    };
    const end = (code: number, reason: string): void => {
        if (over) return;
        over = true;
        handlers.closed(code, reason);
    };
    socket.onclose = (event) => end(event.code, event.reason);
    // A socket that the page's content-security policy refuses has an error and no close.
    socket.onerror = () => setTimeout(() => end(0, refusedBy(url)), 500);
    return {
        send: (text) => {
            if (socket.readyState === WebSocket.OPEN) socket.send(text);
        },
        close: () => {
            over = true;
            socket.close();
        },
        backlog: () => socket.bufferedAmount,
    };
}

export async function pageFetch(request: HttpRequest): Promise<HttpAnswer> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), request.timeoutMs);
    try {
        const answer = await fetch(request.url, {
            method: request.method,
            headers: request.headers,
            ...(request.body !== undefined ? { body: request.body } : {}),
            signal: abort.signal,
            credentials: 'omit',
            cache: 'no-store',
            redirect: 'error',
        });
        return { status: answer.status, text: await answer.text() };
    } finally {
        clearTimeout(timer);
    }
}

type After = (ms: number, work: () => void) => () => void;

function pageAfter(ms: number, work: () => void): () => void {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
}

// A hidden tab's timers are slowed to one a second or a minute; a worker's are not. Where the page
// allows no worker, its own timers must do.
export function steadyTimers(): After {
    let worker: Worker | null = null;
    const waiting = new Map<number, { work: () => void; due: number }>();
    let last = 0;
    try {
        const code =
            'const t=new Map();onmessage=({data:[id,ms]})=>{if(ms<0){clearTimeout(t.get(id));t.delete(id)}' +
            'else t.set(id,setTimeout(()=>{t.delete(id);postMessage(id)},ms))}';
        worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
        worker.onmessage = ({ data }: MessageEvent<number>) => {
            const found = waiting.get(data);
            waiting.delete(data);
            found?.work();
        };
        worker.onerror = () => {
            worker = null;
            const now = performance.now();
            for (const [id, { work, due }] of waiting) {
                waiting.delete(id);
                pageAfter(Math.max(0, due - now), work);
            }
        };
    } catch {
        worker = null;
    }
    return (ms, work) => {
        if (!worker) return pageAfter(ms, work);
        const id = ++last;
        waiting.set(id, { work, due: performance.now() + ms });
        worker.postMessage([id, ms]);
        return () => {
            if (waiting.delete(id)) worker?.postMessage([id, -1]);
        };
    };
}

export function browserEnv(overrides: Partial<Env> = {}): Env {
    return {
        now: () => performance.timeOrigin + performance.now(),
        wall: () => Date.now(),
        after: steadyTimers(),
        venueSocket: pageSocket,
        backendSocket: (url, handlers) => pageSocket(url, [], handlers),
        http: pageFetch,
        random: (bytes) =>
            [...crypto.getRandomValues(new Uint8Array(bytes))].map((each) => each.toString(16).padStart(2, '0')).join(''),
        say: (level, text) => console[level](`[EdgeX] ${text}`),
        ...overrides,
    };
}
