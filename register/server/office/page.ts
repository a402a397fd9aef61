/** The built page: `index.html` for each of its addresses, and what that loads, named by its content. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { HttpProblem } from '../http/problems.ts';

const YEAR_SECONDS = 31_536_000;

/** `folder`: with `index.html` and `assets/`; where it was not built, there is no page. */
export async function addPage(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) return;
  await app.register(fastifyStatic, {
    root: folder,
    serve: true,
    wildcard: false,
    cacheControl: false,
    setHeaders(reply, path) {
      // What is below assets/ has another name when it has another content.
      reply.header(
        'cache-control',
        path.includes('/assets/') ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
      );
    },
  });
  app.get('/*', (request, reply) => {
    if (/^\/(api|assets)\//.test(request.url)) throw new HttpProblem({ code: 'not-found' });
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
}
