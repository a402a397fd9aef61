/** What must hold when everything is over: nothing acknowledged is lost, nothing is there twice, all is in order. */
import type { Acknowledged } from './load.ts';
import type { Databases } from './database.ts';

export interface Counted {
  readonly acknowledged: number;
  readonly lost: number;
  readonly twice: number;
  readonly disordered: number;
  readonly inDatabase: number;
}

export async function count(databases: Databases, acknowledged: readonly Acknowledged[]): Promise<Counted> {
  const rows = await databases.query<{ key: string; effects: string }>(
    `select inbox.key, count(case_record.id) + count(order_report.event) as effects from inbox
       left join case_record using (key) left join order_report on order_report.order_key = inbox.key group by inbox.key`,
    'foyer-register',
  );
  const [sums] = await databases.query<Record<'sequences' | 'disordered', string>>(
    `with mine as (
       select sequence, lag(sequence) over (partition by terminal order by registered_at, sequence) as before from inbox)
     select (select count(*) from inbox) - (select count(distinct (terminal, sequence)) from inbox) as sequences,
       (select count(*) from mine where before > sequence) as disordered`,
    'foyer-register',
  );
  const there = new Map(rows.map(({ key, effects }) => [key, Number(effects)]));
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(({ item }) => there.get(item) !== 1).length,
    twice: Number(sums?.sequences) + rows.filter(({ effects }) => Number(effects) > 1).length,
    disordered: Number(sums?.disordered),
    inDatabase: rows.length,
  };
}
