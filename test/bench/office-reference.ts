/**
 * What an open page costs a server that does nothing else: server-sent events of `node:http`, the same bytes to each
 * line, and a list that lies ready. Started as a fork; tells its address.
 */
import { createServer, type ServerResponse } from 'node:http';

const lines = new Set<ServerResponse>();
/** As long as a terminal's event, and as the list of 500. */
let list = '';
const EMPTY_PAGE = '<!doctype html><html lang="de"><title>leer</title><p id="here">Eine Seite</p>';

const server = createServer((request, response) => {
  if (request.url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 1000\n\n');
    lines.add(response);
    response.on('close', () => lines.delete(response));
    return;
  }
  if (request.url === '/list') return void response.writeHead(200, { 'content-type': 'application/json' }).end(list);
  if (request.method !== 'POST') return void response.writeHead(200, { 'content-type': 'text/html' }).end(EMPTY_PAGE);
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => (body += text));
  request.on('end', () => {
    if (request.url === '/list') list = body;
    else for (const line of lines) line.write(`data: ${body}\n\n`);
    response.writeHead(204).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.(`http://127.0.0.1:${address.port}`);
});
process.on('disconnect', () => process.exit(0));
