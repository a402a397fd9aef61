import { fork } from 'node:child_process';
import type { HostProcess } from './supervisor.ts';

/** A device host as a fork of this Node; `entry` is the host's program. For tests and for tools without a screen. */
export function forkHost(entry: string): HostProcess {
  // Structured clones instead of JSON: pictures on a paper are bytes.
  const child = fork(entry, [], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    channel: {
      // The callback takes the error of a child that is just gone; its exit is told anyway.
      post: message => void child.send(message as object, () => undefined),
      on: listener => void child.on('message', listener),
    },
    kill: () => void child.kill('SIGKILL'),
    onExit: listener => void child.once('exit', code => listener(code)),
  };
}
