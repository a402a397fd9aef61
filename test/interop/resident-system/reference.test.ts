import { residentSystemConformance } from '../../../register/resident-system/conformance.ts';
import { createRemoteResidents } from '../../../register/server/residents/remote-residents.ts';
import { startAdapter } from './adapters.ts';

residentSystemConformance('the reference adapter behind the HTTP contract', async () => {
  const adapter = await startAdapter([process.execPath, 'register/demo/resident-system/main.ts']);
  return {
    system: createRemoteResidents({ name: 'musterstadt', line: adapter.line, trouble: () => {} }),
    interrupt: adapter.kill,
    close: adapter.remove,
  };
});
