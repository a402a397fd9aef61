import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cardPresent,
  type ProtocolHandler,
  createProtocol,
  type Input,
  SILENT,
} from '../../../../devices/eid/conversation.ts';
import type { EidStep } from '../../../../devices/eid/eid.ts';
import { parseMessage, type SdkCommand, SECRET_COMMANDS, type SecretCommand } from '../../../../devices/eid/sdk.ts';

interface Line {
  readonly run: string;
  readonly t: number;
  readonly dir: 'cmd' | 'msg' | 'note';
  readonly data: Record<string, unknown>;
}

const RECORDED = fileURLToPath(new URL('../../../data/eid/ausweisapp-transcripts.jsonl', import.meta.url));

const runs = new Map<string, Line[]>();
for (const text of readFileSync(RECORDED, 'utf8').trim().split('\n')) {
  const line = JSON.parse(text) as Line;
  runs.set(line.run, [...(runs.get(line.run) ?? []), line]);
}

/** What the visitor is told, short: `secret pin 2 wrong-pin`. */
function short(step: EidStep): string {
  switch (step.step) {
    case 'card':
      return `card${step.problem === null ? '' : ` ${step.problem}`}`;
    case 'secret':
      return [
        'secret',
        step.secret,
        ...(step.tries === null ? [] : [step.tries]),
        ...(step.keypad ? ['keypad'] : []),
        ...(step.wrong === null ? [] : [`wrong-${step.wrong}`]),
        ...(step.lastTry ? ['last'] : []),
      ].join(' ');
    case 'working':
      return `working${step.progress === null ? '' : ` ${step.progress}`}`;
    case 'ended':
      return step.outcome.ok ? 'ended ok' : `ended ${step.outcome.failure.kind}`;
    default:
      return step.step;
  }
}

const isSecret = (cmd: unknown): cmd is SecretCommand => (SECRET_COMMANDS as readonly unknown[]).includes(cmd);

/** A recorded command, as the input that would have sent it; none for what is asked beside a workflow. */
function inputOf(data: Line['data'], step: EidStep | undefined): Input | null {
  if (data['cmd'] === 'RUN_AUTH' || data['cmd'] === 'RUN_CHANGE_PIN') {
    return step === undefined || step.step === 'ended'
      ? { type: 'begin', kind: data['cmd'] === 'RUN_AUTH' ? 'auth' : 'change-pin', transport: false }
      : null;
  }
  if (data['cmd'] === 'ACCEPT') return { type: 'accept', optional: ['CommunityID', 'BirthName', 'DoctoralDegree'] };
  if (data['cmd'] === 'CANCEL') return { type: 'give-up', failure: { kind: 'cancelled', code: null } };
  if (isSecret(data['cmd'])) return 'value' in data ? { type: 'submitted', command: data['cmd'] } : { type: 'enter' };
  return null;
}

/**
 * Hears a recorded run: what came is given as it came, and the steps in order, those that repeat once. The program of
 * that time accepted at once; what is asked of the provider first, and the keeping of all optional rights, are supplied
 * where it did not ask.
 */
function replay(lines: readonly Line[]): {
  readonly steps: string[];
  readonly strange: number;
  readonly conversation: ProtocolHandler;
} {
  let conversation: ProtocolHandler = SILENT;
  const steps: string[] = [];
  let strange = 0;
  const take = (input: Input): readonly SdkCommand[] => {
    const next = createProtocol(conversation, input);
    ({ conversation } = next);
    const step = conversation.workflow?.step;
    if (step !== undefined && (input.type === 'begin' || steps.at(-1) !== short(step))) steps.push(short(step));
    return next.send;
  };
  const hear = (data: unknown): void => {
    const parsed = parseMessage(JSON.stringify(data));
    if (!parsed.ok) return void (strange += 1);
    const asked = take({ type: 'message', message: parsed.value });
    if (asked.some(({ cmd }) => cmd === 'GET_CERTIFICATE')) {
      hear({
        msg: 'CERTIFICATE',
        description: { subjectName: 'Stadt Musterstadt (Test)' },
        validity: { effectiveDate: '2026-11-01', expirationDate: '2027-01-01' },
      });
    }
  };
  for (const [index, { dir, data }] of lines.entries()) {
    if (dir === 'msg') hear(data);
    const answer = lines.slice(index + 1).find((line) => line.dir === 'msg')?.data;
    // What was sent there in a wrong state, to see what happens, is never sent here.
    if (dir !== 'cmd' || (answer?.['msg'] === 'BAD_STATE' && answer['error'] === data['cmd'])) continue;
    const input = inputOf(data, conversation.workflow?.step);
    if (input === null) continue;
    const rights = conversation.workflow?.rights;
    const sent = take(input);
    if (input.type !== 'accept' || rights === undefined || rights === null || sent.length === 0) continue;
    hear({ ...rights, chat: { ...rights.chat, effective: [...rights.chat.required, ...rights.chat.optional] } });
  }
  return { steps, strange, conversation };
}

/** Recorded run → what the visitor was told. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  '02-change-pin-simulator-keypad-no-values': [
    'connecting',
    'card',
    'secret pin 3 keypad',
    'secret new-pin keypad',
    'ended ok',
  ],
  '20-change-pin-real-pace-ok': [
    'connecting',
    'card',
    'working',
    'secret pin 3',
    'working',
    'secret new-pin',
    'working',
    'ended ok',
  ],
  '21-change-pin-format-errors': [
    'connecting',
    'card',
    'working',
    'secret pin 3',
    'working',
    'secret pin 3 wrong-length',
    'working',
    'secret pin 3 wrong-length',
    'secret pin 3',
    'working',
    'secret new-pin',
    'working',
    'secret new-pin wrong-length',
    'working',
    'ended ok',
  ],
  '22-change-pin-wrong-pin-once': [
    'connecting',
    'card',
    'working',
    'secret pin 3',
    'working',
    'secret pin 2 wrong-pin',
    'working',
    'secret new-pin',
    'working',
    'ended ok',
  ],
  '23-change-pin-wrong-twice-can-then-ok': [
    'connecting',
    'card',
    'working',
    'secret pin 3',
    'working',
    'secret pin 2 wrong-pin',
    'working',
    'secret can 1 wrong-pin last',
    'working',
    'secret can 1 wrong-can last',
    'working',
    'secret pin 1 last',
    'working',
    'secret new-pin',
    'working',
    'ended ok',
  ],
  '26-change-pin-deactivated-card': ['connecting', 'card', 'card deactivated', 'ended card-deactivated'],
  '28-change-pin-card-removed-at-new-pin': [
    'connecting',
    'card',
    'working',
    'secret pin 3',
    'working',
    'secret new-pin',
    'card removed',
    'ended card-removed',
  ],
  '30-auth-full-real-pace-wrong-pin-then-ok': [
    'connecting',
    'consent',
    'working',
    'card',
    'working',
    'secret pin 3',
    'working',
    'secret pin 2 wrong-pin',
    'working',
    'working 20',
    'working 40',
    'working 60',
    'working 80',
    'working 100',
    'ended ok',
  ],
  '10-auth-connection-refused': ['connecting', 'ended network'],
  '14-auth-missing-tctokenurl': ['connecting', 'ended client'],
  '17-auth-cancel-at-access-rights': ['connecting', 'consent', 'working', 'ended cancelled'],
  '19-auth-developer-mode-preverification-on': ['connecting', 'ended provider'],
};

describe('conversations that were recorded with AusweisApp2 1.26.2', () => {
  test.each(Object.entries(TOLD))('lead through the expected steps: %s', (run, told) => {
    expect(replay(runs.get(run) ?? []).steps).toEqual(told);
  });

  test.each([...runs.keys()])(
    '%s: every message is understood, and every workflow that ended there has ended here',
    (run) => {
      const lines = runs.get(run) ?? [];
      const { strange, steps } = replay(lines);
      const begun = lines.filter(
        ({ dir, data }) => dir === 'cmd' && (data['cmd'] === 'RUN_AUTH' || data['cmd'] === 'RUN_CHANGE_PIN'),
      ).length;
      const ended = lines.filter(
        ({ dir, data }) =>
          dir === 'msg' &&
          ((data['msg'] === 'AUTH' && ('result' in data || 'error' in data)) ||
            (data['msg'] === 'CHANGE_PIN' && 'success' in data)),
      ).length;
      const refused = lines.filter(
        ({ dir, data }) => dir === 'msg' && data['msg'] === 'BAD_STATE' && String(data['error']).startsWith('RUN_'),
      ).length;
      expect(strange).toBe(0);
      expect(steps.filter((step) => step === 'connecting')).toHaveLength(begun - refused);
      // In two of them the recording stops before the end.
      expect(steps.filter((step) => step.startsWith('ended'))).toHaveLength(ended);
    },
  );
});

test('no message throws, or leads to a state without a step', () => {
  const samples = [...runs.values()]
    .flat()
    .filter(({ dir }) => dir === 'msg')
    .map(({ data }) => data);
  const message = fc.oneof(
    fc.string(),
    fc.json(),
    ...(samples.length > 0 ? [fc.constantFrom(...samples).map((data) => JSON.stringify(data))] : []),
  );
  fc.assert(
    fc.property(fc.array(message, { maxLength: 40 }), fc.boolean(), (texts, transport) => {
      let { conversation } = createProtocol(SILENT, {
        type: 'begin',
        kind: transport ? 'change-pin' : 'auth',
        transport,
      });
      for (const text of texts) {
        const parsed = parseMessage(text);
        if (parsed.ok) ({ conversation } = createProtocol(conversation, { type: 'message', message: parsed.value }));
        cardPresent(conversation.readers, false);
      }
      return conversation.workflow?.step !== undefined;
    }),
  );
});
