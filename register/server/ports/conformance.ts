/**
 * Says whether an implementation of {@link ResidentRegister} fits. Runs in vitest: call it in a test file with a way to
 * set up the system that is to be tested.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DocumentStatus, DocumentType } from '../../contract/contract.ts';
import type { DocumentStage } from '../../contract/contract.ts';
import type { ResidentRegister } from './resident-register.ts';

export interface ConformanceDocument {
  readonly type: DocumentType;
  /** Normalised, without check digit. */
  readonly number: string;
  readonly stage: Exclude<DocumentStage, 'unknown'>;
}

export interface ConformanceSubject {
  readonly register: ResidentRegister;
  /** Documents that the system knows: at least one in every stage that it has. */
  readonly documents: readonly ConformanceDocument[];
  /** Numbers of the right format that it does not know. */
  readonly unknown: Readonly<Record<DocumentType, string>>;
  /** Takes the system away, so that it cannot be asked. Called once, last. */
  interrupt(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds within which every answer must come, also while the system is away. */
const ANSWER_MS = 10_000;
/** An answer may say this and nothing else: above all nothing that names a person. */
const ALLOWED = new Set(Object.keys(DocumentStatus.shape));

export function residentRegisterConformance(name: string, setUp: () => Promise<ConformanceSubject>): void {
  describe(`resident register: ${name}`, () => {
    let subject: ConformanceSubject;
    beforeAll(async () => {
      subject = await setUp();
    }, 60_000);
    afterAll(() => subject?.close());

    const ask = (type: DocumentType, number: string) => subject.register.documentStatus(type, number);

    test(
      'is healthy',
      async () => expect(await subject.register.health()).toEqual({ ok: true, value: undefined }),
      ANSWER_MS,
    );

    test(
      'knows the stage of every document',
      async () => {
        expect(subject.documents.length).toBeGreaterThan(0);
        for (const { type, number, stage } of subject.documents) {
          const answer = await ask(type, number);
          expect(answer).toMatchObject({ ok: true, value: { stage } });
          if (answer.ok) {
            expect(DocumentStatus.safeParse(answer.value).success).toBe(true);
            expect(Object.keys(answer.value).filter((key) => !ALLOWED.has(key))).toEqual([]);
          }
        }
      },
      6 * ANSWER_MS,
    );

    test(
      'answers an unknown number with `unknown` and nothing else',
      async () => {
        for (const type of DocumentType.options)
          expect(await ask(type, subject.unknown[type])).toEqual({ ok: true, value: { stage: 'unknown' } });
      },
      ANSWER_MS,
    );

    test(
      'does not find a document under another type',
      async () => {
        for (const { type, number } of subject.documents) {
          for (const other of DocumentType.options.filter(
            (one) =>
              one !== type &&
              !subject.documents.some((document) => document.type === one && document.number === number),
          )) {
            expect(await ask(other, number)).toEqual({ ok: true, value: { stage: 'unknown' } });
          }
        }
      },
      6 * ANSWER_MS,
    );

    test(
      'takes every text as a number, never as anything else',
      async () => {
        for (const number of [
          "'; drop table document_status; --",
          '%',
          '_________',
          '\\',
          '',
          'ÄÖÜ',
          '0'.repeat(64),
          '\u{1F600}',
        ]) {
          expect(await ask('passport', number)).toEqual({ ok: true, value: { stage: 'unknown' } });
        }
        const [first] = subject.documents;
        if (first)
          expect(await ask(first.type, first.number)).toMatchObject({ ok: true, value: { stage: first.stage } });
      },
      ANSWER_MS,
    );

    test(
      'answers many at once, each its own',
      async () => {
        const asked = Array.from({ length: 10 }, () => subject.documents).flat();
        const answers = await Promise.all(asked.map(({ type, number }) => ask(type, number)));
        expect(answers.map((answer) => answer.ok && answer.value.stage)).toEqual(asked.map(({ stage }) => stage));
      },
      3 * ANSWER_MS,
    );

    test(
      'says that it cannot be asked when it is away, and does not throw',
      async () => {
        await subject.interrupt();
        expect(await ask('passport', subject.unknown.passport)).toEqual({ ok: false, error: 'unavailable' });
        expect(await subject.register.health()).toEqual({ ok: false, error: 'unavailable' });
      },
      3 * ANSWER_MS,
    );
  });
}
