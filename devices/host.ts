/**
 * The device host: a program of its own, so that a native module that crashes takes no screen with it. Started by
 * Electron as a utility process or by Node as a fork; its configuration is the first message.
 */
import type { Channel } from './channel.ts';
import { systemClock } from './clock.ts';
import { watchDevices } from './hot-plug.ts';
import { serveDevices } from './serve.ts';

/** Electron's side of a utility process; declared here, since this folder does not know Electron. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

function parentChannel(): Channel {
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
  if (parentPort !== undefined) {
    return {
      post: message => parentPort.postMessage(message),
      on: listener => parentPort.on('message', event => listener(event.data)),
    };
  }
  const send = process.send?.bind(process);
  if (send === undefined) throw new Error('the device host is started by the terminal, not by hand');
  return { post: message => void send(message), on: listener => void process.on('message', listener) };
}

const host = serveDevices({
  channel: parentChannel(), clock: systemClock, random: Math.random, hotPlug: watchDevices(systemClock),
  bug: error => void setImmediate(() => { throw error; }),
});

// The terminal is gone: free the ports, so that the next start finds them unlocked.
process.on('disconnect', () => void host.stop().finally(() => process.exit(0)));
