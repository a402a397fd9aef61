// A program for a thread that answers opening hours as slowly as the first word of the text says: "ever" never,
// "memory" by taking all there is, "fault" by throwing, anything else at once; "thread" with the number of its thread.
import { parentPort, threadId } from 'node:worker_threads';

parentPort.on('message', ({ text }) => {
  if (text === 'ever') for (;;);
  if (text === 'memory') for (const taken = []; ;) taken.push(Array.from({ length: 1_000_000 }, () => text));
  if (text === 'fault') throw new Error('a fault of the library');
  parentPort.postMessage({
    ok: true,
    value: { from: text === 'thread' ? threadId : 0, knownUntil: Number.MAX_SAFE_INTEGER, spans: [] },
  });
});
