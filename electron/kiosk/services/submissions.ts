import { randomUUID } from 'node:crypto';
import type { Change } from '../../../state-machines/services/changes.ts';
import type { Answer, Receipt } from '../../../state-machines/services/ports.ts';
import type { SignIn } from '../eid/sign-in.ts';

/** Changes in the register. */
export interface Submissions {
  /** The same change sent again after a lost answer carries the same key, and is done once. */
  submit(change: Change): Promise<Answer<Receipt>>;
  /** The visit is over: the next visitor's change is another one, also where it reads the same. */
  forget(): void;
}

export function createSubmissions(signIn: SignIn): Submissions {
  let last: { readonly content: string; readonly key: string } | null = null;
  return {
    async submit(change) {
      const content = JSON.stringify(change);
      if (last?.content !== content) last = { content, key: randomUUID() };
      const { key } = last;
      const answer =
        change.kind === 'blocks'
          ? await signIn.ask('blocks', { key, version: change.version, changes: [...change.changes] })
          : await signIn.ask('secondaryHome', {
              key,
              version: change.version,
              residence: change.residence,
              movedOut: change.movedOut,
            });
      if (answer.ok && last?.key === key) last = null;
      return answer;
    },
    forget() {
      last = null;
    },
  };
}
