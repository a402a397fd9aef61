import type { DeskState } from '../../../tools/simulator-console/contract.ts';

/** Listens to what the simulator console sends its page. */
export async function listen(url: string) {
  const abort = new AbortController();
  const response = await fetch(new URL('events', url), { signal: abort.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const seen: { event: string; data: unknown }[] = [];
  let buffer = '';

  const next = async (): Promise<{ event: string; data: unknown }> => {
    for (;;) {
      const waiting = seen.shift();
      if (waiting !== undefined) return waiting;
      const { value, done } = await reader.read();
      if (done) throw new Error('the desk hung up');
      buffer += value;
      const messages = buffer.split('\n\n');
      buffer = messages.pop() ?? '';
      for (const message of messages) {
        const found = /^event: (.+)\ndata: (.+)$/.exec(message);
        if (found !== null) seen.push({ event: found[1]!, data: JSON.parse(found[2]!) as unknown });
      }
    }
  };
  return {
    /** The next state that fits; the test's own time limit ends the wait. */
    state: async (fits: (state: DeskState) => boolean): Promise<DeskState> => {
      for (;;) {
        const { event, data } = await next();
        if (event === 'state' && fits(data as DeskState)) return data as DeskState;
      }
    },
    /** The next revision of the terminal's picture. */
    screen: async (): Promise<number> => {
      for (;;) {
        const { event, data } = await next();
        if (event === 'screen') return data as number;
      }
    },
    [Symbol.asyncDispose]: async () => {
      abort.abort();
      await reader.cancel().catch(() => undefined);
    },
  };
}
