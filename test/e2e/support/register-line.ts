/**
 * The line between terminal and register: passes everything on, keeps what was answered, and can hold an exchange at
 * either end.
 */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ROUTES } from '../../../register/contract/contract.ts';

export type RouteName = keyof typeof ROUTES;
/** `request`: it has come and goes no further. `answer`: the register has done it, and the terminal does not know. */
export type HeldAt = 'request' | 'answer';
export interface Hold {
  /** Resolves when an exchange is held. */
  readonly reached: Promise<void>;
  release(): void;
  /** What is held is lost, and the line with it. */
  lose(): void;
}

const routeOf = (path: string): RouteName | undefined =>
  (Object.keys(ROUTES) as RouteName[]).find((name) => ROUTES[name].path === path);

export class RegisterLine {
  readonly url: string;
  readonly #server;
  readonly #target: URL;
  readonly #answers: { readonly route: RouteName; readonly body: unknown }[] = [];
  readonly #holds = new Set<{ readonly route: RouteName; readonly at: HeldAt; hold(): Promise<boolean> }>();

  private constructor(server: ReturnType<typeof createServer>, target: URL) {
    this.#server = server;
    this.#target = target;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(target: string): Promise<RegisterLine> {
    let line: RegisterLine | null = null;
    const server = createServer(
      (incoming, outgoing) => void line?.pass(incoming, outgoing).catch(() => outgoing.destroy()),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    line = new RegisterLine(server, new URL(target));
    return line;
  }

  /** What the register has answered at this route, the oldest first. */
  answers(route: RouteName): readonly unknown[] {
    return this.#answers.filter((one) => one.route === route).map(({ body }) => body);
  }

  /** Holds the next exchange at this route, once. */
  hold(route: RouteName, at: HeldAt): Hold {
    let arrived = (): void => undefined;
    let end = (_goesOn: boolean): void => undefined;
    const reached = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const ended = new Promise<boolean>((resolve) => {
      end = resolve;
    });
    const entry = {
      route,
      at,
      hold: () => {
        this.#holds.delete(entry);
        arrived();
        return ended;
      },
    };
    this.#holds.add(entry);
    const over = (goesOn: boolean) => (): void => {
      this.#holds.delete(entry);
      end(goesOn);
    };
    return { reached, release: over(true), lose: over(false) };
  }

  async pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const route = routeOf(incoming.url ?? '');
    const body = await whole(incoming);
    await this.#held(route, 'request');
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const onward = request(
        {
          host: this.#target.hostname,
          port: this.#target.port,
          path: incoming.url,
          method: incoming.method,
          headers: { ...incoming.headers, host: this.#target.host },
          agent: false,
        },
        resolve,
      );
      onward.once('error', reject);
      onward.end(body);
    });
    const answered = await whole(answer);
    if (route !== undefined && answer.statusCode === 200) this.#keep(route, answered);
    await this.#held(route, 'answer');
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(answered);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #keep(route: RouteName, body: Buffer): void {
    try {
      this.#answers.push({ route, body: JSON.parse(body.toString('utf8')) as unknown });
    } catch {
      // What is no JSON is nothing that a test asks after.
    }
  }

  async #held(route: RouteName | undefined, at: HeldAt): Promise<void> {
    for (const one of [...this.#holds])
      if (one.route === route && one.at === at && !(await one.hold())) throw new Error('lost on the line');
  }
}

async function whole(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
