// What is held where, and how far it is from liquidation.
import { exact, percent, quantity, span } from '../model/format';
import { current, store } from '../model/panel';
import { t } from '../model/texts';
import { Amount, Scroll, Section } from './parts';

export function Positions() {
    const pair = store.pair(current.value);
    if (!pair) return null;
    const funding = new Map(pair.quotes.map((each) => [each.instrument, each]));
    return (
        <Section id="positions" title={t('positions.title')}>
            <Scroll label={t('positions.title')}>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t('positions.instrument')}</th>
                            <th scope="col" class="number">{t('positions.quantity')}</th>
                            <th scope="col" class="number">{t('positions.entry')}</th>
                            <th scope="col" class="number">{t('positions.mark')}</th>
                            <th scope="col" class="number">{t('positions.unrealised')}</th>
                            <th scope="col" class="number">{t('positions.notional')}</th>
                            <th scope="col" class="number">{t('positions.distance')}</th>
                            <th scope="col" class="number">{t('positions.funding')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {pair.positions.map((each) => {
                            const quote = funding.get(each.instrument);
                            const distance = each.liquidation_distance;
                            return (
                                <tr key={each.instrument} data-instrument={each.instrument}>
                                    <th scope="row">{each.instrument}</th>
                                    <td class="number strong" data-cell="quantity">{quantity(each.quantity, { signed: true })}</td>
                                    <td class="number" data-cell="entry">{exact(each.average_entry)}</td>
                                    <td class="number" data-cell="mark">{exact(each.mark ?? quote?.mark)}</td>
                                    <td class="number" data-cell="unrealised"><Amount value={each.unrealised} /></td>
                                    <td class="number" data-cell="notional">{exact(each.notional)}</td>
                                    <td class={`number ${distance !== null && Number(distance) < 0.1 ? 'bad' : ''}`} data-cell="distance">
                                        {distance !== null && Number(distance) > 10 ? '> 1,000 %' : percent(distance)}
                                    </td>
                                    <td class="number" data-cell="funding">
                                        {percent(quote?.funding_rate, 4)}
                                        {quote?.funding_interval_ms ? (
                                            <small> {t('positions.per', { time: span(quote.funding_interval_ms).replace(/ 0 (min|h)$/, '') })}</small>
                                        ) : null}
                                    </td>
                                </tr>
                            );
                        })}
                    </tbody>
                </table>
                {pair.positions.length === 0 ? <p class="empty">{t('positions.none')}</p> : null}
            </Scroll>
        </Section>
    );
}
