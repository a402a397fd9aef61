import type { Clock } from '../clock.ts';
import type { LinkConfig } from './config.ts';
import type { Link } from './link.ts';
import { serialLink } from './serial.ts';
import { tcpLink } from './tcp.ts';

/** A fresh link, not yet open. The only place that knows which kind a device has. */
export function createLink(config: LinkConfig, clock: Clock): Link {
  if (config.serial !== undefined) return serialLink(config.serial, clock);
  if (config.tcp !== undefined) return tcpLink(config.tcp, clock);
  throw new Error('a link is either serial or tcp; the configuration schema sees to it');
}
