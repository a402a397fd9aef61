/**
 * The one rule for every line that carries keys or personal data: it is protected by TLS to its end, or does not leave
 * this machine. Who looks along a town's network, or answers in another's place, gets nothing that way (OWASP ASVS 5.0,
 * 12.1 to 12.3; BSI TR-02102-2).
 */
import { readAddress } from './address.ts';

/** Schemes with TLS. */
const PROTECTED = new Set(['https:', 'ipps:']);

/** An address is protected, or of this machine; what is no address is neither. */
export function isPrivateLine(address: string): boolean {
  const protocol = readAddress(address)?.protocol;
  if (protocol === undefined) return false;
  // A scheme that the URL standard does not know leaves the host as it was written.
  const hostname = readAddress(address.replace(/^[a-z][a-z0-9+.-]*:/i, 'http:'))?.hostname;
  if (hostname === undefined) return false;
  return PROTECTED.has(protocol) || isThisMachine(hostname);
}

/**
 * `127.0.0.0/8`, `::1` in any spelling, or `localhost`, which RFC 6761 (6.3) gives to this machine. Any other name may
 * be anybody's tomorrow.
 */
export function isThisMachine(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (bare === 'localhost' || /^127(?:\.\d{1,3}){3}$/.test(bare)) return true;
  return bare.includes(':') && readAddress(`http://[${bare}]/`)?.hostname === '[::1]';
}
