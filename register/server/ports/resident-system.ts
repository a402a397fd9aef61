/**
 * What the register asks of the town's resident system: our own tables, a vendor's product behind the HTTP contract
 * (`register/resident-system/`), or that one with a copy that answers while it is away.
 * `resident-system-conformance.ts` says whether an implementation fits.
 */
import type { Result } from '../../../base/result.ts';
import type {
  Candidates,
  CandidatesRequest,
  Change,
  Family,
  Purpose,
  Refusal,
  ResidentRecord,
} from '../../resident-system/contract.ts';
import type { DocumentStatus, DocumentType } from '../../contract/contract.ts';

/** It cannot be asked now, or not before `until` (ISO 8601). Whatever else goes wrong is a bug and throws. */
export type Away =
  | { readonly kind: 'unavailable'; /** It is the register's own database. */ readonly here?: true }
  | { readonly kind: 'maintenance'; readonly until: string };
/** There is no such person, or no longer. */
export type Unknown = { readonly kind: 'unknown-resident' };
export type ChangeFailure =
  | Away
  | Unknown
  | { readonly kind: 'changed-meanwhile' }
  /** The key was used for another change. */
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'refused'; readonly reason: Refusal };

/** Which system spoke, and of when. */
export interface Spoken {
  /** Its name in the configuration; `register` for our own tables. */
  readonly source: string;
  /** Instant of the copy that answered, ISO 8601; null: the system itself, now. */
  readonly asOf: string | null;
}
export type Answered<T> = T & { readonly spoken: Spoken };

export interface SystemState extends Spoken {
  /** Whether changes can be made now. A copy takes none. */
  readonly takesChanges: boolean;
  /** Name and version of the product, where it is another one. */
  readonly product?: string;
}

export interface ResidentSystem {
  /** Everyone whose card it may be; who it is, `identity/rules.ts` decides. */
  candidates(search: CandidatesRequest): Promise<Result<Answered<Candidates>, Away>>;
  /** `purpose`: for the system's log of retrievals. */
  resident(id: string, purpose: Purpose): Promise<Result<Answered<ResidentRecord>, Away | Unknown>>;
  family(id: string): Promise<Result<Answered<Family>, Away | Unknown>>;
  /**
   * Made once per key, however often it is asked; the answer is the first one. `version`: the one that the person saw.
   * After `unavailable` it may have been made: asked again with the same key, the answer tells.
   */
  change(request: {
    readonly key: string;
    readonly id: string;
    readonly version: number;
    readonly change: Change;
  }): Promise<Result<{ readonly version: number }, ChangeFailure>>;
  /**
   * State of the document with this number: eight or nine characters, upper case, without check digit
   * (document-number.ts). A number that the system does not know is an answer: stage `unknown`, and nothing else. The
   * answer names no person (PAuswG § 16, § 20 (3), PassG § 16 (4)), and the number must not reach a log.
   */
  documentStatus(type: DocumentType, number: string): Promise<Result<DocumentStatus, Away>>;
  /** How it stands now. Answers within a few seconds, whatever happens. */
  health(): Promise<Result<SystemState, Away>>;
}
