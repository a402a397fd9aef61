import { residentSystemConformance } from '../../../register/resident-system/conformance.ts';
import { overHttp } from '../../../register/resident-system/conformance-http.ts';
import { adapterSubject } from './adapters.ts';
import { manyOfOneName } from './many-of-one-name.ts';

const COMMAND = [process.execPath, 'register/demo/resident-system/main.ts'];

residentSystemConformance('the reference adapter behind the HTTP contract', () => adapterSubject(COMMAND), overHttp);
manyOfOneName('the reference adapter', COMMAND);
