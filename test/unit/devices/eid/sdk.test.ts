import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameRing } from '../../../../devices/driver/frames.ts';
import { failureKind, remedyOf } from '../../../../devices/eid/failure-codes.ts';
import { frameIn, frameOut } from '../../../../devices/eid/frames.ts';
import { authOutcome, changeOutcome } from '../../../../devices/eid/outcome.ts';
import { parseMessage } from '../../../../devices/eid/sdk.ts';

/** Code → the remedy that the AusweisApp's own documentation names first. */
const { codes: LISTED } = JSON.parse(
  readFileSync(new URL('../../../data/eid/ausweisapp-failure-codes.json', import.meta.url), 'utf8'),
) as { codes: Record<string, string | null> };

const FACTS = { givenUp: null, removed: false, replaced: false, keypad: true, blocked: false, inoperative: false };
const ERROR = 'http://www.bsi.bund.de/ecard/api/1.1/resultmajor#error';
const minor = (code: string): string => `http://www.bsi.bund.de/ecard/api/1.1/resultminor${code}`;

describe('messages of the AusweisApp', () => {
  test('of any content are parsed or rejected, and never throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof parseMessage(text).ok === 'boolean'));
  });

  test('of a known name with other fields are rejected', () => {
    const names = fc.constantFrom(
      'ACCESS_RIGHTS',
      'AUTH',
      'CERTIFICATE',
      'ENTER_PIN',
      'READER',
      'READER_LIST',
      'STATUS',
      'PAUSE',
      'INFO',
      'CHANGE_PIN',
      'API_LEVEL',
    );
    fc.assert(
      fc.property(
        names,
        fc.dictionary(
          fc.constantFrom(
            'reader',
            'readers',
            'card',
            'chat',
            'result',
            'progress',
            'success',
            'cause',
            'name',
            '__proto__',
          ),
          fc.anything(),
        ),
        (msg, fields) => {
          const parsed = parseMessage(JSON.stringify({ ...fields, msg }) ?? '');
          return parsed.ok ? parsed.value.msg === msg : parsed.error === 'shape';
        },
      ),
    );
  });

  test.each([
    ['nonsense', 'json'],
    ['[]', 'json'],
    ['{"msg":7}', 'json'],
    ['{"msg":"SMALL_TALK"}', 'unknown'],
    ['{"msg":"ENTER_PIN"}', 'shape'],
  ])('%s: %s', (text, error) => {
    expect(parseMessage(text)).toEqual({ ok: false, error });
  });

  test('with a card without fields mean an unknown card; level 1 names its list differently', () => {
    expect(
      parseMessage('{"msg":"READER","name":"NFC","attached":true,"insertable":false,"keypad":false,"card":{}}'),
    ).toMatchObject({ value: { card: { retryCounter: null } } });
    expect(parseMessage('{"msg":"READER_LIST","reader":[{"name":"NFC"}]}')).toMatchObject({
      value: { reader: [{ name: 'NFC', card: null }] },
    });
  });
});

describe('failures by the AusweisApp', () => {
  test('of every code in the list have a remedy', () => {
    const codes = Object.keys(LISTED);
    expect(codes.length).toBeGreaterThan(90);
    expect(codes.filter((code) => remedyOf(code) === null)).toEqual([]);
  });

  test("are attributed to the card's position, the network or the provider by their codes", () => {
    const expected: Readonly<Record<string, string>> = {
      card_position: 'card-position',
      fix_connections_problems: 'network',
      inform_service_provider: 'provider',
    };
    const other = Object.entries(LISTED).filter(
      ([code, solved]) => expected[solved ?? ''] !== undefined && remedyOf(code) !== expected[solved ?? ''],
    );
    expect(other).toEqual([]);
  });

  test('of an unknown code are decided by the minor result code', () => {
    expect(failureKind('Something_New', minor('/sal#cancellationByUser'))).toBe('cancelled');
    expect(failureKind('Something_New', undefined)).toBeNull();
    expect(
      authOutcome({ result: { major: ERROR, minor: minor('/dp#trustedChannelEstablishmentFailed') } }, FACTS),
    ).toEqual({ ok: false, failure: { kind: 'network', code: minor('/dp#trustedChannelEstablishmentFailed') } });
    expect(authOutcome({ result: { major: ERROR } }, FACTS)).toMatchObject({ failure: { kind: 'client', code: null } });
  });

  test('without a reason are explained by the card, or by our own cancellation', () => {
    expect(changeOutcome({ success: false }, { ...FACTS, blocked: true })).toMatchObject({
      failure: { kind: 'pin-blocked' },
    });
    expect(changeOutcome({ success: false }, { ...FACTS, blocked: true, inoperative: true })).toMatchObject({
      failure: { kind: 'card-inoperative' },
    });
    expect(changeOutcome({ success: false, reason: 'Card_Removed' }, FACTS)).toEqual({
      ok: false,
      failure: { kind: 'card-removed', code: 'Card_Removed' },
    });
    expect(
      changeOutcome(
        { success: false, reason: 'User_Cancelled' },
        { ...FACTS, givenUp: { kind: 'timeout', code: null } },
      ),
    ).toMatchObject({ failure: { kind: 'timeout' } });
    expect(
      changeOutcome({ success: true }, { ...FACTS, replaced: true, givenUp: { kind: 'timeout', code: null } }),
    ).toMatchObject({ ok: true });
  });

  test('distinguish a pulled card from a cancellation at the keypad', () => {
    const result = { major: ERROR, minor: minor('/ifdl#cancellationByUser') };
    expect(authOutcome({ result }, { ...FACTS, removed: true })).toMatchObject({ failure: { kind: 'card-removed' } });
    expect(authOutcome({ result }, { ...FACTS, keypad: false })).toMatchObject({ failure: { kind: 'card-removed' } });
    expect(authOutcome({ result }, FACTS)).toMatchObject({ failure: { kind: 'cancelled' } });
  });

  test('before a PIN was sent never mean that it was changed', () => {
    expect(changeOutcome({ success: true }, FACTS)).toEqual({ ok: false, failure: { kind: 'card-error', code: null } });
  });
});

test('frames hold neither session ids nor what a provider asks of the visitor', () => {
  const ring = new FrameRing();
  frameOut(ring, 0, { cmd: 'RUN_AUTH', tcTokenURL: 'https://eid.example/token?session=4711' });
  for (const message of [
    {
      msg: 'AUTH',
      result: { major: 'http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok' },
      url: 'https://eid.example/refresh?session=4711',
    },
    {
      msg: 'ACCESS_RIGHTS',
      chat: { effective: [], optional: [], required: ['AgeVerification'] },
      transactionInfo: 'Sache 4711',
      aux: { requiredAge: '18', communityId: '4711' },
    },
  ]) {
    const parsed = parseMessage(JSON.stringify(message));
    if (parsed.ok) frameIn(ring, 0, parsed.value);
  }
  const shown = ring
    .list()
    .map(({ hex, meaning }) => `${Buffer.from(hex.replaceAll(' ', ''), 'hex').toString()} ${meaning}`);
  expect(shown).toHaveLength(3);
  expect(shown.join()).toContain('https://eid.example/…');
  expect(shown.join()).not.toMatch(/4711|requiredAge/);
});
