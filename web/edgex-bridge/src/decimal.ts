// Decimal numbers without rounding: what a price, a size and their product are on the wire.

export interface Decimal {
    readonly digits: bigint; // value × 10^places
    readonly places: number;
}

const kPlain = /^(-?)(\d+)(?:\.(\d+))?$/;

// Throws RangeError, naming `field`, unless `text` is a plain decimal ("12", "0.10", "-3").
export function parseDecimal(text: string, field: string): Decimal {
    const found = kPlain.exec(text);
    if (!found) throw new RangeError(`${field}: "${text}" is no plain decimal`);
    const fraction = found[3] ?? '';
    const digits = BigInt(found[2]! + fraction);
    return { digits: found[1] ? -digits : digits, places: fraction.length };
}

// With all its places, trailing zeros too.
export function decimalText(value: Decimal): string {
    const sign = value.digits < 0n ? '-' : '';
    const digits = (value.digits < 0n ? -value.digits : value.digits)
        .toString()
        .padStart(value.places + 1, '0');
    if (value.places === 0) return sign + digits;
    const point = digits.length - value.places;
    return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

export function multiply(a: Decimal, b: Decimal): Decimal {
    return { digits: a.digits * b.digits, places: a.places + b.places };
}

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
    const places = Math.max(a.places, b.places);
    return [
        a.digits * 10n ** BigInt(places - a.places),
        b.digits * 10n ** BigInt(places - b.places),
        places,
    ];
}

export function add(a: Decimal, b: Decimal): Decimal {
    const [left, right, places] = align(a, b);
    return { digits: left + right, places };
}

// Negative, zero or positive as a is below, equal to or above b.
export function compare(a: Decimal, b: Decimal): number {
    const [left, right] = align(a, b);
    return left < right ? -1 : left > right ? 1 : 0;
}

export function isZero(value: Decimal): boolean {
    return value.digits === 0n;
}

// value × units, cut toward zero.
export function quantums(value: Decimal, units: bigint): bigint {
    return (value.digits * units) / 10n ** BigInt(value.places);
}

// The next whole number at or above a value that is not negative.
export function roundUp(value: Decimal): bigint {
    const one = 10n ** BigInt(value.places);
    return (value.digits + one - 1n) / one;
}

// The multiple of `step` at or below (or at or above) a value that is not negative, with the
// places of `step`.
export function toStep(value: Decimal, step: Decimal, direction: 'down' | 'up'): Decimal {
    const [left, right, places] = align(value, step);
    let times = left / right;
    if (direction === 'up' && times * right !== left) times += 1n;
    const cut = 10n ** BigInt(places - step.places);
    return { digits: (times * right) / cut, places: step.places };
}
