/**
 * The secret port as a device host gets it: from Electron a port of its own, from Node's fork messages beside the
 * others.
 */
import type { SecretPort } from './secrets.ts';

/** Electron's MessagePortMain, as far as it is used; declared here, since this folder does not know Electron. */
export interface MessagePortMain {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
  close(): void;
}

/** With this message a port comes to a host. */
export const isSecretPort = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'secretPort' in message && message.secretPort === true;

export function electronSecretPort(port: MessagePortMain): SecretPort {
  const listeners = new Set<(bytes: Uint8Array) => void>();
  port.on('message', ({ data }) => {
    if (data instanceof Uint8Array) for (const listener of [...listeners]) listener(data);
  });
  port.start();
  return { ...listening(listeners), post: (bytes) => port.postMessage(bytes), close: () => port.close() };
}

/** Beside the others of a fork: bytes of the secret port. */
export const isSecretMessage = (message: unknown): message is { readonly secret: number[] } =>
  typeof message === 'object' && message !== null && 'secret' in message && Array.isArray(message.secret);

/** Either end of a fork: `post` and `on` are the process's own. */
export function forkSecretPort(
  post: (message: unknown) => void,
  on: (listener: (message: unknown) => void) => void,
): SecretPort {
  const listeners = new Set<(bytes: Uint8Array) => void>();
  on((message) => {
    if (!isSecretMessage(message)) return;
    const bytes = Uint8Array.from(message.secret);
    message.secret.fill(0);
    for (const listener of [...listeners]) listener(bytes);
  });
  return { ...listening(listeners), post: (bytes) => post({ secret: [...bytes] }), close: () => listeners.clear() };
}

const listening = (listeners: Set<(bytes: Uint8Array) => void>): Pick<SecretPort, 'on'> => ({
  on(listener) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
});
