/** A mail server on a port of this machine, by other hands than the client: what it was given, and what it refuses. */
import { text } from 'node:stream/consumers';
import { createServer, type AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { makeTlsIdentity } from '../../register/demo/eid-server/tls.ts';

export interface ReceivedMail {
  readonly to: readonly string[];
  /** As it came, with its head. */
  readonly raw: string;
  /** Over TLS. */
  readonly secure: boolean;
  readonly user: string | null;
}

export interface MailServerOptions {
  /** The other way than STARTTLS: from the first byte. */
  readonly tlsFromTheStart?: boolean;
  /** Without it nobody has to sign in. */
  readonly user?: { readonly name: string; readonly password: string };
  /** A server that knows no STARTTLS. */
  readonly plain?: boolean;
}

export type MailServer = Awaited<ReturnType<typeof startMailServer>>;

export async function startMailServer({ tlsFromTheStart = false, user, plain = false }: MailServerOptions = {}) {
  const { key, certificate } = await makeTlsIdentity('localhost', Date.now());
  const mails: ReceivedMail[] = [];
  /** By address: the answer to RCPT TO, once for each that is in the list, or always. */
  const refused = new Map<string, { readonly code: number; times: number }>();
  let port = await freePort();
  let server = await listen();

  async function listen(): Promise<SMTPServer> {
    const started = new SMTPServer({
      secure: tlsFromTheStart,
      key,
      cert: certificate,
      authOptional: user === undefined,
      disabledCommands: [...(plain ? ['STARTTLS'] : []), ...(user === undefined ? ['AUTH'] : [])],
      // A password is never asked for in clear.
      allowInsecureAuth: false,
      logger: false,
      onAuth({ username, password }, _session, done) {
        if (username === user?.name && password === user?.password) return done(null, { user: username });
        return done(Object.assign(new Error('wrong'), { responseCode: 535 }));
      },
      onRcptTo({ address }, _session, done) {
        const rule = refused.get(address);
        if (rule === undefined || rule.times <= 0) return done();
        rule.times -= 1;
        return done(Object.assign(new Error('not taken'), { responseCode: rule.code }));
      },
      onData(stream, session, done) {
        void text(stream).then((raw) => {
          mails.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            raw,
            secure: session.secure,
            user: typeof session.user === 'string' ? session.user : null,
          });
          done();
        });
      },
    });
    // A client that does not trust the certificate ends the line; that is no fault of the server's.
    started.on('error', () => undefined);
    await new Promise<void>((resolve) => started.listen(port, '127.0.0.1', () => resolve()));
    return started;
  }
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

  return {
    port,
    /** PEM. */
    certificate,
    mails,
    refuse(address: string, code: number, times = Number.POSITIVE_INFINITY) {
      refused.set(address, { code, times });
    },
    takeAgain: (address: string) => void refused.delete(address),
    goAway: close,
    async comeBack() {
      server = await listen();
    },
    close,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as AddressInfo;
        probe.close(() => resolve(port));
      });
  });
}

/** Head and text of a mail: folded lines joined, words and body decoded (RFC 2047, RFC 2045 6.7). */
export function readMail({ raw }: Pick<ReceivedMail, 'raw'>): {
  readonly head: Readonly<Record<string, string>>;
  readonly text: string;
} {
  const [top = '', ...rest] = raw.replaceAll('\r\n', '\n').split('\n\n');
  const head: Record<string, string> = {};
  for (const line of top.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
    const at = line.indexOf(':');
    head[line.slice(0, at).toLowerCase()] = decodeWords(line.slice(at + 1).trim());
  }
  const body = rest.join('\n\n');
  return { head, text: head['content-transfer-encoding'] === 'quoted-printable' ? decodeQuoted(body) : body };
}

const decodeWords = (text: string): string =>
  text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, coded: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(coded, 'base64').toString('utf8')
        : decodeQuoted(coded.replaceAll('_', ' ')),
    );

function decodeQuoted(text: string): string {
  const bytes = text
    .replaceAll('=\n', '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
