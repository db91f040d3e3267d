import { render } from 'preact';
import { start } from './model/panel';
import { App } from './view/app';
import { listen } from './view/keys';

const place = document.getElementById('panel');
if (place) {
    render(<App />, place);
    listen();
    start();
}
