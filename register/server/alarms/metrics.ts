/** Alarms for Prometheus: what goes on, and whether what is said of it arrives. */
import type { Kysely } from 'kysely';
import type { Gauge } from 'prom-client';
import { ALARM_KINDS } from '../../contract/alarms.ts';
import type { Tables } from '../database/tables.ts';

/** Milliseconds: of a recipient that was refused longer ago it is not known how it is. */
const REFUSED_MS = 7 * 24 * 3_600_000;
/** As fine as the time of anything is told: from less, a single visit could be read. */
const HOUR_MS = 3_600_000;
const WAYS = ['mail', 'webhook'] as const;

type MakeGauge = <L extends string>(name: string, help: string, labels: readonly L[]) => Gauge<L>;

/** `now`: milliseconds since the epoch. No call for help is in it: a single visit could be read from it. */
export async function addAlarmGauges(db: Kysely<Tables>, now: number, gauge: MakeGauge): Promise<void> {
  const going = gauge('foyer_alarms', 'What has to be seen to now.', ['kind']);
  const counted = await db
    .selectFrom('alarm')
    .select(({ fn }) => ['kind', fn.countAll<string>().as('count')])
    .where('over_at', 'is', null)
    .where('began_at', 'is not', null)
    .groupBy('kind')
    .execute();
  for (const kind of ALARM_KINDS)
    if (kind !== 'help') going.set({ kind }, Number(counted.find((one) => one.kind === kind)?.count ?? 0));

  const waiting = gauge('foyer_alarm_messages_waiting', 'Messages that are not delivered yet.', ['way']);
  const oldest = gauge('foyer_alarm_message_waits_hours', 'Full hours that the oldest of them waits.', ['way']);
  const refused = gauge('foyer_alarm_recipients_rejected', 'Recipients who were refused for good within 7 days.', [
    'way',
  ]);
  const givenUp = gauge('foyer_alarm_messages_given_up', 'Messages of the last 90 days that never arrived.', ['way']);
  const rows = await db
    .selectFrom('alarm_delivery')
    .innerJoin('alarm_message', 'alarm_message.id', 'alarm_delivery.message')
    .select(({ fn }) => [
      'line',
      'state',
      fn.countAll<string>().as('count'),
      fn.min<Date>('created_at').as('first'),
      fn.max<Date | null>('ended_at').as('last'),
    ])
    .groupBy(['line', 'state'])
    .execute();
  for (const way of WAYS) {
    const mine = rows.filter(({ line }) => (line === 'webhook') === (way === 'webhook'));
    const sum = (state: string): number =>
      mine.filter((row) => row.state === state).reduce((all, { count }) => all + Number(count), 0);
    const first = mine.filter(({ state }) => state === 'waiting').map((row) => row.first.getTime());
    // Who takes mail again since is no longer refused.
    const sentAt = (line: string): number =>
      mine.find((row) => row.line === line && row.state === 'sent')?.last?.getTime() ?? 0;
    waiting.set({ way }, sum('waiting'));
    oldest.set({ way }, first.length === 0 ? 0 : Math.max(0, Math.floor((now - Math.min(...first)) / HOUR_MS)));
    givenUp.set({ way }, sum('gave-up'));
    refused.set(
      { way },
      mine.filter(({ state, line, last }) => {
        const at = last?.getTime() ?? 0;
        return state === 'rejected' && now - at < REFUSED_MS && at > sentAt(line);
      }).length,
    );
  }
}
