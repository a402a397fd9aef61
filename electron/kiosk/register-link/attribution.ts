/** Tells whether the register fails at one request only, from what became of others meanwhile. */
export interface FailureAttribution {
  /** This one got through. */
  delivered(id: string): void;
  /** A request of another kind got through. */
  reached(): void;
  /**
   * The register failed at this one. `alone`: that is this one's own fault, as far as can be seen. Since it failed the
   * last time another one was delivered; or no other one failed as well, and something else got through. `times`: in a
   * row.
   */
  failed(id: string): { readonly alone: boolean; readonly times: number };
}

export function createAttribution(): FailureAttribution {
  let turn = 0;
  let delivered = 0;
  let reached = 0;
  const failures = new Map<string, { readonly at: number; readonly times: number }>();
  return {
    delivered(id) {
      delivered = turn += 1;
      failures.delete(id);
    },
    reached() {
      reached = turn += 1;
    },
    failed(id) {
      const last = failures.get(id);
      const others = [...failures].some(([other, { at }]) => other !== id && at > (last?.at ?? delivered));
      const times = (last?.times ?? 0) + 1;
      failures.set(id, { at: (turn += 1), times });
      // A first failure alone tells nothing about the item: the register may be failing for all.
      const alone = last === undefined ? !others : delivered > last.at || (!others && reached > last.at);
      return { alone, times };
    },
  };
}
