import { fork } from 'node:child_process';
import { forkSecretPort } from '../eid/host-port.ts';
import type { SecretPort } from '../eid/secrets.ts';
import type { HostProcess } from './supervisor.ts';

/** With the far end of the port over which the screen would send secrets. */
export interface ForkedHost extends HostProcess {
  /** Undefined where it could not be started. */
  readonly pid: number | undefined;
  readonly secrets: SecretPort;
}

/** A device host as a fork of this Node; `entry` is the host's program. For tests and for tools without a screen. */
export function forkHost(entry: string): ForkedHost {
  // Structured clones instead of JSON: pictures on a paper are bytes.
  const child = fork(entry, [], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    pid: child.pid,
    channel: {
      // The callback swallows the error of a child that is just gone; its exit is reported anyway.
      post: (message) => void child.send(message as object, () => undefined),
      on: (listener) => void child.on('message', listener),
    },
    secrets: forkSecretPort(
      (message) => void child.send(message as object, () => undefined),
      (listener) => void child.on('message', listener),
    ),
    kill: () => void child.kill('SIGKILL'),
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
  };
}
