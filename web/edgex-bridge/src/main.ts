// What runs in the page: takes the CONFIG block that stands before it in the built file.

import { Bridge } from './bridge';
import { browserEnv } from './browser_env';
import { settle } from './config';
import type { Config } from './config';
import { describe } from './env';
import { extensionParts } from './extension/page_side';

declare const CONFIG: Config;

interface Published {
    getBBO: Bridge['getBBO'];
    getStatus: Bridge['getStatus'];
    getConnectionStatus: Bridge['getConnectionStatus'];
    testOrder: Bridge['testOrder'];
    cancelOwn: Bridge['cancelOwn'];
    stop: Bridge['stop'];
}

function run(): void {
    const place = window as { edgexArbitrage?: Published };
    place.edgexArbitrage?.stop(); // pasted a second time
    let bridge: Bridge;
    try {
        const settings = settle(CONFIG);
        bridge = new Bridge(browserEnv(settings.via === 'extension' ? extensionParts() : {}), settings);
    } catch (error) {
        console.error(`[EdgeX] ${describe(error)}`);
        return;
    }
    place.edgexArbitrage = {
        getBBO: () => bridge.getBBO(),
        getStatus: () => bridge.getStatus(),
        getConnectionStatus: () => bridge.getConnectionStatus(),
        testOrder: (side, quantity, price) => bridge.testOrder(side, quantity, price),
        cancelOwn: () => bridge.cancelOwn(),
        stop: () => bridge.stop(),
    };
    bridge.start();
}

run();
