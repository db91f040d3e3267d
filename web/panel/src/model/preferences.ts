// What a person chose, remembered in this browser.
import { effect, signal, type Signal } from '@preact/signals';

export type Theme = 'auto' | 'dark' | 'light';
export type Language = 'en' | 'zh';

function remembered<T extends string>(key: string, among: readonly T[], otherwise: T): Signal<T> {
    const stored = localStorage.getItem(key) as T | null;
    const chosen = signal<T>(stored !== null && among.includes(stored) ? stored : otherwise);
    effect(() => localStorage.setItem(key, chosen.value));
    return chosen;
}

export const theme = remembered<Theme>('twinleg.theme', ['auto', 'dark', 'light'], 'auto');
export const language = remembered<Language>(
    'twinleg.language',
    ['en', 'zh'],
    navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en',
);

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(prefersDark.matches);
prefersDark.addEventListener('change', (event) => (systemDark.value = event.matches));

export const dark = signal(false);
effect(() => {
    dark.value = theme.value === 'auto' ? systemDark.value : theme.value === 'dark';
    document.documentElement.dataset.theme = dark.value ? 'dark' : 'light';
});
effect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-Hans' : 'en';
});
