/**
 * The Submission API of FIT-Connect, version 2: who asks (OAuth 2, RFC 6749, 4.4), and each request with the fault that
 * its answer stands for.
 */
import { z } from 'zod';
import { err, ok } from '../../../../base/result.ts';
import type { Result } from '../../../../base/result.ts';
import type { TimeSource } from '../../../../base/clock.ts';
import { exchange, readJson } from '../http.ts';
import type { HttpAnswer, HttpRequest } from '../http.ts';
import type { FitConnectFault } from './faults.ts';
import { PublicJwk } from './keys.ts';
import type { PublicService } from './seal.ts';

export interface ApiOptions {
  readonly tokenUrl: string;
  /** Without a slash at its end, as the next. */
  readonly submissionUrl: string;
  /** Where destinations are looked up. */
  readonly destinationUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: TimeSource;
}

const Token = z.object({
  access_token: z.string().min(1).max(20_000),
  token_type: z
    .string()
    .regex(/^bearer$/i)
    .optional(),
  expires_in: z.number().positive().default(300),
});
export const Destination = z.object({
  destinationId: z.uuid(),
  status: z.string().optional(),
  encryptionKid: z.string().max(64).optional(),
  services: z
    .array(
      z.object({
        identifier: z.string(),
        submissionSchemas: z.array(z.object({ schemaUri: z.string(), mimeType: z.string().optional() })).default([]),
      }),
    )
    .optional(),
});
export type Destination = z.infer<typeof Destination>;
const Jwks = z.object({ keys: z.array(z.unknown()).max(200) });
const Announced = z.object({ submissionId: z.uuid(), caseId: z.uuid() });
const EventLog = z.object({
  totalCount: z.number().int().nonnegative().optional(),
  eventLog: z.array(z.string().max(60_000)),
});

/** Milliseconds before its end at which a token stops being used, or half its life where that is shorter. */
const TOKEN_MARGIN = 30_000;
/** Milliseconds, where the other side says none. */
const PAUSE = 60_000;
const PAGE = 500;
/** Events of one submission; there are seven types, and each comes once or a few times. */
const MOST_EVENTS = 2000;

type Ask = Omit<HttpRequest, 'headers'> & { readonly type?: string; readonly open?: boolean };
type Answer<T> = Promise<Result<T, FitConnectFault>>;
export type FitConnectApi = ReturnType<typeof createApi>;

/** `signal` of each request: ends it early. */
export function createApi({ tokenUrl, submissionUrl, destinationUrl, clientId, clientSecret, clock }: ApiOptions) {
  let token: { readonly value: string; readonly until: number } | undefined;
  let fetching: Promise<Result<string, FitConnectFault>> | undefined;
  let quietUntil = 0;

  async function send(url: string, request: HttpRequest): Answer<HttpAnswer> {
    if (clock.now() < quietUntil) return err('rate-limited');
    const answer = await exchange(url, request, clock.now());
    if (!answer.ok) return answer;
    const { status, retryAfter } = answer.value;
    if (status === 429 || (status === 503 && retryAfter !== undefined)) {
      quietUntil = clock.now() + (retryAfter === undefined ? PAUSE : retryAfter * 1000);
      return err('rate-limited');
    }
    return answer;
  }

  async function fetchToken(): Answer<string> {
    const asked = clock.now();
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }).toString();
    const answer = await send(tokenUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body,
    });
    if (!answer.ok) return answer;
    // RFC 6749, 5.2: a wrong secret is 400 or 401.
    if (answer.value.status >= 500) return err('server');
    if (answer.value.status !== 200) return err('unauthorized');
    const parsed = Token.safeParse(readJson(answer.value.text));
    if (!parsed.success) return err('answer');
    const life = parsed.data.expires_in * 1000;
    token = { value: parsed.data.access_token, until: asked + life - Math.min(TOKEN_MARGIN, life / 2) };
    return ok(token.value);
  }
  const currentToken = async (): Answer<string> => {
    if (token !== undefined && clock.now() < token.until) return ok(token.value);
    return (fetching ??= fetchToken().finally(() => {
      fetching = undefined;
    }));
  };

  async function ask(
    url: string,
    { type = 'application/json', open = false, ...request }: Ask = {},
  ): Answer<HttpAnswer> {
    for (const last of [false, true]) {
      const bearer = open ? ok(undefined) : await currentToken();
      if (!bearer.ok) return bearer;
      const headers = {
        accept: 'application/json',
        ...(bearer.value === undefined ? {} : { authorization: `Bearer ${bearer.value}` }),
        ...(request.body === undefined ? {} : { 'content-type': type }),
      };
      const answer = await send(url, { ...request, headers });
      if (!answer.ok) return answer;
      const { status } = answer.value;
      if (status >= 200 && status < 300) return answer;
      // It may have ended early, in the middle of everything: another one, once.
      if (status === 401 && !last && !open) {
        if (token?.value === bearer.value) token = undefined;
        continue;
      }
      return err(faultOf(status));
    }
    return err('unauthorized');
  }
  async function read<T extends z.ZodType>(schema: T, url: string, request?: Ask): Answer<z.output<T>> {
    const answer = await ask(url, request);
    if (!answer.ok) return answer;
    const parsed = schema.safeParse(readJson(answer.value.text));
    return parsed.success ? ok(parsed.data) : err('answer');
  }
  const name = encodeURIComponent;
  const submission = (id: string): string => `${submissionUrl}/v2/submissions/${name(id)}`;

  return {
    destination: (id: string, signal?: AbortSignal): Answer<Destination> =>
      read(Destination, `${destinationUrl}/v2/destinations/${name(id)}`, { signal }),
    /** The key with this name. */
    key: (destinationId: string, kid: string, signal?: AbortSignal): Answer<PublicJwk> =>
      read(PublicJwk, `${submissionUrl}/v2/destinations/${name(destinationId)}/keys/${name(kid)}`, { signal }),
    /** All keys of a destination that are of the kind that is used here. */
    async keys(destinationId: string, signal?: AbortSignal): Answer<PublicJwk[]> {
      const answer = await read(Jwks, `${destinationUrl}/v2/destinations/${name(destinationId)}/keys`, { signal });
      return answer.ok ? ok(ofKind(answer.value.keys)) : answer;
    },
    /** Whom the service itself signs with. */
    async serviceKeys(signal?: AbortSignal): Answer<PublicJwk[]> {
      const answer = await read(Jwks, `${submissionUrl}/.well-known/jwks.json`, { open: true, signal });
      return answer.ok ? ok(ofKind(answer.value.keys)) : answer;
    },
    announce: (
      announcement: {
        readonly destinationId: string;
        readonly announcedAttachments: readonly string[];
        readonly publicService?: PublicService;
      },
      signal?: AbortSignal,
    ) =>
      read(Announced, `${submissionUrl}/v2/submissions`, {
        method: 'POST',
        body: JSON.stringify(announcement),
        signal,
      }),
    async attach(submissionId: string, attachmentId: string, jwe: string, signal?: AbortSignal): Answer<undefined> {
      const answer = await ask(`${submission(submissionId)}/attachments/${name(attachmentId)}`, {
        method: 'PUT',
        type: 'application/jose',
        body: jwe,
        signal,
      });
      return answer.ok ? ok(undefined) : answer;
    },
    async submit(
      submissionId: string,
      content: { readonly encryptedMetadata: string; readonly encryptedData: string },
      signal?: AbortSignal,
    ): Answer<undefined> {
      const answer = await ask(submission(submissionId), { method: 'PUT', body: JSON.stringify(content), signal });
      return answer.ok ? ok(undefined) : answer;
    },
    /** Every event of a submission, as signed. */
    async events(submissionId: string, signal?: AbortSignal): Answer<string[]> {
      const all: string[] = [];
      while (all.length < MOST_EVENTS) {
        const page = await read(EventLog, `${submission(submissionId)}/events?offset=${all.length}&limit=${PAGE}`, {
          signal,
        });
        if (!page.ok) return page;
        all.push(...page.value.eventLog);
        if (page.value.eventLog.length === 0 || all.length >= (page.value.totalCount ?? 0)) break;
      }
      return ok(all);
    },
  };
}

/** Keys of other kinds may stand beside them, and are no error. */
const ofKind = (keys: readonly unknown[]): PublicJwk[] => keys.flatMap((key) => PublicJwk.safeParse(key).data ?? []);

function faultOf(status: number): FitConnectFault {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'gone';
    case 409:
      return 'conflict';
    case 400:
    case 413:
    case 415:
    case 422:
      return 'refused';
    case 408:
      return 'timeout';
    default:
      return status >= 500 ? 'server' : 'answer';
  }
}
