/** Whether a device works for the visitor right now: nothing ends meanwhile. */
import type { ActorRefFrom } from 'xstate';
import type { handOver } from './hand-over.ts';

/** A hand-over under way in a flow. */
export const works = (child: ActorRefFrom<typeof handOver> | undefined): boolean =>
  child?.getSnapshot().hasTag('device-at-work') ?? false;

interface Working {
  hasTag(tag: string): boolean;
  readonly children: Readonly<Record<string, { getSnapshot(): unknown } | undefined>>;
}
/** Some device works for the visitor, however deep in the flow. */
export function isAtWork(snapshot: unknown): boolean {
  const { children } = snapshot as Working;
  return (
    (snapshot as Working).hasTag('device-at-work') ||
    Object.values(children).some((child) => {
      const inner = child?.getSnapshot();
      return typeof inner === 'object' && inner !== null && 'hasTag' in inner && 'children' in inner && isAtWork(inner);
    })
  );
}
