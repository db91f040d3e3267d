// What the script needs of the world around it, so that tests can stand in for it.

export interface SocketHandlers {
    open(): void;
    message(text: string): void;
    // Once, whether it had been open or not, unless close() was called.
    closed(code: number, reason: string): void;
}

export interface Socket {
    send(text: string): void;
    close(): void;
    // Bytes that have not left yet.
    backlog(): number;
}

export interface HttpRequest {
    method: string;
    url: string;
    headers: { [name: string]: string };
    body?: string;
    timeoutMs: number;
}

export interface HttpAnswer {
    status: number;
    text: string;
}

export interface Env {
    // Milliseconds since 1970 with their fraction. Runs evenly.
    now(): number;
    // Milliseconds since 1970 as the system's clock says.
    wall(): number;
    // Calls back once; the answer takes that back.
    after(ms: number, work: () => void): () => void;
    venueSocket(url: string, protocols: string[], handlers: SocketHandlers): Socket;
    backendSocket(url: string, handlers: SocketHandlers): Socket;
    // Rejects if there was no answer; the request may have been done then.
    http(request: HttpRequest): Promise<HttpAnswer>;
    // `bytes` random bytes as hex.
    random(bytes: number): string;
    say(level: 'info' | 'warn' | 'error', text: string): void;
}

export function describe(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
