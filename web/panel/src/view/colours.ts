// The colours of panel.css, for canvases: read again when the theme changes.
import { effect } from '@preact/signals';
import { dark } from '../model/preferences';

export interface Colours {
    text: string;
    muted: string;
    line: string;
    grid: string;
    gain: string;
    loss: string;
    warn: string;
    accent: string;
    band: string;
    surface: string;
}

export const colours: Colours = {
    text: '', muted: '', line: '', grid: '', gain: '', loss: '', warn: '', accent: '', band: '', surface: '',
};

effect(() => {
    void dark.value;
    const style = getComputedStyle(document.documentElement);
    for (const name of Object.keys(colours) as (keyof Colours)[])
        colours[name] = style.getPropertyValue(`--${name}`).trim() || '#888';
});
