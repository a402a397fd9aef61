/**
 * The way of a PIN: from the page straight to the eID's process. The two ends of a channel are handed out here, and
 * what goes through it passes no code of this process.
 */
import { MessageChannelMain, type WebContents } from 'electron/main';
import { CHANNEL } from '../ipc/channels.ts';

/** A process that can be given a port. */
export interface PortTaker {
  post(message: unknown, ports: Electron.MessagePortMain[]): void;
}

export interface SecretLine {
  /** A new page, or a new process: both get a new port each. */
  page(contents: WebContents): void;
  host(process: PortTaker): void;
}

/** False where the page has gone. It can go between the check and the action, and then Electron throws. */
function give(contents: WebContents, port: Electron.MessagePortMain): boolean {
  if (contents.isDestroyed() || contents.isCrashed()) return false;
  try {
    contents.postMessage(CHANNEL.secrets, null, [port]);
    return true;
  } catch {
    return false;
  }
}

export function createSecretLine(): SecretLine {
  let contents: WebContents | null = null;
  let host: PortTaker | null = null;
  const connect = (): void => {
    if (contents === null || host === null) return;
    const { port1, port2 } = new MessageChannelMain();
    // Between two visits, or after a crash, there is no page: the next one comes for its own port.
    if (!give(contents, port2)) return port1.close();
    host.post({ secretPort: true }, [port1]);
  };
  return {
    page(next) {
      contents = next;
      connect();
    },
    host(next) {
      host = next;
      connect();
    },
  };
}
