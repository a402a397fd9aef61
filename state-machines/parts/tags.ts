/** What a flow carries, however deep in it: marks of states that others look for. */
import type { ActorRefFrom } from 'xstate';
import type { handOver } from './hand-over.ts';

/** `device-at-work`: nothing ends meanwhile. `not-fetched`: a document waits behind the code on the display. */
export type Tag = 'device-at-work' | 'not-fetched';

/** A hand-over under way in a flow. */
export const works = (child: ActorRefFrom<typeof handOver> | undefined): boolean =>
  child?.getSnapshot().hasTag('device-at-work') ?? false;

interface Tagged {
  hasTag(tag: string): boolean;
  readonly children: Readonly<Record<string, { getSnapshot(): unknown } | undefined>>;
}
/** Some state has this tag, of the flow or of what runs in it. */
export function carries(snapshot: unknown, tag: Tag): boolean {
  const { children } = snapshot as Tagged;
  return (
    (snapshot as Tagged).hasTag(tag) ||
    Object.values(children).some((child) => {
      const inner = child?.getSnapshot();
      return (
        typeof inner === 'object' && inner !== null && 'hasTag' in inner && 'children' in inner && carries(inner, tag)
      );
    })
  );
}
