/** The commands' side of the local socket. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import { Problem } from '../../contract/contract.ts';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { ADMIN, SOCKET_FILE } from './contract.ts';
import { ADMIN_FILES, ImportNews } from './contract-data.ts';
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
  return err(problemOf(body));
}

function problemOf(body: unknown): AdminFailure {
  const problem = Problem.parse(body);
  return problem.errors ? { kind: 'invalid', fields: problem.errors } : { kind: 'failed', title: problem.title };
}

/** Null where it is a bug. */
function failureOf({ code, name }: NodeJS.ErrnoException, socket: string): AdminFailure | null {
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return { kind: 'not-running', socket };
  return name === 'TimeoutError' || name === 'AbortError' ? { kind: 'timeout' } : null;
}

/** Milliseconds in which nothing comes or goes: a batch takes a second or two. */
const IDLE_MS = 10 * 60_000;

/**
 * Sends a file's bytes; `hear` is called with each line of the answer as it comes, and what it throws ends it. Where
 * the register ends meanwhile, no more lines come.
 */
export async function sendFile(
  folder: string,
  name: keyof typeof ADMIN_FILES,
  { bytes, query }: { readonly bytes: Readable; readonly query: Readonly<Record<string, string>> },
  hear: (news: ImportNews) => void,
): Promise<Result<void, AdminFailure>> {
  const socket = join(folder, SOCKET_FILE);
  const proof = proofIn(folder);
  if (proof === null) {
    bytes.destroy();
    return err({ kind: 'not-running', socket });
  }
  const request = httpRequest({
    socketPath: socket,
    path: `${ADMIN_FILES[name]}?${new URLSearchParams(query).toString()}`,
    method: 'POST',
    headers: { 'content-type': 'text/csv', [PROOF_HEADER]: proof.name },
  });
  request.setTimeout(IDLE_MS, () => request.destroy(new DOMException('idle', 'TimeoutError')));
  try {
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    answered.catch(() => undefined);
    // Where the register ends the connection, its answer or the error of the request says why.
    pipeline(bytes, request).catch(() => undefined);
    const [response] = await answered;
    if (response.statusCode !== 200) return err(problemOf(JSON.parse(await text(response))));
    for await (const line of linesOf(response)) hear(ImportNews.parse(JSON.parse(line)));
    return ok(undefined);
  } catch (error) {
    const failure = failureOf(error as NodeJS.ErrnoException, socket);
    if (['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')) return ok(undefined);
    if (failure === null) throw error;
    rmSync(proof.path, { force: true });
    return err(failure);
  } finally {
    request.destroy();
    bytes.destroy();
  }
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of response.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
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
      const failure = failureOf(error, socketPath);
      if (failure === null) reject(error);
      else resolve(err(failure));
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
