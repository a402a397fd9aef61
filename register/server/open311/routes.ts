/** Open311 GeoReport v2 on the public listener: services, requests and tokens, each in JSON and in XML. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { describeError } from '../../../base/describe-error.ts';
import type { RegisterLog } from '../log.ts';
import { TYPES, writeDefinition, writeList } from './format.ts';
import type { Format } from './format.ts';
import { LIST, createRequests } from './requests.ts';
import type { RequestsDeps } from './requests.ts';

/** Below the listener's address. */
export const OPEN311_PATH = '/open311/v2';

export interface Open311Deps extends RequestsDeps {
  readonly jurisdiction?: string | undefined;
  /** Keys of the clients that may send requests. */
  readonly keys: readonly string[];
}

/** An answer of the specification that is no list of what was asked for. */
class Wrong extends Error {
  readonly status: number;
  readonly descriptions: readonly string[];
  constructor(status: number, descriptions: readonly string[]) {
    super('refused');
    this.status = status;
    this.descriptions = descriptions;
  }
}

const DAY_MS = 86_400_000;
/** W3C's note on ISO 8601: a day, or an instant with its zone. */
const INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

export function addOpen311(
  app: FastifyInstance,
  deps: Open311Deps,
  limited: onRequestHookHandler,
  log: RegisterLog,
): void {
  const { jurisdiction, clock } = deps;
  const requests = createRequests(deps);
  const keys = deps.keys.map(hash);
  const send = (reply: FastifyReply, format: Format, body: string): FastifyReply =>
    reply.type(TYPES[format]).send(body);

  void app.register(
    async (room) => {
      room.addHook('onRequest', limited);
      room.setErrorHandler((error, request, reply) => {
        const wrong = error instanceof Wrong ? error : undefined;
        const given = (error as { statusCode?: unknown }).statusCode;
        const status = wrong?.status ?? (typeof given === 'number' && given < 500 ? given : 500);
        if (status >= 500)
          log({ event: 'failed', route: request.routeOptions.url ?? '(unknown)', ...describeError(error) });
        const descriptions = wrong?.descriptions ?? [
          status >= 500 ? 'General service error' : 'The request cannot be read',
        ];
        return sendErrors(request, reply, status, descriptions);
      });

      /** Where an address ends in neither format there is nothing. */
      const checked = (request: FastifyRequest, given: URLSearchParams): Format => {
        const format = formatOf(request);
        if (format === undefined) throw new Wrong(404, ['There is nothing here: .json or .xml is expected']);
        const named = given.get('jurisdiction_id') ?? '';
        if (named !== '' && jurisdiction !== undefined && named !== jurisdiction)
          throw new Wrong(404, ['jurisdiction_id was not found']);
        return format;
      };
      const queryOf = (request: FastifyRequest): URLSearchParams => new URL(request.url, 'http://x').searchParams;

      room.get('/:list', async (request, reply) => {
        const { list } = request.params as { list: string };
        const query = queryOf(request);
        const format = checked(request, query);
        switch (list.slice(0, list.lastIndexOf('.'))) {
          case 'services': {
            const offered = await requests.offered();
            return send(
              reply,
              format,
              writeList(
                format,
                'services',
                'service',
                offered.map(({ code, name, description, attributes, keywords, group }) => ({
                  service_code: code,
                  service_name: name,
                  description,
                  metadata: attributes.length > 0,
                  type: 'realtime',
                  keywords: keywords.join(','),
                  group: group ?? '',
                })),
              ),
            );
          }
          case 'requests':
            return send(
              reply,
              format,
              writeList(format, 'service_requests', 'request', await requests.list(filterOf(query, clock.now()))),
            );
          default:
            throw new Wrong(404, ['There is nothing here']);
        }
      });

      room.get('/services/:name', async (request, reply) => {
        const format = checked(request, queryOf(request));
        const code = nameOf(request);
        const service = (await requests.offered()).find((one) => one.code === code);
        if (service === undefined) throw new Wrong(404, ['service_code was not found']);
        return send(
          reply,
          format,
          writeDefinition(format, {
            service_code: code,
            attributes: service.attributes.map(
              ({ code: attribute, description, datatype, required, values }, index) => ({
                variable: true,
                code: attribute,
                datatype,
                required,
                datatype_description: '',
                order: index + 1,
                description,
                values: values.map(({ key, name }) => ({ key, name })),
              }),
            ),
          }),
        );
      });

      room.post('/:list', async (request, reply) => {
        const { list } = request.params as { list: string };
        if (list.slice(0, list.lastIndexOf('.')) !== 'requests') throw new Wrong(404, ['There is nothing here']);
        if (typeof request.body !== 'string')
          throw new Wrong(400, ['The body is not application/x-www-form-urlencoded']);
        const form = new URLSearchParams(request.body);
        const format = checked(request, form);
        const key = hash(form.get('api_key') ?? '');
        // Each is compared, whichever fits.
        if (keys.filter((one) => timingSafeEqual(one, key)).length === 0)
          throw new Wrong(403, ['api_key is missing or not known']);
        const code = form.get('service_code') ?? '';
        if (code === '') throw new Wrong(400, ['service_code was not provided']);
        const service = (await requests.offered()).find((one) => one.code === code);
        if (service === undefined) throw new Wrong(404, ['service_code was not found']);
        const accepted = await requests.accept(service, form);
        if (!accepted.ok) throw new Wrong(400, accepted.error);
        return send(
          reply.code(201),
          format,
          writeList(format, 'service_requests', 'request', [
            { service_request_id: accepted.value, service_notice: null, account_id: null },
          ]),
        );
      });

      const one = async (id: string) => {
        const [found] = await requests.list({ ids: [id], from: new Date(0), to: new Date(0) });
        return found;
      };
      room.get('/requests/:name', async (request, reply) => {
        const format = checked(request, queryOf(request));
        const found = await one(nameOf(request));
        if (found === undefined) throw new Wrong(404, ['service_request_id was not found']);
        return send(reply, format, writeList(format, 'service_requests', 'request', [found]));
      });
      // A request has its id at once here, so that its token is the same.
      room.get('/tokens/:name', async (request, reply) => {
        const format = checked(request, queryOf(request));
        const token = nameOf(request);
        if ((await one(token)) === undefined) throw new Wrong(404, ['token was not found']);
        return send(
          reply,
          format,
          writeList(format, 'service_requests', 'request', [{ service_request_id: token, token }]),
        );
      });
    },
    { prefix: OPEN311_PATH },
  );
}

/** Errors of the specification, in the format that the address asks for. */
export function sendErrors(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  descriptions: readonly string[],
): FastifyReply {
  const format = formatOf(request) ?? 'json';
  return reply
    .code(status)
    .type(TYPES[format])
    .send(
      writeList(
        format,
        'errors',
        'error',
        descriptions.map((description) => ({ code: status, description })),
      ),
    );
}

const hash = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest();

function formatOf(request: FastifyRequest): Format | undefined {
  const path = request.url.split('?')[0] ?? '';
  return path.endsWith('.json') ? 'json' : path.endsWith('.xml') ? 'xml' : undefined;
}
const nameOf = (request: FastifyRequest): string => {
  const { name } = request.params as { name: string };
  return name.slice(0, name.lastIndexOf('.'));
};

function filterOf(query: URLSearchParams, now: number) {
  const list = (name: string): string[] | undefined => {
    const text = query.get(name) ?? '';
    return text === ''
      ? undefined
      : text
          .split(',')
          .map((part) => part.trim())
          .slice(0, LIST.most);
  };
  const instant = (name: string): number | undefined => {
    const text = query.get(name) ?? '';
    if (text === '') return undefined;
    const at = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(at)) throw new Wrong(400, [`${name} is no date and time`]);
    return at;
  };
  const status = list('status');
  if (status?.some((one) => one !== 'open' && one !== 'closed') === true)
    throw new Wrong(400, ['status is neither open nor closed']);
  const [start, end] = [instant('start_date'), instant('end_date')];
  const span = LIST.days * DAY_MS;
  const to = end ?? (start === undefined ? now : Math.min(now, start + span));
  // No more than ninety days, as the specification says.
  const from = Math.max(start ?? to - span, to - span);
  return {
    ids: list('service_request_id'),
    codes: list('service_code'),
    from: new Date(from),
    to: new Date(to),
    status: status as ('open' | 'closed')[] | undefined,
  };
}
