// PnL of pair trades added up over time: what is said is summed as text, what is drawn in floats.
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { floating, sum } from '../model/decimal';
import { clock, statistic } from '../model/format';
import { dark } from '../model/preferences';
import { t } from '../model/texts';
import type { PairTrade } from '../model/types';
import { colours } from './colours';
import { Amount } from './parts';

const kHeight = 150;

// New → old, as the API gives them.
export function Curve({ trades }: { trades: readonly PairTrade[] }) {
    const place = useRef<HTMLDivElement>(null);
    useEffect(() => {
        if (!place.current || trades.length < 2) return;
        const times: number[] = [];
        const totals: number[] = [];
        let total = 0;
        for (let i = trades.length - 1; i >= 0; i--) {
            const trade = trades[i];
            if (!trade) continue;
            total += floating(trade.pnl);
            times.push(trade.time_ns / 1e9);
            totals.push(total);
        }
        const axis: uPlot.Axis = { stroke: colours.muted, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false }, font: '11px ui-monospace, monospace' };
        const stepped = uPlot.paths.stepped?.({ align: 1 });
        const plot = new uPlot(
            {
                width: place.current.clientWidth,
                height: kHeight,
                legend: { show: false },
                cursor: { show: false },
                series: [{}, { stroke: colours.accent, width: 1.5, points: { show: false }, ...(stepped ? { paths: stepped } : {}) }],
                axes: [
                    { ...axis, size: 26, values: (_, splits) => splits.map((each) => clock(each * 1e9).slice(0, (times.at(-1) ?? 0) - (times[0] ?? 0) < 1200 ? 8 : 5)) },
                    { ...axis, size: 66, values: (_, splits) => splits.map((each) => statistic(each, 2)) },
                ],
            },
            [times, totals],
            place.current,
        );
        const observer = new ResizeObserver(() => {
            if (place.current) plot.setSize({ width: place.current.clientWidth, height: kHeight });
        });
        observer.observe(place.current);
        return () => {
            observer.disconnect();
            plot.destroy();
        };
    }, [trades, dark.value]);

    if (trades.length < 2) return null;
    return (
        <figure class="curve">
            <figcaption>
                {t('log.curve', { count: trades.length })} <Amount value={sum(trades.map((each) => each.pnl))} />
            </figcaption>
            <div ref={place} role="img" aria-label={t('log.curve', { count: trades.length })} />
        </figure>
    );
}
