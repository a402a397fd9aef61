/** The OpenAPI 3.1 document of the contract, for who writes an adapter; made from the schemas that check answers. */
import { z } from 'zod';
import {
  HEALTH_PATH,
  PROBLEM_TYPE,
  PROBLEMS,
  RESIDENT_SYSTEM_CONTRACT,
  SYSTEM_ROUTES,
  SystemHealth,
  SystemProblem,
  type ProblemName,
} from './contract.ts';

const pascal = (route: string): string => route.charAt(0).toUpperCase() + route.slice(1);
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string) => ({ content: { 'application/json': { schema: ref(name) } } });

export function residentSystemOpenApi(): Record<string, unknown> {
  const named: Record<string, z.ZodType> = { Health: SystemHealth, Problem: SystemProblem };
  const paths: Record<string, unknown> = {
    [HEALTH_PATH]: {
      get: {
        operationId: 'health',
        summary: 'Whether it can be asked now. Answers within two seconds.',
        responses: {
          '200': { description: 'It can.', ...json('Health') },
          ...problems(['unavailable', 'maintenance']),
        },
      },
    },
  };
  for (const [route, { path, summary, request, answer, problems: possible }] of Object.entries(SYSTEM_ROUTES)) {
    const name = pascal(route);
    named[`${name}Request`] = request;
    named[`${name}Answer`] = answer;
    paths[path] = {
      post: {
        operationId: route,
        summary,
        requestBody: { required: true, ...json(`${name}Request`) },
        responses: { '200': { description: 'The answer.', ...json(`${name}Answer`) }, ...problems(possible) },
      },
    };
  }
  const schemas = Object.fromEntries(
    Object.entries(named).map(([name, schema]) => {
      const { $schema: _, ...body } = z.toJSONSchema(schema, { io: name.endsWith('Answer') ? 'input' : 'output' });
      return [name, body];
    }),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Resident system behind a Foyer register',
      version: String(RESIDENT_SYSTEM_CONTRACT),
      description:
        'What an adapter serves. Both sides show a certificate (TLS 1.2 or newer); the adapter accepts only that of the register. Nothing of a person stands in an address, an error or a log.',
    },
    paths,
    components: { schemas },
  };
}

/** Several problems may have one status: their `type` says which it is. */
function problems(names: readonly ProblemName[]): Record<string, unknown> {
  const statuses = [...new Set(names.map((name) => PROBLEMS[name]))].sort();
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: names
          .filter((name) => PROBLEMS[name] === status)
          .map((name) => `${PROBLEM_TYPE}${name}`)
          .join(' or '),
        content: { 'application/problem+json': { schema: ref('Problem') } },
      },
    ]),
  );
}
