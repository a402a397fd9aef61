/**
 * FIT-Connect as its documentation describes it, with one destination: tokens, keys, submissions in their order, and an
 * event log that is signed. Unlike the real service it holds the destination's private keys too, so that it can look
 * into what arrives; nothing of the client is used here.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign, compactDecrypt, decodeProtectedHeader } from 'jose';
import { privateKey } from './authority.ts';
import type { KeyName, TestJwk } from './authority.ts';

const EVENTS = 'https://schema.fitko.de/fit-connect/events/';
const METADATA = 'https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+\.[\w-]+\.[\w-]+$/;

export interface FitConnectServerOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly destinationId: string;
  readonly schemaUri: string;
  readonly identifier: string;
  readonly encryption: TestJwk;
  readonly signature: TestJwk;
  /** Milliseconds. */
  now(): number;
}

interface Submission {
  readonly submissionId: string;
  readonly caseId: string;
  readonly announced: readonly string[];
  readonly announcement: Record<string, unknown>;
  readonly attachments: Map<string, string>;
  metadata?: string;
  data?: string;
  readonly log: string[];
  /** What it was, deciphered. */
  opened?: {
    readonly metadata: Record<string, unknown>;
    readonly data: unknown;
    readonly attachments: Map<string, Buffer>;
  };
  rejected: string[];
}
/** What goes wrong on purpose: taken from the front, one a request of that kind. */
export type Fault = 'lost' | 'cut' | 'rate-limited' | 'server' | 'redirect';
type Kind = 'token' | 'destination' | 'announce' | 'attach' | 'submit' | 'events';

const sha512 = (bytes: Uint8Array): string => createHash('sha512').update(bytes).digest('hex');
const tagOf = (jwe: string): string => jwe.split('.')[4] ?? '';

export async function startFitConnect(options: FitConnectServerOptions) {
  const tokens = new Map<string, number>();
  const submissions = new Map<string, Submission>();
  const attachmentIds = new Set<string>();
  const faults: Partial<Record<Kind, (Fault | undefined)[]>> = {};
  const requests: string[] = [];
  const destination = {
    destinationId: options.destinationId,
    status: 'active',
    encryptionKid: options.encryption.kid as string | undefined,
    services: [
      {
        identifier: options.identifier,
        submissionSchemas: [{ schemaUri: options.schemaUri, mimeType: 'application/json' }],
      },
    ],
  };
  const keys = new Map([
    [options.encryption.kid, options.encryption],
    [options.signature.kid, options.signature],
  ]);
  const serviceKey = { kty: 'RSA', kid: 'service-1', alg: 'PS512', key_ops: ['verify'], ...publicPart('service') };
  let life = 1800;
  let url = '';

  async function sign(
    submission: Submission,
    event: string,
    { key = 'service', kid = serviceKey.kid, header = {}, claims = {}, payload = {} }: Signing = {},
  ): Promise<string> {
    const body = {
      $schema: 'https://schema.fitko.de/fit-connect/set-payload/1.1.0/set-payload.schema.json',
      jti: randomUUID(),
      iss: url,
      iat: Math.floor(options.now() / 1000),
      sub: `submission:${submission.submissionId}`,
      txn: `case:${submission.caseId}`,
      events: { [`${EVENTS}${event}`]: payload },
      ...claims,
    };
    return new CompactSign(new TextEncoder().encode(JSON.stringify(body)))
      .setProtectedHeader({ alg: 'PS512', typ: 'secevent+jwt', kid, ...header })
      .sign(privateKey(key));
  }
  const tagsOf = ({ metadata = '', data = '', attachments }: Submission) => ({
    authenticationTags: {
      metadata: tagOf(metadata),
      data: tagOf(data),
      attachments: Object.fromEntries([...attachments].map(([id, jwe]) => [id, tagOf(jwe)])),
    },
  });

  async function open(jwe: string, cty?: string): Promise<Buffer> {
    const header = decodeProtectedHeader(jwe);
    if (
      header.alg !== 'RSA-OAEP-256' ||
      header.enc !== 'A256GCM' ||
      header.zip !== 'DEF' ||
      header.kid !== options.encryption.kid ||
      (cty !== undefined && header.cty !== cty)
    )
      throw new Error('header');
    return Buffer.from(
      (await compactDecrypt(jwe, privateKey('destination-encryption'), { maxDecompressedLength: 50_000_000 }))
        .plaintext,
    );
  }
  /** Refuses like a system of the administration that checks everything. */
  async function check(submission: Submission): Promise<void> {
    const data = await open(submission.data ?? '', 'application/json');
    const metadata = JSON.parse((await open(submission.metadata ?? '', 'application/json')).toString('utf8')) as Record<
      string,
      any
    >;
    const { data: part, attachments: parts } = metadata.contentStructure as {
      data: { hash: { type: string; content: string }; submissionSchema: { schemaUri: string; mimeType: string } };
      attachments: {
        attachmentId: string;
        purpose: string;
        mimeType: string;
        hash: { type: string; content: string };
      }[];
    };
    const wrong = (reason: string): never => {
      throw new Error(reason);
    };
    if (metadata.$schema !== METADATA) wrong('schema');
    if (part.hash.type !== 'sha512' || part.hash.content !== sha512(data)) wrong('data hash');
    if (part.submissionSchema.schemaUri !== options.schemaUri || part.submissionSchema.mimeType !== 'application/json')
      wrong('data schema');
    if (
      parts
        .map(({ attachmentId }) => attachmentId)
        .sort()
        .join() !== [...submission.announced].sort().join()
    )
      wrong('attachments');
    const attachments = new Map<string, Buffer>();
    for (const one of parts) {
      const bytes = await open(submission.attachments.get(one.attachmentId) ?? '', one.mimeType);
      if (
        !['form', 'attachment', 'report'].includes(one.purpose) ||
        one.hash.type !== 'sha512' ||
        one.hash.content !== sha512(bytes)
      )
        wrong('attachment hash');
      attachments.set(one.attachmentId, bytes);
    }
    submission.opened = { metadata, data: JSON.parse(data.toString('utf8')), attachments };
  }

  async function answer(
    request: IncomingMessage,
    body: string,
  ): Promise<{ kind: Kind | 'keys'; status: number; json?: unknown; headers?: Record<string, string> }> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    const at = `${request.method} ${pathname}`;
    if (at === 'POST /token') {
      const form = new URLSearchParams(body);
      const right =
        request.headers['content-type'] === 'application/x-www-form-urlencoded' &&
        form.get('grant_type') === 'client_credentials' &&
        form.get('client_id') === options.clientId &&
        form.get('client_secret') === options.clientSecret;
      if (!right) return { kind: 'token', status: 401, json: { error: 'invalid_client' } };
      const token = randomUUID();
      tokens.set(token, options.now() + life * 1000);
      return { kind: 'token', status: 200, json: { access_token: token, token_type: 'bearer', expires_in: life } };
    }
    if (at === 'GET /.well-known/jwks.json')
      return { kind: 'keys', status: 200, json: { keys: [{ kty: 'EC', kid: 'another' }, serviceKey] } };
    const until = tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    const authorized = until !== undefined && options.now() < until;
    const refuse = (kind: Kind, status: number) => ({ kind, status, json: { status, type: 'about:blank' } });
    const [, root, collection, id = '', part, partId = ''] = pathname.split('/');
    if (root !== 'v2') return refuse('destination', 404);
    if (collection === 'destinations') {
      if (!authorized) return refuse('destination', 401);
      if (id !== options.destinationId) return refuse('destination', 404);
      if (part === undefined) return { kind: 'destination', status: 200, json: destination };
      if (partId === '') return { kind: 'keys', status: 200, json: { keys: [...keys.values()] } };
      const key = keys.get(partId);
      return key === undefined ? refuse('destination', 404) : { kind: 'keys', status: 200, json: key };
    }
    if (collection === 'submissions' && id === '' && request.method === 'POST') {
      if (!authorized) return refuse('announce', 401);
      const announcement = JSON.parse(body) as {
        destinationId: string;
        announcedAttachments: string[];
        publicService?: { identifier: string; name: string };
      };
      const { announcedAttachments: announced, publicService } = announcement;
      if (
        announcement.destinationId !== options.destinationId ||
        !Array.isArray(announced) ||
        announced.some((one) => !UUID.test(one) || attachmentIds.has(one))
      )
        return refuse('announce', 422);
      if (publicService !== undefined && (publicService.identifier !== options.identifier || publicService.name === ''))
        return refuse('announce', 422);
      for (const one of announced) attachmentIds.add(one);
      const submission: Submission = {
        submissionId: randomUUID(),
        caseId: randomUUID(),
        announced,
        announcement,
        attachments: new Map(),
        log: [],
        rejected: [],
      };
      submission.log.push(await sign(submission, 'create-submission'));
      submissions.set(submission.submissionId, submission);
      return {
        kind: 'announce',
        status: 201,
        json: {
          submissionId: submission.submissionId,
          caseId: submission.caseId,
          destinationId: options.destinationId,
        },
      };
    }
    const kind = part === 'events' ? 'events' : part === 'attachments' ? 'attach' : 'submit';
    if (!authorized) return refuse(kind, 401);
    const submission = submissions.get(id);
    if (submission === undefined) return refuse(kind, 404);
    if (kind === 'events') {
      const offset = Number(searchParams.get('offset'));
      const eventLog = submission.log.slice(offset, offset + Math.min(500, Number(searchParams.get('limit'))));
      return {
        kind,
        status: 200,
        json: { offset, count: eventLog.length, totalCount: submission.log.length, eventLog },
      };
    }
    if (submission.data !== undefined) return refuse(kind, 409);
    if (kind === 'attach') {
      if (
        request.headers['content-type'] !== 'application/jose' ||
        !COMPACT.test(body) ||
        !submission.announced.includes(partId)
      )
        return refuse(kind, 400);
      submission.attachments.set(partId, body);
      return { kind, status: 204 };
    }
    if (submission.announced.some((one) => !submission.attachments.has(one))) return refuse(kind, 422);
    const { encryptedMetadata, encryptedData } = JSON.parse(body) as {
      encryptedMetadata: string;
      encryptedData: string;
    };
    if (!COMPACT.test(encryptedMetadata) || !COMPACT.test(encryptedData)) return refuse(kind, 422);
    submission.metadata = encryptedMetadata;
    submission.data = encryptedData;
    try {
      await check(submission);
    } catch (error) {
      submission.rejected.push(error instanceof Error ? error.message : 'unknown');
    }
    submission.log.push(await sign(submission, 'submit-submission', { payload: tagsOf(submission) }));
    return { kind, status: 202, json: { submissionId: submission.submissionId } };
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    requests.push(
      `${request.method} ${(request.url ?? '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id').replace(/\?.*/, '')}`,
    );
    const kindOf = (path = ''): Kind =>
      path === '/token'
        ? 'token'
        : path.includes('/events')
          ? 'events'
          : path.includes('/attachments/')
            ? 'attach'
            : path.endsWith('/v2/submissions')
              ? 'announce'
              : path.includes('/submissions/')
                ? 'submit'
                : 'destination';
    const fault = faults[kindOf(request.url)]?.shift();
    if (fault === 'cut') return void request.socket.destroy();
    if (fault === 'rate-limited') return void response.writeHead(429, { 'retry-after': '120' }).end();
    if (fault === 'server') return void response.writeHead(500).end();
    if (fault === 'redirect') return void response.writeHead(307, { location: `${url}/elsewhere` }).end();
    const { status, json, headers = {} } = await answer(request, Buffer.concat(parts).toString('utf8'));
    // It was done, but the answer is lost.
    if (fault === 'lost') return void request.socket.destroy();
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(json === undefined ? undefined : JSON.stringify(json));
  };
  const server = createServer(
    (request, response) => void serve(request, response).catch(() => response.writeHead(400).end()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    destination,
    keys,
    submissions,
    faults,
    requests,
    tokens,
    /** Seconds for which the next tokens hold. */
    lifetime: (seconds: number) => void (life = seconds),
    /** Everything that was submitted. */
    submitted: () => [...submissions.values()].filter(({ data }) => data !== undefined),
    /** Writes an event, by default as the destination. */
    async destinationSays(
      submission: Submission,
      event: string,
      { payload = tagsOf(submission), ...more }: Signing = {},
    ): Promise<void> {
      submission.log.push(
        await sign(submission, event, {
          key: 'destination-signature',
          kid: options.signature.kid,
          payload,
          ...more,
          claims: { iss: options.destinationId, ...more.claims },
        }),
      );
    },
    async serviceSays(submission: Submission, event: string, more: Signing = {}): Promise<void> {
      submission.log.push(await sign(submission, event, more));
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
export type FitConnectServer = Awaited<ReturnType<typeof startFitConnect>>;

export interface Signing {
  readonly key?: KeyName;
  readonly kid?: string;
  readonly header?: Record<string, string>;
  readonly claims?: Record<string, unknown>;
  readonly payload?: Record<string, unknown>;
}

function publicPart(name: KeyName): { n: string; e: string } {
  const { n = '', e = '' } = privateKey(name).export({ format: 'jwk' });
  return { n, e };
}
