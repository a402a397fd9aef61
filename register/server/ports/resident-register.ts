/**
 * What the register asks of the town's own system for residents and ID documents. A town connects its system
 * (VOIS|MESO, for instance) by implementing this; `conformance.ts` says whether an implementation fits.
 */
import type { DocumentStatus, DocumentType } from '../../contract/contract.ts';
import type { Result } from '../../../base/result.ts';

/** The system cannot be asked now, or did not answer in time. Whatever else goes wrong is a bug and throws. */
export type ResidentRegisterFailure = 'unavailable';

export interface ResidentRegister {
  /**
   * State of the document with this number: eight or nine characters, upper case, without check digit
   * (document-number.ts). A number that the system does not know is an answer: stage `unknown`, and nothing else. The
   * answer names no person (PAuswG § 16, § 20 (3), PassG § 16 (4)), and the number must not reach a log.
   */
  documentStatus(type: DocumentType, number: string): Promise<Result<DocumentStatus, ResidentRegisterFailure>>;
  /** Whether the system can be asked now. Answers within a few seconds, whatever happens. */
  health(): Promise<Result<void, ResidentRegisterFailure>>;
}
