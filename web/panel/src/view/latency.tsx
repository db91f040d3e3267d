// Each stage's delays: its percentiles, and how they are spread on one logarithmic axis.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { get } from '../model/api';
import { count, micros } from '../model/format';
import { current, link, store } from '../model/panel';
import { dark } from '../model/preferences';
import { t, word } from '../model/texts';
import type { LatencyStage } from '../model/types';
import { colours } from './colours';
import { Scroll, Section } from './parts';

const kFrom_us = 1;
const kDecades = 7; // up to 10 s
const kWidth = 140;
const kHeight = 26;
const kEvery_ms = 2000;

const stages = signal<readonly LatencyStage[]>([]);

function draw(canvas: HTMLCanvasElement, buckets: LatencyStage['buckets']): void {
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    canvas.width = kWidth * ratio;
    canvas.height = kHeight * ratio;
    const pen = canvas.getContext('2d');
    if (!pen) return;
    pen.scale(ratio, ratio);
    pen.fillStyle = colours.grid;
    for (let decade = 1; decade < kDecades; decade++) pen.fillRect((decade / kDecades) * kWidth, 0, 1, kHeight);
    const bars = new Float64Array(kWidth / 4);
    for (const [upper, n] of buckets) {
        const at = (Math.log10(Math.max(upper, kFrom_us)) / kDecades) * bars.length;
        const bar = Math.min(bars.length - 1, Math.max(0, Math.floor(at - 1e-9)));
        bars[bar] = (bars[bar] ?? 0) + n;
    }
    const most = bars.reduce((a, b) => Math.max(a, b), 0);
    if (most === 0) return;
    pen.fillStyle = colours.accent;
    bars.forEach((n, at) => {
        if (n === 0) return;
        const height = Math.max(1.5, (n / most) * (kHeight - 2));
        pen.fillRect(at * 4 + 0.5, kHeight - height, 3, height);
    });
}

function Histogram({ stage }: { stage: LatencyStage }) {
    const canvas = useRef<HTMLCanvasElement>(null);
    useEffect(() => {
        if (canvas.current) draw(canvas.current, stage.buckets);
    }, [stage, dark.value]);
    return (
        <canvas
            ref={canvas}
            class="histogram"
            width={kWidth}
            height={kHeight}
            role="img"
            aria-label={t('latency.histogram', { stage: word('latency', stage.stage) })}
        />
    );
}

export function Latency() {
    const name = current.value;
    const open = link.value.state === 'open';
    useEffect(() => {
        if (!name || !open) return;
        let over = false;
        let timer = 0;
        const turn = async () => {
            try {
                const { stages: all } = await get<{ stages: LatencyStage[] }>('latency', { pair: name });
                if (!over) stages.value = all;
            } catch {
                // The stream tells that the server is gone.
            }
            if (!over) timer = window.setTimeout(turn, kEvery_ms);
        };
        void turn();
        return () => {
            over = true;
            clearTimeout(timer);
        };
    }, [name, open]);

    const live = store.pair(name)?.latency ?? {};
    const shown = stages.value.filter((each) => each.count > 0);
    return (
        <Section id="latency" title={t('latency.title')}>
            <Scroll label={t('latency.title')}>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t('latency.stage')}</th>
                            <th scope="col" class="number">p50</th>
                            <th scope="col" class="number">p99</th>
                            <th scope="col" class="number">max</th>
                            <th scope="col" class="number">{t('latency.count')}</th>
                            <th scope="col" class="axis"><span>1 µs</span><span>1 ms</span><span>1 s</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        {shown.map((stage) => {
                            const now = live[stage.stage] ?? stage;
                            return (
                                <tr key={stage.stage} data-stage={stage.stage}>
                                    <th scope="row">{word('latency', stage.stage)}</th>
                                    <td class="number strong" data-cell="p50">{micros(now.p50_us)}</td>
                                    <td class="number" data-cell="p99">{micros(now.p99_us)}</td>
                                    <td class="number" data-cell="max">{micros(now.max_us)}</td>
                                    <td class="number" data-cell="count">{count(now.count)}</td>
                                    <td><Histogram stage={stage} /></td>
                                </tr>
                            );
                        })}
                    </tbody>
                </table>
                {shown.length === 0 ? <p class="empty">{t('latency.none')}</p> : null}
            </Scroll>
        </Section>
    );
}
