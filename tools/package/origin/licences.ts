/**
 * Under which licence each part ships. What a package says of itself is read as an SPDX expression (SPDX
 * specification 2.3, annex D) and must consist of licences on the list below; where a package lets us choose, says
 * nothing, or says something else than its licence file, the decision stands here in writing, together with what it
 * was decided on. Anything else is refused by name.
 */
import parse, { type Expression } from 'spdx-expression-parse';

export interface Licensed {
  readonly name: string;
  /** The `license` field as it was found: SPDX expression, or whatever somebody wrote, or null. */
  readonly declared: unknown;
  readonly author: string | null;
  /** Files of the checkout with the texts, where they are not in the package's own folder. */
  readonly texts?: readonly string[];
}

/** SPDX identifiers of what may ship, and on which condition. */
export const ALLOWED = {
  '0BSD': 'text',
  'Apache-2.0': 'text',
  'BSD-2-Clause': 'text',
  'BlueOak-1.0.0': 'text',
  'BSD-3-Clause': 'text',
  ISC: 'text',
  MIT: 'text',
  'MIT-0': 'text',
  PostgreSQL: 'text',
  blessing: 'text',
  // A typeface: not sold by itself, and its name is left alone.
  'OFL-1.1': 'text',
  // The project's own, and KERN's.
  'EUPL-1.2': 'source',
  // Data, not programs: a list that was made of one of these. The EUPL's appendix names it as a compatible licence.
  'CC-BY-SA-3.0': 'text',
  // Only as files of their own that the operator can exchange (LGPL-3.0 § 4 d 1, LGPL-2.1 § 6 b): see LIBRARIES.md.
  'LGPL-3.0-only': 'exchangeable',
  'LGPL-2.1-or-later': 'exchangeable',
} as const satisfies Record<string, 'text' | 'source' | 'exchangeable'>;
export type LicenceId = keyof typeof ALLOWED;

interface Decision {
  /** What the package said when this was decided; with other words, it is decided anew. */
  readonly on: string | null;
  readonly licence: string;
  readonly why: string;
}

/** By the part's name. */
export const DECISIONS: Readonly<Record<string, Decision>> = {
  unorm: { on: 'MIT or GPL-2.0', licence: 'MIT', why: 'offered under either; MIT is chosen' },
  HIDAPI: {
    on: 'GPL-3.0-only OR BSD-3-Clause OR HIDAPI',
    licence: 'BSD-3-Clause',
    why: 'offered under any of the three; the BSD licence is chosen',
  },
  'node-hid': {
    on: '(MIT OR X11)',
    licence: 'BSD-3-Clause',
    why: 'its licence file is the BSD licence with three clauses, whatever its field says',
  },
  suncalc: { on: null, licence: 'BSD-2-Clause', why: 'no field; its licence file is the BSD licence with two clauses' },
  'png-js': { on: null, licence: 'MIT', why: 'no field; its licence file is the MIT licence' },
};

export type Concluded =
  | { readonly ok: true; readonly expression: string; readonly ids: readonly LicenceId[]; readonly why: string | null }
  | { readonly ok: false; readonly error: string };

/** The licence under which a part ships, or one sentence about why it may not. */
export function conclude({ name, declared }: Licensed): Concluded {
  const decision = DECISIONS[name];
  if (decision !== undefined && decision.on === declared)
    return { ok: true, expression: decision.licence, ids: [decision.licence as LicenceId], why: decision.why };
  const refuse = (reason: string): Concluded => ({ ok: false, error: `${name}: ${reason}` });
  if (decision !== undefined)
    return refuse(`says ${shown(declared)} of its licence; the decision was made on ${shown(decision.on)}`);
  if (typeof declared !== 'string') return refuse(`says ${shown(declared)} of its licence, which needs a decision`);
  let read: Expression;
  try {
    read = parse(declared);
  } catch {
    return refuse(`"${declared}" is no SPDX expression`);
  }
  const ids = identifiers(read);
  if (ids === null) return refuse(`"${declared}" leaves a choice, which needs a decision`);
  const strange = ids.filter((id) => !(id in ALLOWED));
  if (strange.length > 0) return refuse(`${strange.join(', ')} is not on the list of licences`);
  return { ok: true, expression: declared, ids: ids as LicenceId[], why: null };
}

const shown = (declared: unknown): string => (declared === null ? 'nothing' : JSON.stringify(declared));

/** Null where there is a choice. A later version or an exception is another licence than the one on the list. */
function identifiers(expression: Expression): string[] | null {
  if ('license' in expression)
    return [
      `${expression.license}${expression.plus === true ? '+' : ''}${expression.exception === undefined ? '' : ` WITH ${expression.exception}`}`,
    ];
  if (expression.conjunction === 'or') return null;
  const [left, right] = [identifiers(expression.left), identifiers(expression.right)];
  return left === null || right === null ? null : [...new Set([...left, ...right])];
}
