/** What went over a device's wire, stepped through one by one while the device goes on. */
import type { Frame } from '../../../devices/driver/frames.ts';

/** `start` takes what there is now; `end` goes back to what goes on. */
export type ReplayStep = 'start' | 'first' | 'back' | 'next' | 'last' | 'end';

export interface FrameReplayFacts {
  /** Oldest first; at least one. */
  readonly frames: readonly Frame[];
  /** Index of the one that is shown. */
  readonly at: number;
}

export interface FrameReplay {
  facts(): FrameReplayFacts | null;
  step(step: ReplayStep): void;
}

export interface FrameReplayDeps {
  /** Of the chosen device, oldest first. */
  frames(): readonly Frame[];
  changed(): void;
}

export function createFrameReplay({ frames, changed }: FrameReplayDeps): FrameReplay {
  let replay: FrameReplayFacts | null = null;

  function next(step: ReplayStep): FrameReplayFacts | null {
    if (step === 'end') return null;
    if (step === 'start') {
      const taken = frames();
      return taken.length === 0 ? null : { frames: taken, at: 0 };
    }
    if (replay === null) return null;
    const last = replay.frames.length - 1;
    const at = { first: 0, back: replay.at - 1, next: replay.at + 1, last }[step];
    return { ...replay, at: Math.min(last, Math.max(0, at)) };
  }

  return {
    facts: () => replay,
    step(step) {
      replay = next(step);
      changed();
    },
  };
}
