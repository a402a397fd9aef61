/** What an entry of the audit says, and how it is bound to the one before it. */
import { createHash } from 'node:crypto';
import type { OperatorActor } from './acting.ts';

/** Every action that is written down. A new action needs its name here. */
export const AUDIT_ACTIONS = [
  'sign-in',
  'resident-read',
  'certificate-issued',
  'order-asked',
  'document-read',
  'document-reprinted',
  'link-made',
  'link-fetched',
  'pick-up-made',
  'redemption',
  'redemption-refused',
  'handed-over',
  'change',
  'case-accepted',
  'case-changed',
  'case-read',
  'case-status-read',
  'document-stage',
  'documents-imported',
  'documents-generated',
  'people-imported',
  'people-generated',
  'delivery-applied',
  'delivery-confirmed',
  'delivery-dismissed',
  'delivery-refused',
  'delivery-waiting',
  'changes-handed-over',
  'terminal-added',
  'enrolment-code',
  'enrolment',
  'revocation',
  'catalogue-published',
  'catalogue-changed',
  'schema-put',
  'status-index-rotated',
  'status-keys',
  'offline-states',
  'key-rotated',
  'office-sign-in',
  'office-sign-in-refused',
  'office-sign-out',
  'office-refused',
  'office-account-changed',
  'help-answered',
  'terminal-ordered',
  'audit-dropped',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/**
 * `terminal:` with its id, `system:` with a forwarder's or a caller's name, an operator at the socket, `visitor` for a
 * link opened on a phone, `admin` for a command on this machine without the socket, or the register by itself.
 */
export type AuditActor = `terminal:${string}` | `system:${string}` | OperatorActor | 'visitor' | 'admin' | 'register';

export interface NewAuditEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: AuditActor;
  readonly action: AuditAction;
  /**
   * An opaque reference: `MB-2026-…`, `person:17`. Never a name, a document's number or anything of a content. At most
   * 200 characters.
   */
  readonly subject: string;
}

export interface AuditEntry {
  readonly lane: number;
  /** 1 and up in each lane, without gaps. */
  readonly position: number;
  /** Milliseconds since 1970; never before the entry that it follows. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
}

/**
 * SHA-256 of the hash before it and the entry's own fields as a JSON array in UTF-8, in this order: lane, position,
 * instant (ISO 8601, UTC, milliseconds), actor, action, subject. Checking the chain without this program needs no more
 * than that.
 */
export function chainHash(previous: Uint8Array, { lane, position, at, actor, action, subject }: AuditEntry): Buffer {
  return createHash('sha256')
    .update(previous)
    .update(JSON.stringify([lane, position, new Date(at).toISOString(), actor, action, subject]), 'utf8')
    .digest();
}
