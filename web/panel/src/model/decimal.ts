// Decimal text as it came, added and compared without ever being a floating number.

interface Parts {
    units: bigint; // the number times 10^scale
    scale: number;
}

function parts(text: string): Parts | null {
    const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
    if (!match) return null;
    const fraction = match[3] ?? '';
    const units = BigInt((match[2] ?? '') + fraction);
    return { units: match[1] === '-' ? -units : units, scale: fraction.length };
}

function text(value: Parts): string {
    const negative = value.units < 0n;
    const digits = (negative ? -value.units : value.units).toString().padStart(value.scale + 1, '0');
    const whole = digits.slice(0, digits.length - value.scale);
    const fraction = value.scale > 0 ? '.' + digits.slice(digits.length - value.scale) : '';
    return (negative ? '-' : '') + whole + fraction;
}

function to(value: Parts, scale: number): bigint {
    return value.units * 10n ** BigInt(scale - value.scale);
}

// The sum, with as many decimals as the longest of them; nothing where one is no number.
export function sum(values: readonly (string | null | undefined)[]): string | null {
    let total: Parts = { units: 0n, scale: 0 };
    for (const each of values) {
        const value = each == null ? null : parts(each);
        if (!value) return null;
        const scale = Math.max(total.scale, value.scale);
        total = { units: to(total, scale) + to(value, scale), scale };
    }
    return text(total);
}

// a − b.
export function difference(a: string, b: string): string | null {
    return sum([a, b.startsWith('-') ? b.slice(1) : '-' + b]);
}

export function sign(value: string | null | undefined): -1 | 0 | 1 {
    const read = value == null ? null : parts(value);
    if (!read || read.units === 0n) return 0;
    return read.units < 0n ? -1 : 1;
}

// value × 10^places, exactly; `places` may be negative.
export function shifted(value: string, places: number): string {
    const read = parts(value);
    if (!read) return value;
    const scale = read.scale - places;
    const moved = scale >= 0 ? text({ units: read.units, scale }) : text({ units: read.units * 10n ** BigInt(-scale), scale: 0 });
    return moved.includes('.') ? moved.replace(/\.?0+$/, '') : moved;
}

export function absolute(value: string): string {
    return value.replace(/^[+-]/, '');
}

export function compare(a: string, b: string): number {
    const left = parts(a);
    const right = parts(b);
    if (!left || !right) return 0;
    const scale = Math.max(left.scale, right.scale);
    const difference = to(left, scale) - to(right, scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

// To `decimals` places, half away from zero; for showing only.
export function rounded(value: string, decimals: number): string {
    const read = parts(value);
    if (!read) return value;
    if (read.scale <= decimals) return text({ units: to(read, decimals), scale: decimals });
    const step = 10n ** BigInt(read.scale - decimals);
    const half = step / 2n;
    const units = read.units < 0n ? -((-read.units + half) / step) : (read.units + half) / step;
    return text({ units, scale: decimals });
}

// As a floating number, for charts and bars.
export function floating(value: string | null | undefined): number {
    return value == null ? Number.NaN : Number(value);
}
