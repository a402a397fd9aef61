/** Mail by SMTP (RFC 5321), over TLS or to this machine. Each recipient gets a mail of its own. */
import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { err, ok } from '../../../base/result.ts';
import { writeMail, type TextSettings } from './text.ts';
import type { Way, WayFault } from './way.ts';

export interface MailSettings {
  readonly host: string;
  readonly port: number;
  /**
   * `tls`: from the first byte (RFC 8314, 3.3). `starttls`: required, and nothing is said before it (RFC 3207). `none`:
   * to this machine only.
   */
  readonly line: 'tls' | 'starttls' | 'none';
  readonly user?: { readonly name: string; readonly password: string };
  /** PEM: whom the server's certificate must come from; without it, any that Node trusts. */
  readonly authorities?: string;
  readonly from: string;
  readonly to: readonly string[];
}

/** Milliseconds. Together they stay far below the time for which a message is claimed. */
const TIMES = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 10_000 };

export function mailWays(settings: MailSettings, text: TextSettings): Way[] {
  const { host, port, line, user, authorities, from, to } = settings;
  const transport = createTransport({
    host,
    port,
    secure: line === 'tls',
    requireTLS: line === 'starttls',
    ignoreTLS: line === 'none',
    ...(user === undefined ? {} : { auth: { user: user.name, pass: user.password } }),
    tls: { minVersion: 'TLSv1.2', ...(authorities === undefined ? {} : { ca: authorities }) },
    ...TIMES,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.indexOf('@') + 1);
  return to.map((address, index) => ({
    name: 'mail',
    line: lineOf(address),
    recipient: index + 1,
    async send(message, now) {
      const { subject, text: body } = writeMail(message, now, text);
      try {
        await transport.sendMail({
          from: { name: 'Foyer', address: from },
          to: address,
          envelope: { from, to: address },
          // The same however often it is sent: what comes a second time is known by it (RFC 5322, 3.6.4).
          messageId: `<${message.id}@${domain}>`,
          date: new Date(now),
          subject,
          text: body,
          textEncoding: 'quoted-printable',
          // Nobody's absence is answered to a machine (RFC 3834, 5).
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': 'de' },
        });
        return ok(undefined);
      } catch (error) {
        return err(faultOf(error));
      }
    },
  }));
}

/** A name for a recipient that says no address. */
export const lineOf = (address: string): string =>
  `mail:${createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 32)}`;

/** Only of a refusal of this recipient is it certain that another time is no use (RFC 5321, 4.2.1). */
function faultOf(error: unknown): WayFault {
  const { code, responseCode, command } = error as { code?: unknown; responseCode?: unknown; command?: unknown };
  const status = typeof responseCode === 'number' ? responseCode : null;
  const name = typeof code === 'string' && /^[A-Z_]{2,40}$/.test(code) ? code : 'ERROR';
  const isRejected = status !== null && status >= 500 && status < 600 && command === 'RCPT TO';
  return { outcome: isRejected ? 'rejected' : 'later', code: status === null ? name : `${name} ${status}` };
}
