/** How a terminal was, by day and the newest first; the register sends a hundred entries at a time. */
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { ok } from '../../../../base/result.ts';
import type { OfficeTerminal } from '../../../../register/contract/office.ts';
import type { HistoryEntry, TerminalHistory } from '../../../../register/contract/office-terminals.ts';
import { useAction, useOffice } from '../../../context.tsx';
import { useLookedUp } from '../../../data/looked-up.ts';
import { Button } from '../../../parts/button.tsx';
import { Select } from '../../../parts/field.tsx';
import { Badge, Problem } from '../../../parts/notice.tsx';
import { at, lasted, timeOf } from '../../../parts/time.ts';
import { w } from '../../../words.ts';
import { byDay, deviceName, entryTone, entryWords, goingSilence, isSilence, lastedWords } from './entries.ts';

interface HistoryProps {
  readonly terminal: OfficeTerminal;
  readonly now: number;
}

export function History({ terminal, now }: HistoryProps) {
  const { may } = useOffice();
  if (!may('terminalHistory')) return null;
  return (
    <section className="panel columns__whole" aria-labelledby="history">
      <h2 id="history">{w('history.title')}</h2>
      <Shown terminal={terminal} now={now} />
    </section>
  );
}

/** What is written down when it changes. */
const wordOf = ({ condition, mode, version, edition, devices }: OfficeTerminal): string =>
  JSON.stringify([condition, mode, version, edition, devices.map(({ name, state, says }) => [name, state, says])]);

/** What was loaded behind the newest page, as that was at the time; of one device or of all (''). */
interface Loaded {
  readonly device: string;
  /** Empty: nothing, and the newest page is shown as it is. */
  readonly pages: readonly TerminalHistory[];
}

function Shown({ terminal, now }: HistoryProps) {
  const { client } = useOffice();
  const { id, devices } = terminal;
  const [device, setDevice] = useState('');
  const [loaded, setLoaded] = useState<Loaded>({ device, pages: [] });
  const asked = { id, ...(device === '' ? {} : { device }) };
  const newest = useLookedUp(`${id} ${device} ${wordOf(terminal)}`, async () => {
    const answer = await client.lookUp('terminalHistory', asked);
    return answer.ok ? ok({ device, page: answer.value }) : answer;
  });
  const fresh = newest.value?.device === device ? newest.value.page : null;
  const kept = loaded.device === device ? loaded.pages : [];
  // Whoever reads what is older is not moved by what is new.
  const pages = kept.length > 0 ? kept : fresh === null ? [] : [fresh];
  const isFresh = fresh !== null && fresh.entries[0]?.id !== pages[0]?.entries[0]?.id;
  if (newest.value === null)
    return newest.failure === null ? (
      <p aria-busy="true">{w('do.loading')}</p>
    ) : (
      <>
        <Problem failure={newest.failure} />
        <Button label={w('do.again')} onClick={newest.again} />
      </>
    );
  const { recordedSince, devices: known, silentSince } = newest.value.page;
  if (recordedSince === null) return <p>{w('history.none')}</p>;
  return (
    <>
      <p className="muted">{w('history.since', { when: at(Date.parse(recordedSince), now) })}</p>
      <div className="history__choose">
        <Select
          label={w('history.device')}
          value={device}
          options={[
            ['', w('history.all')],
            ...known.map((name): [string, string] => [name, deviceName(name, devices)]),
          ]}
          onChange={setDevice}
        />
        {isFresh ? <Button label={w('history.fresh')} onClick={() => setLoaded({ device, pages: [fresh] })} /> : null}
      </div>
      <Problem failure={newest.failure} />
      {pages.length === 0 ? (
        <p aria-busy="true">{w('do.loading')}</p>
      ) : (
        <>
          <Entries pages={pages} devices={devices} now={now} silentSince={silentSince} />
          <Older
            key={device}
            asked={asked}
            last={pages.at(-1)}
            onMore={(more) => setLoaded({ device, pages: [...pages, more] })}
          />
        </>
      )}
    </>
  );
}

interface OlderProps {
  readonly asked: { readonly id: string; readonly device?: string };
  readonly last: TerminalHistory | undefined;
  readonly onMore: (more: TerminalHistory) => void;
}

/** At the end of what is there the focus stays where it was. */
function Older({ asked, last, onMore }: OlderProps) {
  const { client, say } = useOffice();
  const { run, busy, failure } = useAction((before: string) => client.ask('terminalHistory', { ...asked, before }));
  const end = useRef<HTMLParagraphElement>(null);
  const [isAsked, setAsked] = useState(false);
  const before = last?.before ?? null;
  useEffect(() => {
    if (isAsked && before === null) end.current?.focus();
  }, [isAsked, before]);
  if (before === null)
    return (
      <p className="muted" ref={end} tabIndex={-1}>
        {w('history.end')}
      </p>
    );
  return (
    <div className="actions">
      <Problem failure={failure} />
      <Button
        label={w('history.older')}
        busy={busy}
        onClick={async () => {
          const more = await run(before);
          if (more === null) return;
          setAsked(true);
          onMore(more);
          say(w('history.loaded', { count: more.entries.length }));
        }}
      />
    </div>
  );
}

interface EntriesProps {
  readonly pages: readonly TerminalHistory[];
  readonly devices: OfficeTerminal['devices'];
  readonly now: number;
  readonly silentSince: string | null;
}

const MINUTE_MS = 60_000;
/** Days that are always drawn; of those behind them only what is in sight. */
const DAYS_DRAWN = 14;

function Entries({ pages, devices, now, silentSince }: EntriesProps) {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const days = useMemo(() => {
    const all = pages.flatMap(({ entries }) => entries);
    return byDay(silentSince === null ? all : [goingSilence(silentSince), ...all], minute);
  }, [pages, silentSince, minute]);
  if (days.length === 0) return <p>{w('history.noneOf')}</p>;
  const since = silentSince === null ? null : Date.parse(silentSince);
  return (
    <div className="history">
      {days.map(({ name, entries }, at) => (
        <div key={name} className={at < DAYS_DRAWN ? 'history__day' : 'history__day history__day--far'}>
          <h3>{name}</h3>
          <ul>
            {entries.map((entry) => (
              <Entry
                key={entry.id}
                entry={entry}
                devices={devices}
                // What is over stays as it is, however often the clock moves.
                now={entry.until === null ? now : 0}
                silentSince={entry.until === null ? since : null}
              />
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

interface EntryProps {
  readonly entry: HistoryEntry;
  readonly devices: OfficeTerminal['devices'];
  readonly now: number;
  readonly silentSince: number | null;
}

const Entry = memo(function Entry({ entry, devices, now, silentSince }: EntryProps) {
  const tone = entryTone(entry);
  const words = entryWords(entry, devices);
  return (
    <li className="entry-of">
      <span className="entry-of__time">{timeOf(Date.parse(entry.at))}</span>
      <span className="entry-of__words">{tone === 'none' ? words : <Badge tone={tone}>{words}</Badge>}</span>
      <span className="entry-of__lasted muted">
        {lastedWords(entry, now, silentSince)}
        {entry.silentMs === 0 ? null : <small>{w('history.ofThatSilent', { span: lasted(entry.silentMs) })}</small>}
        {isSilence(entry) ? <small>{w('history.silentMeans')}</small> : null}
      </span>
    </li>
  );
});
