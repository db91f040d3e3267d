// Spread with its mean and bands above, z below: two uPlots with one cursor. Floats are for drawing.
import uPlot from 'uplot';
import { floating } from '../model/decimal';
import { clock, day, statistic } from '../model/format';
import type { PairTrade, Spread } from '../model/types';
import { colours } from './colours';

export interface Mark {
    time_s: number;
    spread: number | null; // where the legs filled; null: on the line
    kind: 'entry' | 'exit' | 'stop' | 'rollback' | 'failed';
    long: boolean; // A was bought
}

export interface Seen {
    time_ns: number;
    spread: number;
    mean: number;
    stddev: number;
    z: number;
}

// What a pair trade was, from the position it left: further from flat is an entry.
export function markOf(trade: PairTrade, signalThen: string): Mark | null {
    if (trade.outcome === 'nothing') return null;
    const after = Number(trade.first_position);
    const before = after - Number(trade.first_bought) + Number(trade.first_sold);
    const widens = Math.abs(after) > Math.abs(before);
    const kind =
        trade.outcome === 'rolled_back' ? 'rollback'
        : trade.outcome === 'failed' ? 'failed'
        : widens ? 'entry'
        : signalThen === 'stop' ? 'stop'
        : 'exit';
    const long = trade.first_side === 'buy';
    const other = trade as unknown as Record<string, string>;
    const first = Number(long ? trade.first_average_buy : trade.first_average_sell);
    const second = Number(long ? other['second_average_sell'] : other['second_average_buy']);
    return {
        time_s: trade.time_ns / 1e9,
        spread: first > 0 && second > 0 ? first - second : null,
        kind,
        long,
    };
}

type Columns = [number[], number[], number[], number[], number[], number[]]; // time, spread, mean, high, low, z

export interface Hooks {
    select(from_s: number, to_s: number): void;
    reset(): void;
    cursor(seen: Seen | null): void;
}

const kTop = 0.68; // of the height is the spread's

export class Plot {
    private spread!: uPlot;
    private z!: uPlot;
    private columns: Columns = [[], [], [], [], [], []];
    private stddevs: number[] = [];
    private thresholds: { high: number; low: number } | null = null;
    private marks: readonly Mark[] = [];
    private window: [number, number] = [0, 1];
    private playhead_s: number | null = null;
    private k = 2;
    private readonly observer: ResizeObserver;

    constructor(
        private readonly place: HTMLElement,
        private readonly hooks: Hooks,
    ) {
        this.build();
        this.observer = new ResizeObserver(() => this.fit());
        this.observer.observe(place);
    }

    get length(): number {
        return this.columns[0].length;
    }

    get width(): number {
        return Math.round(this.spread.bbox.width / devicePixelRatio);
    }

    // In seconds; nothing while there are no rows.
    get first(): number | null {
        return this.columns[0][0] ?? null;
    }

    // Old → new.
    load(rows: readonly Spread[]): void {
        this.columns = [[], [], [], [], [], []];
        this.stddevs = [];
        for (const row of rows) this.push(row);
        this.draw();
    }

    // A newer row; drawn with the next `show`.
    append(row: Spread): void {
        const last = this.columns[0].at(-1) ?? 0;
        if (row.time_ns / 1e9 > last) this.push(row);
    }

    // Forgets what is left of the window by more than its width.
    trim(): void {
        const [from, to] = this.window;
        const until = from - (to - from) * 0.25;
        let gone = 0;
        while (gone < this.length && (this.columns[0][gone] ?? 0) < until) gone++;
        if (gone < this.length / 4) return;
        for (const column of this.columns) column.splice(0, gone);
        this.stddevs.splice(0, gone);
    }

    show(from_s: number, to_s: number): void {
        this.window = [from_s, to_s];
        this.draw();
    }

    setMarks(marks: readonly Mark[]): void {
        this.marks = marks;
        this.spread.redraw(false);
    }

    setBand(k: number): void {
        this.k = k;
        this.columns[2].forEach((mean, i) => {
            this.columns[3][i] = mean + k * (this.stddevs[i] ?? 0);
            this.columns[4][i] = mean - k * (this.stddevs[i] ?? 0);
        });
        this.draw();
    }

    setPlayhead(time_s: number | null): void {
        this.playhead_s = time_s;
        this.spread.redraw(false);
        this.z.redraw(false);
    }

    // With the colours of now.
    rebuild(): void {
        this.spread.destroy();
        this.z.destroy();
        this.build();
        this.draw();
    }

    destroy(): void {
        this.observer.disconnect();
        this.spread.destroy();
        this.z.destroy();
    }

    private push(row: Spread): void {
        const [time, spread, mean, high, low, z] = this.columns;
        time.push(row.time_ns / 1e9);
        spread.push(floating(row.spread));
        mean.push(row.mean);
        high.push(row.mean + this.k * row.stddev);
        low.push(row.mean - this.k * row.stddev);
        z.push(row.z);
        this.stddevs.push(row.stddev);
        const above = floating(row.short_threshold);
        const below = -floating(row.long_threshold);
        this.thresholds = Number.isFinite(above) && Number.isFinite(below) ? { high: above, low: below } : null;
    }

    private draw(): void {
        const [time, spread, mean, high, low, z] = this.columns;
        const [min, max] = this.window;
        this.spread.batch(() => {
            this.spread.setData([time, spread, mean, high, low], false);
            this.spread.setScale('x', { min, max });
        });
        this.z.batch(() => {
            this.z.setData([time, z], false);
            this.z.setScale('x', { min, max });
        });
    }

    private size(): { width: number; height: number; low: number } {
        const width = Math.max(200, this.place.clientWidth);
        const whole = Math.max(220, this.place.clientHeight);
        const height = Math.round(whole * kTop);
        return { width, height, low: whole - height };
    }

    private fit(): void {
        const { width, height, low } = this.size();
        if (width !== this.spread.width || height !== this.spread.height) this.spread.setSize({ width, height });
        if (width !== this.z.width || low !== this.z.height) this.z.setSize({ width, height: low });
    }

    private build(): void {
        const { width, height, low } = this.size();
        const bands = [{ series: [3, 4] as [number, number], fill: colours.band }];
        const line = (stroke: string, extra: Partial<uPlot.Series> = {}): uPlot.Series => ({
            stroke, width: 1.5, points: { show: false }, ...extra,
        });
        this.spread = new uPlot(
            {
                ...this.common(width, height),
                series: [
                    {},
                    line(colours.accent),
                    line(colours.muted, { width: 1, dash: [4, 3] }),
                    line(colours.band, { width: 1 }),
                    line(colours.band, { width: 1 }),
                ],
                bands,
                axes: [{ ...this.axis(), show: true, values: times, size: 26 }, { ...this.axis(), size: 66, values: plain }],
                hooks: {
                    draw: [(u) => this.drawThresholds(u), (u) => this.drawMarks(u), (u) => this.drawPlayhead(u)],
                    setCursor: [(u) => this.tell(u)],
                    setSelect: [(u) => this.selected(u)],
                },
            },
            [[], [], [], [], []],
            this.place,
        );
        this.z = new uPlot(
            {
                ...this.common(width, low),
                scales: { x: { time: true }, y: { range: (_u, least, most) => zRange(least, most, this.k) } },
                series: [{}, line(colours.text, { width: 1.25 })],
                axes: [{ ...this.axis(), show: false }, { ...this.axis(), size: 66, values: plain }],
                hooks: {
                    draw: [(u) => this.drawLevels(u), (u) => this.drawPlayhead(u)],
                    setCursor: [(u) => this.tell(u)],
                    setSelect: [(u) => this.selected(u)],
                },
            },
            [[], []],
            this.place,
        );
        for (const each of [this.spread, this.z]) each.over.addEventListener('dblclick', () => this.hooks.reset());
    }

    private common(width: number, height: number) {
        return {
            width,
            height,
            legend: { show: false },
            scales: { x: { time: true } },
            cursor: {
                sync: { key: `twinleg-${this.place.id}` },
                drag: { x: true, y: false, setScale: false },
                points: { show: false },
                bind: { dblclick: () => null },
            },
            padding: [10, 14, 4, 0] as uPlot.Padding,
        };
    }

    private axis(): uPlot.Axis {
        return {
            stroke: colours.muted,
            font: '11px ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
            grid: { stroke: colours.grid, width: 1 },
            ticks: { show: false },
            gap: 6,
        };
    }

    private tell(u: uPlot): void {
        const at = u.cursor.idx;
        const [time, spread, mean, , , z] = this.columns;
        if (at == null || at >= time.length || u.cursor.left == null || u.cursor.left < 0) {
            this.hooks.cursor(null);
            return;
        }
        this.hooks.cursor({
            time_ns: (time[at] ?? 0) * 1e9,
            spread: spread[at] ?? Number.NaN,
            mean: mean[at] ?? Number.NaN,
            stddev: this.stddevs[at] ?? Number.NaN,
            z: z[at] ?? Number.NaN,
        });
    }

    private selected(u: uPlot): void {
        const { left, width } = u.select;
        if (width < 4) return;
        const from = u.posToVal(left, 'x');
        const to = u.posToVal(left + width, 'x');
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        this.hooks.select(from, to);
    }

    private across(u: uPlot, value: number, colour: string, dash: number[]): void {
        const y = u.valToPos(value, 'y', true);
        const { left, top, width, height } = u.bbox;
        if (!Number.isFinite(y) || y < top || y > top + height) return;
        const pen = u.ctx;
        pen.save();
        pen.strokeStyle = colour;
        pen.lineWidth = devicePixelRatio;
        pen.setLineDash(dash.map((each) => each * devicePixelRatio));
        pen.beginPath();
        pen.moveTo(left, y);
        pen.lineTo(left + width, y);
        pen.stroke();
        pen.restore();
    }

    private drawThresholds(u: uPlot): void {
        if (!this.thresholds) return;
        this.across(u, this.thresholds.high, colours.warn, [2, 4]);
        this.across(u, this.thresholds.low, colours.warn, [2, 4]);
    }

    private drawLevels(u: uPlot): void {
        this.across(u, 0, colours.line, []);
        this.across(u, this.k, colours.warn, [2, 4]);
        this.across(u, -this.k, colours.warn, [2, 4]);
    }

    private drawPlayhead(u: uPlot): void {
        if (this.playhead_s === null) return;
        const x = u.valToPos(this.playhead_s, 'x', true);
        const { left, top, width, height } = u.bbox;
        if (x < left || x > left + width) return;
        const pen = u.ctx;
        pen.save();
        // What was still to come then is there, but pale.
        pen.globalAlpha = 0.7;
        pen.fillStyle = colours.surface;
        pen.fillRect(x, top, left + width - x, height);
        pen.globalAlpha = 1;
        pen.strokeStyle = colours.warn;
        pen.lineWidth = 1.5 * devicePixelRatio;
        pen.beginPath();
        pen.moveTo(x, top);
        pen.lineTo(x, top + height);
        pen.stroke();
        pen.restore();
    }

    private drawMarks(u: uPlot): void {
        const [time, spread] = this.columns;
        if (time.length === 0) return;
        const { left, top, width, height } = u.bbox;
        const pen = u.ctx;
        const size = 5 * devicePixelRatio;
        pen.save();
        pen.beginPath();
        pen.rect(left, top, width, height);
        pen.clip();
        pen.lineWidth = 1.5 * devicePixelRatio;
        for (const mark of this.marks) {
            if (this.playhead_s !== null && mark.time_s > this.playhead_s) continue;
            const x = u.valToPos(mark.time_s, 'x', true);
            if (x < left - size || x > left + width + size) continue;
            const value = mark.spread ?? spread[u.valToIdx(mark.time_s)] ?? Number.NaN;
            const y = Math.min(Math.max(u.valToPos(value, 'y', true), top + size), top + height - size);
            drawMark(pen, mark, x, y, size);
        }
        pen.restore();
    }
}

// Shape says what it was; colour says it again.
export function drawMark(pen: CanvasRenderingContext2D, mark: Pick<Mark, 'kind' | 'long'>, x: number, y: number, size: number): void {
    pen.beginPath();
    pen.strokeStyle = colours.surface;
    if (mark.kind === 'entry') {
        const up = mark.long ? -1 : 1;
        pen.moveTo(x, y + up * size * 1.2);
        pen.lineTo(x - size, y - up * size * 0.8);
        pen.lineTo(x + size, y - up * size * 0.8);
        pen.closePath();
        pen.fillStyle = colours.text;
    } else if (mark.kind === 'exit') {
        pen.arc(x, y, size * 0.85, 0, 2 * Math.PI);
        pen.fillStyle = colours.gain;
    } else if (mark.kind === 'rollback') {
        pen.moveTo(x, y - size);
        pen.lineTo(x + size, y);
        pen.lineTo(x, y + size);
        pen.lineTo(x - size, y);
        pen.closePath();
        pen.fillStyle = colours.warn;
    } else {
        const arm = size * 0.8;
        pen.moveTo(x - arm, y - arm);
        pen.lineTo(x + arm, y + arm);
        pen.moveTo(x + arm, y - arm);
        pen.lineTo(x - arm, y + arm);
        pen.strokeStyle = colours.loss;
        pen.stroke();
        return;
    }
    pen.fill();
    pen.stroke();
}

function zRange(least: number | null, most: number | null, k: number): [number, number] {
    const reach = Math.max(k * 1.25, Math.abs(least ?? 0) * 1.1, Math.abs(most ?? 0) * 1.1);
    return [-reach, reach];
}

function plain(u: uPlot, splits: number[]): string[] {
    const step = Math.abs((splits[1] ?? 1) - (splits[0] ?? 0)) || 1;
    void u;
    // As many as the step has: 2.5 has one.
    let decimals = 0;
    while (decimals < 8 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6) decimals++;
    return splits.map((each) => statistic(each, decimals));
}

function times(u: uPlot, splits: number[]): string[] {
    const reach = (u.scales['x']?.max ?? 0) - (u.scales['x']?.min ?? 0);
    return splits.map((each) => (reach > 86400 * 2 ? day(each * 1e9).slice(5) + ' ' : '') + clock(each * 1e9).slice(0, reach < 600 ? 8 : 5));
}
