/**
 * The town's resident system, and the copy that it delivered, which answers while the system is away. Nothing is
 * changed in a copy: what was asked for would be lost with the next delivery.
 */
import { err, ok, type Result } from '../../../base/result.ts';
import type { Away, ResidentSystem, Spoken, Unknown } from '../ports/resident-system.ts';

export interface CopyOptions {
  readonly live: ResidentSystem;
  /** Our own tables, as the deliveries filled them. */
  readonly copy: ResidentSystem;
  /** Instant of the data in it, ISO 8601; null: nothing was delivered yet, so it answers nothing. */
  asOf(): Promise<string | null>;
}

const isAway = (failure: Away | Unknown): failure is Away => failure.kind !== 'unknown-resident';

export function liveOverCopy({ live, copy, asOf }: CopyOptions): ResidentSystem {
  /** The system's answer; while it is away the copy's, with its day. */
  async function either<T extends { readonly spoken: Spoken }, E extends Away | Unknown>(
    ask: (system: ResidentSystem) => Promise<Result<T, E>>,
  ): Promise<Result<T, E>> {
    const answer = await ask(live);
    if (answer.ok || !isAway(answer.error)) return answer;
    const from = await copiedAt();
    if (from === null) return answer;
    const copied = await ask(copy);
    // The system may know somebody who is not in the copy yet.
    if (!copied.ok) return answer;
    return ok({ ...copied.value, spoken: { source: copied.value.spoken.source, asOf: from } });
  }
  /** Null also where our own database cannot be asked. */
  const copiedAt = (): Promise<string | null> => asOf().catch(() => null);

  return {
    candidates: (search) => either((system) => system.candidates(search)),
    resident: (id, purpose) => either((system) => system.resident(id, purpose)),
    family: (id) => either((system) => system.family(id)),
    change: (request) => live.change(request),
    documentStatus: (type, number) => live.documentStatus(type, number),
    async health() {
      const answer = await live.health();
      if (answer.ok) return answer;
      const from = await copiedAt();
      const copied = from === null ? null : await copy.health();
      if (copied?.ok !== true) return err(answer.error);
      return ok({ source: copied.value.source, asOf: from, takesChanges: false });
    },
  };
}
