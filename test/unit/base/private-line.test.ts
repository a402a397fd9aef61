/** Which lines are private: one rule for register, database, printers, eID and forwarding. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPrivateLine, isThisMachine } from '../../../base/private-line.ts';

test.each([
  ['https://register.musterstadt.example', true],
  ['ipps://drucker.musterstadt.example/ipp/print', true],
  ['http://127.0.0.1:8480', true],
  ['http://127.200.0.9/', true],
  ['http://localhost:8480', true],
  ['ipp://localhost/printers/a4', true],
  ['ipp://[::1]:631/ipp/print', true],
  ['http://[0:0:0:0:0:0:0:1]:80/', true],
  ['http://register.musterstadt.example', false],
  ['ipp://drucker/ipp/print', false],
  ['http://10.0.0.7', false],
  ['http://localhost.musterstadt.example', false],
  ['http://127.0.0.1.musterstadt.example', false],
  ['http://[::ffff:10.0.0.7]/', false],
  ['http://[fe80::1]/', false],
  ['http://0.0.0.0/', false],
  ['', false],
  ['register', false],
  // The host is what counts, not what stands before it.
  ['http://localhost@register.musterstadt.example/', false],
  ['ipp://127.0.0.1@drucker.example/ipp', false],
  ['http://127.0.0.1:1@10.0.0.7/', false],
])('%s is a private line: %s', (address, expected) => expect(isPrivateLine(address)).toBe(expected));

test('a scheme without a host is no private line', () => {
  for (const address of ['a:', 'ipp:', 'http:', 'mailto:a@b']) expect(isPrivateLine(address)).toBe(false);
});

test('no other name or address counts as this machine', () => {
  fc.assert(
    fc.property(fc.domain(), (host) => {
      expect(isThisMachine(host)).toBe(false);
    }),
  );
  fc.assert(
    fc.property(fc.ipV4(), (host) => {
      expect(isThisMachine(host)).toBe(host.startsWith('127.'));
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(typeof isPrivateLine(text)).toBe('boolean');
    }),
  );
});
