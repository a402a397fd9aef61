/** The commands' side of the local socket. */
import { rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import type { z } from 'zod';
import { Problem } from '../../contract/contract.ts';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { ADMIN, SOCKET_FILE } from './contract.ts';
import { PROOF_HEADER, makeProof } from './operators.ts';

export type AdminFailure =
  | { readonly kind: 'not-running'; readonly socket: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'invalid'; readonly fields: readonly { field: string; message: string }[] }
  | { readonly kind: 'failed'; readonly title: string };

/** An import of the largest catalogue takes seconds. */
const TIMEOUT_MS = 60_000;
/** Those that may walk over millions of rows. */
const LONG: ReadonlySet<keyof typeof ADMIN> = new Set(['auditVerify', 'auditDrop', 'generate']);
const LONG_TIMEOUT_MS = 60 * 60_000;

export async function askAdmin<Name extends keyof typeof ADMIN>(
  folder: string,
  name: Name,
  request: z.input<(typeof ADMIN)[Name]['request']>,
): Promise<Result<z.output<(typeof ADMIN)[Name]['answer']>, AdminFailure>> {
  const socket = join(folder, SOCKET_FILE);
  const { path, answer } = ADMIN[name];
  const proof = proofIn(folder);
  if (proof === null) return err({ kind: 'not-running', socket });
  const reply = await post(
    socket,
    path,
    proof.name,
    JSON.stringify(request),
    LONG.has(name) ? LONG_TIMEOUT_MS : TIMEOUT_MS,
  );
  if (!reply.ok) {
    rmSync(proof.path, { force: true });
    return reply;
  }
  const body: unknown = JSON.parse(reply.value.body);
  if (reply.value.status === 200) return ok(answer.parse(body) as z.output<(typeof ADMIN)[Name]['answer']>);
  const problem = Problem.parse(body);
  return err(problem.errors ? { kind: 'invalid', fields: problem.errors } : { kind: 'failed', title: problem.title });
}

function post(
  socketPath: string,
  path: string,
  proof: string,
  body: string,
  timeoutMs: number,
): Promise<Result<{ status: number; body: string }, AdminFailure>> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        socketPath,
        path,
        method: 'POST',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          [PROOF_HEADER]: proof,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () =>
          resolve(ok({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') })),
        );
      },
    );
    const fail = (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED')
        resolve(err({ kind: 'not-running', socket: socketPath }));
      else if (error.name === 'TimeoutError' || error.name === 'AbortError') resolve(err({ kind: 'timeout' }));
      else reject(error);
    };
    request.on('error', fail);
    request.end(body);
  });
}

/** Null where no register made the folder for it. */
function proofIn(folder: string): ReturnType<typeof makeProof> | null {
  try {
    return makeProof(folder);
  } catch (error) {
    if (['ENOENT', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
