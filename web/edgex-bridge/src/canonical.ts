// The text that a request's signature covers, of both generations of the venue.

export type Json = null | string | boolean | number | bigint | Json[] | { [key: string]: Json };

function byCodePoint(a: string, b: string): number {
    const left = [...a];
    const right = [...b];
    for (let i = 0; i < left.length && i < right.length; ++i) {
        const order = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
        if (order !== 0) return order;
    }
    return left.length - right.length;
}

// null is empty; objects by sorted key as `key=…`, items and members joined with '&', nested ones
// without brackets. Numbers are better sent as text: two languages may spell one differently.
export function flat(value: Json): string {
    if (value === null) return '';
    if (typeof value === 'string') return value;
    if (typeof value !== 'object') return String(value);
    if (Array.isArray(value)) return value.map(flat).join('&');
    return Object.keys(value)
        .sort(byCodePoint)
        .map((key) => `${key}=${flat(value[key]!)}`)
        .join('&');
}

// What a query string means, decoded; '+' is a plus. Throws URIError on a broken escape.
export function parseQuery(query: string): { [key: string]: string } {
    const fields: { [key: string]: string } = {};
    for (const part of query.split('&')) {
        if (part === '') continue;
        const equals = part.indexOf('=');
        const key = equals < 0 ? part : part.slice(0, equals);
        fields[decodeURIComponent(key)] = equals < 0 ? '' : decodeURIComponent(part.slice(equals + 1));
    }
    return fields;
}

// timestamp ‖ METHOD ‖ path ‖ text: of the query for GET, of the JSON body for POST.
export function signedContent(timestamp: string, method: string, path: string, text: string): string {
    return timestamp + method.toUpperCase() + path + text;
}
