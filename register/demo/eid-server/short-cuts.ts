/**
 * For a simulated client, which has no card and no cryptography: what a session asks, and its end with a card's data or
 * without.
 */
import { z } from 'zod';
import type { TimeSource } from '../../../base/clock.ts';
import { rightOf } from './access-rights.ts';
import type { EidAttribute } from './access-rights.ts';
import { validity } from './certificates.ts';
import type { EidAddress, EidData } from './personal-data.ts';
import type { Session, Sessions } from './sessions.ts';

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const date = z.string().regex(/^[0-9 ]{8}$/);
/** Field by field as the chip has it; what is missing is not on it. */
const CARD = z.strictObject({
  documentType: z.string(),
  issuingState: z.string(),
  dateOfExpiry: z.string().regex(/^\d{8}$/),
  givenNames: z.string(),
  familyNames: z.string(),
  nomDePlume: z.string().optional(),
  academicTitle: z.string().optional(),
  dateOfBirth: date,
  placeOfBirth: z.string().optional(),
  birthName: z.string().optional(),
  nationality: z.string().optional(),
  street: z.string().optional(),
  city: z.string().optional(),
  country: z.string().optional(),
  zip: z.string().optional(),
  communityId: z.string().regex(/^\d*$/).optional(),
});
type Card = z.infer<typeof CARD>;
/** `allowed`: the optional rights, by the SDK's names, that the holder left ticked; all of them if not given. */
const CARD_BODY = z.strictObject({ session: z.string(), card: CARD, allowed: z.array(z.string()).optional() });
const END_BODY = z.strictObject({ session: z.string(), reason: z.enum(['cancelled', 'client', 'card']) });

export interface ShortCuts {
  session(identifier: string): Reply;
  card(body: string): Reply;
  end(body: string): Reply;
}

export interface ShortCutOptions {
  readonly sessions: Sessions;
  readonly clock: TimeSource;
  /** As the certificate's description says it. */
  readonly described: {
    readonly issuerName: string;
    readonly issuerUrl: string;
    readonly subjectName: string;
    readonly subjectUrl: string;
    readonly termsOfUsage: string;
    readonly purpose: string;
  };
  refreshAddress(session: Session): string;
}

export function createShortCuts({ sessions, clock, described, refreshAddress }: ShortCutOptions): ShortCuts {
  return {
    session(identifier) {
      const session = sessions.pending(identifier);
      if (session === undefined) return json(404, { error: 'unknown session' });
      const { effective, expires } = validity(clock.now());
      const names = (attributes: readonly EidAttribute[]): string[] =>
        attributes.map((attribute) => rightOf(attribute).right);
      return json(200, {
        certificate: { ...described, effectiveDate: day(effective), expirationDate: day(expires) },
        chat: { required: names(session.attributes), optional: names(session.optional) },
        transactionInfo: session.transactionInfo,
      });
    },
    card(body) {
      const parsed = parse(CARD_BODY, body);
      if ('status' in parsed) return parsed;
      const session = sessions.pending(parsed.value.session);
      if (session === undefined) return json(404, { error: 'unknown session' });
      const { card, allowed } = parsed.value;
      const optional = session.optional.filter((attribute) => allowed?.includes(rightOf(attribute).right) ?? true);
      sessions.end(session, { ok: true, data: released(card, [...session.attributes, ...optional]) });
      return json(200, { refreshUrl: refreshAddress(session) });
    },
    end(body) {
      const parsed = parse(END_BODY, body);
      if ('status' in parsed) return parsed;
      const session = sessions.pending(parsed.value.session);
      if (session === undefined) return json(404, { error: 'unknown session' });
      sessions.end(session, { ok: false, reason: parsed.value.reason });
      return json(200, { refreshUrl: refreshAddress(session) });
    },
  };
}

const json = (status: number, value: unknown): Reply => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});
const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** Names the field that does not fit, never what stands in it. */
function parse<T extends z.ZodType>(schema: T, body: string): { readonly value: z.output<T> } | Reply {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return json(400, { field: '(body)', error: 'is not JSON' });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const field = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])].join('.') || '(body)';
  return json(400, { field, error: 'does not fit' });
}

function released(card: Card, attributes: readonly EidAttribute[]): EidData {
  const data: EidData = {};
  const put = (field: Exclude<keyof EidData, 'address'>, text: string | undefined): void => {
    if (text !== undefined && text !== '') data[field] = text;
  };
  for (const attribute of attributes) {
    switch (attribute) {
      case 'DocumentType':
        put('documentType', card.documentType);
        break;
      case 'IssuingState':
        put('issuingState', card.issuingState);
        break;
      case 'DateOfExpiry':
        put('dateOfExpiry', card.dateOfExpiry);
        break;
      case 'GivenNames':
        put('givenNames', card.givenNames);
        break;
      case 'FamilyNames':
        put('familyNames', card.familyNames);
        break;
      case 'ArtisticName':
        put('artisticName', card.nomDePlume);
        break;
      case 'AcademicTitle':
        put('academicTitle', card.academicTitle);
        break;
      case 'DateOfBirth':
        put('dateOfBirth', card.dateOfBirth);
        break;
      case 'PlaceOfBirth':
        put('placeOfBirth', card.placeOfBirth);
        break;
      case 'Nationality':
        put('nationality', card.nationality);
        break;
      case 'BirthName':
        put('birthName', card.birthName);
        break;
      case 'CommunityID':
        put('communityId', card.communityId);
        break;
      case 'PlaceOfResidence':
        data.address = address(card);
        break;
      // A simulated card computes none.
      case 'RestrictedID':
        break;
    }
  }
  return data;
}

function address({ street, city, country, zip }: Card): EidAddress | null {
  const parts = Object.entries({ street, city, country, zipCode: zip }).filter(
    ([, text]) => text !== undefined && text !== '',
  );
  return parts.length === 0 ? null : Object.fromEntries(parts);
}
