// The stored history, played again. It is marked as the past wherever it is shown.
import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { get } from '../model/api';
import { count, exact, moment, quantity, statistic, venue } from '../model/format';
import { address, current, selected, store, why } from '../model/panel';
import { momentOf, ordered, step, until } from '../model/playback';
import { dark } from '../model/preferences';
import { t } from '../model/texts';
import type { History, LogLine } from '../model/types';
import { signalAt, Values } from './chart';
import { Legend } from './legend';
import { LogTable } from './log';
import { Signal } from './pairs';
import { Amount, Choices, Scroll, Section } from './parts';
import { markOf, Plot } from './plot';

const kSpans = [['5m', 300], ['15m', 900], ['1h', 3600], ['6h', 21600], ['1d', 86400]] as const;
const kSpeeds = ['1', '10', '60', '600'] as const;
const kBand = 2;
const kLeast_ns = 60e9;

export const playing = signal(false);
export const player: { step: (direction: 1 | -1) => void } = { step: () => undefined };

export function Replay() {
    const place = useRef<HTMLDivElement>(null);
    const plot = useRef<Plot | null>(null);
    const history = useSignal<History | null>(null);
    const at_ns = useSignal(0);
    const reach = useSignal<string>('15m');
    const speed = useSignal<(typeof kSpeeds)[number]>('10');
    const trouble = useSignal('');
    const name = current.value;
    const loading = useRef<AbortController | null>(null);

    const span_ns = () => (kSpans.find(([key]) => key === reach.value)?.[1] ?? 900) * 1e9;

    // The window around a time; the time itself stays where it was put.
    const load = async (time_ns: number | null) => {
        if (!name) return;
        loading.current?.abort();
        const abort = (loading.current = new AbortController());
        try {
            const got = ordered(
                await get<History>(
                    'history',
                    { pair: name, at_ns: time_ns === null ? null : Math.round(time_ns), span_ms: Math.round(span_ns() / 1e6) },
                    abort.signal,
                ),
            );
            if (abort.signal.aborted) return;
            history.value = got;
            trouble.value = '';
            if (time_ns === null) at_ns.value = got.to_ns;
            const marks = got.pair_trades.map((trade) => markOf(trade, signalAt(got.spreads, trade.opened_ns ?? trade.time_ns)));
            plot.current?.load(got.spreads);
            plot.current?.show(Math.max(got.from_ns, Math.min(got.first_ns ?? 0, got.to_ns - kLeast_ns)) / 1e9, got.to_ns / 1e9);
            plot.current?.setMarks(marks.filter((mark) => mark !== null));
            plot.current?.setPlayhead(at_ns.value / 1e9);
        } catch (error) {
            if (!abort.signal.aborted) trouble.value = why(error);
        }
    };

    const go = (time_ns: number) => {
        const now = history.value;
        const first = now?.first_ns ?? time_ns;
        const last = now?.last_ns ?? time_ns;
        at_ns.value = Math.min(Math.max(time_ns, first), last);
        plot.current?.setPlayhead(at_ns.value / 1e9);
        if (now && (at_ns.value < now.from_ns || at_ns.value > now.to_ns) && !pending.current) {
            pending.current = true;
            // A slider that is dragged asks once a frame at most, and for where it then is.
            requestAnimationFrame(() => {
                pending.current = false;
                void load(at_ns.value);
            });
        }
    };
    const pending = useRef(false);

    useEffect(() => {
        if (!place.current) return;
        plot.current = new Plot(place.current, {
            select: (from) => go(from * 1e9),
            reset: () => undefined,
            cursor: () => undefined,
        });
        plot.current.setBand(kBand);
        return () => {
            playing.value = false;
            loading.current?.abort();
            plot.current?.destroy();
            plot.current = null;
        };
    }, []);
    useEffect(() => {
        history.value = null;
        playing.value = false;
        void load(null);
    }, [name]);
    useEffect(() => {
        if (history.peek()) void load(at_ns.peek());
    }, [reach.value]);
    useEffect(() => plot.current?.rebuild(), [dark.value]);
    useEffect(() => {
        if (!playing.value) return;
        let last = performance.now();
        let id = requestAnimationFrame(function turn(now) {
            go(at_ns.peek() + (now - last) * 1e6 * Number(speed.peek()));
            last = now;
            if (at_ns.peek() >= (history.peek()?.last_ns ?? 0)) playing.value = false;
            else id = requestAnimationFrame(turn);
        });
        return () => cancelAnimationFrame(id);
    }, [playing.value]);

    const one = (direction: 1 | -1) => {
        playing.value = false;
        const now = history.value;
        if (!now) return;
        const next = step(now, at_ns.value, direction);
        if (next !== null) go(next);
        else go(direction > 0 ? now.to_ns + 1e9 : now.from_ns - 1e9);
    };
    player.step = one;

    const now = history.value;
    const pair = store.pair(name);
    const then = now ? momentOf(now, at_ns.value) : null;
    const events: LogLine[] = now
        ? now.events
              .slice(0, until(now.events, at_ns.value))
              .slice(-100)
              .reverse()
              .map((row) => ({ id: row.position * 1000 + row.item, time_ns: row.time_ns, pair: name ?? '', kind: row.kind, severity: row.severity, text: row.text }))
        : [];
    const spread = then?.spread;
    const nothing = now !== null && !now.first_ns;
    const seconds = (value: number) => Math.floor(value / 1e9);
    const toggle = () => {
        if (!playing.value && now?.last_ns != null && at_ns.value >= now.last_ns) go(now.from_ns);
        playing.value = !playing.value;
    };
    return (
        <Section
            id="replay"
            class="page past"
            title={
                <>
                    {t('replay.title')} <span class="past-mark" title={t('replay.past.hint')}>{t('replay.past')}</span>
                </>
            }
            tools={
                <>
                    <Choices
                        label={t('replay.span')}
                        value={reach.value}
                        choices={kSpans.map(([value]) => ({ value, text: value }))}
                        choose={(value) => (reach.value = value)}
                    />
                    <a class="button" href={address('board', selected.value)}>{t('replay.live')}</a>
                </>
            }
        >
            <p class="past-note" role="note">
                {t('replay.past.hint')} <strong class="number" id="replay-time">{at_ns.value > 0 ? moment(at_ns.value) : ''}</strong>
            </p>
            {trouble.value ? <p class="empty bad">{t('replay.load', { why: trouble.value })}</p> : null}
            {nothing ? <p class="empty">{t('replay.empty')}</p> : null}
            <div class="player">
                <button type="button" aria-label={t('replay.back')} title={t('replay.back')} disabled={!now || nothing} onClick={() => one(-1)}>◂</button>
                <button type="button" id="play" class="lead" disabled={!now || nothing} onClick={toggle}>
                    {playing.value ? t('replay.stop') : t('replay.play')}
                </button>
                <button type="button" aria-label={t('replay.forward')} title={t('replay.forward')} disabled={!now || nothing} onClick={() => one(1)}>▸</button>
                <label class="unseen" for="replay-slider">{t('replay.at')}</label>
                <input
                    id="replay-slider"
                    type="range"
                    min={seconds(now?.first_ns ?? 0)}
                    max={Math.max(seconds(now?.last_ns ?? 1), seconds(now?.first_ns ?? 0) + 1)}
                    step={1}
                    value={seconds(at_ns.value)}
                    aria-valuetext={at_ns.value > 0 ? moment(at_ns.value) : ''}
                    disabled={!now || nothing}
                    onInput={(event) => {
                        playing.value = false;
                        go(Number(event.currentTarget.value) * 1e9);
                    }}
                />
                <Choices
                    label={t('replay.speed')}
                    value={speed.value}
                    choices={kSpeeds.map((value) => ({ value, text: `${value}×` }))}
                    choose={(value) => (speed.value = value)}
                />
            </div>
            <Values
                seen={spread ? { time_ns: spread.time_ns, spread: Number(spread.spread), mean: spread.mean, stddev: spread.stddev, z: spread.z } : null}
                until={at_ns.value > 0 ? moment(at_ns.value) : ''}
            />
            <div class="plot" id="replay-plot" ref={place} role="img" aria-label={t('chart.title')} />
            <Legend band={String(kBand)} />
            <div class="then">
                <dl class="facts">
                    <div><dt>{pair ? venue(pair.first) : t('pairs.price_a')}</dt><dd class="number">{exact(spread?.price_a)}</dd></div>
                    <div><dt>{pair ? venue(pair.second) : t('pairs.price_b')}</dt><dd class="number">{exact(spread?.price_b)}</dd></div>
                    <div><dt>{t('pairs.spread')}</dt><dd class="number">{exact(spread?.spread)}</dd></div>
                    <div><dt>{t('pairs.z')}</dt><dd class="number">{statistic(spread?.z)}</dd></div>
                    <div><dt>{t('pairs.signal')}</dt><dd>{spread ? <Signal value={spread.signal} /> : '–'}</dd></div>
                </dl>
                <dl class="facts">
                    {(then?.positions ?? []).map((each) => (
                        <div key={each.instrument}>
                            <dt>{each.instrument}</dt>
                            <dd class="number">{quantity(each.quantity, { signed: true })}</dd>
                        </div>
                    ))}
                    <div>
                        <dt>{t('replay.pnl')}</dt>
                        <dd><Amount value={then?.pnl} /></dd>
                    </div>
                    <div>
                        <dt>{t('log.trades')}</dt>
                        <dd class="number">{count(then?.trades ?? 0)}</dd>
                    </div>
                </dl>
            </div>
            <h3>{t('replay.events')}</h3>
            <Scroll label={t('replay.events')} class="log-scroll">
                <LogTable lines={events} many={false} whole={true} />
            </Scroll>
        </Section>
    );
}

