import type { Driver } from '../driver/driver.ts';
import type { Result } from '../../base/result.ts';
import type { DeviceStatus } from '../driver/status.ts';

/**
 * What a person who is no technician puts right at an A4 printer. `part`: fuser, drum or the like; `attention`: its own
 * panel says what.
 */
export type StaffReason =
  | 'paper'
  | 'jam'
  | 'cover'
  | 'toner'
  | 'waste-full'
  | 'output-full'
  | 'tray'
  | 'part'
  | 'paused'
  | 'offline'
  | 'attention';
export type DegradedReason =
  | 'paper-low'
  | 'toner-low'
  | 'waste-almost-full'
  | 'output-almost-full'
  | 'part-worn'
  | 'attention';
/**
 * `no-pdf`, `no-a4`: it cannot print what we have. `operations`: its IPP lacks what is needed. `queue`: it takes no
 * jobs, or its queue is set up wrong. `access`: it wants a password, or its certificate is not the expected one.
 * `certificate-…`: it is the expected one, and does not count by its dates, or by the clock of either side.
 */
export type FaultReason =
  | 'defect'
  | 'no-pdf'
  | 'no-a4'
  | 'operations'
  | 'queue'
  | 'access'
  | 'certificate-expired'
  | 'certificate-not-yet-valid';
export type DocumentPrinterStatus = DeviceStatus<StaffReason, DegradedReason, FaultReason>;

export interface PrintDocument {
  readonly pdf: Uint8Array;
  /** 1 to 200; what has to come out before it counts as printed. */
  readonly pages: number;
  readonly sides: 'one-sided' | 'two-sided-long-edge';
}

/**
 * `counted`: the printer itself reported every page. `uncounted`: the job was reported as completed, but the sheets
 * were not counted (the printer does not count, or a print server answers for it): no proof, so a person has to look.
 */
export interface DocumentProof {
  readonly by: 'counted' | 'uncounted';
}

export interface DocumentFailure {
  readonly status: DocumentPrinterStatus;
  /**
   * `none`: no sheet of the job came out, and none will: proved, not supposed. `some`: so many sides did, and no more
   * will. `unknown`: it cannot be determined.
   */
  readonly paper: 'none' | 'some' | 'unknown';
  /** Sides that the printer counted. */
  readonly pages: number;
}

export interface DocumentPrinter extends Driver<DocumentPrinterStatus> {
  /**
   * Asks the printer whether this many sheets can be printed; the answer is never older than the call. Called before
   * anything is promised or paid.
   */
  check(sheets: number): Promise<Result<void, DocumentPrinterStatus>>;
  /**
   * Prints one document and follows it until all its pages are out, or says why not; then it is cancelled, and nothing
   * of it comes later.
   */
  print(document: PrintDocument): Promise<Result<DocumentProof, DocumentFailure>>;
  /**
   * Cancels every job of ours that is not finished, held ones too: the next visitor must not find it. Answers whether
   * none is left; not while the printer may still have one that it lists under no name of ours.
   */
  purge(): Promise<boolean>;
}
