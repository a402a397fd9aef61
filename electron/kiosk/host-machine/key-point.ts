import type { IdentityFacts } from '../identity/identity.ts';
import type { Finding, MachinePoint } from './points.ts';

/**
 * Where the terminal's own key is. A key from the configuration (`key-file`) is a file as any other. Null where there
 * is nothing to enrol.
 */
export function keyPoint(identity: Pick<IdentityFacts, 'state' | 'keyStore' | 'onceClear'> | null): MachinePoint[] {
  return identity === null ? [] : [{ name: 'key', finding: findingOf(identity), detail: null }];
}

function findingOf({
  state,
  keyStore,
  onceClear,
}: Pick<IdentityFacts, 'state' | 'keyStore' | 'onceClear'>): Finding<'key'> {
  switch (state) {
    case 'none':
      return 'none';
    case 'unreadable':
      return 'unreadable';
    case 'key-file':
      return 'clear';
    case 'enrolled':
      if (keyStore === 'machine') return onceClear ? 'once-clear' : 'bound';
      return keyStore === 'system' ? 'key-ring' : 'clear';
  }
}
