import type { HttpFault } from '../http.ts';

/**
 * Why nothing came of it. `rate-limited`: the other side wants to be left alone for a while. `unauthorized`: it takes
 * neither the client's secret nor its token. `forbidden`: it knows the client, and does not let it. `gone`: it knows no
 * such thing. `conflict`: it has another state. `refused`: it will never take this. `server`: it made a mistake.
 * `destination-*`: what it says about whom the case is for does not fit the settings. `key-*`: nothing is enciphered
 * for this key, and nothing signed with it believed. `content`: an attachment is not what the case says it is.
 */
export type FitConnectFault =
  | HttpFault
  | 'rate-limited'
  | 'unauthorized'
  | 'forbidden'
  | 'gone'
  | 'conflict'
  | 'refused'
  | 'server'
  | 'destination-inactive'
  | 'destination-service'
  | KeyFault
  | 'content';

/**
 * `key-unfit`: kind, length or purpose. `key-untrusted`: no chain to a root of the settings, or another key than its
 * certificate's. `key-expired`: a certificate of the chain is not valid now.
 */
export type KeyFault = 'key-unfit' | 'key-untrusted' | 'key-expired';
