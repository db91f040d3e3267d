// The extension's background: one socket to this computer's backend for each page, and requests to
// the venue. It reaches nothing else, whatever a page asks for.

import { pageFetch, pageSocket } from '../browser_env';
import type { Socket } from '../env';
import type { FromBridge, FromPage } from './messages';

const kBackend = /^ws:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|\?|$)/;
const kVenue = /^https:\/\/([a-z0-9-]+\.)*edgex\.exchange\/api\/|^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\/api\//;

chrome.runtime.onConnect.addListener((port) => {
    let socket: Socket | null = null;
    const tell = (message: FromBridge): void => {
        try {
            port.postMessage(message);
        } catch {
            socket?.close(); // the page has gone
        }
    };
    const disconnected = (code: number, reason: string): void => {
        socket = null;
        tell({ source: 'edgex-bridge', type: 'backend_disconnected', data: { code, reason } });
    };
    const connect = (url: string): void => {
        socket?.close();
        socket = null;
        if (!kBackend.test(url)) return disconnected(0, 'the backend is not on this computer');
        socket = pageSocket(url, [], {
            open: () => tell({ source: 'edgex-bridge', type: 'backend_connected' }),
            message: (text) => tell({ source: 'edgex-bridge', type: 'backend_message', data: text }),
            closed: disconnected,
        });
    };

    port.onMessage.addListener((message: FromPage) => {
        switch (message.type) {
            case 'connect_backend':
                connect(message.data.url);
                break;
            case 'disconnect_backend':
                socket?.close();
                socket = null;
                break;
            case 'send_to_backend':
                socket?.send(message.data);
                break;
            case 'check_connection':
                tell({ source: 'edgex-bridge', type: 'connection_status', data: { connected: socket !== null } });
                break;
            case 'http_request': {
                const { id, request } = message.data;
                const answer = kVenue.test(request.url)
                    ? pageFetch(request)
                    : Promise.reject(new Error('not an address of the venue'));
                answer.then(
                    (found) => tell({ source: 'edgex-bridge', type: 'http_answer', data: { id, ...found } }),
                    (error) =>
                        tell({ source: 'edgex-bridge', type: 'http_answer', data: { id, error: String(error) } }),
                );
                break;
            }
        }
    });
    port.onDisconnect.addListener(() => socket?.close());
});
