/** What stands in a certificate, and whose certificate it is. */

export interface TownLetterhead {
  readonly town: string;
  /** The office that issues: Bürgeramt. */
  readonly authority: string;
  /** Lines. */
  readonly address: readonly string[];
  readonly phone: string | null;
  /** SVG path data in a box of 100 × 120 units, filled even-odd with the accent. */
  readonly arms: string | null;
  /** `#rrggbb`, dark enough for text on white. */
  readonly accent: string;
}

export interface CertificateAddress {
  /** `main` also for somebody's only home, unless the register knows that it is one (`sole`). */
  readonly kind: 'sole' | 'main' | 'secondary';
  readonly street: string;
  readonly houseNumber: string;
  readonly addition: string | null;
  readonly postalCode: string;
  readonly city: string;
  /** Day of moving in. */
  readonly since: string | null;
  /** Day on which the home was registered; goes into the seal only. */
  readonly notifiedOn?: string | null;
}

/** A Meldebescheinigung: § 18 (1) BMG, or with more from § 18 (2). Days are ISO 8601. */
export interface CertificateContent {
  readonly kind: 'simple' | 'extended';
  readonly reference: string;
  readonly issuedOn: string;
  /** Of which day the data are, where it is not that of issue: a copy answered. */
  readonly dataOf?: string;
  readonly letterhead: TownLetterhead;
  readonly person: {
    readonly familyName: string;
    readonly givenNames: readonly string[];
    readonly usualGivenName: string | null;
    readonly doctorate: string | null;
    /** `1950`, `1950-07` or `1950-07-31`. */
    readonly birthDate: string;
  };
  readonly addresses: readonly CertificateAddress[];
  /** § 18 (2) BMG, in German words. */
  readonly extended: readonly { readonly label: string; readonly value: string }[];
  readonly delivery: 'electronic' | 'printed';
  readonly feeCents: number;
  /** Where a reader can check the document. */
  readonly verifyUrl: string;
}

/** The one address that a seal has room for: the only home or the main one, where the register has it. */
export const sealedAddress = ({ addresses }: CertificateContent): CertificateAddress | undefined =>
  addresses.find(({ kind }) => kind !== 'secondary') ?? addresses[0];

/**
 * Places of the usual given name among the given names: more than one where it has several words ("Anna Maria"), none
 * where it is not among them.
 */
export function usualPlaces(givenNames: readonly string[], usual: string | null): ReadonlySet<number> {
  const words = (usual ?? '').split(' ').filter(Boolean);
  const from =
    words.length === 0
      ? -1
      : givenNames.findIndex((_, at) => words.every((word, index) => givenNames[at + index] === word));
  return new Set(from < 0 ? [] : words.map((_, index) => from + index));
}
