import { randomUUID } from 'node:crypto';
import { keyOf } from '../../../services/kit/services.ts';
import type { Answer, Change, Receipt } from '../../../state-machines/services/ports.ts';
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
      const asked = JSON.stringify(change);
      if (last?.content !== asked) last = { content: asked, key: randomUUID() };
      const { key } = last;
      const { kind, ...content } = change;
      const answer = await signIn.ask(keyOf(kind), { key, ...content });
      if (answer.ok && last?.key === key) last = null;
      return answer;
    },
    forget() {
      last = null;
    },
  };
}
