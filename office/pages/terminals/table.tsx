import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { OfficeTerminal } from '../../../register/contract/office.ts';
import { useNow, useOffice } from '../../context.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Link } from '../../parts/link.tsx';
import { Badge } from '../../parts/notice.tsx';
import { pathOf } from '../../data/router.ts';
import { ago } from '../../parts/time.ts';
import { w } from '../../words.ts';
import { concernsOf } from './concerns.ts';
import { SORTS, type Order, type Sort } from './rows.ts';
import { CONDITION_TONE, conditionWords, modeWords } from './states.ts';
import { useRange } from './window.ts';

/** Height of a row, in rem: two lines. As in the style sheet. */
const ROW_REM = 3.75;

interface TableProps {
  readonly rows: readonly OfficeTerminal[];
  readonly order: Order;
  readonly onSort: (order: Order) => void;
}

/**
 * A table for a reader of screens, with the rows that are in sight. Arrows, Home and End walk from row to row; Tab does
 * as well.
 */
export function Table({ rows, order, onSort }: TableProps) {
  const { client } = useOffice();
  const now = useNow(client, 10_000);
  const body = useRef<HTMLTableSectionElement>(null);
  const [row] = useState(() => ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  const { from, to } = useRange(body, { row, count: rows.length });
  const [wanted, setWanted] = useState<number | null>(null);
  useEffect(() => {
    if (wanted === null) return;
    const link = body.current?.querySelector<HTMLElement>(`[aria-rowindex="${wanted + FIRST}"] a`);
    if (link === null || link === undefined) return;
    link.focus();
    setWanted(null);
  }, [wanted, from, to]);
  const walk = (event: KeyboardEvent, at: number): void => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next === undefined || next < 0 || next >= rows.length) return;
    event.preventDefault();
    if (next < from || next >= to) {
      const top = (body.current?.getBoundingClientRect().top ?? 0) + window.scrollY + next * row;
      window.scrollTo({ top: top - window.innerHeight / 2 });
    }
    setWanted(next);
  };
  return (
    <table className="table" aria-rowcount={rows.length + 1} aria-label={w('terminals.title')}>
      <thead>
        <tr aria-rowindex={1}>
          {SORTS.map((by) => (
            <Heading key={by} by={by} order={order} onSort={onSort} />
          ))}
          <th scope="col" className="table__wide">
            {w('terminals.column.matter')}
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        <Space rows={from} height={row} />
        {rows.slice(from, to).map((terminal, at) => (
          <Row key={terminal.id} terminal={terminal} index={from + at} now={now} onWalk={walk} />
        ))}
        <Space rows={rows.length - to} height={row} />
      </tbody>
    </table>
  );
}

/** As high as the rows that are not drawn; by CSSOM, which the page's policy allows. */
function Space({ rows, height }: { rows: number; height: number }) {
  const cell = useRef<HTMLTableCellElement>(null);
  useLayoutEffect(() => {
    if (cell.current !== null) cell.current.style.height = `${rows * height}px`;
  }, [rows, height]);
  if (rows <= 0) return null;
  return (
    <tr aria-hidden="true" className="table__space">
      <td ref={cell} colSpan={SORTS.length + 1}>
        {'\u00a0'}
      </td>
    </tr>
  );
}

function Heading({ by, order, onSort }: { by: Sort } & Pick<TableProps, 'order' | 'onSort'>) {
  const isOn = order.by === by;
  return (
    <th
      scope="col"
      className={NARROW[by]}
      aria-sort={isOn ? (order.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className="table__sort"
        onClick={() => onSort({ by, descending: isOn && !order.descending })}
      >
        {w(`terminals.column.${by}`)}
        <span aria-hidden="true">{isOn ? (order.descending ? ' ▼' : ' ▲') : ''}</span>
      </button>
    </th>
  );
}

interface RowProps {
  readonly terminal: OfficeTerminal;
  /** Among all rows, from 0. */
  readonly index: number;
  readonly now: number;
  readonly onWalk: (event: KeyboardEvent, at: number) => void;
}

/** Columns that a small window leaves out; a terminal's own page has all of it. */
const NARROW: Readonly<Partial<Record<Sort, string>>> = { place: 'table__wide', lastSeen: 'table__middle' };

/** The row with the names of the columns is the first one. */
const FIRST = 2;

function Row({ terminal, index, now, onWalk }: RowProps) {
  const { id, name, place, condition, mode, lastSeenAt } = terminal;
  const [worst] = concernsOf(terminal, now);
  const seen = lastSeenAt === null ? null : now - Date.parse(lastSeenAt);
  return (
    <tr aria-rowindex={index + FIRST}>
      <td>
        <Badge tone={CONDITION_TONE[condition]}>{conditionWords(condition)}</Badge>
      </td>
      <th scope="row">
        <Link
          to={pathOf({ page: 'terminal', id })}
          className="kern-link table__name"
          onKeyDown={(event) => onWalk(event, index)}
        >
          {name}
        </Link>
      </th>
      <td className={NARROW.place}>
        <span>{place}</span>
      </td>
      <td className={NARROW.lastSeen}>{seen === null ? w('terminals.never') : ago(seen)}</td>
      <td className="table__wide">
        <span className="table__matter">
          {worst === undefined ? (
            <span className="muted">{mode === null || condition !== 'well' ? '' : modeWords(mode)}</span>
          ) : (
            <>
              <Icon name="warning" /> {worst.what}
            </>
          )}
        </span>
      </td>
    </tr>
  );
}
