// Private requests of the backend, signed here: only those that ask, or cancel. Nothing that moves
// money, changes keys or places an order goes this way, whatever the backend says.

import type { Rest } from './rest';

export interface RestRequest {
    method?: unknown;
    target?: unknown; // path and query, encoded
    body?: unknown; // JSON text
}

const kGet =
    /^\/api\/v[12]\/(public\/[A-Za-z/]+|private\/account\/(getAccountAsset|getAccountById|getPositionByContractId|getPositionTransactionPage|getCollateralTransactionPage)|private\/order\/(getActiveOrderPage|getOrderById|getOrderByClientOrderId|getHistoryOrderPage|getHistoryOrderFillTransactionPage))$/;
const kPost =
    /^\/api\/v[12]\/private\/order\/(cancelOrderById|cancelOrderByClientOrderId|cancelAllOrder|getMaxCreateOrderSize)$/;

export function isAllowed(method: string, path: string): boolean {
    return (method === 'GET' ? kGet : method === 'POST' ? kPost : /^(?!)/).test(path);
}

export type RestAnswer = { data: { status: number; body: string } } | { error: string; sent: boolean };

export async function relay(request: RestRequest, rest: Rest): Promise<RestAnswer> {
    const method = String(request.method);
    const target = String(request.target);
    if (!isAllowed(method, target.split('?')[0]!))
        return { error: `this page does not sign ${method} ${target.split('?')[0]}`, sent: false };
    try {
        const answer = await rest.send(method, target, typeof request.body === 'string' ? request.body : '');
        return { data: { status: answer.status, body: answer.text } };
    } catch (error) {
        return { error: error instanceof Error ? error.message : String(error), sent: true };
    }
}
