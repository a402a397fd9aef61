/**
 * Open pages of an office and the terminals of a town, in a process of their own: what they cost is not the server's.
 * Started as a fork, and told what to do; does one thing after the other.
 */
import { randomUUID } from 'node:crypto';
import { Agent, get, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { createRegisterClient, type RegisterClient } from '../../register/client/client.ts';
import { BY_ITSELF_HEADER, OFFICE_API } from '../../register/contract/office.ts';
import { SESSION_COOKIE } from '../../register/server/office/sessions.ts';

/** Whom to talk to: the register's two listeners with keys and tokens, or the bare server. */
export type Side =
  | {
      readonly kind: 'register';
      readonly office: string;
      readonly terminals: string;
      readonly keys: readonly string[];
      readonly tokens: readonly string[];
    }
  | { readonly kind: 'bare'; readonly url: string; readonly event: string; readonly terminals: number };

export type Task =
  | { readonly do: 'use'; readonly side: Side }
  /** So many pages in all. */
  | { readonly do: 'open'; readonly pages: number }
  /** Each terminal says something new, each page is told of all of it and asks once for the whole list. */
  | { readonly do: 'minute' }
  /** Calls for help, one after the other; answers how long each page waited, ms. */
  | { readonly do: 'calls'; readonly count: number };

/** Requests of terminals at once. */
const AT_ONCE = 16;

class Page {
  /** Events so far. */
  told = 0;
  onTold: (data: string) => void = () => undefined;
  readonly #line: IncomingMessage;
  #rest = '';

  constructor(line: IncomingMessage) {
    this.#line = line;
    line.setEncoding('utf8');
    line.on('data', (chunk: string) => {
      const blocks = (this.#rest + chunk).split('\n\n');
      this.#rest = blocks.pop() ?? '';
      for (const block of blocks) {
        if (!block.startsWith('data: ')) continue;
        this.told += 1;
        this.onTold(block.slice('data: '.length));
      }
    });
  }

  close(): void {
    this.#line.destroy();
  }
}

const kept = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
let side: Side;
let clients: RegisterClient[] = [];
let pages: Page[] = [];
let minutes = 0;

const headersOf = (at: number): Record<string, string> =>
  side.kind === 'bare' ? {} : { cookie: `${SESSION_COOKIE}=${side.tokens[at] ?? ''}`, [BY_ITSELF_HEADER]: '1' };
const addressOf = (what: 'events' | 'terminals'): string => {
  if (side.kind === 'register') return side.office + OFFICE_API[what].path;
  return `${side.url}/${what === 'events' ? 'events' : 'list'}`;
};

const open = (at: number): Promise<Page> =>
  new Promise((resolve, reject) => {
    get(addressOf('events'), { headers: headersOf(at), agent: false }, (answer) => {
      if (answer.statusCode === 200) resolve(new Page(answer));
      else reject(new Error(`a page was refused: ${answer.statusCode}`));
    }).on('error', reject);
  });

async function ask(address: string, headers: Record<string, string>, body?: string): Promise<void> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request(address, { headers, agent: kept, method: body === undefined ? 'GET' : 'POST' }, resolve);
    asked.on('error', reject);
    asked.end(body);
  });
  await text(answer);
  if ((answer.statusCode ?? 0) >= 300) throw new Error(`refused: ${answer.statusCode}`);
}

async function say(at: number): Promise<void> {
  if (side.kind === 'bare') return ask(`${side.url}/tell`, {}, side.event);
  const answer = await (clients[at] as RegisterClient).heartbeat({
    software: '1',
    mode: 'in-service',
    catalogue: null,
    // Each time something new: so many that every word of theirs is told.
    unfinished: minutes % 2,
    devices: ['bon', 'a4', 'kasse', 'ausweis'].map((name) => ({ name, state: 'ready' })),
  });
  if (!answer.ok) throw new Error(answer.error.kind);
}

/** Each page has been told so often. */
async function heard(times: number): Promise<void> {
  await Promise.all(
    pages.map(
      (page) =>
        new Promise<void>((resolve) => {
          const look = (): void => {
            if (page.told >= times) resolve();
          };
          page.onTold = look;
          look();
        }),
    ),
  );
}

async function minute(): Promise<void> {
  minutes += 1;
  const size = side.kind === 'bare' ? side.terminals : clients.length;
  for (const page of pages) page.told = 0;
  let next = 0;
  await Promise.all([
    ...Array.from({ length: AT_ONCE }, async () => {
      for (let at = next++; at < size; at = next++) await say(at);
    }),
    heard(size),
  ]);
  // Pages ask at different times.
  for (const [at] of pages.entries()) await ask(addressOf('terminals'), headersOf(at));
}

async function calls(count: number): Promise<number[]> {
  const waits: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const client = clients[at];
    const key = randomUUID();
    for (const page of pages) page.told = 0;
    const all = heard(1);
    const since = performance.now();
    for (const page of pages) {
      const { onTold } = page;
      page.onTold = (data) => {
        waits.push(performance.now() - since);
        onTold(data);
      };
    }
    if (client === undefined) await say(at);
    else await client.helpCall({ key, screen: 'start' });
    await all;
    for (const page of pages) page.onTold = () => undefined;
    if (client === undefined) continue;
    for (const page of pages) page.told = 0;
    await Promise.all([client.endHelp(key), heard(1)]);
  }
  return waits;
}

async function work(task: Task): Promise<unknown> {
  switch (task.do) {
    case 'use':
      for (const page of pages.splice(0)) page.close();
      side = task.side;
      clients =
        side.kind === 'bare'
          ? []
          : side.keys.map((key) =>
              createRegisterClient({ baseUrl: (side as { terminals: string }).terminals, key, timeoutMs: 30_000 }),
            );
      return null;
    case 'open':
      for (const page of pages.splice(task.pages)) page.close();
      while (pages.length < task.pages) pages = [...pages, await open(pages.length)];
      return null;
    case 'minute':
      return minute();
    case 'calls':
      return calls(task.count);
  }
}

let last: Promise<unknown> = Promise.resolve();
process.on('message', (task: Task) => {
  last = last
    .then(() => work(task))
    .then(
      (answer) => process.send?.({ answer: answer ?? null }),
      (error: unknown) => process.send?.({ failed: String(error) }),
    );
});
process.on('disconnect', () => process.exit(0));
