// The content script: carries messages between the page and the background, and nothing else.

import type { FromBridge, FromPage } from './messages';

let port: chrome.runtime.Port | null = null;

function toPage(message: FromBridge): void {
    window.postMessage(message, location.origin);
}

function background(): chrome.runtime.Port {
    if (port) return port;
    port = chrome.runtime.connect({ name: 'edgex' });
    port.onMessage.addListener((message: FromBridge) => toPage(message));
    port.onDisconnect.addListener(() => {
        port = null;
        toPage({
            source: 'edgex-bridge',
            type: 'backend_disconnected',
            data: { code: 0, reason: 'the extension went to sleep' },
        });
    });
    return port;
}

window.addEventListener('message', (event: MessageEvent<FromPage>) => {
    if (event.source !== window || event.origin !== location.origin) return;
    if (event.data?.source === 'edgex-page') background().postMessage(event.data);
});

toPage({ source: 'edgex-bridge', type: 'bridge_ready' });
