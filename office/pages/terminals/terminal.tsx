import type { ReactNode } from 'react';
import type { OfficeTerminal } from '../../../register/contract/office.ts';
import { useFeed, useNow, useOffice } from '../../context.tsx';
import { Link } from '../../parts/link.tsx';
import { Badge, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { pathOf } from '../../data/router.ts';
import { ago, at, since } from '../../parts/time.ts';
import { w } from '../../words.ts';
import { Actions } from './actions.tsx';
import { ConcernList } from './concern-list.tsx';
import { concernsOf } from './concerns.ts';
import { History } from './history/history.tsx';
import { Reports } from './reports/reports.tsx';
import {
  CONDITION_TONE,
  conditionWords,
  deviceClassWords,
  deviceWords,
  deviceTone,
  modeWords,
  orderWords,
} from './states.ts';

export function TerminalPage({ id }: { id: string }) {
  const { terminals, line } = useFeed();
  const terminal = terminals?.get(id);
  if (terminal !== undefined)
    return (
      <Page title={terminal.name} {...(terminal.place === null ? {} : { lead: terminal.place })}>
        <Details terminal={terminal} />
      </Page>
    );
  return (
    <Page title={w('terminal.title')}>
      {terminals === null && line !== 'down' ? (
        <p aria-busy="true">{w('do.loading')}</p>
      ) : (
        <Notice tone="warning">
          <p>{w(terminals === null ? 'terminal.notLoaded' : 'terminal.unknown')}</p>
          <p>
            <Link to={pathOf({ page: 'terminals' })}>{w('terminal.toList')}</Link>
          </p>
        </Notice>
      )}
    </Page>
  );
}

function Details({ terminal }: { terminal: OfficeTerminal }) {
  const { client } = useOffice();
  const now = useNow(client, 10_000);
  return (
    <div className="columns columns--terminal">
      <div className="columns__main">
        <Condition terminal={terminal} now={now} />
        <Devices terminal={terminal} />
      </div>
      <div className="columns__side">
        <Actions terminal={terminal} />
        <Facts terminal={terminal} now={now} />
      </div>
      <Reports terminal={terminal} now={now} />
      <History terminal={terminal} now={now} />
    </div>
  );
}

interface PartProps {
  readonly terminal: OfficeTerminal;
  readonly now: number;
}

function Condition({ terminal, now }: PartProps) {
  const { condition, mode, lastSeenAt } = terminal;
  const concerns = concernsOf(terminal, now);
  const seen = lastSeenAt === null ? null : now - Date.parse(lastSeenAt);
  return (
    <section className="panel" aria-labelledby="condition">
      <h2 id="condition">{w('terminal.condition')}</h2>
      <p className="state">
        <Badge tone={CONDITION_TONE[condition]}>
          {condition === 'silent' && seen !== null
            ? w('terminals.silent', { since: since(seen) })
            : conditionWords(condition)}
        </Badge>
        {mode === null || condition === 'revoked' || condition === 'not-enrolled' ? null : (
          // A terminal that is silent may be in another mode by now.
          <span>{w(condition === 'silent' ? 'terminal.modeWas' : 'terminal.mode', { mode: modeWords(mode) })}</span>
        )}
      </p>
      <p>{w(`terminal.means.${condition}`)}</p>
      {condition === 'silent' ? (
        <p>{concerns[0]?.toDo}</p>
      ) : concerns.length === 0 ? null : (
        <ConcernList concerns={concerns} />
      )}
    </section>
  );
}

/** What it said last says nothing of now. */
const isPast = ({ condition }: OfficeTerminal): boolean => condition === 'silent' || condition === 'revoked';

function Devices({ terminal }: { terminal: OfficeTerminal }) {
  const { devices } = terminal;
  const wasSo = isPast(terminal);
  return (
    <section className="panel" aria-labelledby="devices">
      <h2 id="devices">{w('terminal.devices')}</h2>
      {devices.length === 0 ? (
        <p>{w('terminal.noDevices')}</p>
      ) : (
        <>
          {wasSo ? <p className="muted">{w('terminal.devicesWere')}</p> : null}
          <ul className="devices">
            {devices.map(({ name, class: kind, state, says }) => (
              <li key={name} className="device">
                <span className="device__name">
                  {kind === null ? name : deviceClassWords(kind)}
                  {kind === null ? null : <small className="muted">{name}</small>}
                </span>
                <Badge tone={wasSo ? 'none' : deviceTone(state)}>{deviceWords({ state, says })}</Badge>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Facts({ terminal, now }: PartProps) {
  const { lastSeenAt, enrolledAt, revokedAt, version, isCurrentEdition, edition, unfinished, queue, pending } =
    terminal;
  const when = (instant: string | null, otherwise: string): string =>
    instant === null ? otherwise : at(Date.parse(instant), now);
  const unknown = w('terminal.notTold');
  const isOld = isPast(terminal);
  return (
    <section className="panel" aria-labelledby="facts">
      <h2 id="facts">{w('terminal.facts')}</h2>
      {isOld ? <p className="muted">{w('terminal.devicesWere')}</p> : null}
      <dl className="facts">
        <Fact name={w('terminal.lastWord')}>
          {when(lastSeenAt, w('terminals.never'))}
          {lastSeenAt === null ? null : <small className="muted">{ago(now - Date.parse(lastSeenAt))}</small>}
        </Fact>
        <Fact name={w('terminal.edition')}>
          {isCurrentEdition === null
            ? unknown
            : w(isCurrentEdition ? 'terminal.editionCurrent' : 'terminal.editionOld')}
          {edition === null ? null : <small className="muted">{edition}</small>}
        </Fact>
        <Fact name={w('terminal.unfinished')}>
          {unfinished === null ? unknown : unfinished === 0 ? w('terminal.nothingUnfinished') : String(unfinished)}
        </Fact>
        <Fact name={w('terminal.queue')}>
          {queue === null ? unknown : queue.waiting === 0 ? w('terminal.nothingQueued') : String(queue.waiting)}
          {queue?.oldestAt == null ? null : (
            <small className="muted">{w('terminal.queuedSince', { when: at(Date.parse(queue.oldestAt), now) })}</small>
          )}
        </Fact>
        <Fact name={w('terminal.pending')}>
          {pending.length === 0 ? (
            w('terminal.nothingPending')
          ) : (
            <ul>
              {pending.map((order, at) => (
                <li key={`${order} ${at}`}>{orderWords(order)}</li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name={w('terminal.version')}>{version ?? unknown}</Fact>
        <Fact name={w('terminal.enrolled')}>{when(enrolledAt, w('terminal.notEnrolled'))}</Fact>
        {revokedAt === null ? null : <Fact name={w('terminal.revoked')}>{when(revokedAt, '')}</Fact>}
      </dl>
    </section>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
