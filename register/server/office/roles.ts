import { OFFICE_ROLES, type OfficeRole } from '../../contract/office.ts';

/** What stands in a row; roles that this version does not know are none. */
export const rolesOf = (roles: unknown): OfficeRole[] =>
  OFFICE_ROLES.filter((role) => Array.isArray(roles) && roles.includes(role));
