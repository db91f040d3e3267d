// Small parts that every view uses.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { sign } from '../model/decimal';
import { money, pnl } from '../model/format';
import { word } from '../model/texts';
import type { Money, Pair } from '../model/types';

export function tone(value: Money | number | null | undefined): string {
    const direction = typeof value === 'number' ? Math.sign(value) : sign(value ?? null);
    return direction > 0 ? 'gain' : direction < 0 ? 'loss' : '';
}

// An amount that is won or lost: its sign says it, and its colour again.
export function Amount({ value, decimals }: { value: Money | null | undefined; decimals?: number }) {
    const text = decimals === undefined ? pnl(value) : money(value, { decimals, signed: true });
    return <span class={`number ${tone(value)}`}>{text}</span>;
}

interface PanelProps {
    id: string;
    title: ComponentChildren;
    tools?: ComponentChildren;
    children: ComponentChildren;
    class?: string;
}

export function Section({ id, title, tools, children, class: extra = '' }: PanelProps) {
    return (
        <section class={`section ${extra}`} id={id} aria-labelledby={`${id}-title`}>
            <header class="section-head">
                <h2 id={`${id}-title`}>{title}</h2>
                {tools ? <div class="tools">{tools}</div> : null}
            </header>
            {children}
        </section>
    );
}

// A table that may be wider than its place: it scrolls, and can be scrolled by keys.
export function Scroll({ label, children, class: extra = '' }: { label: string; children: ComponentChildren; class?: string }) {
    return (
        <div class={`scroll ${extra}`} role="region" aria-label={label} tabIndex={0}>
            {children}
        </div>
    );
}

export interface Choice<T extends string> {
    value: T;
    text: string;
    hint?: string;
}

// One of a few: buttons that say which is pressed.
export function Choices<T extends string>(props: {
    label: string;
    value: T | null;
    choices: readonly Choice<T>[];
    choose: (value: T) => void;
    disabled?: boolean;
}) {
    return (
        <div class="choices" role="group" aria-label={props.label}>
            {props.choices.map(({ value, text, hint }) => (
                <button
                    key={value}
                    type="button"
                    data-value={value}
                    aria-pressed={value === props.value}
                    title={hint}
                    disabled={props.disabled}
                    onClick={() => props.choose(value)}
                >
                    {text}
                </button>
            ))}
        </div>
    );
}

export function Dialog(props: { title: string; close: () => void; children: ComponentChildren; class?: string; name: string }) {
    const element = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const before = document.activeElement as HTMLElement | null;
        element.current?.showModal();
        return () => before?.focus?.();
    }, []);
    return (
        <dialog
            ref={element}
            class={`dialog ${props.class ?? ''}`}
            data-dialog={props.name}
            aria-labelledby={`${props.name}-title`}
            onCancel={(event) => {
                event.preventDefault();
                props.close();
            }}
            onClick={(event) => {
                if (event.target === element.current) props.close();
            }}
        >
            <div class="dialog-body">
                <h2 id={`${props.name}-title`}>{props.title}</h2>
                {props.children}
            </div>
        </dialog>
    );
}

// What a desk is doing, in one word.
export function stateOf(pair: Pair): string {
    const { mode, paused } = pair.state;
    return paused && mode === 'active' ? 'paused' : mode;
}

export function stateTone(state: string): string {
    if (state === 'active') return 'good';
    if (state === 'halted') return 'bad';
    return state === 'ended' ? 'idle' : 'warn';
}

export function State({ pair }: { pair: Pair }) {
    const state = stateOf(pair);
    return <span class={`state ${stateTone(state)}`}>{word('mode', state)}</span>;
}
