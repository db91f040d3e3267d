// Whether a value may be asked for, before the server is.
import { compare, shifted } from './decimal';
import type { Parameter } from './types';

export type Wrong =
    | { key: 'parameters.not_a_number' | 'parameters.not_whole' }
    | { key: 'parameters.below'; values: { minimum: string } }
    | { key: 'parameters.above'; values: { maximum: string } };

const kNumber = /^[+-]?\d+(\.\d+)?$/;

// Durations may have their unit with them ("250ms"); those the server reads.
export function wrong(parameter: Parameter, value: string): Wrong | null {
    const { type, minimum, maximum } = parameter;
    if (type !== 'decimal' && type !== 'integer' && !(type === 'duration' && kNumber.test(value))) return null;
    if (!kNumber.test(value)) return { key: 'parameters.not_a_number' };
    if (type === 'integer' && value.includes('.')) return { key: 'parameters.not_whole' };
    const least = minimum == null ? null : String(minimum);
    const most = maximum == null ? null : String(maximum);
    if (least !== null && kNumber.test(least) && compare(value, least) < 0) return { key: 'parameters.below', values: { minimum: least } };
    if (most !== null && kNumber.test(most) && compare(value, most) > 0) return { key: 'parameters.above', values: { maximum: most } };
    return null;
}

// Nobody thinks in nanoseconds: such a parameter is shown in milliseconds, and asked for as it is.
// Money and coins have the names that they have in the pair.
export function humane(parameter: Parameter, pair?: { coin: string; quote: string }): Parameter {
    if (parameter.unit === 'quote' && pair) return { ...parameter, unit: pair.quote };
    if (parameter.unit === 'coins' && pair) return { ...parameter, unit: pair.coin };
    if (parameter.unit !== 'ns') return parameter;
    const of = (value: string | number | null | undefined) => (value == null ? null : shifted(String(value), -6));
    return {
        ...parameter,
        unit: 'ms',
        value: of(parameter.value) ?? '',
        default: of(parameter.default),
        minimum: of(parameter.minimum),
        maximum: of(parameter.maximum),
        shift: 6,
    };
}

// "2.50" is "2.5".
export function same(a: string, b: string): boolean {
    return a === b || (kNumber.test(a) && kNumber.test(b) && compare(a, b) === 0);
}
