// Numbers and times as people read them.
import { absolute, rounded, sign } from './decimal';
import type { Money } from './types';

export const kNothing = '–';
const kMinus = '−';

function grouped(digits: string): string {
    return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

function shown(text: string): string {
    const negative = sign(text) < 0;
    const [whole = '0', fraction] = absolute(text).split('.');
    return (negative ? kMinus : '') + grouped(whole) + (fraction === undefined ? '' : '.' + fraction);
}

// Every digit that it came with.
export function exact(value: Money | null | undefined): string {
    return value == null || value === '' ? kNothing : shown(value);
}

// At most `decimals`, at least two; with its sign where `signed`.
export function money(value: Money | null | undefined, { decimals = 2, signed = false } = {}): string {
    if (value == null || value === '') return kNothing;
    const text = shown(rounded(value, decimals));
    return signed && sign(rounded(value, decimals)) > 0 ? '+' + text : text;
}

// PnL: small amounts keep the digits that say something.
export function pnl(value: Money | null | undefined): string {
    if (value == null) return kNothing;
    const size = Math.abs(Number(value));
    return money(value, { decimals: size !== 0 && size < 1 ? 4 : 2, signed: true });
}

// Without the zeros at its end.
export function quantity(value: Money | null | undefined, { signed = false } = {}): string {
    if (value == null || value === '') return kNothing;
    const short = value.includes('.') ? value.replace(/\.?0+$/, '') : value;
    return signed && sign(short) > 0 ? '+' + shown(short) : shown(short);
}

export function statistic(value: number | null | undefined, decimals = 2): string {
    if (value == null || !Number.isFinite(value)) return kNothing;
    const text = value.toFixed(decimals);
    return Number(text) === 0 ? text.replace('-', '') : text.replace('-', kMinus);
}

export function percent(ratio: string | number | null | undefined, decimals = 1): string {
    if (ratio == null || ratio === '') return kNothing;
    return statistic(Number(ratio) * 100, decimals) + ' %';
}

export function count(value: number): string {
    return grouped(String(value));
}

// A delay in the unit that fits: 340 µs, 12.4 ms, 1.20 s.
export function micros(value: number): string {
    if (!Number.isFinite(value)) return kNothing;
    if (value < 1000) return `${value < 10 ? value.toFixed(1) : Math.round(value)} µs`;
    if (value < 1e6) return `${(value / 1e3).toFixed(value < 1e4 ? 2 : 1)} ms`;
    return `${(value / 1e6).toFixed(2)} s`;
}

export function span(ms: number | null | undefined): string {
    if (ms == null || !Number.isFinite(ms)) return kNothing;
    if (ms < 1000) return `${Math.round(ms)} ms`;
    const seconds = ms / 1000;
    if (seconds < 60) return `${seconds.toFixed(1)} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return `${hours} h ${minutes % 60} min`;
    return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function two(value: number): string {
    return String(value).padStart(2, '0');
}

// The local time of day.
export function clock(time_ns: number, { millis = false } = {}): string {
    const at = new Date(time_ns / 1e6);
    const text = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
    return millis ? `${text}.${String(at.getMilliseconds()).padStart(3, '0')}` : text;
}

export function day(time_ns: number): string {
    const at = new Date(time_ns / 1e6);
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function moment(time_ns: number, { millis = false } = {}): string {
    return `${day(time_ns)} ${clock(time_ns, { millis })}`;
}

// The venue's name out of "lighter:BTC".
export function venue(instrument: string): string {
    const name = instrument.split(':')[0] ?? instrument;
    return kVenues[name] ?? name;
}

const kVenues: Record<string, string> = {
    edgex: 'EdgeX',
    lighter: 'Lighter',
    aster: 'Aster',
    backpack: 'Backpack',
    paradex: 'Paradex',
};
