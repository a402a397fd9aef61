/**
 * The device host: a program of its own, so that a native module that crashes takes no screen with it. Started by
 * Electron as a utility process or by Node as a fork; its configuration is the first message.
 */
import type { Channel } from './channel.ts';
import { systemClock } from '../../base/clock.ts';
import {
  electronSecretPort,
  forkSecretPort,
  isSecretMessage,
  isSecretPort,
  type MessagePortMain,
} from '../eid/host-port.ts';
import { watchDevices } from '../driver/hot-plug.ts';
import { serveDevices } from './serve.ts';

/** Electron's side of a utility process; declared here, since this folder does not know Electron. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly MessagePortMain[] }) => void,
  ): void;
}

function parentChannel(): Channel {
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
  if (parentPort !== undefined) {
    return {
      post: (message) => parentPort.postMessage(message),
      on: (listener) =>
        parentPort.on('message', (event) => {
          if (!isSecretPort(event.data)) listener(event.data);
        }),
    };
  }
  const send = process.send?.bind(process);
  if (send === undefined) throw new Error('the device host is started by the terminal, not by hand');
  return {
    post: (message) => void send(message),
    on: (listener) =>
      void process.on('message', (message) => {
        if (!isSecretMessage(message)) listener(message);
      }),
  };
}

/** Digits of secrets come from the screen itself, past the terminal's main process. */
function takeSecrets(): void {
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
  if (parentPort === undefined)
    return host.takeSecrets(
      forkSecretPort(
        (message) => void process.send?.(message),
        (listener) => void process.on('message', listener),
      ),
    );
  parentPort.on('message', ({ data, ports: [port] }) => {
    if (isSecretPort(data) && port !== undefined) host.takeSecrets(electronSecretPort(port));
  });
}

const host = serveDevices({
  channel: parentChannel(),
  clock: systemClock,
  random: Math.random,
  hotPlug: watchDevices(systemClock),
  bug: (error) =>
    void setImmediate(() => {
      throw error;
    }),
});
takeSecrets();

// The terminal is gone: free the ports, so that the next start finds them unlocked.
process.on('disconnect', () => void host.stop().finally(() => process.exit(0)));
