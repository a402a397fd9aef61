/**
 * An adapter of a town's own, tried at the address that `FOYER_ADAPTER` names, with the certificates in the folder
 * `FOYER_ADAPTER_TLS`. It was started with the test town (register/resident-system/test-town.json).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { residentSystemConformance } from '../../register/resident-system/conformance.ts';
import { overHttp } from '../../register/resident-system/conformance-http.ts';
import { createRemoteResidents } from '../../register/server/residents/remote-residents.ts';
import { openLine } from '../../register/server/residents/remote/line.ts';
import { identity } from '../unit/register/server/eid/keys.ts';

const { FOYER_ADAPTER: url, FOYER_ADAPTER_TLS: folder } = process.env;
if (url === undefined || folder === undefined)
  throw new Error(
    'Set FOYER_ADAPTER to the address of the adapter, and FOYER_ADAPTER_TLS to the folder with client.key, client.pem and authorities.pem.',
  );
const pem = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** An adapter is not ended by its test: nobody listens at this address. */
const NOBODY = 'https://localhost:9';

async function setUp(address: string) {
  const register = {
    url: address,
    key: pem('client.key'),
    certificate: pem('client.pem'),
    authorities: pem('authorities.pem'),
  };
  const open = (to: string) => openLine({ ...register, url: to, timeoutMs: 5_000 });
  let line = open(address);
  const stranger = await identity('register');
  return {
    system: createRemoteResidents({
      name: 'adapter',
      line: { ask: (path, body) => line.ask(path, body) },
      trouble: (code) => process.stdout.write(`trouble: ${code}\n`),
    }),
    line: register,
    stranger: { key: stranger.keyPem, certificate: stranger.pem },
    async interrupt() {
      line.close();
      line = open(NOBODY);
    },
    close: async () => line.close(),
  };
}

residentSystemConformance(url, () => setUp(url), overHttp);
