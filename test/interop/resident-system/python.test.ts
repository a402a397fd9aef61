import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';
import { residentSystemConformance } from '../../../register/resident-system/conformance.ts';
import { overHttp } from '../../../register/resident-system/conformance-http.ts';
import { adapterSubject } from './adapters.ts';
import { manyOfOneName } from './many-of-one-name.ts';

/** Debian's; what it needs beside the standard library is nothing. */
const PYTHON = '/usr/bin/python3';
// Without folders of compiled code beside the sources.
const COMMAND = [PYTHON, '-B', 'test/interop/resident-system/adapter.py'];

const there = spawnSync(PYTHON, ['--version']).status === 0;
if (!there) process.stdout.write('skipped: an adapter in Python: python3 is not installed\n');

describe.skipIf(!there)('an adapter written from the guide alone, in Python', () => {
  residentSystemConformance('the Python adapter', () => adapterSubject(COMMAND), overHttp);
  manyOfOneName('the Python adapter', COMMAND);
});
