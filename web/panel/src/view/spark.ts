// The small line of a row. Its canvas keeps its size; nothing of the page moves.
import type { Series } from '../model/series';
import { colours } from './colours';

export function drawSpark(canvas: HTMLCanvasElement, series: Series): void {
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    const width = 120;
    const height = 28;
    if (canvas.width !== width * ratio) {
        canvas.width = width * ratio;
        canvas.height = height * ratio;
    }
    const pen = canvas.getContext('2d');
    if (!pen) return;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    if (series.length < 2) return;

    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < series.length; i++) {
        const value = series.spread[series.at(i)] ?? 0;
        least = Math.min(least, value);
        most = Math.max(most, value);
    }
    const room = most - least || 1;
    const x = (i: number) => 1 + (i / (series.length - 1)) * (width - 5);
    const y = (value: number) => height - 3 - ((value - least) / room) * (height - 6);
    pen.beginPath();
    for (let i = 0; i < series.length; i++) pen.lineTo(x(i), y(series.spread[series.at(i)] ?? 0));
    pen.strokeStyle = colours.muted;
    pen.lineWidth = 1.25;
    pen.lineJoin = 'round';
    pen.stroke();
    const last = series.length - 1;
    pen.beginPath();
    pen.arc(x(last), y(series.spread[series.at(last)] ?? 0), 2, 0, 2 * Math.PI);
    pen.fillStyle = colours.accent;
    pen.fill();
}
