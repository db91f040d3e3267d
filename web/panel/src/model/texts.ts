// A text in the language chosen, with its gaps filled.
import { chinese } from './chinese';
import { english, type Key } from './english';
import { language } from './preferences';
import { fill } from './fill';

export type { Key };

export function t(key: Key, values?: Record<string, string | number>): string {
    return fill((language.value === 'zh' ? chinese : english)[key], values);
}

// A word of the server where the page knows it, else as it came.
export function word(prefix: string, value: string): string {
    const key = `${prefix}.${value}`;
    return key in english ? t(key as Key) : value.replaceAll('_', ' ');
}
