// What happens, newest first: live from the stream, with filters; risk refusals say why.
import { useSignal } from '@preact/signals';
import { memo } from 'preact/compat';
import { clock, moment } from '../model/format';
import { current, store } from '../model/panel';
import { t, word } from '../model/texts';
import type { LogLine, Severity } from '../model/types';
import { Scroll, Section } from './parts';

export const kKinds = ['order', 'fill', 'pair', 'refused', 'signal', 'mode', 'notice', 'operator', 'stream'] as const;
export const kSeverities: readonly Severity[] = ['info', 'warning', 'error'];

export interface Filter {
    kind: string;
    severity: Severity;
    pair: string;
    text: string;
}

export function matches(line: Pick<LogLine, 'kind' | 'severity' | 'text'> & { pair?: string }, filter: Filter): boolean {
    if (filter.kind !== '' && line.kind !== filter.kind) return false;
    if (filter.pair !== '' && line.pair !== undefined && line.pair !== filter.pair) return false;
    if (kSeverities.indexOf(line.severity) < kSeverities.indexOf(filter.severity)) return false;
    return filter.text === '' || line.text.toLowerCase().includes(filter.text.toLowerCase());
}

export const Line = memo(function Line({ line, many, whole }: { line: LogLine; many: boolean; whole: boolean }) {
    return (
        <tr class={line.severity} data-kind={line.kind} data-id={line.id}>
            <td class="number time" title={moment(line.time_ns, { millis: true })}>
                {whole ? moment(line.time_ns, { millis: true }) : clock(line.time_ns)}
            </td>
            {many ? <td>{line.pair}</td> : null}
            <td><span class={`kind ${line.severity} ${line.kind}`}>{word('kind', line.kind)}</span></td>
            <td class="log-text">{line.text}</td>
        </tr>
    );
});

// Newest first, at most `most`.
export function newest(lines: readonly LogLine[], filter: Filter, most: number): LogLine[] {
    const found: LogLine[] = [];
    for (let i = lines.length - 1; i >= 0 && found.length < most; i--) {
        const line = lines[i];
        if (line && matches(line, filter)) found.push(line);
    }
    return found;
}

export function LogTable({ lines, many, whole }: { lines: readonly LogLine[]; many: boolean; whole: boolean }) {
    return (
        <table class={`table log-table ${whole ? 'whole' : ''}`}>
            <colgroup>
                <col class="col-time" />
                {many ? <col class="col-of" /> : null}
                <col class="col-kind" />
                <col />
            </colgroup>
            <thead>
                <tr>
                    <th scope="col">{t('log.time')}</th>
                    {many ? <th scope="col">{t('log.pair')}</th> : null}
                    <th scope="col">{t('log.kind')}</th>
                    <th scope="col">{t('log.text')}</th>
                </tr>
            </thead>
            <tbody>
                {lines.map((line) => (
                    <Line key={line.id} line={line} many={many} whole={whole} />
                ))}
            </tbody>
        </table>
    );
}

function KindAndSeverity({ filter, change }: Pick<FilterProps, 'filter' | 'change'>) {
    return (
        <>
            <label class="field">
                <span class="field-name">{t('log.kind')}</span>
                <select id="log-kind" value={filter.kind} onChange={(event) => change({ kind: event.currentTarget.value })}>
                    <option value="">{t('log.all')}</option>
                    {kKinds.map((kind) => (
                        <option key={kind} value={kind}>{t(`kind.${kind}`)}</option>
                    ))}
                </select>
            </label>
            <label class="field">
                <span class="field-name">{t('log.severity')}</span>
                <select
                    id="log-severity"
                    value={filter.severity}
                    onChange={(event) => change({ severity: event.currentTarget.value as Severity })}
                >
                    {kSeverities.map((each) => (
                        <option key={each} value={each}>{t(`severity.${each}`)}</option>
                    ))}
                </select>
            </label>
        </>
    );
}

interface FilterProps {
    filter: Filter;
    change: (to: Partial<Filter>) => void;
    pairs: boolean; // offers pairs
    lines: boolean; // offers kinds and severities
}

export function FilterBar({ filter, change, pairs, lines }: FilterProps) {
    return (
        <>
            {lines ? <KindAndSeverity filter={filter} change={change} /> : null}
            {pairs && store.names.value.length > 1 ? (
                <label class="field">
                    <span class="field-name">{t('log.pair')}</span>
                    <select id="log-pair" value={filter.pair} onChange={(event) => change({ pair: event.currentTarget.value })}>
                        <option value="">{t('log.all')}</option>
                        {store.names.value.map((name) => (
                            <option key={name} value={name}>{name}</option>
                        ))}
                    </select>
                </label>
            ) : null}
        </>
    );
}

// The short log of the board.
export function BoardLog() {
    const filter = useSignal<Filter>({ kind: '', severity: 'info', pair: '', text: '' });
    const many = store.names.value.length > 1;
    const lines = newest(store.log.value, filter.value, 50);
    void current.value;
    return (
        <Section
            id="log"
            title={t('log.title')}
            tools={<FilterBar filter={filter.value} change={(to) => (filter.value = { ...filter.value, ...to })} pairs={true} lines={true} />}
        >
            <Scroll label={t('log.title')} class="log-scroll">
                <LogTable lines={lines} many={many} whole={false} />
                {lines.length === 0 ? (
                    <p class="empty">{store.log.value.length === 0 ? t('log.empty') : t('log.no_match')}</p>
                ) : null}
            </Scroll>
        </Section>
    );
}
