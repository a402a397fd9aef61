/**
 * Plays a path of the machine `documentStatus` on the real kiosk: touches for events, the ports' answers for their
 * actors'.
 */
import type { EventObject } from 'xstate';
import { err, ok, type Result } from '../../base/result.ts';
import { Intent, type View } from '../../electron/ipc/view.ts';
import { isOffered } from '../../electron/kiosk/intents/authorize.ts';
import type { RegisterFailure } from '../../register/client/client.ts';
import type { DocumentStatus } from '../../register/contract/contract.ts';
import type { LookUpFailure, LookUpOutcome } from '../../state-machines/ports.ts';
import { DELAYS } from '../../state-machines/delays.ts';
import { KioskHarness } from './kiosk-harness.ts';
import { settle } from './manual-clock.ts';
import { held, PRINTED } from './scripted.ts';

const done = (id: string, output: unknown): EventObject =>
  ({ type: `xstate.done.actor.${id}`, output, actorId: id }) as EventObject;
const FAILURES: LookUpFailure[] = ['unreachable', 'rate-limited', 'maintenance', 'refused'];

/** Words stand for their letters: what is typed between two screens is one step here. */
export const documentEvents: EventObject[] = [
  ...['identity-card', 'provisional'].map((document) => ({ type: 'choose-document', document })),
  ...['L7MX1P6W8', '9', '5', 'A5520334', '0'].map((key) => ({ type: 'key', key })),
  { type: 'document-read', read: { document: 'identity-card', number: 'L7MX1P6W8' } } as EventObject,
  { type: 'unreadable' },
  ...['erase', 'clear', 'submit', 'retry', 'print', 'show-qr', 'back', 'done', 'home'].map((type) => ({ type })),
  ...(['ready', 'unknown', 'query'] as const).map((stage) => done('lookUp', { ok: true, value: { stage } })),
  ...FAILURES.map((error) => done('lookUp', { ok: false, error })),
  { type: 'xstate.error.actor.lookUp', error: new Error('a bug'), actorId: 'lookUp' } as EventObject,
  done('handOver', 'back'),
  done('handOver', 'done'),
  { type: 'xstate.snapshot.handOver' },
  { type: 'xstate.after.slow.documentStatus.asking.quick' },
  { type: 'xstate.after.wayOut.documentStatus.asking.slow' },
];

const FAILED: Record<LookUpFailure, RegisterFailure> = {
  unreachable: { kind: 'unreachable', reason: 'timeout' },
  'rate-limited': { kind: 'rate-limited', retryAfterSeconds: 1 },
  maintenance: { kind: 'maintenance' },
  refused: { kind: 'refused', reason: 'terminal-unknown' },
};

/** The View at its end; null where a step is something that no screen offers. */
export async function replayDocument(steps: readonly EventObject[]): Promise<View | null> {
  const harness = new KioskHarness();
  try {
    harness.kiosk.start();
    await settle();
    await harness.touch(
      'wake',
      { type: 'choose-language', language: 'de' },
      { type: 'open-tile', id: 'document-status' },
    );
    let answer = held<Result<DocumentStatus, RegisterFailure>>();
    harness.register.status = () => (answer = held()).promise;
    let proof = held<typeof PRINTED>();
    for (const event of steps) {
      const { type } = event;
      if (type === 'xstate.init') continue;
      if (type === 'xstate.done.actor.lookUp') {
        const { output } = event as EventObject & { output: LookUpOutcome };
        answer.resolve(output.ok ? ok(output.value) : err(FAILED[output.error]));
      } else if (type === 'xstate.error.actor.lookUp') {
        answer.reject(new Error('a bug'));
      } else if (type === 'xstate.done.actor.handOver') {
        proof.resolve(PRINTED);
        await settle();
        await harness.touch((event as EventObject & { output: 'back' | 'done' }).output);
      } else if (type.startsWith('xstate.after.')) {
        await harness.advance(DELAYS[type.includes('.slow.') ? 'slow' : 'wayOut']);
      } else if (type.startsWith('xstate.')) {
        continue;
      } else {
        // What a reader reads is no touch; the reader has tests of its own.
        if (type === 'document-read' || type === 'unreadable') return null;
        if (type === 'print') harness.printer.outcomes.push((proof = held<typeof PRINTED>()).promise);
        const words =
          type === 'key'
            ? [...(event as EventObject & { key: string }).key].map((key) => ({ type: 'key', key }))
            : [event];
        for (const one of words) {
          const intent = Intent.parse(one);
          if (!isOffered(harness.view, intent)) return null;
          await harness.touch(intent);
        }
      }
      await settle();
    }
    return harness.view;
  } finally {
    await harness.stop();
  }
}
