/**
 * TcTokens that the register hands out itself (TR-03124-1, 2.4): where the AusweisApp meets the eID-Server, and the key
 * that both need. Each is given once, to the client that knows its unguessable name, which only the terminal that began
 * the session was given.
 */
import type { TimeSource } from '../../../base/clock.ts';
import { newKey } from '../keys/secrets.ts';
import { escapeXml } from './xml.ts';

export interface TcToken {
  readonly serverAddress: string;
  readonly sessionIdentifier: string;
  readonly refreshAddress: string;
  readonly communicationErrorAddress?: string;
  /** Hexadecimal. */
  readonly psk: string;
}

export interface TcTokens {
  /** Stores it and returns its name: 43 characters. */
  keep(token: TcToken, expiresAt: number): string;
  /** The XML, once. Null: never was, is over, or was fetched. */
  take(name: string): string | null;
}

export function createTcTokens(clock: TimeSource): TcTokens {
  const kept = new Map<string, { readonly token: TcToken; readonly expiresAt: number }>();
  return {
    keep(token, expiresAt) {
      for (const [name, { expiresAt: end }] of kept) if (end <= clock.now()) kept.delete(name);
      const name = newKey();
      kept.set(name, { token, expiresAt });
      return name;
    },
    take(name) {
      const found = kept.get(name);
      kept.delete(name);
      return found === undefined || found.expiresAt <= clock.now() ? null : writeTcToken(found.token);
    },
  };
}

/** As TR-03124-1, annex A has it, with a channel secured by a pre-shared key (RFC 4279). */
export function writeTcToken({
  serverAddress,
  sessionIdentifier,
  refreshAddress,
  communicationErrorAddress,
  psk,
}: TcToken): string {
  const element = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;
  return `<?xml version="1.0" encoding="UTF-8"?><TCTokenType>${[
    element('ServerAddress', serverAddress),
    element('SessionIdentifier', sessionIdentifier),
    element('RefreshAddress', refreshAddress),
    ...(communicationErrorAddress === undefined
      ? []
      : [element('CommunicationErrorAddress', communicationErrorAddress)]),
    element('Binding', 'urn:liberty:paos:2006-08'),
    element('PathSecurity-Protocol', 'urn:ietf:rfc:4279'),
    `<PathSecurity-Parameters>${element('PSK', psk)}</PathSecurity-Parameters>`,
  ].join('')}</TCTokenType>`;
}
