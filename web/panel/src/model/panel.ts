// The one state of the page: the store, the stream that feeds it, and what the person looks at.
import { computed, effect, signal, untracked } from '@preact/signals';
import { ApiError, get, post, token, tokenWanted, wantsToken } from './api';
import { Store } from './store';
import { Stream, type Link } from './stream';
import { t } from './texts';
import type { Asked, Pair, SpreadRow } from './types';

export type View = 'board' | 'log' | 'parameters' | 'replay';
export const kViews: readonly View[] = ['board', 'log', 'parameters', 'replay'];

export const store = new Store();
export const link = signal<Link>({ state: 'connecting' });
// Turns four times a second, so that ages grow while nothing comes.
export const now_ms = signal(performance.now());
// Turns each two seconds, for what nobody looks at.
export const seldom = signal(0);
export const selected = signal<string | null>(null);
export const view = signal<View>('board');
export const helpOpen = signal(false);
export const dialog = signal<'flatten' | 'kill' | null>(null);
// null: all pairs.
export const scope = signal<string | null>(null);

export interface Toast {
    id: number;
    text: string;
    tone: 'info' | 'error';
}
export const toasts = signal<readonly Toast[]>([]);
let toastId = 0;

export function say(text: string, tone: Toast['tone'] = 'info'): void {
    const id = ++toastId;
    toasts.value = [...toasts.value.slice(-3), { id, text, tone }];
    setTimeout(() => dismiss(id), tone === 'error' ? 12000 : 6000);
}

export function dismiss(id: number): void {
    toasts.value = toasts.value.filter((each) => each.id !== id);
}

export function why(error: unknown): string {
    if (error instanceof ApiError && error.status === 0) return t('error.unreachable');
    return error instanceof Error ? error.message : String(error);
}

// A pair of an old bookmark may not be traded any more.
export const current = computed(() => {
    const names = store.names.value;
    const wanted = selected.value;
    return wanted !== null && names.includes(wanted) ? wanted : (names[0] ?? null);
});

// All pairs, for what sums them up: as they were a fifth of a second ago at most.
export const overview = signal<readonly Pair[]>([]);
const kGlance_ms = 200;
let glanced_ms = -kGlance_ms;
let glancing = 0;

function glance(): void {
    if (glancing) return;
    const wait = glanced_ms + kGlance_ms - performance.now();
    const look = () => {
        glancing = 0;
        glanced_ms = performance.now();
        overview.value = untracked(() => store.all());
    };
    if (wait <= 0) look();
    else glancing = window.setTimeout(look, wait);
}

function frame(run: () => void): void {
    // A hidden page draws no frames, and must not gather messages without end.
    if (document.hidden) setTimeout(run, 250);
    else requestAnimationFrame(run);
}

const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/stream`;
export const stream = new Stream(
    url,
    {
        open: (address, protocols) => new WebSocket(address, protocols),
        frame,
        later: (run, delay_ms) => window.setTimeout(run, delay_ms),
        cancel: (timer) => window.clearTimeout(timer),
        now_ms: () => performance.now(),
        random: Math.random,
        refused: wantsToken,
    },
    {
        receive: (messages) => {
            const verdict = store.receive(messages);
            glance();
            return verdict;
        },
        link: (is) => {
            const before = link.value.state;
            link.value = is;
            if (is.state === 'open' && before === 'gone') say(t('link.back'));
        },
        sequence: () => store.sequence,
        token: () => token.value,
        watched: () => current.value,
    },
);

// The view and the pair stand in the address, so that a bookmark and the back button work.
function readAddress(): void {
    const [, name, pair] = location.hash.split('/');
    view.value = kViews.find((each) => each === name) ?? 'board';
    if (pair) selected.value = decodeURIComponent(pair);
}

export function address(to: View, pair: string | null = selected.value): string {
    return `#/${to}` + (pair ? `/${encodeURIComponent(pair)}` : '');
}

export function show(to: View): void {
    location.hash = address(to);
}

export function select(pair: string): void {
    location.hash = address(view.value, pair);
}

export function selectNext(step: number): void {
    const names = store.names.value;
    const at = names.indexOf(current.value ?? '');
    const next = names[(at + step + names.length) % names.length];
    if (next) select(next);
}

// POSTs a wish for the pairs in scope; says what was refused.
export async function ask(name: string, body: Record<string, unknown> = {}): Promise<Asked | null> {
    try {
        return await post(name, scope.value === null ? body : { ...body, pair: scope.value });
    } catch (error) {
        say(why(error), 'error');
        return null;
    }
}

export function named(asked: Asked): string {
    return asked.pairs?.join(', ') ?? scope.value ?? t('control.all');
}

// The last five minutes of each pair, for its small line; one question at a time.
async function backfill(): Promise<void> {
    for (const name of store.names.value) {
        const series = store.series.get(name);
        if (series && series.length > 30) continue;
        try {
            const to_ns = store.time_ns.value;
            const rows = await get<SpreadRow[]>('spreads', { pair: name, from_ns: to_ns - 300e9, to_ns, points: 300 });
            store.series.get(name)?.backfill(rows);
        } catch {
            return; // The line grows with what comes live.
        }
    }
}

export function start(): void {
    readAddress();
    addEventListener('hashchange', readAddress);
    addEventListener('online', () => stream.retry());
    document.addEventListener('visibilitychange', () => {
        if (!document.hidden) stream.retry();
    });
    setInterval(() => (now_ms.value = performance.now()), 250);
    setInterval(() => seldom.value++, 2000);
    effect(() => stream.send({ type: 'watch', pair: current.value }));
    effect(() => {
        if (!tokenWanted.value && token.peek() !== null) stream.retry();
    });
    let filled = '';
    effect(() => {
        const names = store.names.value.join();
        if (names === filled || names === '') return;
        filled = names;
        void backfill();
    });
    effect(() => {
        if (scope.value !== null && !store.names.value.includes(scope.value)) scope.value = null;
    });
    stream.start();
}

export { tokenWanted };
