// The keyboard. Nothing here acts at once on money: Shift+F only opens the question.
import { dialog, helpOpen, link, selectNext, show, tokenWanted, view } from '../model/panel';
import type { Key } from '../model/texts';
import { chart, kRanges } from './chart';
import { nextTheme, otherLanguage } from './head';
import { player, playing } from './replay';

interface Shortcut {
    keys: readonly string[];
    text: Key;
}

export const kShortcuts: readonly Shortcut[] = [
    { keys: ['b'], text: 'help.board' },
    { keys: ['o'], text: 'help.log' },
    { keys: ['p'], text: 'help.parameters' },
    { keys: ['r'], text: 'help.replay' },
    { keys: ['k'], text: 'help.previous' },
    { keys: ['j'], text: 'help.next' },
    { keys: ['/'], text: 'help.search' },
    { keys: ['1', '…', '7'], text: 'help.ranges' },
    { keys: ['l'], text: 'help.live' },
    { keys: ['space'], text: 'help.play' },
    { keys: [',', '.'], text: 'help.step' },
    { keys: ['t'], text: 'help.theme' },
    { keys: ['g'], text: 'help.language' },
    { keys: ['Shift', 'F'], text: 'help.flatten' },
    { keys: ['?'], text: 'help.help' },
];

function typing(target: EventTarget | null): boolean {
    return target instanceof HTMLElement && target.matches('input, select, textarea, [contenteditable]');
}

function act(key: string): boolean {
    if (/^[1-7]$/.test(key) && view.value === 'board') {
        const range = kRanges[Number(key) - 1];
        if (range) chart?.setRange(range[0]);
        return true;
    }
    const inReplay = view.value === 'replay';
    switch (key) {
        case 'b': show('board'); return true;
        case 'o': show('log'); return true;
        case 'p': show('parameters'); return true;
        case 'r': show('replay'); return true;
        case 'j': selectNext(1); return true;
        case 'k': selectNext(-1); return true;
        case 'l': chart?.live(); return view.value === 'board';
        case 't': nextTheme(); return true;
        case 'g': otherLanguage(); return true;
        case '?': helpOpen.value = true; return true;
        case 'F': if (link.value.state === 'open') dialog.value = 'flatten'; return true;
        case '/': {
            const field = document.querySelector<HTMLElement>('[data-search]');
            field?.focus();
            return field !== null;
        }
        case ' ': if (inReplay) playing.value = !playing.value; return inReplay;
        case '.': if (inReplay) player.step(1); return inReplay;
        case ',': if (inReplay) player.step(-1); return inReplay;
        default: return false;
    }
}

export function listen(): void {
    addEventListener('keydown', (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
        if (tokenWanted.value || dialog.value !== null || helpOpen.value) return;
        // The space bar presses the button that has the focus.
        if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
        if (act(event.key)) event.preventDefault();
    });
}
