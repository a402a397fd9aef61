import type { OfficeDelivery, OfficeResidents } from '../../../register/contract/office-residents.ts';
import { useNow, useOffice } from '../../context.tsx';
import { useLookedUp } from '../../data/looked-up.ts';
import { Button } from '../../parts/button.tsx';
import { Badge, Notice, Problem, type Tone } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { at } from '../../parts/time.ts';
import { w } from '../../words.ts';

/** Milliseconds after which the page asks by itself: how the system stands changes without anybody's doing. */
const EVERY = 30_000;

/** Who answers for people, and what was delivered. */
export function Residents() {
  const { client } = useOffice();
  const now = useNow(client, EVERY);
  const { value, failure, again } = useLookedUp(String(Math.floor(now / EVERY)), () => client.lookUp('residents'));
  return (
    <Page title={w('residents.title')} lead={w('residents.lead')}>
      <Problem failure={failure} />
      {failure === null ? null : <Button label={w('do.again')} onClick={again} />}
      {value === null ? (
        failure === null ? (
          <p aria-busy="true">{w('do.loading')}</p>
        ) : null
      ) : (
        <>
          <Answering residents={value} now={now} />
          <Deliveries deliveries={value.deliveries} now={now} />
          {value.deliveries.length === 0 ? null : <Changes changes={value.changes} />}
        </>
      )}
    </Page>
  );
}

const TONE = { live: 'success', copy: 'warning', away: 'danger' } as const satisfies Record<
  OfficeResidents['state'],
  Tone
>;

function Answering({ residents, now }: { residents: OfficeResidents; now: number }) {
  const { state, source, product, asOf, until } = residents;
  const own = source === 'register';
  return (
    <Notice tone={TONE[state]}>
      <p>
        <strong>
          {state === 'live'
            ? own
              ? w('residents.live.own')
              : w('residents.live.other', { name: product ?? source ?? '' })
            : w(`residents.${state}.title`)}
        </strong>
      </p>
      {state === 'copy' && asOf !== null ? <p>{w('residents.copy.what', { at: at(Date.parse(asOf), now) })}</p> : null}
      {state === 'away' ? (
        <p>
          {until === null ? w('residents.away.what') : w('residents.away.until', { at: at(Date.parse(until), now) })}
        </p>
      ) : null}
    </Notice>
  );
}

const STATE_TONE = {
  waiting: 'warning',
  applied: 'success',
  refused: 'danger',
  dismissed: 'none',
} as const satisfies Record<OfficeDelivery['state'], Tone | 'none'>;
const numbers = new Intl.NumberFormat('de-DE');
const said = (what: (typeof COUNTS)[number], count: number): string =>
  w(`residents.count.${what}`, { count, shown: numbers.format(count) });
const COUNTS = ['read', 'new', 'changed', 'removed', 'refused'] as const;

function Deliveries({ deliveries, now }: { deliveries: readonly OfficeDelivery[]; now: number }) {
  return (
    <section>
      <h2>{w('residents.deliveries')}</h2>
      {deliveries.length === 0 ? <p>{w('residents.none')}</p> : null}
      <ul className="accounts">
        {deliveries.map((delivery) => {
          const name = w(`residents.kind.${delivery.kind}`, { number: delivery.sequence });
          return (
            <li key={delivery.id} className="account" aria-label={name}>
              <div className="account__who">
                <h3 className="account__name">{name}</h3>
                <Badge tone={STATE_TONE[delivery.state]}>{w(`residents.state.${delivery.state}`)}</Badge>
              </div>
              <div className="account__what">
                <p>
                  {w('residents.asOf', {
                    at: at(Date.parse(delivery.asOf), now),
                    received: at(Date.parse(delivery.receivedAt), now),
                  })}
                </p>
                <p className="muted">{COUNTS.map((what) => said(what, delivery.counts[what])).join(' · ')}</p>
                {delivery.places.length === 0 ? null : (
                  <p>
                    {w('residents.places', {
                      places: delivery.places.map((place) => w('residents.place', place)).join('; '),
                    })}
                  </p>
                )}
                {delivery.state === 'waiting' ? <p>{w('residents.waits', { id: delivery.id })}</p> : null}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What the system has to be told of. */
function Changes({ changes: { made, handed } }: Pick<OfficeResidents, 'changes'>) {
  return (
    <section>
      <h2>{w('residents.changes.title')}</h2>
      {made + handed === 0 ? <p>{w('residents.changes.none')}</p> : null}
      {made === 0 ? null : (
        <p>
          {w('residents.changes.made', { count: made, shown: numbers.format(made) })} {w('residents.changes.how')}
        </p>
      )}
      {handed === 0 ? null : <p>{w('residents.changes.handed', { count: handed, shown: numbers.format(handed) })}</p>}
    </section>
  );
}
