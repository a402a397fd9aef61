/**
 * What the register is measured beside: `node:http` and `pg`, one statement a request, and nothing else. It knows no
 * terminals, checks nothing, and writes no log.
 *
 * `node bare-piece.ts DATABASE_URL KEY` prints `{"url":…,"pid":…}`, and ends with its input. `KEY`: of document
 * numbers, in hexadecimal digits.
 */
import { createHash, createHmac, createSecretKey } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

const [connectionString = '', secret = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: 10 });
const key = createSecretKey(Buffer.from(secret, 'hex'));

interface LookUp {
  readonly type: string;
  readonly number: string;
}
const lookUp = {
  name: 'look-up',
  text: 'select stage, since, office, pin_letter, bring_old_document from document_status where type = $1 and number_hash = $2',
};
async function answerLookUp(body: string): Promise<unknown> {
  const { type, number } = JSON.parse(body) as LookUp;
  const hash = createHmac('sha256', key).update(`document\0${type}\0${number}`).digest();
  return (await pool.query({ ...lookUp, values: [type, hash] })).rows[0];
}

/** Who beats, by its token: known from the start, so that there is one statement alone. */
const { rows } = await pool.query<{ hash: string; terminal: string }>(
  `select encode(token_hash, 'hex') as hash, terminal from terminal_token`,
);
const terminals = new Map(rows.map(({ hash, terminal }) => [hash, terminal]));
const beat = { name: 'beat', text: 'update terminal set last_seen_at = $1, heartbeat = $2 where id = $3' };
async function answerBeat(body: string, { headers }: IncomingMessage): Promise<unknown> {
  const now = new Date();
  const token = headers.authorization?.slice('Bearer '.length) ?? '';
  const terminal = terminals.get(createHash('sha256').update(token).digest('hex'));
  await pool.query({ ...beat, values: [now, body, terminal] });
  return { now };
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    const answer = request.url === '/v1/heartbeat' ? answerBeat(body, request) : answerLookUp(body);
    void answer.then(
      (value) => {
        const text = JSON.stringify(value);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      },
      () => response.writeHead(500).end(),
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}`, pid: process.pid })}\n`);
});
process.stdin.resume().once('end', () => process.exit(0));
