/**
 * Loaded into each of the terminal's programs before its own code: SIGUSR2 makes it collect its garbage and write what
 * it can still reach into FOYER_HEAPS: V8's picture as `PID.heapsnapshot`, with strings however long, and what is in
 * larger buffers as `PID.buffers`.
 *
 * A picture can take longer than the watchdog lets the main thread be held; its thread, which loads this as well, ends
 * nothing meanwhile.
 */
const { closeSync, existsSync, openSync, renameSync, rmSync, writeFileSync, writeSync } = require('node:fs');
const { Session } = require('node:inspector');
const { join } = require('node:path');
const v8 = require('node:v8');
const vm = require('node:vm');
const { isMainThread } = require('node:worker_threads');

const file = join(process.env.FOYER_HEAPS, String(process.pid));
/** Exists while a picture is being written. */
const busy = `${file}.busy`;

/** Smaller ones are Node's pools, which keep scraps of what was long freed. */
const LARGE = 8_193;

if (isMainThread) process.on('SIGUSR2', write);
else {
  const kill = process.kill.bind(process);
  process.kill = (pid, signal) => (signal === 'SIGKILL' && existsSync(busy) ? true : kill(pid, signal));
}

function write() {
  writeFileSync(busy, '');
  v8.setFlagsFromString('--expose_gc');
  v8.setFlagsFromString('--heap-snapshot-string-limit=1000000000');
  const collect = vm.runInNewContext('gc');
  // Twice, with a turn between: what a finaliser frees in the first is gone in the second.
  collect();
  setImmediate(async () => {
    collect();
    await writeBuffers(`${file}.buffers`);
    v8.writeHeapSnapshot(`${file}.part`);
    renameSync(`${file}.part`, `${file}.heapsnapshot`);
    // After a turn, so that the watchdog has seen that the thread runs again.
    setTimeout(() => rmSync(busy), 2_000);
  });
}

async function writeBuffers(file) {
  const session = new Session();
  session.connect();
  const ask = (method, parameters) =>
    new Promise((resolve, reject) =>
      session.post(method, parameters, (error, answer) =>
        error === null ? resolve(answer) : reject(new Error(error.message)),
      ),
    );
  const to = openSync(file, 'w');
  globalThis.foyerWriteBuffers = (buffers) => {
    for (const buffer of buffers) if (buffer.byteLength >= LARGE) writeSync(to, new Uint8Array(buffer));
  };
  try {
    const { result } = await ask('Runtime.evaluate', { expression: 'ArrayBuffer.prototype', objectGroup: 'heaps' });
    const { objects } = await ask('Runtime.queryObjects', { prototypeObjectId: result.objectId, objectGroup: 'heaps' });
    await ask('Runtime.callFunctionOn', {
      objectId: objects.objectId,
      functionDeclaration: 'function () { globalThis.foyerWriteBuffers(this); }',
      objectGroup: 'heaps',
    });
    await ask('Runtime.releaseObjectGroup', { objectGroup: 'heaps' });
  } finally {
    delete globalThis.foyerWriteBuffers;
    closeSync(to);
    session.disconnect();
  }
}
