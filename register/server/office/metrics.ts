/**
 * The fleet for Prometheus (text exposition format 0.0.4). No person is in it: what visitors cause is counted to the
 * last full hour, so that nobody who stood at a terminal can be read from it; how devices are is told as it is now.
 */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Gauge, Registry } from 'prom-client';
import { HttpProblem } from '../http/problems.ts';
import { addAlarmGauges } from '../alarms/metrics.ts';
import { TERMINAL_CONDITIONS } from '../../contract/office.ts';
import type { TerminalsView } from './terminals.ts';

export const METRICS_PATH = '/metrics';
const HOUR_MS = 3_600_000;

/** `token`: sent by the scraper as `Authorization: Bearer`. */
export function addMetrics(app: FastifyInstance, view: TerminalsView, token: string): void {
  const expected = Buffer.from(`Bearer ${token}`);
  app.get(METRICS_PATH, async (request, reply) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new HttpProblem({ code: 'signed-out' });
    const registry = await fleet(view);
    return reply
      .header('cache-control', 'no-store')
      .type(registry.contentType)
      .send(await registry.metrics());
  });
}

async function fleet({ db, clock, list: terminals }: TerminalsView): Promise<Registry> {
  const registry = new Registry();
  const registers = [registry];
  const now = clock.now();
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> =>
    new Gauge({ name, help, labelNames: [...labelNames], registers });

  const list = await terminals();
  const conditions = gauge('foyer_terminals', 'Terminals by how they are.', ['condition']);
  for (const condition of TERMINAL_CONDITIONS)
    conditions.set({ condition }, list.filter((one) => one.condition === condition).length);

  const working = list.filter(({ condition }) => condition !== 'revoked' && condition !== 'not-enrolled');
  const silence = gauge('foyer_terminal_silence_hours', 'Full hours since the terminal said something.', ['terminal']);
  const edition = gauge('foyer_terminal_edition_current', '1: it shows the edition in force.', ['terminal']);
  const devices = gauge('foyer_device', '1 for the state in which the device is.', ['terminal', 'device', 'state']);
  for (const one of working) {
    const { name: terminal, lastSeenAt, isCurrentEdition } = one;
    if (lastSeenAt !== null) silence.set({ terminal }, Math.floor((now - Date.parse(lastSeenAt)) / HOUR_MS));
    if (isCurrentEdition !== null) edition.set({ terminal }, isCurrentEdition ? 1 : 0);
    // What a silent terminal said of its devices says nothing of now.
    if (one.condition === 'silent') continue;
    for (const { name: device, state } of one.devices) devices.set({ terminal, device, state }, 1);
  }

  // Not a counter, which only grows: calls are kept for thirty days.
  const calls = gauge('foyer_help_calls_30_days', 'Calls for help in the thirty days to the last full hour.', [
    'answered',
  ]);
  const until = Math.floor(now / HOUR_MS) * HOUR_MS;
  const counted = await db
    .selectFrom('help_call')
    .select((is) => [is.fn.countAll<string>().as('all'), is.fn.count<string>('answered_at').as('answered')])
    .where('accepted_at', '<', new Date(until))
    .where('accepted_at', '>=', new Date(until - 30 * 24 * HOUR_MS))
    .executeTakeFirstOrThrow();
  calls.set({ answered: 'yes' }, Number(counted.answered));
  calls.set({ answered: 'no' }, Number(counted.all) - Number(counted.answered));
  await addAlarmGauges(db, now, gauge);
  return registry;
}
