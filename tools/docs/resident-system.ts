/** The contract for a town's own resident system as a file: who writes an adapter needs nothing else of the project. */
import { join } from 'node:path';
import { residentSystemOpenApi } from '../../register/resident-system/openapi.ts';
import { ROOT } from '../setup/paths.mjs';

export const SYSTEM_OPENAPI = join(ROOT, 'register/resident-system/openapi.json');

export const systemOpenApiText = (): string => `${JSON.stringify(residentSystemOpenApi(), null, 2)}\n`;
