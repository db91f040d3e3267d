// ─────────────────────────────────────────────────────────────────────────────────────────────
// Fill this in. Your keys stay in this page: they are never sent to the backend, nor printed.
const CONFIG = {
    edgex: {
        accountId: 'YOUR_ACCOUNT_ID',
        version: 'v2',           // 'v2': the exchange of today; 'v1': the older StarkEx one
        apiKey: '',              // v2: these four
        apiPassphrase: '',
        apiSecret: '',
        tradingPrivateKey: '',
        starkPrivateKey: '',     // v1: this one alone
        ticker: 'BTC',
        contractId: '',          // empty: found by the ticker
        restUrl: '',             // empty: the main network
        wsUrl: '',
    },
    backend: {
        serverUrl: 'ws://localhost:8765',
        token: '',               // the pairing token that `twinleg run` prints
        via: 'page',             // who owns the socket: 'page' or 'extension'
    },
    limits: {
        maxOrderQuantity: '',    // larger orders are refused here, whoever asks; empty: none
        cancelAfterLostMs: 5000, // own orders are cancelled when the backend is gone so long; 0: never
    },
};
// ─────────────────────────────────────────────────────────────────────────────────────────────
