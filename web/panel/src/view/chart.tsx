// The chart of the pair that is chosen: stored rows first, then what comes live.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { get } from '../model/api';
import { count, moment, statistic, venue } from '../model/format';
import { current, store, why } from '../model/panel';
import { dark } from '../model/preferences';
import { t } from '../model/texts';
import type { History, PairTrade, SpreadRow } from '../model/types';
import { Legend } from './legend';
import { Choices, Section } from './parts';
import { markOf, Plot, type Mark, type Seen } from './plot';

export const kRanges = [
    ['5m', 300], ['15m', 900], ['1h', 3600], ['4h', 14400], ['1d', 86400], ['7d', 604800], ['all', 0],
] as const;
export type Range = (typeof kRanges)[number][0];

const kMostPoints = 1500;
const kLeast_s = 60;
const kBands = ['1', '1.5', '2', '2.5', '3'];
const kRedraw_ms = 200; // and never more often than the line moves by a pixel

export function signalAt(rows: readonly SpreadRow[], time_ns: number): string {
    let low = 0;
    let high = rows.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((rows[middle]?.time_ns ?? 0) <= time_ns) low = middle + 1;
        else high = middle;
    }
    return rows[low - 1]?.signal ?? '';
}

// Imperative on purpose: ten rows a second are no reason to render a component.
class Controller {
    range: Range = '15m';
    fixed: [number, number] | null = null; // seconds; null: live
    onState: () => void = () => undefined;
    onCursor: (seen: Seen | null) => void = () => undefined;
    trouble = '';
    loaded = false;
    marks: readonly Mark[] = [];
    private name = '';
    private abort: AbortController | null = null;
    private timer = 0;
    private grown = 0;
    readonly plot: Plot;

    constructor(place: HTMLElement) {
        this.plot = new Plot(place, {
            select: (from, to) => this.fix(from, to),
            reset: () => this.live(),
            cursor: (seen) => this.onCursor(seen),
        });
        store.onSpread = (pair) => {
            if (pair.pair !== this.name || this.fixed || !this.loaded || !pair.spread) return;
            this.plot.append(pair.spread);
            if (++this.grown > kMostPoints) void this.load();
            else this.redraw();
        };
        store.onLines = (lines) => {
            if (lines.some((line) => line.pair === this.name && line.kind === 'pair') && this.loaded && !this.fixed)
                this.loadMarks().catch(() => undefined); // The stream tells that the server is gone.
        };
    }

    choose(name: string): void {
        if (name === this.name) return;
        this.name = name;
        this.fixed = null;
        void this.load();
    }

    setRange(range: Range): void {
        this.range = range;
        this.live();
    }

    live(): void {
        this.fixed = null;
        void this.load();
    }

    fix(from: number, to: number): void {
        this.fixed = [from, to];
        void this.load();
    }

    // By a share of what is shown: −0.5 is half a window into the past; `factor` zooms.
    move(shift: number, factor = 1): void {
        const [from, to] = this.window();
        const reach = (to - from) * factor;
        const middle = (from + to) / 2 + shift * (to - from);
        this.fix(middle - reach / 2, Math.min(middle + reach / 2, store.time_ns.value / 1e9));
    }

    destroy(): void {
        store.onSpread = null;
        store.onLines = null;
        this.abort?.abort();
        clearTimeout(this.timer);
        this.plot.destroy();
    }

    private window(): [number, number] {
        if (this.fixed) return this.fixed;
        const now = store.time_ns.value / 1e9;
        const reach = kRanges.find(([name]) => name === this.range)?.[1] ?? 900;
        return reach === 0 ? [this.first ?? now - 900, now] : [now - reach, now];
    }
    private first: number | null = null;

    private redraw(): void {
        if (this.timer) return;
        this.timer = window.setTimeout(() => {
            this.timer = 0;
            this.plot.trim();
            this.show();
        }, Math.max(kRedraw_ms, Math.min(2000, this.reach_s() / this.points() * 1000)));
    }

    // A run that began a minute ago fills the chart with that minute.
    private show(): void {
        const [from, to] = this.window();
        const first = this.plot.first;
        this.plot.show(this.fixed || first === null ? from : Math.max(from, Math.min(first, to - kLeast_s)), to);
    }

    // One a pixel is all that can be seen.
    private points(): number {
        return Math.max(200, Math.min(kMostPoints, this.plot.width));
    }

    private reach_s(): number {
        const [from, to] = this.window();
        return to - from;
    }

    private async load(): Promise<void> {
        this.abort?.abort();
        const abort = (this.abort = new AbortController());
        const everything = this.fixed === null && this.range === 'all';
        this.onState();
        try {
            if (everything) {
                const { first_ns } = await get<History>('history', { pair: this.name, span_ms: 1000 }, abort.signal);
                this.first = first_ns ? first_ns / 1e9 : null;
            }
            const [from, to] = this.window();
            const rows = await get<SpreadRow[]>(
                'spreads',
                { pair: this.name, from_ns: Math.max(0, Math.floor(from * 1e9)), to_ns: Math.ceil(to * 1e9), points: this.points() },
                abort.signal,
            );
            if (abort.signal.aborted) return;
            this.rows = rows;
            this.trouble = '';
            this.loaded = true;
            this.grown = 0;
            this.plot.load(rows);
            const live = store.pairs.get(this.name)?.peek().spread;
            if (live && !this.fixed) this.plot.append(live);
            this.show();
            await this.loadMarks(abort.signal);
        } catch (error) {
            if (abort.signal.aborted) return;
            this.trouble = why(error);
        }
        this.onState();
    }
    private rows: readonly SpreadRow[] = [];

    private async loadMarks(signal?: AbortSignal): Promise<void> {
        const [from, to] = this.window();
        const trades = await get<PairTrade[]>(
            'pair_trades',
            { pair: this.name, limit: 1000, from_ns: Math.max(0, Math.floor(from * 1e9)), before_ns: Math.ceil((to + 1) * 1e9) },
            signal,
        );
        this.marks = trades
            .map((trade) => markOf(trade, signalAt(this.rows, trade.opened_ns ?? trade.time_ns)))
            .filter((mark) => mark !== null);
        this.plot.setMarks(this.marks);
        this.onState();
    }
}

export let chart: Controller | null = null;

export function Values({ seen, until }: { seen: Seen | null; until: string }) {
    return (
        <dl class="values number">
            <div><dt>{t('chart.spread')}</dt><dd>{statistic(seen?.spread, 4)}</dd></div>
            <div><dt>{t('chart.mean')}</dt><dd>{statistic(seen?.mean, 4)}</dd></div>
            <div><dt>σ</dt><dd>{statistic(seen?.stddev, 4)}</dd></div>
            <div><dt>{t('chart.z')}</dt><dd>{statistic(seen?.z)}</dd></div>
            <div class="when"><dt class="unseen">{t('log.time')}</dt><dd>{until}</dd></div>
        </dl>
    );
}

export function Chart() {
    const place = useRef<HTMLDivElement>(null);
    const turn = useSignal(0);
    const cursor = useSignal<Seen | null>(null);
    const band = useSignal('2');
    const name = current.value;
    const pair = store.pair(name);

    useEffect(() => {
        if (!place.current) return;
        const mine = new Controller(place.current);
        mine.onState = () => (turn.value = turn.peek() + 1);
        mine.onCursor = (seen) => (cursor.value = seen);
        mine.plot.setBand(Number(band.peek()));
        chart = mine;
        return () => {
            mine.destroy();
            chart = null;
        };
    }, []);
    useEffect(() => {
        if (name && store.time_ns.peek() > 0) chart?.choose(name);
    }, [name, store.head.value === null]);
    useEffect(() => chart?.plot.rebuild(), [dark.value]);

    void turn.value;
    const live = chart?.fixed == null;
    const spread = pair?.spread;
    const seen: Seen | null =
        cursor.value ??
        (spread ? { time_ns: spread.time_ns, spread: Number(spread.spread), mean: spread.mean, stddev: spread.stddev, z: spread.z } : null);
    return (
        <Section
            id="chart"
            title={
                <>
                    {t('chart.title')} <span class="muted">{pair ? `${venue(pair.first)} − ${venue(pair.second)}` : ''}</span>
                </>
            }
            tools={
                <>
                    <label class="field">
                        <span class="field-name">{t('chart.deviations')}</span>
                        <select
                            id="band"
                            value={band.value}
                            onChange={(event) => {
                                band.value = event.currentTarget.value;
                                chart?.plot.setBand(Number(band.value));
                            }}
                        >
                            {kBands.map((k) => (
                                <option key={k} value={k}>{t('chart.band', { k })}</option>
                            ))}
                        </select>
                    </label>
                    <Choices
                        label={t('chart.range')}
                        value={live ? (chart?.range ?? '15m') : null}
                        choices={kRanges.map(([value]) => ({ value, text: value === 'all' ? t('chart.all') : value }))}
                        choose={(range) => chart?.setRange(range)}
                    />
                    <button type="button" id="chart-live" aria-pressed={live} title={t('chart.live.hint')} onClick={() => chart?.live()}>
                        {t('chart.live')}
                    </button>
                </>
            }
        >
            <Values seen={seen} until={seen ? moment(seen.time_ns) : ''} />
            <div
                class="plot"
                id="plot"
                ref={place}
                tabIndex={0}
                role="img"
                aria-label={
                    spread
                        ? t('chart.text', { pair: name ?? '', spread: spread.spread, mean: statistic(spread.mean, 4), z: statistic(spread.z) })
                        : t('chart.empty')
                }
                onKeyDown={(event) => {
                    const moves: Record<string, () => void> = {
                        ArrowLeft: () => chart?.move(-0.25),
                        ArrowRight: () => chart?.move(0.25),
                        '+': () => chart?.move(0, 0.5),
                        '-': () => chart?.move(0, 2),
                    };
                    const move = moves[event.key];
                    if (!move) return;
                    event.preventDefault();
                    event.stopPropagation();
                    move();
                }}
            />
            <Legend band={band.value} />
            <p class="note" data-points={chart?.plot.length ?? 0} data-marks={chart?.marks.length ?? 0} data-kinds={[...new Set(chart?.marks.map((mark) => mark.kind))].sort().join(' ')}>
                {chart?.trouble
                    ? t('chart.failed.load', { why: chart.trouble })
                    : chart?.loaded && chart.plot.length === 0
                      ? t('chart.empty')
                      : `${t('chart.hint')} · ${t('chart.points', { count: count(chart?.plot.length ?? 0) })}`}
            </p>
        </Section>
    );
}
