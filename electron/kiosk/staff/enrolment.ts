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
const MISREAD: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };
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
  let typed = '';
  let busy = false;
  let result: { readonly message: Key; readonly failed: boolean } | null = null;
  const edit = (next: string): void => {
    if (busy) return;
    typed = next.slice(0, LENGTH);
    result = null;
    changed();
  };
  return {
    facts: () => ({
      typed: typed.match(/.{1,4}/g)?.join('-') ?? '',
      complete: typed.length === LENGTH,
      busy,
      message: result?.message ?? null,
      failed: result?.failed ?? false,
    }),
    type(key) {
      const letter = key.toUpperCase();
      const read = MISREAD[letter] ?? letter;
      if (/^[0-9A-HJKMNP-TV-Z]$/.test(read)) edit(typed + read);
    },
    erase: () => edit(typed.slice(0, -1)),
    clear: () => edit(''),
    async submit() {
      const code = readEnrolmentCode(typed);
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
        if (outcome.ok || outcome.error === 'refused') typed = '';
      } finally {
        busy = false;
        changed();
      }
    },
  };
}
