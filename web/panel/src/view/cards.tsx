// The overview: five answers that fit one look.
import type { ComponentChildren } from 'preact';
import { absolute, sign, sum } from '../model/decimal';
import { count, money, quantity, span } from '../model/format';
import { overview } from '../model/panel';
import { t, word } from '../model/texts';
import type { Money, Pair } from '../model/types';
import { Amount, stateOf, stateTone } from './parts';

function Card(props: { name: string; title: string; children: ComponentChildren; tone?: string }) {
    return (
        <section class={`card ${props.tone ?? ''}`} data-card={props.name} aria-labelledby={`card-${props.name}`}>
            <h2 id={`card-${props.name}`}>{props.title}</h2>
            {props.children}
        </section>
    );
}

// Money of one currency is summed, of two is not.
function byQuote(pairs: readonly Pair[], of: (pair: Pair) => Money | null): [string, Money | null][] {
    const quotes = [...new Set(pairs.map((pair) => pair.quote))];
    return quotes.map((quote) => [quote, sum(pairs.filter((pair) => pair.quote === quote).map(of))]);
}

function StateCard({ pairs }: { pairs: readonly Pair[] }) {
    const states = new Map<string, number>();
    for (const pair of pairs) states.set(stateOf(pair), (states.get(stateOf(pair)) ?? 0) + 1);
    const first = pairs[0];
    const single = states.size === 1 ? ([...states.keys()][0] ?? '') : null;
    const worst = [...states.keys()].map(stateTone).sort((a, b) => kWorst.indexOf(a) - kWorst.indexOf(b))[0] ?? 'idle';
    const tradings = [...new Set(pairs.map((pair) => pair.state.trading))];
    const latched = pairs.some((pair) => pair.state.latched);
    const reasons = [...new Set(pairs.map((pair) => pair.state.trouble || pair.state.why).filter((each) => each !== ''))];
    return (
        <Card name="state" title={t('card.state')} tone={worst}>
            <p class="card-value">
                {single !== null
                    ? word('mode', single)
                    : [...states].map(([mode, n]) => t('card.states', { count: n, mode: word('mode', mode) })).join(' · ')}
            </p>
            <p class="card-note">
                {tradings.map((each) => t(`control.${each}`)).join(' / ')}
                {latched ? ` · ${t('mode.latched')}` : ''}
                {first && pairs.length === 1 ? ` · ${first.strategy}` : ` · ${t('card.pairs', { count: pairs.length })}`}
            </p>
            {reasons[0] ? <p class="card-note reason" title={reasons.join('\n')}>{reasons[0]}</p> : null}
        </Card>
    );
}
const kWorst = ['bad', 'warn', 'idle', 'good'];

function DayCard({ pairs }: { pairs: readonly Pair[] }) {
    const totals = byQuote(pairs, (pair) => pair.pnl.day.total);
    // One number of decimals for all of a column.
    const decimals = totals.every(([, total]) => Math.abs(Number(total)) < 100) ? 4 : 2;
    const causes = ['trading', 'fees', 'funding'] as const;
    return (
        <Card name="day" title={t('card.day')}>
            {totals.map(([quote, total]) => (
                <p class="card-value" key={quote}>
                    <Amount value={total} /> <span class="unit">{quote}</span>
                </p>
            ))}
            <dl class="facts">
                {causes.map((cause) => (
                    <div key={cause} data-cause={cause}>
                        <dt>{t(`card.${cause}`)}</dt>
                        <dd>
                            {byQuote(pairs, (pair) => pair.pnl.day[cause]).map(([quote, value]) => (
                                <Amount key={quote} value={value} decimals={decimals} />
                            ))}
                        </dd>
                    </div>
                ))}
                <div data-cause="whole">
                    <dt>{t('card.whole')}</dt>
                    <dd>
                        {byQuote(pairs, (pair) => pair.pnl.total).map(([quote, value]) => (
                            <Amount key={quote} value={value} decimals={decimals} />
                        ))}
                    </dd>
                </div>
            </dl>
        </Card>
    );
}

function ExposureCard({ pairs }: { pairs: readonly Pair[] }) {
    const coins = [...new Set(pairs.map((pair) => pair.coin))];
    const rows = coins.map((coin) => {
        const mine = pairs.filter((pair) => pair.coin === coin);
        return { coin, coins: sum(mine.map((pair) => pair.exposure.coins)), dust: sum(mine.map((pair) => absolute(pair.exposure.dust))) };
    });
    const open = rows.filter((row) => sign(row.coins) !== 0);
    const shown = open.length > 0 ? open : rows.slice(0, 1);
    return (
        <Card name="exposure" title={t('card.exposure')}>
            {shown.slice(0, 3).map((row) => (
                <p class="card-value" key={row.coin}>
                    <span class="number">{quantity(row.coins, { signed: true })}</span> <span class="unit">{row.coin}</span>
                </p>
            ))}
            <p class="card-note">
                {open.length > 3 ? `+ ${open.length - 3} · ` : ''}
                {open.length === 0 ? t('card.flat') + ' · ' : ''}
                {t('card.dust', { amount: `${quantity(shown[0]?.dust)} ${shown[0]?.coin ?? ''}` })}
            </p>
        </Card>
    );
}

function RiskCard({ pairs }: { pairs: readonly Pair[] }) {
    const total = (of: (pair: Pair) => number) => pairs.reduce((all, pair) => all + of(pair), 0);
    const refused = total((pair) => Object.values(pair.risk.refused).reduce((all, n) => all + n, 0));
    const trips = total((pair) => pair.risk.breaker_trips);
    const halts = total((pair) => pair.risk.halts);
    const halted = pairs.some((pair) => pair.state.mode === 'halted');
    const last = pairs
        .map((pair) => pair.risk.last_refused)
        .filter((each) => each !== null)
        .sort((a, b) => b.time_ns - a.time_ns)[0];
    return (
        <Card name="risk" title={t('card.risk')} tone={halted ? 'bad' : ''}>
            <p class="card-value">{halted ? t('card.risk.halted') : t('card.risk.fine')}</p>
            <p class="card-note">
                {t('card.risk.counts', { refused: count(refused), trips: count(trips), halts: count(halts) })}
            </p>
            {last ? <p class="card-note reason" title={last.why}>{t('card.risk.last', { why: last.why || last.check })}</p> : null}
        </Card>
    );
}

function UnhedgedCard({ pairs }: { pairs: readonly Pair[] }) {
    const open = pairs.filter((pair) => pair.exposure.unhedged);
    const longest = open.reduce((most, pair) => Math.max(most, pair.exposure.unhedged_ms), 0);
    return (
        <Card name="unhedged" title={t('card.unhedged')} tone={open.length > 0 ? 'warn' : ''}>
            {open.length === 0 ? <p class="card-value">{t('card.nothing')}</p> : null}
            {open.slice(0, 3).map((pair) => (
                <p class="card-value" key={pair.pair}>
                    <span class="number">{quantity(pair.exposure.coins, { signed: true })}</span>{' '}
                    <span class="unit">{pair.coin}</span>
                </p>
            ))}
            <p class="card-note">{open.length === 0 ? t('card.hedged') : t('card.for', { time: span(longest) })}</p>
        </Card>
    );
}

function EquityCard({ pairs }: { pairs: readonly Pair[] }) {
    // Pairs of one venue share its account: it counts once.
    const accounts = new Map<string, Pair['accounts'][number]>();
    for (const pair of pairs)
        for (const account of pair.accounts) {
            const known = accounts.get(account.venue);
            if (!known || known.read_ns < account.read_ns) accounts.set(account.venue, account);
        }
    const all = [...accounts.values()].filter((each) => each.equity !== null);
    if (all.length === 0) return null;
    const quotes = new Set(pairs.map((pair) => pair.quote));
    return (
        <Card name="equity" title={t('card.equity')}>
            {quotes.size === 1 ? (
                <p class="card-value">
                    <span class="number">{money(sum(all.map((each) => each.equity)))}</span>{' '}
                    <span class="unit">{[...quotes][0]}</span>
                </p>
            ) : null}
            <dl class="facts">
                {all.map((each) => (
                    <div key={each.venue} title={each.free_collateral === null ? '' : t('card.free', { amount: money(each.free_collateral) })}>
                        <dt>{each.venue}</dt>
                        <dd class="number">{money(each.equity)}</dd>
                    </div>
                ))}
            </dl>
        </Card>
    );
}

export function Cards() {
    const pairs = overview.value;
    if (pairs.length === 0) return null;
    return (
        <div class="cards">
            <StateCard pairs={pairs} />
            <DayCard pairs={pairs} />
            <ExposureCard pairs={pairs} />
            <UnhedgedCard pairs={pairs} />
            <RiskCard pairs={pairs} />
            <EquityCard pairs={pairs} />
        </div>
    );
}
