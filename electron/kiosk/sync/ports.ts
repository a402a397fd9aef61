import { randomUUID } from 'node:crypto';
import type { RegisterClient, RegisterFailure } from '../../../register/client.ts';
import type { DocumentStatusRequest } from '../../../register/contract.ts';
import type { LookUpOutcome } from '../../../state-machines/ports.ts';
import type { Log } from '../log/log.ts';

export interface RegisterPortsDeps {
  readonly register: RegisterClient;
  readonly log: Log;
  /** Every answer says whether the register is there. */
  note(failure: RegisterFailure | null, request: 'document-status' | 'help-call'): void;
  onHelp(id: string, screen: string): void;
}

/** What the machines ask of the register. */
export function registerPorts({ register, log, note, onHelp }: RegisterPortsDeps) {
  return {
    async lookUp(request: DocumentStatusRequest): Promise<LookUpOutcome> {
      const found = await register.documentStatus(request);
      note(found.ok ? null : found.error, 'document-status');
      if (found.ok) return found;
      switch (found.error.kind) {
        case 'rate-limited': return { ok: false, error: 'rate-limited' };
        case 'maintenance': return { ok: false, error: 'maintenance' };
        case 'refused': case 'contract-unsupported': case 'invalid-request': case 'declined': return { ok: false, error: 'refused' };
        case 'unreachable': case 'unavailable': case 'protocol': return { ok: false, error: 'unreachable' };
      }
    },
    async callHelp(screen: string): Promise<boolean> {
      const key = randomUUID();
      const called = await register.helpCall({ key, screen });
      note(called.ok ? null : called.error, 'help-call');
      log.write('help.called', { screen, accepted: called.ok });
      onHelp(key, screen);
      return called.ok;
    },
  };
}
