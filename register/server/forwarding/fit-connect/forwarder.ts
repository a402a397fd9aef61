/**
 * Cases that go to a destination of FIT-Connect: announced, attached, submitted; and what the event log says
 * afterwards.
 */
import { randomUUID } from 'node:crypto';
import type { X509Certificate } from '@peculiar/x509';
import { z } from 'zod';
import { err, ok } from '../../../../base/result.ts';
import type { Result } from '../../../../base/result.ts';
import type { TimeSource } from '../../../../base/clock.ts';
import { FORWARD_MS } from '../../ports/forwarder.ts';
import type { AdapterStateStore, CaseNews, ForwardFailure, ForwardedCase, Forwarder } from '../../ports/forwarder.ts';
import { createApi } from './api.ts';
import type { Destination } from './api.ts';
import { readEvents } from './events.ts';
import type { EventName, SubmissionEvent, Tags } from './events.ts';
import type { FitConnectFault } from './faults.ts';
import { trustedKey } from './keys.ts';
import type { PublicJwk } from './keys.ts';
import { metadataOf, sealFor, sha512 } from './seal.ts';
import type { EncryptionKey, PublicService } from './seal.ts';

/** Whom cases of one kind are for. */
export interface FitConnectTarget {
  /** UUID. */
  readonly destination: string;
  /** Of the data's schema, as the destination knows it. */
  readonly schemaUri: string;
  /** URN of the service; without one none is named. */
  readonly identifier?: string | undefined;
}

export interface FitConnectOptions {
  readonly name: string;
  readonly tokenUrl: string;
  /** Without a slash at its end, as the next two. */
  readonly submissionUrl: string;
  /** Default: `submissionUrl`. */
  readonly destinationUrl?: string | undefined;
  /** As the service names itself in its events. Default: `submissionUrl`. */
  readonly issuer?: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly roots: readonly X509Certificate[];
  readonly targets: ReadonlyMap<string, FitConnectTarget>;
  readonly clock: TimeSource;
  /** IANA name. Default: Europe/Berlin. */
  readonly timeZone?: string;
  /** What went wrong, for the log. */
  trouble(code: string): void;
}

/**
 * What is noted about a case. A submission that was announced and whose answer was lost is left alone: it never reaches
 * anybody, and the service removes it. Tags: of everything that was ever sent, because an answer may be lost after it
 * counted.
 */
const AdapterState = z.object({
  destinationId: z.string(),
  submissionId: z.string(),
  caseId: z.string(),
  /** From the case's attachment to its name there; each announcement has names of its own. */
  attachments: z.record(z.string(), z.string()),
  attached: z.array(z.string()),
  tags: z.object({
    metadata: z.array(z.string()),
    data: z.array(z.string()),
    attachments: z.record(z.string(), z.array(z.string())),
  }),
  /** Submitting was begun: from here on its answer may have been lost. */
  submitting: z.boolean(),
});
type AdapterState = z.infer<typeof AdapterState>;

/** Milliseconds of {@link FORWARD_MS} that are left for the database. */
const MARGIN = 10_000;
/** What will be no better next time. */
const FINAL: ReadonlySet<FitConnectFault> = new Set(['refused', 'content']);

export function createFitConnect({
  name,
  clock,
  roots,
  targets,
  trouble,
  timeZone = 'Europe/Berlin',
  ...options
}: FitConnectOptions): Forwarder {
  const api = createApi({ ...options, destinationUrl: options.destinationUrl ?? options.submissionUrl, clock });
  const events = { api, clock, roots, issuer: options.issuer ?? options.submissionUrl };

  async function forward(forwarded: ForwardedCase): Promise<Result<{ reference: string }, ForwardFailure>> {
    const target = targets.get(forwarded.kind);
    if (target === undefined) throw new Error('A case came to FIT-Connect whose kind has no destination.');
    const handed = await hand(forwarded, target, AbortSignal.timeout(FORWARD_MS - MARGIN));
    if (handed.ok) return ok({ reference: handed.value });
    trouble(handed.error);
    return err(FINAL.has(handed.error) ? 'rejected' : 'later');
  }

  async function hand(
    forwarded: ForwardedCase,
    target: FitConnectTarget,
    signal: AbortSignal,
  ): Promise<Result<string, FitConnectFault>> {
    let state = AdapterState.safeParse(await forwarded.adapterState.read()).data;
    if (state?.destinationId !== target.destination) state = undefined;
    if (state?.submitting === true) {
      const arrived = await hasArrived(state, signal);
      if (!arrived.ok && arrived.error !== 'gone') return arrived;
      if (arrived.ok && arrived.value) return ok(state.submissionId);
    }
    const key = await encryptionKey(target, signal);
    if (!key.ok) return key;
    if (state === undefined) {
      const announced = await announce(forwarded, target, signal);
      if (!announced.ok) return announced;
      state = announced.value;
    }
    const sent = await send(forwarded, target, key.value, state, signal);
    if (sent.ok) return ok(state.submissionId);
    // It may have been removed there meanwhile, or have ended in another way: then it begins anew the next time.
    if (sent.error === 'gone' || sent.error === 'conflict') {
      const arrived = await hasArrived(state, signal);
      if (arrived.ok && arrived.value) return ok(state.submissionId);
      if ((arrived.ok && !arrived.value) || (!arrived.ok && arrived.error === 'gone'))
        await forwarded.adapterState.write(null);
    }
    return sent;
  }

  /** Whether the service says that it has the whole of it. */
  async function hasArrived(state: AdapterState, signal: AbortSignal): Promise<Result<boolean, FitConnectFault>> {
    const log = await readEvents(events, state, signal);
    if (!log.ok) return log;
    const arrived = log.value.events.some((event) => event.name === 'submit-submission' && fits(event.tags, state));
    // What could not be checked may be the very event that says so.
    return !arrived && log.value.refused.some((why) => why === 'asked' || why === 'signature')
      ? err('answer')
      : ok(arrived);
  }

  async function encryptionKey(
    { destination: id, identifier, schemaUri }: FitConnectTarget,
    signal: AbortSignal,
  ): Promise<Result<EncryptionKey, FitConnectFault>> {
    const destination = await api.destination(id, signal);
    if (!destination.ok) return destination;
    const unfit = unfitness(destination.value, { id, identifier, schemaUri });
    if (unfit !== undefined) return err(unfit);
    let jwk: PublicJwk | undefined;
    const { encryptionKid: kid } = destination.value;
    if (kid === undefined) {
      const keys = await api.keys(id, signal);
      if (!keys.ok) return keys;
      jwk = keys.value.find(({ key_ops: purposes }) => purposes?.includes('wrapKey') === true);
    } else {
      const one = await api.key(id, kid, signal);
      if (!one.ok) return one;
      if (one.value.kid === kid) jwk = one.value;
    }
    if (jwk === undefined) return err('key-unfit');
    const key = await trustedKey(jwk, { purpose: 'wrapKey', roots, now: clock.now() });
    return key.ok ? ok({ kid: jwk.kid, key: key.value }) : key;
  }

  async function announce(
    forwarded: ForwardedCase,
    target: FitConnectTarget,
    signal: AbortSignal,
  ): Promise<Result<AdapterState, FitConnectFault>> {
    const attachments = Object.fromEntries(forwarded.attachments.map(({ id }) => [id, randomUUID()]));
    const service = serviceOf(forwarded, target);
    const answer = await api.announce(
      {
        destinationId: target.destination,
        announcedAttachments: Object.values(attachments),
        ...(service === undefined ? {} : { publicService: service }),
      },
      signal,
    );
    if (!answer.ok) return answer;
    const state: AdapterState = {
      destinationId: target.destination,
      ...answer.value,
      attachments,
      attached: [],
      tags: { metadata: [], data: [], attachments: {} },
      submitting: false,
    };
    await forwarded.adapterState.write(state);
    return ok(state);
  }

  async function send(
    forwarded: ForwardedCase,
    target: FitConnectTarget,
    key: EncryptionKey,
    state: AdapterState,
    signal: AbortSignal,
  ): Promise<Result<undefined, FitConnectFault>> {
    const { submissionId, tags } = state;
    const named: { id: string; sha512: string; mimeType: string }[] = [];
    for (const attachment of forwarded.attachments) {
      const id = state.attachments[attachment.id];
      if (id === undefined) return err('content');
      named.push({ id, sha512: attachment.sha512, mimeType: attachment.mimeType });
      if (state.attached.includes(id)) continue;
      const bytes = await attachment.read();
      if (sha512(bytes) !== attachment.sha512) return err('content');
      const { jwe, tag } = await sealFor(key, bytes, attachment.mimeType);
      (tags.attachments[id] ??= []).push(tag);
      await forwarded.adapterState.write(state);
      const attached = await api.attach(submissionId, id, jwe, signal);
      if (!attached.ok) return attached;
      state.attached.push(id);
    }
    const data = new TextEncoder().encode(JSON.stringify(forwarded.data));
    const { reference, acceptedAt } = forwarded;
    const sealedData = await sealFor(key, data, 'application/json');
    const metadata = metadataOf({
      data,
      schemaUri: target.schemaUri,
      attachments: named,
      service: serviceOf(forwarded, target),
      reference,
      acceptedAt,
      timeZone,
    });
    const sealedMetadata = await sealFor(key, metadata, 'application/json');
    tags.data.push(sealedData.tag);
    tags.metadata.push(sealedMetadata.tag);
    state.submitting = true;
    await forwarded.adapterState.write(state);
    return api.submit(submissionId, { encryptedMetadata: sealedMetadata.jwe, encryptedData: sealedData.jwe }, signal);
  }

  async function news({
    adapterState: kept,
  }: {
    readonly adapterState: AdapterStateStore;
  }): Promise<Result<{ news: readonly CaseNews[]; over: boolean }, 'later'>> {
    const state = AdapterState.safeParse(await kept.read()).data;
    if (state === undefined) return ok({ news: [], over: true });
    const log = await readEvents(events, state, AbortSignal.timeout(FORWARD_MS - MARGIN));
    if (!log.ok) {
      trouble(log.error);
      return err('later');
    }
    for (const fault of new Set(log.value.refused)) trouble(`event-${fault}`);
    const believed = log.value.events.filter((event) => {
      // An acceptance names what was accepted: it must be what was sent.
      const right = event.name !== 'accept-submission' || fits(event.tags, state);
      if (!right) trouble('event-tags');
      return right;
    });
    return ok({
      news: believed.map(({ jti, name: type, at }) => ({ id: jti, type: NEWS[type], at })),
      over: believed.some(({ name: type }) => LAST.has(type)),
    });
  }

  return { name, forward, news: (handed) => news(handed) };
}

/**
 * The destination has it and can read it: that is as much as it ever says. A rejection is about the form, not about
 * what the visitor wants: people of the town see to it.
 */
const NEWS: Readonly<Record<EventName, CaseNews['type']>> = {
  'create-submission': 'other',
  'submit-submission': 'other',
  'notify-submission': 'other',
  'forward-submission': 'other',
  'accept-submission': 'accept',
  'reject-submission': 'return',
  'delete-submission': 'other',
};
const LAST: ReadonlySet<SubmissionEvent['name']> = new Set([
  'accept-submission',
  'reject-submission',
  'delete-submission',
]);

function unfitness(
  { destinationId, status, services }: Destination,
  {
    id,
    identifier,
    schemaUri,
  }: { readonly id: string; readonly identifier: string | undefined; readonly schemaUri: string },
): FitConnectFault | undefined {
  if (destinationId !== id) return 'answer';
  if (status !== undefined && status !== 'active') return 'destination-inactive';
  const offered = services?.some(
    (service) =>
      (identifier === undefined || service.identifier === identifier) &&
      service.submissionSchemas.some((schema) => schema.schemaUri === schemaUri),
  );
  return offered === false ? 'destination-service' : undefined;
}

const serviceOf = ({ service, kind }: ForwardedCase, { identifier }: FitConnectTarget): PublicService | undefined =>
  identifier === undefined ? undefined : { identifier, name: service?.name.de ?? kind };

/** Whether these are tags of what was sent, and of all of it. */
function fits(tags: Tags | undefined, { tags: sent, attachments }: AdapterState): boolean {
  if (tags === undefined) return false;
  const named = tags.attachments ?? {};
  const ids = Object.values(attachments);
  return (
    sent.metadata.includes(tags.metadata) &&
    sent.data.includes(tags.data) &&
    Object.keys(named).length === ids.length &&
    ids.every((id) => sent.attachments[id]?.includes(named[id] ?? '') === true)
  );
}
