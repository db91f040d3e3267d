// One row a pair: what its spread is now, what it would do, and what it has.
import { computed, useSignal, type ReadonlySignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { memo } from 'preact/compat';
import { useEffect, useRef } from 'preact/hooks';
import { rounded } from '../model/decimal';
import { exact, kNothing, quantity, span, statistic, venue } from '../model/format';
import { current, seldom, select, store } from '../model/panel';
import { t, word } from '../model/texts';
import type { Pair } from '../model/types';
import { Amount, Scroll, Section, State, tone } from './parts';
import { drawSpark } from './spark';

function signalTone(signal: string): string {
    if (signal === 'stop') return 'bad';
    return signal.startsWith('enter') || signal === 'exit' ? 'lit' : '';
}

export function Signal({ value }: { value: string }) {
    const name = value === '' ? 'none' : value;
    return <span class={`signal ${signalTone(name)}`} data-signal={name}>{word('signal', name)}</span>;
}

function Spark({ name, time_ns }: { name: string; time_ns: number }) {
    const canvas = useRef<HTMLCanvasElement>(null);
    useEffect(() => {
        const series = store.series.get(name);
        if (canvas.current && series) drawSpark(canvas.current, series);
        // One point a second is what it shows.
    }, [Math.floor(time_ns / 1e9)]);
    return <canvas ref={canvas} class="spark" width={120} height={28} aria-hidden="true" />;
}

// What is expected is an estimate: four decimals say it.
function short(value: string | null | undefined): string {
    return value == null ? kNothing : quantity(rounded(value, 4));
}

function outlookNote(pair: Pair): string {
    const { outlook, spread } = pair;
    if (!outlook || !spread) return '';
    if (!outlook.warm) return t('pairs.warming', { samples: spread.samples });
    return outlook.exit_in_ms ? t('pairs.remaining', { time: span(outlook.exit_in_ms) }) : '';
}

function Positions({ pair }: { pair: Pair }) {
    return (
        <>
            {pair.positions.map((each) => (
                <span key={each.instrument} class="leg-line number" title={each.instrument}>
                    {quantity(each.quantity, { signed: true })}
                </span>
            ))}
        </>
    );
}

// Rows that are scrolled away are brought up to date only now and then.
function useInView(): [RefObject<HTMLTableRowElement | null>, ReadonlySignal<boolean>] {
    const row = useRef<HTMLTableRowElement>(null);
    const inView = useSignal(true);
    useEffect(() => {
        if (!row.current) return;
        const observer = new IntersectionObserver(
            (entries) => (inView.value = entries.at(-1)?.isIntersecting ?? true),
            { rootMargin: '100px' },
        );
        observer.observe(row.current);
        return () => observer.disconnect();
    }, []);
    return [row, inView];
}

const Row = memo(function Row({ name }: { name: string }) {
    const [row, inView] = useInView();
    const known = store.pairs.get(name);
    if (!inView.value) void seldom.value;
    const pair = inView.value ? known?.value : known?.peek();
    if (!pair) return null;
    const { spread, outlook } = pair;
    const chosen = computed(() => current.value === name).value;
    const age = Math.max(0, ...pair.quotes.map((each) => each.age_ms ?? 0));
    const stale = pair.quotes.some((each) => !each.ready);
    return (
        <tr ref={row} data-pair={name} class={chosen ? 'chosen' : ''} onClick={() => select(name)}>
            <th scope="row">
                <button type="button" class="pair-name" aria-pressed={chosen} onClick={() => select(name)}>
                    {name}
                </button>
                <State pair={pair} />
            </th>
            <td class="number" data-cell="price_a" title={pair.first}>
                {spread ? exact(spread.price_a) : '–'}
                <small>{venue(pair.first)}</small>
            </td>
            <td class="number" data-cell="price_b" title={pair.second}>
                {spread ? exact(spread.price_b) : '–'}
                <small>{venue(pair.second)}</small>
            </td>
            <td class="number strong" data-cell="spread">{spread ? exact(spread.spread) : '–'}</td>
            <td class="number strong" data-cell="z">{statistic(spread?.z)}</td>
            <td data-cell="signal">
                {spread ? <Signal value={spread.signal} /> : <span class="muted">{t('pairs.waiting')}</span>}
                <small>{outlookNote(pair)}</small>
            </td>
            <td class="spark-cell"><Spark name={name} time_ns={spread?.time_ns ?? 0} /></td>
            <td class="number" data-cell="size">
                {quantity(outlook?.quantity)} <small>{outlook?.quantity ? pair.coin : ''}</small>
            </td>
            <td class={`number ${tone(outlook?.gain)}`} data-cell="gain">
                {short(outlook?.gain)}
                <small>{outlook?.gain ? t('pairs.per_coin', { coin: pair.coin }) : ''}</small>
            </td>
            <td class="number" data-cell="cost">
                {short(outlook?.cost)}
                <small>{outlook?.cost ? t('pairs.per_coin', { coin: pair.coin }) : ''}</small>
            </td>
            <td data-cell="position"><Positions pair={pair} /></td>
            <td class="number" data-cell="day">
                <Amount value={pair.pnl.day.total} />
                <small>{pair.quote}</small>
            </td>
            <td class={`number ${stale ? 'bad' : ''}`} data-cell="age">{span(age)}</td>
        </tr>
    );
});

// Their widths are fixed, so that a new number moves nothing.
const kColumns = ['pair', 'price_a', 'price_b', 'spread', 'z', 'signal', 'recent', 'size', 'gain', 'cost', 'position', 'day', 'age'];
const kNumbers = ['price_a', 'price_b', 'spread', 'z'] as const;

export function Pairs() {
    const filter = useSignal('');
    const names = store.names.value;
    const wanted = filter.value.trim().toLowerCase();
    const shown = wanted === '' ? names : names.filter((name) => name.toLowerCase().includes(wanted));
    return (
        <Section
            id="pairs"
            title={t('pairs.title')}
            tools={
                names.length > 6 ? (
                    <label class="field">
                        <span class="field-name">{t('pairs.filter')}</span>
                        <input type="search" data-search="board" value={filter.value} onInput={(event) => (filter.value = event.currentTarget.value)} />
                    </label>
                ) : null
            }
        >
            <Scroll label={t('pairs.title')} class="pairs-scroll">
                <table class="table pairs-table">
                    <colgroup>
                        {kColumns.map((each) => <col key={each} class={`col-${each}`} />)}
                    </colgroup>
                    <thead>
                        <tr>
                            <th scope="col">{t('pairs.pair')}</th>
                            {kNumbers.map((each) => (
                                <th scope="col" class="number" key={each}>{t(`pairs.${each}`)}</th>
                            ))}
                            <th scope="col">{t('pairs.signal')}</th>
                            <th scope="col">{t('pairs.recent')}</th>
                            <th scope="col" class="number">{t('pairs.size')}</th>
                            <th scope="col" class="number">{t('pairs.gain')}</th>
                            <th scope="col" class="number">{t('pairs.cost')}</th>
                            <th scope="col" class="number">{t('pairs.position')}</th>
                            <th scope="col" class="number">{t('pairs.day')}</th>
                            <th scope="col" class="number">{t('pairs.age')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {shown.map((name) => (
                            <Row key={name} name={name} />
                        ))}
                    </tbody>
                </table>
                {shown.length === 0 && names.length > 0 ? <p class="empty">{t('pairs.none')}</p> : null}
            </Scroll>
        </Section>
    );
}
