/**
 * Cases that go to another system by Open311, and whether they are open or closed there. Attachments stay here:
 * GeoReport v2 has no way to send them.
 */
import { z } from 'zod';
import { err, ok } from '../../../../base/result.ts';
import type { Result } from '../../../../base/result.ts';
import { readAt } from '../../open311/pointer.ts';
import { FORWARD_MS } from '../../ports/forwarder.ts';
import type { AdapterStateStore, CaseNews, ForwardFailure, ForwardedCase, Forwarder } from '../../ports/forwarder.ts';
import { createOpen311Client } from './client.ts';
import type { Item, Open311ClientOptions, Open311Fault } from './client.ts';

/** What cases of one kind become. */
export interface Open311Target {
  /** `service_code`. */
  readonly code: string;
  /** From an argument of `POST requests` to a JSON Pointer into the case's data. What is named nowhere is not sent. */
  readonly fields: Readonly<Partial<Record<string, string>>>;
  /** The same for `attribute[…]`. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Open311Options extends Open311ClientOptions {
  readonly name: string;
  readonly targets: ReadonlyMap<string, Open311Target>;
  /** What went wrong, for the log. */
  trouble(code: string): void;
}

/**
 * `begun`: sending was begun then, and its answer may have been lost. `taken`: the other system said then that it has
 * it, and not under which name.
 */
const AdapterState = z.object({
  begun: z.iso.datetime(),
  taken: z.iso.datetime().optional(),
  requestId: z.string().optional(),
  token: z.string().optional(),
});
type AdapterState = z.infer<typeof AdapterState>;

/** Milliseconds of {@link FORWARD_MS} that are left for the database. */
const MARGIN = 10_000;
/** Milliseconds by which the clocks of both sides may differ. */
const SKEW = 60 * 60_000;
/**
 * Milliseconds for which a request that was taken is looked for, by our reference: some systems list one only when
 * somebody there has seen it.
 */
const LOOK_MS = 3 * 86_400_000;
/** Characters of a description; many servers have room for no more. */
const LONGEST = 4000;

export function createOpen311({ name, targets, trouble, ...options }: Open311Options): Forwarder {
  const { clock } = options;
  const client = createOpen311Client(options);

  async function forward(forwarded: ForwardedCase): Promise<Result<{ reference: string }, ForwardFailure>> {
    const target = targets.get(forwarded.kind);
    if (target === undefined) throw new Error('A case came to Open311 whose kind has no service there.');
    const handed = await hand(forwarded, target, AbortSignal.timeout(FORWARD_MS - MARGIN));
    if (handed.ok) return ok({ reference: handed.value });
    trouble(handed.error);
    return err(handed.error === 'refused' ? 'rejected' : handed.error === 'lost-sight' ? 'unconfirmed' : 'later');
  }

  async function hand(
    forwarded: ForwardedCase,
    target: Open311Target,
    signal: AbortSignal,
  ): Promise<Result<string, Open311Fault | 'lost-sight'>> {
    const state = AdapterState.safeParse(await forwarded.adapterState.read()).data;
    const known = state?.requestId ?? state?.token;
    if (known !== undefined) return ok(known);
    if (state !== undefined) {
      const found = await find(forwarded, target, Date.parse(state.begun), signal);
      if (!found.ok) return found;
      if (found.value !== undefined) {
        await forwarded.adapterState.write({ ...state, requestId: found.value });
        return ok(found.value);
      }
      // What was taken once is never sent again.
      const { taken } = state;
      if (taken !== undefined) return err(clock.now() - Date.parse(taken) < LOOK_MS ? 'unnamed' : 'lost-sight');
    }
    const begun: AdapterState = { begun: state?.begun ?? new Date(clock.now()).toISOString() };
    await forwarded.adapterState.write(begun);
    const created = await client.create(argumentsOf(forwarded, target), signal);
    if (!created.ok) {
      const taken = new Date(clock.now()).toISOString();
      if (created.error === 'unnamed') await forwarded.adapterState.write({ ...begun, taken });
      return created.error === 'gone' ? err('answer') : created;
    }
    const { service_request_id: requestId, token = '' } = created.value;
    await forwarded.adapterState.write({ ...begun, ...(requestId === undefined ? { token } : { requestId }) });
    return ok(requestId ?? token);
  }

  /**
   * GeoReport v2 knows no way to send something once: where an answer was lost, the request is looked for by our
   * reference. A server that lists none, or not what it is about, gets it again, unless it said that it has it.
   */
  async function find(
    { reference }: ForwardedCase,
    { code }: Open311Target,
    begun: number,
    signal: AbortSignal,
  ): Promise<Result<string | undefined, Open311Fault>> {
    const instant = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
    const listed = await client.requests(
      { service_code: code, start_date: instant(begun - SKEW), end_date: instant(clock.now() + SKEW) },
      signal,
    );
    if (!listed.ok) return listed.error === 'gone' || listed.error === 'refused' ? ok(undefined) : listed;
    const ours = listed.value.find(({ description = '' }) => description.includes(`[${reference}]`));
    return ok(ours?.service_request_id);
  }

  async function news({
    adapterState: kept,
  }: {
    readonly adapterState: AdapterStateStore;
  }): Promise<Result<{ news: readonly CaseNews[]; over: boolean }, 'later'>> {
    const state = AdapterState.safeParse(await kept.read()).data;
    if (state === undefined) return ok({ news: [], over: true });
    const request = await current(state, kept, AbortSignal.timeout(FORWARD_MS - MARGIN));
    if (!request.ok) {
      // Not to be found yet, or not shown to anybody: no mistake of theirs.
      if (request.error === 'gone') return ok({ news: [], over: false });
      trouble(request.error);
      return err('later');
    }
    const { status, service_request_id: id = '', updated_datetime: updated = '' } = request.value ?? {};
    if (status?.toLowerCase() !== 'closed') return ok({ news: [], over: false });
    const at = Date.parse(updated);
    return ok({
      news: [{ id: `closed ${id}`.slice(0, 200), type: 'finish', at: new Date(Number.isNaN(at) ? clock.now() : at) }],
      over: true,
    });
  }

  /** Undefined while there is only a token. */
  async function current(
    state: AdapterState,
    kept: AdapterStateStore,
    signal: AbortSignal,
  ): Promise<Result<Item | undefined, Open311Fault>> {
    let { requestId } = state;
    if (requestId === undefined) {
      if (state.token === undefined) return ok(undefined);
      const resolved = await client.token(state.token, signal);
      if (!resolved.ok) return resolved;
      requestId = resolved.value.service_request_id;
      if (requestId === undefined) return ok(undefined);
      await kept.write({ ...state, requestId });
    }
    const request = await client.request(requestId, signal);
    return request.ok ? ok({ ...request.value, service_request_id: requestId }) : request;
  }

  return { name, forward, news: (handed) => news(handed) };
}

function argumentsOf(
  { data, reference }: ForwardedCase,
  { code, fields, attributes }: Open311Target,
): Record<string, string | readonly string[]> {
  const values: Record<string, string | readonly string[]> = { service_code: code };
  for (const [field, pointer] of Object.entries(fields)) {
    const value = pointer === undefined ? undefined : readAt(data, pointer);
    if (typeof value === 'string' && value !== '') values[field] = value;
  }
  for (const [attribute, pointer] of Object.entries(attributes)) {
    const value = readAt(data, pointer);
    if (value !== undefined && value.length > 0) values[`attribute[${attribute}]`] = value;
  }
  const mark = `[${reference}]`;
  const description =
    typeof values.description === 'string'
      ? `${values.description.slice(0, LONGEST - mark.length - 2)}\n\n${mark}`
      : mark;
  return { ...values, description };
}
