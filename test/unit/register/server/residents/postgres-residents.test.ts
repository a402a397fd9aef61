import { openPglite } from '../../../../../register/server/database/database.ts';
import { conformanceSubject } from '../../../../interop/register/subject.ts';
import { residentRegisterConformance } from '../../../../../register/server/ports/conformance.ts';

residentRegisterConformance('our own tables on PGlite', async () => {
  const database = await openPglite();
  return conformanceSubject(database, () => database.close());
});
