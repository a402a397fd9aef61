/** A host at the simulated AusweisApp: says commands, and hears messages in the order in which they come. */
import { WebSocket } from 'ws';

export type Message = Readonly<Record<string, unknown>> & { readonly msg?: string };

export interface Client {
  send(command: unknown): void;
  /** The next message of this kind that was not heard yet; those before it are passed over. */
  next(msg: string, fits?: (message: Message) => boolean): Promise<Message>;
  /** Resolves when so many messages came in all. */
  count(messages: number): Promise<void>;
  /** All that came, as it came. */
  readonly heard: readonly Message[];
  readonly texts: readonly string[];
  readonly closed: Promise<number>;
  close(): void;
}

/** Rejects with the HTTP status where the connection is refused. */
export function connect(address: string, headers: Record<string, string> = {}): Promise<Client> {
  const socket = new WebSocket(address, { headers });
  const heard: Message[] = [];
  const texts: string[] = [];
  let passed = 0;
  let look = (): void => undefined;
  socket.on('message', (data: Buffer) => {
    texts.push(data.toString());
    try {
      heard.push(JSON.parse(data.toString()) as Message);
    } catch {
      heard.push({ msg: '(no JSON)' });
    }
    look();
  });
  const closed = new Promise<number>((resolve) => void socket.on('close', resolve));
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => {
      reject(new Error(`HTTP ${response.statusCode}`));
      socket.terminate();
    });
    socket.on('error', (error) => reject(error));
    socket.on('open', () =>
      resolve({
        send: (command) => socket.send(typeof command === 'string' ? command : JSON.stringify(command)),
        next: (msg, fits = () => true) =>
          new Promise((found) => {
            look = () => {
              const at = heard.findIndex((message, index) => index >= passed && message.msg === msg && fits(message));
              if (at < 0) return;
              passed = at + 1;
              look = () => undefined;
              found(heard[at]!);
            };
            look();
          }),
        count: (messages) =>
          new Promise((reached) => {
            look = () => {
              if (heard.length < messages) return;
              look = () => undefined;
              reached();
            };
            look();
          }),
        heard,
        texts,
        closed,
        close: () => socket.close(),
      }),
    );
  });
}
