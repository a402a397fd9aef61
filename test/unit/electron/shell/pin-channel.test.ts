/**
 * Who gets an end of the PIN's channel, and when none is given out. The channel itself is Electron's, and is tested in
 * the real terminal.
 */
import { expect, it, vi } from 'vitest';

interface Port {
  closed: boolean;
  close(): void;
}
vi.mock('electron/main', () => ({
  MessageChannelMain: class {
    readonly port1 = port();
    readonly port2 = port();
  },
}));
const port = (): Port => ({
  closed: false,
  close() {
    this.closed = true;
  },
});

const { createSecretLine } = await import('../../../../electron/shell/pin-channel.ts');
type Page = Parameters<ReturnType<typeof createSecretLine>['page']>[0];

function page(state: 'there' | 'crashed' | 'destroyed' | 'going' = 'there') {
  const got: unknown[] = [];
  const contents = {
    isDestroyed: () => state === 'destroyed',
    isCrashed: () => state === 'crashed',
    postMessage(_channel: string, _message: unknown, ports: unknown[]) {
      if (state !== 'there') throw new Error('Render frame was disposed before WebFrameMain could be accessed');
      got.push(...ports);
    },
  };
  return { contents: contents as unknown as Page, got };
}
function host() {
  const got: Port[] = [];
  return { got, post: (_message: unknown, ports: unknown[]) => void got.push(...(ports as Port[])) };
}

it('the PIN channel gives an end to each side, whichever comes first, and again to each new one', () => {
  const line = createSecretLine();
  const [first, second] = [host(), host()];
  const shown = page();
  line.host(first);
  line.page(shown.contents);
  line.host(second);
  expect([first.got.length, second.got.length, shown.got.length]).toEqual([1, 1, 2]);
});

it.each(['crashed', 'destroyed', 'going'] as const)(
  'the PIN channel survives a restarted process while the page is %s, and goes on with the next page',
  (state) => {
    const line = createSecretLine();
    line.page(page(state).contents);
    const started = host();
    line.host(started);
    expect(started.got).toEqual([]);
    const next = page();
    line.page(next.contents);
    expect([started.got.length, next.got.length]).toEqual([1, 1]);
  },
);
