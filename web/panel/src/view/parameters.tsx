// What can be changed while it trades: ranges, units, defaults, the change and what came of it.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get, post } from '../model/api';
import { rounded, shifted } from '../model/decimal';
import { humane, same, wrong } from '../model/check_value';
import { clock, quantity } from '../model/format';
import { current, link, store, why } from '../model/panel';
import { t } from '../model/texts';
import type { Config, Parameter, Risk } from '../model/types';
import { Scroll, Section } from './parts';

const kTries = 20;
const kBetween_ms = 250;
const kUsed_ms = 2000;

type Outcome = { tone: 'wait' | 'good' | 'bad'; text: string } | null;

function limits({ minimum, maximum, unit }: Parameter): string {
    const of = (value: string | number) => `${value}${unit ? ' ' + unit : ''}`;
    // The least that is more than nothing is said as such.
    if (minimum != null && Number(minimum) > 0 && Number(minimum) <= 1e-6)
        return maximum == null ? t('parameters.positive') : t('parameters.positive.until', { maximum: of(maximum) });
    if (minimum != null && maximum != null) return t('parameters.range', { minimum, maximum: of(maximum) });
    if (minimum != null) return t('parameters.from', { minimum: of(minimum) });
    if (maximum != null) return t('parameters.until', { maximum: of(maximum) });
    return '';
}

async function valueOf(pair: string, name: string): Promise<string | null> {
    const config = await get<Config>('config', { pair });
    const mine = config.pairs.find((each) => each.pair === pair)?.parameters.find((each) => each.name === name);
    return mine ? humane(mine).value : null;
}

// Asks, then looks until the engine has it or has said why not.
async function change(pair: string, parameter: Parameter, value: string): Promise<Outcome> {
    const { name, value: before } = parameter;
    const seen = store.log.value.at(-1)?.id ?? -1;
    await post('parameters', { pair, name, value: shifted(value, parameter.shift ?? 0) });
    for (let i = 0; i < kTries; i++) {
        const now = await valueOf(pair, name);
        if (now !== null && same(now, value)) {
            return { tone: 'good', text: t('parameters.done', { before, after: now, time: clock(Date.now() * 1e6) }) };
        }
        const short = name.split('.').at(-1) ?? name;
        const refusal = store.log.value.find(
            (line) => line.id > seen && line.severity !== 'info' && (line.text.includes(name) || line.text.includes(short)),
        );
        if (refusal) return { tone: 'bad', text: t('parameters.unchanged', { value: now ?? before, why: refusal.text }) };
        await new Promise((resolve) => setTimeout(resolve, kBetween_ms));
    }
    return { tone: 'bad', text: t('parameters.unchanged', { value: before, why: t('error.unreachable') }) };
}

function Input({ id, parameter, value, set, off }: { id: string; parameter: Parameter; value: string; set: (value: string) => void; off: boolean }) {
    const shared = { id, disabled: off, 'aria-describedby': `${id}-note` };
    const choices = parameter.choices?.length ? parameter.choices : parameter.type === 'boolean' ? ['true', 'false'] : [];
    if (choices.length > 0) {
        const all = choices.includes(value) ? choices : [value, ...choices];
        return (
            <select {...shared} value={value} onChange={(event) => set(event.currentTarget.value)}>
                {all.map((each) => (
                    <option key={each} value={each}>
                        {parameter.type === 'boolean' ? t(each === 'true' || each === '1' ? 'parameters.yes' : 'parameters.no') : each}
                    </option>
                ))}
            </select>
        );
    }
    return (
        <input
            {...shared}
            type="text"
            inputMode="decimal"
            autocomplete="off"
            spellcheck={false}
            value={value}
            onInput={(event) => set(event.currentTarget.value.trim())}
        />
    );
}

interface RowProps {
    pair: string;
    parameter: Parameter;
    used: string | null; // how much of the limit is taken up now
    changed: (value: string) => void;
}

function Row({ pair, parameter, used, changed: tell }: RowProps) {
    const typed = useSignal<string | null>(null);
    const outcome = useSignal<Outcome>(null);
    const value = typed.value ?? parameter.value;
    const changed = typed.value !== null && !same(value, parameter.value);
    const fault = changed ? wrong(parameter, value) : null;
    const id = `parameter-${parameter.name.replace(/\W/g, '-')}`;
    const waits = outcome.value?.tone === 'wait';
    const off = !parameter.changeable || link.value.state !== 'open' || waits;
    const label = (parameter.name.split('.').at(-1) ?? parameter.name).replace(/_ns$/, '').replaceAll('_', ' ');

    const send = async (event: Event) => {
        event.preventDefault();
        if (!changed || fault || off) return;
        outcome.value = { tone: 'wait', text: t('parameters.sent') };
        try {
            outcome.value = await change(pair, parameter, value);
        } catch (error) {
            outcome.value = { tone: 'bad', text: why(error) };
            return;
        }
        if (outcome.value?.tone === 'good') tell(shifted(value, parameter.shift ?? 0));
        typed.value = null;
    };
    return (
        <form class={`parameter ${changed ? 'changed' : ''}`} data-parameter={parameter.name} onSubmit={(event) => void send(event)}>
            <div class="parameter-name">
                <label for={id}>{label}</label>
                <span class="summary">{parameter.summary}</span>
            </div>
            <div class="parameter-value">
                <Input id={id} parameter={parameter} value={value} set={(to) => (typed.value = to)} off={off} />
                <span class="unit">{parameter.unit}</span>
            </div>
            <div class="parameter-note" id={`${id}-note`}>
                <span>{[limits(parameter), parameter.default == null ? '' : t('parameters.default', { value: parameter.default })].filter(Boolean).join(' · ')}</span>
                {used !== null ? <span class="used">{t('parameters.used', { value: quantity(rounded(used, 4)) })}</span> : null}
                {fault ? <span class="bad" role="alert">{t(fault.key, 'values' in fault ? fault.values : undefined)}</span> : null}
                <span class={`outcome ${outcome.value?.tone ?? ''}`} role="status">{outcome.value?.text}</span>
            </div>
            <div class="parameter-buttons">
                {parameter.default != null && !same(value, parameter.default) && parameter.changeable ? (
                    <button
                        type="button"
                        class="quiet"
                        aria-label={t('parameters.to_default.label', { name: label })}
                        disabled={off}
                        onClick={() => (typed.value = parameter.default)}
                    >
                        {t('parameters.to_default')}
                    </button>
                ) : null}
                {changed ? (
                    <button type="button" class="quiet" onClick={() => (typed.value = null)}>{t('parameters.undo')}</button>
                ) : null}
                <button
                    type="submit"
                    class={changed && !fault ? 'lead' : ''}
                    aria-label={t('parameters.change.label', { name: label })}
                    disabled={!changed || fault !== null || off}
                >
                    {t('parameters.change')}
                </button>
            </div>
        </form>
    );
}

export function Parameters() {
    const name = current.value;
    const config = useSignal<Config['pairs'][number] | null>(null);
    const trouble = useSignal('');
    const search = useSignal('');
    const open = link.value.state === 'open';
    useEffect(() => {
        if (!name || !open) return;
        let over = false;
        get<Config>('config', { pair: name })
            .then((all) => {
                if (over) return;
                config.value = all.pairs.find((each) => each.pair === name) ?? null;
                trouble.value = '';
            })
            .catch((error: unknown) => {
                if (!over) trouble.value = why(error);
            });
        return () => (over = true);
    }, [name, open]);

    const used = useSignal<ReadonlyMap<string, string | null>>(new Map());
    useEffect(() => {
        if (!name || !open) return;
        let timer = 0;
        let over = false;
        const look = async () => {
            try {
                const risk = await get<Risk>('risk', { pair: name });
                const mine = risk.pairs.find((each) => each.pair === name);
                if (!over) used.value = new Map(mine?.limits.map((each) => [each.name, each.used]));
            } catch {
                // The stream tells that the server is gone.
            }
            if (!over) timer = window.setTimeout(look, kUsed_ms);
        };
        void look();
        return () => {
            over = true;
            clearTimeout(timer);
        };
    }, [name, open]);

    if (!name) return null;
    const pair = store.pairs.get(name)?.peek();
    const wanted = search.value.toLowerCase();
    const found = (each: Parameter) =>
        wanted === '' || each.name.toLowerCase().includes(wanted) || (each.summary ?? '').toLowerCase().includes(wanted);
    const all = (config.value?.pair === name ? config.value.parameters : []).map((each) => humane(each, pair)).filter(found);
    const changed = (parameter: string, value: string) => {
        const before = config.peek();
        if (before)
            config.value = { ...before, parameters: before.parameters.map((each) => (each.name === parameter ? { ...each, value } : each)) };
    };
    const risk = all.filter((each) => each.name.startsWith('risk.'));
    const strategy = all.filter((each) => !each.name.startsWith('risk.'));
    const settings = (config.value?.settings ?? []).filter((each) => wanted === '' || each.name.toLowerCase().includes(wanted));
    return (
        <Section
            id="parameters"
            title={t('parameters.title', { pair: name })}
            class="page"
            tools={
                <label class="field">
                    <span class="field-name">{t('parameters.search')}</span>
                    <input type="search" data-search="parameters" value={search.value} onInput={(event) => (search.value = event.currentTarget.value)} />
                </label>
            }
        >
            {trouble.value ? <p class="empty bad">{t('parameters.load', { why: trouble.value })}</p> : null}
            {strategy.length > 0 ? <h3>{t('parameters.strategy')}</h3> : null}
            {strategy.map((each) => <Row key={`${name} ${each.name}`} pair={name} parameter={each} used={used.value.get(each.name) ?? null} changed={(value) => changed(each.name, value)} />)}
            {risk.length > 0 ? <h3>{t('parameters.risk')}</h3> : null}
            {risk.map((each) => <Row key={`${name} ${each.name}`} pair={name} parameter={each} used={used.value.get(each.name) ?? null} changed={(value) => changed(each.name, value)} />)}
            {config.value && config.value.parameters.length === 0 ? <p class="empty">{t('parameters.none')}</p> : null}
            {settings.length > 0 ? (
                <details class="fixed">
                    <summary>{t('parameters.fixed')} <span class="muted">{t('parameters.fixed.hint')}</span></summary>
                    <Scroll label={t('parameters.fixed')}>
                        <table class="table">
                            <thead>
                                <tr>
                                    <th scope="col">{t('parameters.name')}</th>
                                    <th scope="col">{t('parameters.value')}</th>
                                    <th scope="col">{t('parameters.source')}</th>
                                </tr>
                            </thead>
                            <tbody>
                                {settings.map((each) => (
                                    <tr key={each.name}>
                                        <th scope="row">{each.name}</th>
                                        <td class="wrap">{each.value}</td>
                                        <td class="muted">{each.source}</td>
                                    </tr>
                                ))}
                            </tbody>
                        </table>
                    </Scroll>
                </details>
            ) : null}
        </Section>
    );
}
