/**
 * What the register asks of an eID-Server (BSI TR-03130-1). The register owns the session: the terminal only takes the
 * AusweisApp to `tcTokenUrl` and asks the register what became of it.
 */
import { REFRESH_NONCE } from '../../contract/contract.ts';
import type { Result } from '../../../base/result.ts';

/** As TR-03130-1 names them in UseOperations. */
export type EidAttribute =
  | 'DocumentType'
  | 'IssuingState'
  | 'DateOfExpiry'
  | 'GivenNames'
  | 'FamilyNames'
  | 'ArtisticName'
  | 'AcademicTitle'
  | 'DateOfBirth'
  | 'PlaceOfBirth'
  | 'Nationality'
  | 'BirthName'
  | 'PlaceOfResidence'
  | 'CommunityID'
  | 'RestrictedID';

/**
 * What the card said, in its own spelling: most cards have capitals, a missing given name is `---`, unknown places of a
 * birth date are blanks.
 */
export interface EidData {
  readonly documentType?: string;
  readonly issuingState?: string;
  readonly dateOfExpiry?: string;
  readonly givenNames?: string;
  readonly familyNames?: string;
  readonly artisticName?: string;
  readonly academicTitle?: string;
  /** YYYYMMDD with blanks for what is not known. */
  readonly dateOfBirth?: string;
  readonly placeOfBirth?: string;
  readonly nationality?: string;
  readonly birthName?: string;
  /** Null: the holder has no address in Germany. */
  readonly address?: {
    readonly street?: string;
    readonly city?: string;
    readonly state?: string;
    readonly country?: string;
    readonly zipCode?: string;
  } | null;
  readonly communityId?: string;
  readonly restrictedId?: string;
}

export interface EidServerSession {
  /** The eID-Server's own name for the session. */
  readonly sessionId: string;
  readonly tcTokenUrl: string;
  /**
   * Where the AusweisApp is sent at the end, with the parameter {@link REFRESH_NONCE}; the terminal gets the origin
   * alone.
   */
  readonly refreshUrl: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export type EidSessionState =
  | { readonly state: 'pending' }
  | { readonly state: 'failed'; readonly reason: 'cancelled' | 'client' | 'card' | 'expired' }
  /** Given once and then forgotten. */
  | {
      readonly state: 'authenticated';
      readonly data: EidData;
      readonly levelOfAssurance: 'http://bsi.bund.de/eID/LoA/hoch';
    };

/** It cannot be asked now, or gave an answer that is none. */
export type EidServerFailure = 'unavailable';

/** The refresh address with the nonce that the AusweisApp brings back; the address may have parameters of its own. */
export function withNonce(refreshUrl: string, nonce: string): string {
  const url = new URL(refreshUrl);
  url.searchParams.set(REFRESH_NONCE, nonce);
  return url.href;
}

export interface EidServer {
  /**
   * `nonce`: goes into the refresh address of this session, as the parameter {@link REFRESH_NONCE}, and into no other
   * answer: only the device that read the card may learn it. 43 characters of base64url.
   */
  createSession(request: {
    readonly attributes: readonly EidAttribute[];
    readonly optional?: readonly EidAttribute[];
    readonly transactionInfo: string;
    readonly nonce: string;
  }): Promise<Result<EidServerSession, EidServerFailure>>;
  result(sessionId: string): Promise<Result<EidSessionState, EidServerFailure>>;
}
