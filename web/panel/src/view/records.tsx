// The log as a whole: live lines, and what the store holds of events, orders, fills and pair trades.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { get, type Query } from '../model/api';
import { exact, micros, moment, quantity } from '../model/format';
import { current, store, why } from '../model/panel';
import { t, word, type Key } from '../model/texts';
import type { EventRow, FillRow, LogLine, OrderRow, PairTrade } from '../model/types';
import { Curve } from './curve';
import { FilterBar, LogTable, matches, newest, type Filter } from './log';
import { Amount, Choices, Scroll, Section } from './parts';

type Source = 'live' | 'events' | 'orders' | 'fills' | 'pair_trades';
type Row = OrderRow | FillRow | EventRow | PairTrade;

interface Column<T> {
    key: Key;
    number?: boolean;
    cell: (row: T) => ComponentChildren;
    text?: (row: T) => string;
}

const kPage = 100;

const kOrders: readonly Column<OrderRow>[] = [
    { key: 'log.time', cell: (row) => moment(row.time_ns, { millis: true }) },
    { key: 'positions.instrument', cell: (row) => row.instrument },
    { key: 'log.side', cell: (row) => word('side', row.side) },
    { key: 'log.role', cell: (row) => `${row.role} · ${row.time_in_force.replaceAll('_', '-')}` },
    { key: 'log.price', number: true, cell: (row) => exact(row.price) },
    { key: 'log.quantity', number: true, cell: (row) => quantity(row.quantity) },
    { key: 'log.filled', number: true, cell: (row) => quantity(row.filled) },
    { key: 'log.average', number: true, cell: (row) => exact(row.average_price) },
    { key: 'log.state', cell: (row) => row.state.replaceAll('_', ' ') },
    { key: 'log.reason', cell: (row) => row.reason ?? '' },
    { key: 'log.id', number: true, cell: (row) => String(row.client_order_id) },
];
const kFills: readonly Column<FillRow>[] = [
    { key: 'log.time', cell: (row) => moment(row.time_ns, { millis: true }) },
    { key: 'positions.instrument', cell: (row) => row.instrument },
    { key: 'log.side', cell: (row) => word('side', row.side) },
    { key: 'log.price', number: true, cell: (row) => exact(row.price) },
    { key: 'log.quantity', number: true, cell: (row) => quantity(row.quantity) },
    { key: 'log.fee', number: true, cell: (row) => `${exact(row.fee)} ${row.fee_currency}` },
    { key: 'log.liquidity', cell: (row) => row.liquidity },
    { key: 'log.id', number: true, cell: (row) => String(row.client_order_id ?? '') },
];
const kTrades: readonly Column<PairTrade>[] = [
    { key: 'log.time', cell: (row) => moment(row.time_ns, { millis: true }) },
    { key: 'log.outcome', cell: (row) => word('outcome', row.outcome) },
    { key: 'log.side', cell: (row) => word('side', row.first_side) },
    { key: 'log.quantity', number: true, cell: (row) => quantity(row.first_side === 'buy' ? row.first_bought : row.first_sold) },
    { key: 'pairs.position', number: true, cell: (row) => `${quantity(row.first_position, { signed: true })} / ${quantity(row.second_position, { signed: true })}` },
    { key: 'log.unhedged', number: true, cell: (row) => (row.unhedged_ns === 0 ? '–' : micros(row.unhedged_ns / 1e3)) },
    { key: 'log.took', number: true, cell: (row) => micros(row.took_ns / 1e3) },
    { key: 'log.pnl', number: true, cell: (row) => <Amount value={row.pnl} /> },
];

function Table<T extends Row>({ columns, rows }: { columns: readonly Column<T>[]; rows: readonly T[] }) {
    return (
        <table class="table records">
            <thead>
                <tr>
                    {columns.map((column) => (
                        <th key={column.key} scope="col" class={column.number ? 'number' : ''}>{t(column.key)}</th>
                    ))}
                </tr>
            </thead>
            <tbody>
                {rows.map((row) => (
                    <tr key={`${row.run}.${row.position}.${row.item}`}>
                        {columns.map((column) => (
                            <td key={column.key} class={column.number ? 'number' : ''}>{column.cell(row)}</td>
                        ))}
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

function found(row: Row, text: string): boolean {
    return text === '' || Object.values(row).some((value) => String(value).toLowerCase().includes(text.toLowerCase()));
}

function asLine(row: EventRow, id: number): LogLine {
    return { id, time_ns: row.time_ns, pair: '', kind: row.kind, severity: row.severity, text: row.text };
}

export function Records() {
    const source = useSignal<Source>('live');
    const filter = useSignal<Filter>({ kind: '', severity: 'info', pair: '', text: '' });
    // With what it is: the source may have been changed since.
    const loaded = useSignal<{ of: Source; rows: readonly Row[] }>({ of: 'live', rows: [] });
    const trouble = useSignal('');
    const loading = useSignal(false);
    const ended = useSignal(false);
    const held = useSignal<readonly LogLine[] | null>(null);
    const name = filter.value.pair || current.value;
    const rows = loaded.value.of === source.value ? loaded.value.rows : [];

    const load = async (older: boolean) => {
        const of = source.value;
        if (of === 'live' || !name) return;
        const before = older && loaded.value.of === of ? loaded.value.rows : [];
        loading.value = true;
        const query: Query = { pair: name, limit: kPage };
        if (of === 'events' && filter.value.kind) query['kind'] = filter.value.kind;
        const last = before.at(-1);
        if (last) query['before_ns'] = last.time_ns;
        try {
            const page = await get<Row[]>(of, query);
            if (of !== source.value) return;
            const key = (row: Row) => `${row.run}.${row.position}.${row.item}`;
            const known = new Set(before.map(key));
            loaded.value = { of, rows: [...before, ...page.filter((row) => !known.has(key(row)))] };
            ended.value = page.length < kPage;
            trouble.value = '';
        } catch (error) {
            if (of === source.value) trouble.value = why(error);
        }
        loading.value = false;
    };
    useEffect(() => {
        loaded.value = { of: source.value, rows: [] };
        void load(false);
    }, [source.value, name, filter.value.kind]);

    const change = (to: Partial<Filter>) => (filter.value = { ...filter.value, ...to });
    const live = source.value === 'live';
    const lines = held.value ?? store.log.value;
    const shownLines =
        live ? newest(lines, filter.value, 500)
        : source.value === 'events' ? (rows as EventRow[]).map((row, at) => asLine(row, at)).filter((line) => matches(line, { ...filter.value, pair: '' }))
        : [];
    const shown = rows.filter((row) => found(row, filter.value.text));
    const empty = live || source.value === 'events' ? shownLines.length === 0 : shown.length === 0;
    const fresh = held.value ? store.log.value.filter((line) => line.id > (held.value?.at(-1)?.id ?? -1)).length : 0;
    return (
        <Section
            id="records"
            title={t('log.title')}
            class="page"
            tools={
                <>
                    <Choices
                        label={t('log.source')}
                        value={source.value}
                        choices={[
                            { value: 'live', text: t('log.live') },
                            { value: 'events', text: t('log.events') },
                            { value: 'orders', text: t('log.orders') },
                            { value: 'fills', text: t('log.fills') },
                            { value: 'pair_trades', text: t('log.trades') },
                        ]}
                        choose={(value) => (source.value = value)}
                    />
                    <FilterBar filter={filter.value} change={change} pairs={true} lines={live || source.value === 'events'} />
                    <label class="field">
                        <span class="field-name">{t('log.search')}</span>
                        <input type="search" data-search="log" value={filter.value.text} onInput={(event) => change({ text: event.currentTarget.value })} />
                    </label>
                    {live ? (
                        <button type="button" aria-pressed={held.value !== null} onClick={() => (held.value = held.value ? null : store.log.value)}>
                            {held.value ? t('log.held', { count: fresh }) : t('log.hold')}
                        </button>
                    ) : (
                        <button type="button" onClick={() => void load(false)}>{t('log.reload')}</button>
                    )}
                </>
            }
        >
            {source.value === 'pair_trades' ? <Curve trades={rows as PairTrade[]} /> : null}
            <Scroll label={t('log.title')} class="page-scroll">
                {live || source.value === 'events' ? (
                    <LogTable lines={shownLines} many={live && store.names.value.length > 1} whole={true} />
                ) : source.value === 'orders' ? (
                    <Table columns={kOrders} rows={shown as OrderRow[]} />
                ) : source.value === 'fills' ? (
                    <Table columns={kFills} rows={shown as FillRow[]} />
                ) : (
                    <Table columns={kTrades} rows={shown as PairTrade[]} />
                )}
                {trouble.value ? <p class="empty bad">{trouble.value}</p> : null}
                {loading.value ? <p class="empty">{t('log.loading')}</p> : null}
                {!loading.value && empty && !trouble.value ? <p class="empty">{t('log.empty')}</p> : null}
                {!live && !ended.value && rows.length > 0 ? (
                    <p class="more">
                        <button type="button" id="older" disabled={loading.value} onClick={() => void load(true)}>{t('log.more')}</button>
                    </p>
                ) : null}
            </Scroll>
        </Section>
    );
}
