import { openPglite } from '../../../../../register/server/database/database.ts';
import { conformanceSubject } from '../../../../interop/register/subject.ts';
import { residentSystemConformance } from '../../../../../register/resident-system/conformance.ts';

residentSystemConformance('our own tables on PGlite', async () => {
  const database = await openPglite();
  return conformanceSubject(database, () => database.close());
});
