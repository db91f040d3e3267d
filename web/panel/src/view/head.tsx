// The bar that never leaves: what world this is, whether the data lives, and the controls.
import { useSignal } from '@preact/signals';
import { span } from '../model/format';
import {
    address, ask, dialog, helpOpen, kViews, link, named, now_ms, overview, say, scope, selected, store, stream, view,
} from '../model/panel';
import { language, theme, type Theme } from '../model/preferences';
import { t } from '../model/texts';
import type { Trading } from '../model/types';
import { Choices } from './parts';

function Connection() {
    const is = link.value;
    const age_ms = Math.max(0, now_ms.value - stream.heard_ms);
    const known = stream.heard_ms > 0;
    const text =
        is.state === 'gone' ? t('link.gone')
        : is.state === 'late' ? t('link.quiet')
        : is.state === 'refused' ? t('link.refused')
        : is.state === 'connecting' ? t('link.connecting')
        : t('link.open');
    return (
        <div class={`connection ${is.state}`} data-link={is.state}>
            <span class="dot" aria-hidden="true" />
            <span role="status">{text}</span>
            {known ? (
                <span class="number age" title={t('link.age')}>
                    {is.state === 'open' && age_ms < 1100 ? '< 1 s' : span(age_ms)}
                </span>
            ) : null}
        </div>
    );
}

function Banner() {
    const is = link.value;
    if (store.head.value === null || (is.state !== 'gone' && is.state !== 'late')) return null;
    const time = span(now_ms.value - is.since_ms);
    return (
        <div class="banner" role="alert" aria-atomic="true" aria-live="assertive">
            <span aria-hidden="true">
                {is.state === 'gone'
                    ? t('link.banner.gone', { time, retry: span(Math.max(0, is.retry_ms - now_ms.value)) })
                    : t('link.banner.late', { time })}
            </span>
            {/* What is read out does not count the seconds. */}
            <span class="unseen">{is.state === 'gone' ? t('link.gone') : t('link.late', { time: span(3000) })}</span>
            <button type="button" onClick={() => stream.retry()}>
                {t('link.retry')}
            </button>
        </div>
    );
}

async function wish(name: 'pause' | 'resume' | 'reset'): Promise<void> {
    const asked = await ask(name);
    if (asked?.accepted) say(t(`control.asked.${name}`, { pairs: named(asked) }));
}

async function trade(trading: Trading): Promise<void> {
    const asked = await ask('mode', { trading });
    if (asked?.accepted) say(t('control.asked.mode', { mode: t(`control.${trading}`), pairs: named(asked) }));
}

function Controls() {
    const busy = useSignal(false);
    const pairs = overview.value.filter((pair) => scope.value === null || pair.pair === scope.value);
    const away = link.value.state !== 'open';
    const paused = pairs.length > 0 && pairs.every((pair) => pair.state.paused);
    const latched = pairs.some((pair) => pair.state.latched);
    const tradings = new Set(pairs.map((pair) => pair.state.trading));
    const run = async (doing: Promise<void>) => {
        busy.value = true;
        await doing;
        busy.value = false;
    };
    const off = away || busy.value || pairs.length === 0;
    return (
        <div class="controls" role="group" aria-label={t('control.label')}>
            {store.names.value.length > 1 ? (
                <label class="field">
                    <span class="field-name">{t('control.scope')}</span>
                    <select
                        id="scope"
                        aria-label={t('control.scope')}
                        value={scope.value ?? ''}
                        onChange={(event) => (scope.value = event.currentTarget.value || null)}
                    >
                        <option value="">{t('control.all')}</option>
                        {store.names.value.map((name) => (
                            <option key={name} value={name}>{name}</option>
                        ))}
                    </select>
                </label>
            ) : null}
            <Choices
                label={t('control.trading')}
                value={tradings.size === 1 ? ([...tradings][0] ?? null) : null}
                disabled={off}
                choices={[
                    { value: 'auto', text: t('control.auto'), hint: t('control.auto.hint') },
                    { value: 'remind', text: t('control.remind'), hint: t('control.remind.hint') },
                ]}
                choose={(trading) => void run(trade(trading))}
            />
            <button type="button" id="pause" disabled={off} onClick={() => void run(wish(paused ? 'resume' : 'pause'))}>
                {t(paused ? 'control.resume' : 'control.pause')}
            </button>
            {latched ? (
                <button type="button" id="reset" disabled={off} onClick={() => void run(wish('reset'))}>
                    {t('control.reset')}
                </button>
            ) : null}
            <button type="button" id="flatten" class="grave" disabled={away} onClick={() => (dialog.value = 'flatten')}>
                {t('control.flatten')}
            </button>
            <button type="button" id="kill" class="fatal" disabled={away} onClick={() => (dialog.value = 'kill')}>
                {t('control.kill')}
            </button>
        </div>
    );
}

const kThemes: readonly Theme[] = ['auto', 'dark', 'light'];

export function nextTheme(): void {
    theme.value = kThemes[(kThemes.indexOf(theme.value) + 1) % kThemes.length] ?? 'auto';
}

export function otherLanguage(): void {
    language.value = language.value === 'zh' ? 'en' : 'zh';
}

const kThemeSigns: Record<Theme, string> = { auto: '◐', dark: '●', light: '○' };

export function Head() {
    const head = store.head.value;
    return (
        <header class="head">
            <div class="head-row">
                <div class="brand">
                    <span class="brand-name">Twinleg</span>
                    {head ? (
                        <span class={`world ${head.mode}`} data-world={head.mode}>
                            {t(`world.${head.mode}`)}
                        </span>
                    ) : null}
                </div>
                <Connection />
                <nav class="nav" aria-label={t('nav.label')}>
                    {kViews.map((each) => (
                        <a
                            key={each}
                            href={address(each, selected.value)}
                            aria-current={view.value === each ? 'page' : undefined}
                            data-view={each}
                        >
                            {t(`nav.${each}`)}
                        </a>
                    ))}
                </nav>
                <div class="spare">
                    <button
                        type="button"
                        class="quiet"
                        id="theme"
                        aria-label={t('control.theme', { theme: t(`control.theme.${theme.value}`) })}
                        title={t('control.theme', { theme: t(`control.theme.${theme.value}`) })}
                        onClick={nextTheme}
                    >
                        {kThemeSigns[theme.value]}
                    </button>
                    <button
                        type="button"
                        class="quiet"
                        id="language"
                        title={t('control.language.label')}
                        lang={language.value === 'zh' ? 'en' : 'zh-Hans'}
                        onClick={otherLanguage}
                    >
                        {t('control.language')}
                    </button>
                    <button
                        type="button"
                        class="quiet"
                        id="help"
                        aria-label={t('control.help')}
                        title={t('control.help')}
                        onClick={() => (helpOpen.value = true)}
                    >
                        ?
                    </button>
                </div>
                <Controls />
            </div>
            <Banner />
        </header>
    );
}
