// Two steps before anything grave; the token; the keys.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ApiError, post, tokenWanted, tryToken } from '../model/api';
import { moment } from '../model/format';
import { dialog, helpOpen, named, now_ms, say, scope, store, why } from '../model/panel';
import { t } from '../model/texts';
import type { Asked } from '../model/types';
import { kShortcuts } from './keys';
import { Dialog } from './parts';

// Asks the server what would be done, shows its own question, and only then does it.
function Grave({ what }: { what: 'flatten' | 'kill' }) {
    const asked = useSignal<Asked | null>(null);
    const until_ms = useSignal(0);
    const trouble = useSignal('');
    const busy = useSignal(false);
    const yes = useRef<HTMLButtonElement>(null);
    // What was in scope when it was pressed, whatever is chosen meanwhile.
    const pair = useRef(scope.peek()).current;
    const body = () => (pair === null ? {} : { pair });

    const question = async () => {
        trouble.value = '';
        asked.value = null;
        try {
            const answer = await post(what, body());
            asked.value = answer;
            until_ms.value = performance.now() + (answer.expires_ms ?? 15000);
        } catch (error) {
            trouble.value = why(error);
        }
    };
    useEffect(() => void question(), []);

    const close = () => (dialog.value = null);
    const confirm = async () => {
        const token = asked.value?.confirm;
        if (!token || busy.value) return;
        busy.value = true;
        try {
            const answer = await post(what, { ...body(), confirm: token });
            if (answer.accepted) {
                say(t(`control.asked.${what}`, { pairs: named(answer) }));
                close();
                return;
            }
            asked.value = answer;
        } catch (error) {
            trouble.value = why(error);
        }
        busy.value = false;
    };
    const names = store.names.value;
    const left_ms = until_ms.value - now_ms.value;
    const over = asked.value !== null && left_ms <= 0;
    return (
        <Dialog name={what} title={t(`confirm.${what}`, { scope: pair ?? (names.length === 1 ? (names[0] ?? '') : t('confirm.all')) })} close={close} class="grave-dialog">
            <p>{t(`confirm.${what}.what`)}</p>
            {asked.value ? (
                <p class="question" id="question" role="status">{asked.value.question}</p>
            ) : trouble.value ? null : (
                <p class="muted" role="status">{t('confirm.asking')}</p>
            )}
            {trouble.value ? <p class="bad" role="alert">{trouble.value}</p> : null}
            {asked.value ? (
                <p class="muted number">{over ? t('confirm.over') : t('confirm.left', { time: `${Math.ceil(Math.min(left_ms, asked.value.expires_ms ?? 15000) / 1000)} s` })}</p>
            ) : null}
            <div class="dialog-buttons">
                <button type="button" autofocus onClick={close}>{t('confirm.no')}</button>
                {over || trouble.value ? (
                    <button type="button" onClick={() => void question()}>{t('confirm.again')}</button>
                ) : (
                    <button
                        ref={yes}
                        type="button"
                        id="confirm"
                        class={what === 'kill' ? 'fatal' : 'grave'}
                        disabled={!asked.value || busy.value}
                        onClick={() => void confirm()}
                    >
                        {t(`confirm.yes.${what}`)}
                    </button>
                )}
            </div>
        </Dialog>
    );
}

function Token() {
    const text = useSignal('');
    const trouble = useSignal('');
    const enter = async (event: Event) => {
        event.preventDefault();
        try {
            await tryToken(text.value.trim());
        } catch (error) {
            const status = error instanceof ApiError ? error.status : 0;
            trouble.value = status === 401 ? t('token.wrong') : status === 429 ? t('token.many') : why(error);
        }
    };
    return (
        <Dialog name="token" title={t('token.title')} close={() => undefined}>
            <form onSubmit={(event) => void enter(event)}>
                <p class="muted">{t('token.what')}</p>
                <label class="field wide" for="token">{t('token.label')}</label>
                <input
                    id="token"
                    type="password"
                    autocomplete="off"
                    autofocus
                    value={text.value}
                    onInput={(event) => (text.value = event.currentTarget.value)}
                />
                {trouble.value ? <p class="bad" role="alert">{trouble.value}</p> : null}
                <div class="dialog-buttons">
                    <button type="submit" class="lead" disabled={text.value.trim() === ''}>{t('token.enter')}</button>
                </div>
            </form>
        </Dialog>
    );
}

function Help() {
    const close = () => (helpOpen.value = false);
    const head = store.head.value;
    return (
        <Dialog name="help" title={t('help.title')} close={close}>
            <dl class="shortcuts">
                {kShortcuts.map(({ keys, text }) => (
                    <div key={text}>
                        <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
                        <dd>{t(text)}</dd>
                    </div>
                ))}
            </dl>
            {head ? <p class="muted">{t('help.version', { version: head.version, time: moment(head.started_ns) })}</p> : null}
            <div class="dialog-buttons">
                <button type="button" autofocus onClick={close}>{t('help.close')}</button>
            </div>
        </Dialog>
    );
}

export function Dialogs() {
    if (tokenWanted.value) return <Token />;
    if (dialog.value) return <Grave key={dialog.value} what={dialog.value} />;
    return helpOpen.value ? <Help /> : null;
}
