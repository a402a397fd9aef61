import { callsOf, common, type DeviceCalls, hostStatus, type BaseHandle } from '../terminal/handle.ts';
import { err, type Result } from '../../base/result.ts';
import { works } from '../driver/status.ts';
import type { EidEvent, EidReader, EidRequest, EidStatus } from './eid.ts';
import type { AccessRight } from './sdk.ts';
import { VERBS } from './verbs.ts';

/** An eID reader in another process. A host that dies ends the workflow: the AusweisApp goes with it. */
export interface EidReaderHandle extends BaseHandle<EidStatus> {
  readonly class: 'eid';
  onEvent(listener: (event: EidEvent) => void): () => void;
  /** The first step can come before the answer; it carries the same number. */
  begin(request: EidRequest): Promise<Result<number, EidStatus>>;
  accept(optional: readonly AccessRight[]): Promise<void>;
  enter(): Promise<void>;
  cancel(): Promise<void>;
  /** Null while that is not known. */
  cardPresent(): boolean | null;
}

export function eidReaderHandle(device: DeviceCalls): EidReaderHandle {
  const listeners = new Set<(event: EidEvent) => void>();
  let running: number | null = null;
  let card: boolean | null = null;
  const tell = (event: EidEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };
  device.onEvent((told) => {
    const event = told as EidEvent;
    if (event.event === 'card') card = event.present;
    if (event.event === 'step') running = event.step.step === 'ended' ? null : event.workflow;
    tell(event);
  });
  device.onStatus((status) => {
    if (!works(status)) card = null;
    // The driver itself tells every end, also of its AusweisApp; only the end of its host it cannot tell.
    if (running === null || !('reason' in status) || status.reason !== 'host') return;
    const workflow = running;
    running = null;
    tell({
      event: 'step',
      workflow,
      step: { step: 'ended', outcome: { ok: false, failure: { kind: 'client-gone', code: null } } },
    });
  });
  const calls = callsOf<EidReader, typeof VERBS>(device, VERBS);
  return {
    class: 'eid',
    ...common<EidStatus>(device),
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async begin(request) {
      const called = await calls.begin(request);
      return called.ok ? called.value : err(hostStatus(device) as EidStatus);
    },
    accept: async (optional) => void (await calls.accept(optional)),
    enter: async () => void (await calls.enter()),
    cancel: async () => void (await calls.cancel()),
    cardPresent: () => card,
  };
}
