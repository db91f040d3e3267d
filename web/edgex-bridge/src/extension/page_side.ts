// The page's side of the extension: its background owns the socket to the backend and sends the
// requests, so that the page's content-security policy has no say in either.

import type { Env, HttpAnswer, SocketHandlers } from '../env';
import type { FromBridge, FromPage } from './messages';

export function extensionParts(): Pick<Env, 'backendSocket' | 'http'> {
    let handlers: SocketHandlers | null = null;
    let lastRequest = 0;
    const requests = new Map<number, { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void }>();
    const post = (message: FromPage): void => window.postMessage(message, location.origin);

    window.addEventListener('message', (event: MessageEvent<FromBridge>) => {
        const message = event.data;
        if (event.source !== window || message?.source !== 'edgex-bridge') return;
        switch (message.type) {
            case 'backend_connected':
                handlers?.open();
                break;
            case 'backend_message':
                handlers?.message(message.data);
                break;
            case 'backend_disconnected': {
                const told = handlers;
                handlers = null;
                told?.closed(message.data.code, message.data.reason);
                break;
            }
            case 'http_answer': {
                const request = requests.get(message.data.id);
                requests.delete(message.data.id);
                if (message.data.status === undefined)
                    request?.reject(new Error(message.data.error ?? 'no answer'));
                else request?.resolve({ status: message.data.status, text: message.data.text ?? '' });
                break;
            }
            case 'bridge_ready':
            case 'connection_status':
                break;
        }
    });

    return {
        backendSocket: (url, wanted) => {
            handlers = wanted;
            post({ source: 'edgex-page', type: 'connect_backend', data: { url } });
            return {
                send: (text) => post({ source: 'edgex-page', type: 'send_to_backend', data: text }),
                close: () => {
                    if (handlers !== wanted) return;
                    handlers = null;
                    post({ source: 'edgex-page', type: 'disconnect_backend' });
                },
                backlog: () => 0,
            };
        },
        http: (request) =>
            new Promise((resolve, reject) => {
                const id = ++lastRequest;
                requests.set(id, { resolve, reject });
                setTimeout(() => {
                    if (requests.delete(id)) reject(new Error('the extension did not answer'));
                }, request.timeoutMs + 2000);
                post({ source: 'edgex-page', type: 'http_request', data: { id, request } });
            }),
    };
}
