/** What an open page is told, where its line does not behave. */
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Kysely } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { OfficeTerminal } from '../../../../../register/contract/office.ts';
import type { Change } from '../../../../../register/server/database/changes.ts';
import type { Tables } from '../../../../../register/server/database/tables.ts';
import { openPages } from '../../../../../register/server/office/events.ts';
import type { Session } from '../../../../../register/server/office/sessions.ts';

const SESSION: Session = {
  account: { id: 'kim', name: 'Kim Beispiel', roles: ['operator'] },
  setUp: false,
  endsAt: 0,
  csrf: '',
  idToken: null,
};

/** A line whose other side is out of reach: it never says that it is closed. */
class StalledLine extends EventEmitter {
  readonly written: string[] = [];
  writableLength = 0;
  isEnded = false;
  isDestroyed = false;
  writeHead(): this {
    return this;
  }
  write(text: string): boolean {
    if (this.isEnded) throw new Error('written after its end');
    this.written.push(text);
    return false;
  }
  end(): this {
    this.isEnded = true;
    return this;
  }
  destroy(): this {
    this.isDestroyed = true;
    return this;
  }
}

function open() {
  let tell: (change: Change) => void = () => undefined;
  const errors: unknown[] = [];
  const pages = openPages({
    db: {} as Kysely<Tables>,
    changes: {
      subscribe(listener) {
        tell = listener;
        return () => undefined;
      },
      stop: async () => undefined,
    },
    terminal: async (id) => ({ id }) as OfficeTerminal,
    onError: (error) => void errors.push(error),
  });
  onTestFinished(pages.stop);
  const line = new StalledLine();
  pages.open(line as unknown as ServerResponse, SESSION, async () => SESSION);
  const told = async (change: Change): Promise<void> => {
    tell(change);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { line, told, errors };
}

test('a page that was sent away is told nothing more, though its line never says that it is closed', async () => {
  const { line, told, errors } = open();
  await told({ what: 'all' });
  expect(line.isEnded).toBe(true);
  await told({ what: 'terminal', id: 't' });
  expect(errors).toEqual([]);
});

test('a page that reads nothing of what it is told is let go', async () => {
  const { line, told } = open();
  await told({ what: 'terminal', id: 't' });
  const before = line.written.length;
  line.writableLength = 2 * 1024 * 1024;
  await told({ what: 'terminal', id: 't' });
  await told({ what: 'terminal', id: 't' });
  expect(line.isDestroyed).toBe(true);
  expect(line.written).toHaveLength(before);
});

test('a line that breaks ends its page and nothing else', async () => {
  const { line, told, errors } = open();
  line.emit('error', new Error('broken'));
  line.isEnded = true;
  await told({ what: 'terminal', id: 't' });
  expect(errors).toEqual([]);
});
