/**
 * The way to the demo eID-Server: the TcToken as any client fetches it (TR-03124-1, 2.4), then its short cuts in place
 * of PAOS and a chip. The server's certificate is not checked: it is made at each start, and nothing here is more than
 * play.
 */
import { request } from 'node:https';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { SimulationClock } from '../../simulation/clock.ts';
import type { CardData } from './card.ts';
import { FAILURES, type Failure } from './results.ts';

const Rights = z.array(z.string());
const Session = z.object({
  certificate: z.object({
    issuerName: z.string(),
    issuerUrl: z.string(),
    subjectName: z.string(),
    subjectUrl: z.string(),
    termsOfUsage: z.string(),
    purpose: z.string(),
    effectiveDate: z.string(),
    expirationDate: z.string(),
  }),
  chat: z.object({ required: Rights, optional: Rights }),
  transactionInfo: z.string().optional(),
});
export type ProviderSession = z.infer<typeof Session>;

const Refresh = z.object({ refreshUrl: z.string() });
const Address = z.string().refine((text) => parsed(text, (one) => new URL(one).protocol) === 'https:');
const Token = z.object({
  TCTokenType: z.object({ ServerAddress: Address, SessionIdentifier: z.string().min(1), RefreshAddress: Address }),
});

export type TokenOutcome =
  | { readonly ok: true; readonly provider: Provider }
  | { readonly ok: false; readonly failure: Failure };

/** One session at an eID-Server. Every answer is null where the server does not give one. */
export interface Provider {
  readonly refreshAddress: string;
  session(): Promise<ProviderSession | null>;
  /** Shows the card; `allowed`: the optional rights that are left. Answers where the client goes on. */
  card(card: CardData, allowed: readonly string[]): Promise<string | null>;
  end(reason: 'cancelled' | 'client' | 'card'): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}
export interface Way {
  readonly clock: SimulationClock;
  /** Milliseconds for an answer. */ readonly patience: number;
}

const LONGEST = 1024 * 1024;
const xml = new XMLParser({ removeNSPrefix: true, parseTagValue: false, processEntities: true });

export async function fetchToken(url: string, way: Way): Promise<TokenOutcome> {
  const failed = (failure: Failure): TokenOutcome => ({ ok: false, failure });
  if (!url.startsWith('https:')) return failed(FAILURES.noHttps);
  const answer = await ask(url, way);
  if (answer === null) return failed(FAILURES.noServer);
  if (answer.status !== 200) return failed(FAILURES.refused);
  const token = Token.safeParse(parsed(answer.body, (text) => xml.parse(text)));
  if (!token.success) return failed(FAILURES.noToken);
  const { ServerAddress, SessionIdentifier: session, RefreshAddress: refreshAddress } = token.data.TCTokenType;
  const { origin } = new URL(ServerAddress);
  const post = (path: string, body: object): Promise<Answer | null> =>
    ask(`${origin}${path}`, way, JSON.stringify(body));
  return {
    ok: true,
    provider: {
      refreshAddress,
      session: async () =>
        read(Session, await ask(`${origin}/simulated-session?session=${encodeURIComponent(session)}`, way)),
      card: async (card, allowed) =>
        read(Refresh, await post('/simulated-card', { session, card, allowed }))?.refreshUrl ?? null,
      end: async (reason) => void (await post('/simulated-end', { session, reason })),
    },
  };
}

function read<T extends z.ZodType>(schema: T, answer: Answer | null): z.output<T> | null {
  if (answer?.status !== 200) return null;
  const value = schema.safeParse(parsed(answer.body, JSON.parse));
  return value.success ? value.data : null;
}

function parsed(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** Null when there is no answer. */
function ask(url: string, { clock, patience }: Way, body?: string): Promise<Answer | null> {
  return new Promise((resolve) => {
    const sent = request(url, {
      method: body === undefined ? 'GET' : 'POST',
      rejectUnauthorized: false,
      agent: false,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' } }),
    });
    const stop = clock.after(patience, () => sent.destroy());
    const done = (answer: Answer | null): void => {
      stop();
      resolve(answer);
    };
    sent.once('error', () => done(null));
    sent.once('close', () => done(null));
    sent.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.length > LONGEST) sent.destroy();
      });
      response
        .once('end', () => done({ status: response.statusCode ?? 0, body: text }))
        .once('error', () => done(null));
    });
    sent.end(body);
  });
}
