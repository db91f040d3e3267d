// What lines and marks of the chart mean.
import { useEffect, useRef } from 'preact/hooks';
import { dark } from '../model/preferences';
import { t } from '../model/texts';
import { drawMark, type Mark } from './plot';

const kMarks: readonly [Mark['kind'], boolean, 'chart.entry' | 'chart.exit' | 'chart.stop' | 'chart.rollback', string][] = [
    ['entry', true, 'chart.entry', 'A ↑'],
    ['entry', false, 'chart.entry', 'A ↓'],
    ['exit', true, 'chart.exit', ''],
    ['stop', true, 'chart.stop', ''],
    ['rollback', true, 'chart.rollback', ''],
];

function Sign({ kind, long }: { kind: Mark['kind']; long: boolean }) {
    const canvas = useRef<HTMLCanvasElement>(null);
    useEffect(() => {
        const pen = canvas.current?.getContext('2d');
        if (!pen) return;
        pen.clearRect(0, 0, 32, 32);
        pen.lineWidth = 3;
        drawMark(pen, { kind, long }, 16, 16, 10);
    }, [dark.value]);
    return <canvas ref={canvas} class="legend-sign" width={32} height={32} aria-hidden="true" />;
}

export function Legend({ band }: { band: string }) {
    return (
        <ul class="legend">
            <li><span class="swatch spread" aria-hidden="true" />{t('chart.spread')}</li>
            <li><span class="swatch mean" aria-hidden="true" />{t('chart.mean')}</li>
            <li><span class="swatch band" aria-hidden="true" />{t('chart.band', { k: band })}</li>
            <li><span class="swatch threshold" aria-hidden="true" />{t('chart.thresholds')}</li>
            {kMarks.map(([kind, long, key, note]) => (
                <li key={kind + String(long)}>
                    <Sign kind={kind} long={long} />
                    {t(key)} {note}
                </li>
            ))}
        </ul>
    );
}
