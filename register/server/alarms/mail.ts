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

/** The library's codes. What it says in words may quote an address. */
const CODES: Readonly<Record<string, WayFault['code']>> = {
  EDNS: 'host',
  ETIMEDOUT: 'timeout',
  ETLS: 'tls',
  EREQUIRETLS: 'tls',
  EAUTH: 'sign-in',
  ENOAUTH: 'sign-in',
  EMESSAGE: 'message',
};
/** Node's and OpenSSL's, of a certificate that is not trusted. */
const UNTRUSTED = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO|CA_/;

interface SmtpError {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly responseCode?: unknown;
  readonly command?: unknown;
}

function faultOf(error: unknown): WayFault {
  const { code, originalCode, responseCode, command } = error as SmtpError;
  const status = typeof responseCode === 'number' ? responseCode : null;
  // Only of a refusal of this recipient is it certain that another time is no use (RFC 5321, 4.2.1).
  if (command === 'RCPT TO')
    return { outcome: status !== null && status >= 500 ? 'rejected' : 'later', code: 'recipient', status };
  if (command === 'MAIL FROM') return { outcome: 'later', code: status === 530 ? 'sign-in' : 'sender', status };
  const original = String(originalCode);
  const line = UNTRUSTED.test(original) ? 'certificate' : original.startsWith('ERR_SSL') ? 'tls' : 'connection';
  return { outcome: 'later', code: CODES[String(code)] ?? line, status };
}
