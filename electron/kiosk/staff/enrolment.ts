import { createCodeField } from './code-field.ts';
import type { Key } from '../../../locales/keys.ts';
import { readEnrolmentCode } from '../../../register/contract/contract.ts';
import type { EnrolFailure, Identity } from '../identity/identity.ts';

/** What a technician types and sees when the terminal is enrolled. */
export interface EnrollingFacts {
  readonly typed: string;
  readonly complete: boolean;
  readonly busy: boolean;
  readonly message: Key | null;
  readonly failed: boolean;
}
export interface Enrolling {
  facts(): EnrollingFacts;
  type(key: string): void;
  erase(): void;
  clear(): void;
  submit(): Promise<void>;
}

/** Letters of a code. */
const LENGTH = 12;
const FAILED: Readonly<Record<EnrolFailure, Key>> = {
  refused: 'technician.enrolment.refused',
  unreachable: 'technician.enrolment.unreachable',
  'rate-limited': 'technician.enrolment.rateLimited',
  'not-kept': 'technician.enrolment.notKept',
  failed: 'technician.enrolment.failed',
};

export function createEnrolling({
  identity,
  changed,
}: {
  readonly identity: Pick<Identity, 'enrol'>;
  changed(): void;
}): Enrolling {
  let busy = false;
  let result: { readonly message: Key; readonly failed: boolean } | null = null;
  const field = createCodeField({
    length: LENGTH,
    edited() {
      result = null;
      changed();
    },
  });
  const unlessBusy =
    (edit: (key: string) => void) =>
    (key = ''): void => {
      if (!busy) edit(key);
    };
  return {
    facts: () => ({
      typed: field.shown(),
      complete: field.isComplete(),
      busy,
      message: result?.message ?? null,
      failed: result?.failed ?? false,
    }),
    type: unlessBusy(field.type),
    erase: unlessBusy(field.erase),
    clear: unlessBusy(field.clear),
    async submit() {
      const code = readEnrolmentCode(field.typed());
      if (busy || code === null) return;
      busy = true;
      result = null;
      changed();
      try {
        const outcome = await identity.enrol(code);
        result = outcome.ok
          ? { message: 'technician.enrolment.done', failed: false }
          : { message: FAILED[outcome.error], failed: true };
        // A code that may have been used with this key can be sent again as it is.
        if (outcome.ok || outcome.error === 'refused') field.used();
      } finally {
        busy = false;
        changed();
      }
    },
  };
}
