// Both order books side by side, deepest within the same number of levels, with our own orders.
import { compare, difference, floating } from '../model/decimal';
import { exact, quantity, span, statistic, venue } from '../model/format';
import { current, store } from '../model/panel';
import { t, word } from '../model/texts';
import type { Book, Level, OwnOrder } from '../model/types';
import { Section } from './parts';

const kLevels = 14;

interface Line {
    price: string;
    quantity: string | null; // null: only ours, beyond the levels told
    depth: number;
    own: OwnOrder[];
}

function lines(levels: readonly Level[], own: readonly OwnOrder[], side: 'buy' | 'sell'): Line[] {
    let depth = 0;
    const shown: Line[] = levels.slice(0, kLevels).map(([price, size]) => {
        depth += floating(size);
        return { price, quantity: size, depth, own: own.filter((each) => compare(each.price, price) === 0) };
    });
    const worst = shown.at(-1);
    for (const order of own) {
        if (shown.some((line) => line.own.includes(order))) continue;
        const beyond = worst !== undefined && (side === 'buy' ? compare(order.price, worst.price) < 0 : compare(order.price, worst.price) > 0);
        shown.push({ price: order.price, quantity: null, depth: beyond ? depth : 0, own: [order] });
    }
    return shown.sort((a, b) => (side === 'buy' ? compare(b.price, a.price) : compare(a.price, b.price)));
}

function Side({ side, rows, most }: { side: 'buy' | 'sell'; rows: Line[]; most: number }) {
    return (
        <>
            {rows.map((line) => (
                <tr key={line.price} class={`${side} ${line.own.length > 0 ? 'own' : ''}`} data-price={line.price}>
                    <td class="number price">
                        {exact(line.price)}
                    </td>
                    <td class="number">
                        {line.own.length > 0 ? (
                            <span
                                class="own-mark"
                                title={line.own
                                    .map((each) => t('book.own', { side: word('side', each.side), quantity: quantity(each.remaining), role: each.role }))
                                    .join('\n')}
                            >
                                {t('book.mine')} {line.own.map((each) => quantity(each.remaining)).join(' + ')}
                            </span>
                        ) : null}
                        {line.quantity === null ? null : quantity(line.quantity)}
                    </td>
                    <td class="number depth" style={{ '--depth': String(line.depth / most) }}>{line.quantity === null ? '' : statistic(line.depth, 3)}</td>
                </tr>
            ))}
        </>
    );
}

function One({ book }: { book: Book }) {
    const asks = lines(book.asks, book.own.filter((each) => each.side === 'sell'), 'sell').reverse();
    const bids = lines(book.bids, book.own.filter((each) => each.side === 'buy'), 'buy');
    const most = Math.max(1e-9, ...asks.map((line) => line.depth), ...bids.map((line) => line.depth));
    const bid = book.bids[0]?.[0];
    const ask = book.asks[0]?.[0];
    return (
        <div class={`book ${book.ready ? '' : 'not-ready'}`} data-book={book.instrument}>
            <h3>
                {venue(book.instrument)} <span class="muted">{book.instrument.split(':')[1]}</span>
                <span class="number muted age">{book.ready ? span(book.age_ms) : t('book.not_ready')}</span>
            </h3>
            <table class="table book-table" aria-label={t('book.side', { instrument: book.instrument })}>
                <thead>
                    <tr>
                        <th scope="col" class="number">{t('book.price')}</th>
                        <th scope="col" class="number">{t('book.quantity')}</th>
                        <th scope="col" class="number">{t('book.total')}</th>
                    </tr>
                </thead>
                <tbody>
                    <Side side="sell" rows={asks} most={most} />
                    <tr class="between">
                        <td colSpan={3} class="number">
                            {bid !== undefined && ask !== undefined
                                ? t('book.between', { amount: quantity(difference(ask, bid)) })
                                : '–'}
                        </td>
                    </tr>
                    <Side side="buy" rows={bids} most={most} />
                </tbody>
            </table>
        </div>
    );
}

export function Books() {
    const books = store.books.value;
    const pair = store.pair(current.value);
    const mine = books?.books.filter((book) => pair && (book.instrument === pair.first || book.instrument === pair.second)) ?? [];
    return (
        <Section id="books" title={t('book.title')}>
            {mine.length === 0 ? <p class="empty">{t('book.waiting')}</p> : null}
            <div class="books">
                {mine.map((book) => (
                    <One key={book.instrument} book={book} />
                ))}
            </div>
        </Section>
    );
}
