/** Which passwords are taken, and what is kept of them. */
import { describe, expect, test } from 'vitest';
import { isCommonPassword } from '../../../../../../register/server/office/accounts/common-passwords.ts';
import list from '../../../../../../register/server/office/accounts/common-passwords.json' with { type: 'json' };
import {
  HasherBusy,
  createPasswordHasher,
  preparedPassword,
} from '../../../../../../register/server/office/accounts/password-hash.ts';
import {
  PASSWORD_SENTENCES,
  checkPassword,
  type PasswordFault,
} from '../../../../../../register/server/office/accounts/password-rules.ts';

const WHO = { login: 'k.beispiel', name: 'Käthe Groß-Beispiel', town: 'Musterstadt' };
const fault = (password: string): PasswordFault | null => {
  const checked = checkPassword(password, WHO);
  return checked.ok ? null : checked.error;
};

describe('a password', () => {
  test.each([
    ['elf Zeichen', 'too-short'],
    ['x'.repeat(201), 'too-long'],
    ['123456qwerty', 'common'],
    ['1Qaz2WSX3edc', 'common'],
    ['meinBEISPIEL2026', 'personal'],
    ['lila gross wetter', 'personal'],
    ['kaethe geht heim', 'personal'],
    ['Musterstadt ist schön', 'personal'],
    ['aaaaaaaaaaaaaaaa', 'repeated'],
    ['abcabdabcabdabc', 'repeated'],
    ['geheimgeheimgeheim', 'repeated'],
    ['defghijklmnopq', 'repeated'],
    ['zyxwvutsrqponm', 'repeated'],
  ] as const)('like "%s" is refused as %s, with a sentence', (password, why) => {
    expect(fault(password)).toBe(why);
    expect(PASSWORD_SENTENCES[why]).toMatch(/Nehmen Sie/);
  });
  test.each([
    'Dose Wolke Hafer Knopf',
    'zwölf Zeichen',
    '漢字はとても長い言葉です',
    '🔑🌳🚲🎺🧊🥁🍋🧵🪁🎲🧭🔔',
    'x7-Fq:Lp2+Wm',
  ])('like "%s" is taken', (password) => {
    expect(fault(password)).toBeNull();
  });
  test('is measured in characters, not in bytes or halves of them', () => {
    expect(fault('🔑🌳🚲🎺🧊🥁🍋🧵🪁🎲🧭')).toBe('too-short');
    expect(fault('ä'.normalize('NFD').repeat(11))).toBe('too-short');
  });
  test('is the same however a computer composes its letters and blanks', () => {
    const [composed, apart] = ['größer\u00a0als\u3000Öl'.normalize('NFC'), 'größer als Öl'.normalize('NFD')];
    expect(composed).not.toBe(apart);
    expect(preparedPassword(composed)).toBe(preparedPassword(apart));
  });
});

describe('the list of common ones', () => {
  test('says where it is from, and holds the beginnings of hashes of which none is there twice', () => {
    expect([list.source, list.licence, list.changes].every((text) => text.length > 10)).toBe(true);
    const hashes = Buffer.from(list.hashes, 'base64').toString('hex').match(/.{10}/g) ?? [];
    expect(hashes.length).toBeGreaterThan(5_000);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes).toEqual(hashes.toSorted());
  });
  test('does not know what nobody has', () => {
    for (let number = 0; number < 2_000; number += 1) expect(isCommonPassword(`Dose Wolke ${number}`)).toBe(false);
  });
});

describe('what is kept', () => {
  const hasher = createPasswordHasher();
  test('is scrypt with its parameters and a salt of its own, and holds for this password only', async () => {
    const [one, two] = await Promise.all([hasher.hash('Dose Wolke Hafer'), hasher.hash('Dose Wolke Hafer')]);
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await hasher.verify(one, 'Dose Wolke Hafer')).toBe(true);
    expect(await hasher.verify(one, 'Dose Wolke hafer')).toBe(false);
  });
  test('is as RFC 7914 has it', async () => {
    // Section 12, N = 16384, r = 8, p = 1; of the 64 bytes the first 32, which PBKDF2 makes by themselves.
    const kept = Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex');
    const salt = Buffer.from('SodiumChloride').toString('base64').replace(/=+$/, '');
    const text = `$scrypt$ln=14,r=8,p=1$${salt}$${kept.toString('base64').replace(/=+$/, '')}`;
    expect(await hasher.verify(text, 'pleaseletmein')).toBe(true);
    expect(await hasher.verify(text, 'pleaseletmeout')).toBe(false);
  });
  test.each([null, '', 'secret', '$scrypt$ln=15,r=8,p=3$$', '$argon2id$v=19$x$y'])(
    'where it is %j nothing holds, at the same cost',
    async (stored) => {
      expect(await hasher.verify(stored, '')).toBe(false);
    },
  );
  test('is made by few at once, and whoever comes when too many wait is told so', async () => {
    const crowd = createPasswordHasher();
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, () => crowd.verify(null, 'x')));
    const refused = outcomes.filter((one) => one.status === 'rejected');
    expect(refused.length).toBe(30 - 22);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(HasherBusy);
    expect(await crowd.verify(null, 'x')).toBe(false);
  });
});
