import { useEffect } from 'preact/hooks';
import { sum } from '../model/decimal';
import { pnl } from '../model/format';
import { dismiss, link, overview, store, toasts, view } from '../model/panel';
import { t } from '../model/texts';
import { Books } from './books';
import { Cards } from './cards';
import { Chart } from './chart';
import { Dialogs } from './dialogs';
import { Head } from './head';
import { Latency } from './latency';
import { BoardLog } from './log';
import { Pairs } from './pairs';
import { Parameters } from './parameters';
import { Positions } from './positions';
import { Records } from './records';
import { Replay } from './replay';

function Board() {
    return (
        <div class="board">
            <Cards />
            <Pairs />
            <Chart />
            <Books />
            <div class="beside">
                <Positions />
                <Latency />
            </div>
            <BoardLog />
        </div>
    );
}

function Toasts() {
    return (
        <div class="toasts" aria-live="polite">
            {toasts.value.map((each) => (
                <div key={each.id} class={`toast ${each.tone}`}>
                    <span>{each.text}</span>
                    <button type="button" class="quiet" aria-label={t('error.close')} onClick={() => dismiss(each.id)}>×</button>
                </div>
            ))}
        </div>
    );
}

// The tab tells the day's PnL, and first of all when the server is gone.
function title(): string {
    const pairs = overview.value;
    if (link.value.state === 'gone') return `${t('link.gone')} · Twinleg`;
    const quotes = new Set(pairs.map((pair) => pair.quote));
    if (quotes.size !== 1) return t('app.title');
    return t('app.title.pnl', { amount: `${pnl(sum(pairs.map((pair) => pair.pnl.day.total)))} ${[...quotes][0]}` });
}

function Title() {
    const text = title();
    useEffect(() => void (document.title = text), [text]);
    return null;
}

export function App() {
    return (
        <>
            <Title />
            <a class="skip" href="#main">{t('app.skip')}</a>
            <Head />
            <main id="main" tabIndex={-1} data-ready={store.head.value !== null}>
                {view.value === 'board' ? <Board /> : null}
                {view.value === 'log' ? <Records /> : null}
                {view.value === 'parameters' ? <Parameters /> : null}
                {view.value === 'replay' ? <Replay /> : null}
            </main>
            <Toasts />
            <Dialogs />
        </>
    );
}
