import { OFFICE_ROLES, type OfficeRole } from '../../../register/contract/office.ts';
import { Choice } from '../../parts/field.tsx';
import { w } from '../../words.ts';

interface RolesProps {
  readonly roles: readonly OfficeRole[];
  /** What may not be taken away: of one's own account the right to give it back. */
  readonly fixed?: OfficeRole | null;
  readonly wrong: boolean;
  readonly onChange: (roles: OfficeRole[]) => void;
}

export function Roles({ roles, fixed = null, wrong, onChange }: RolesProps) {
  return (
    <fieldset className="fieldset">
      <legend>{w('accounts.roles')}</legend>
      {OFFICE_ROLES.map((role) => (
        <Choice
          key={role}
          kind="checkbox"
          name="roles"
          value={role}
          label={w(`role.${role}.name`)}
          hint={w(role === fixed ? 'accounts.ownRole' : `role.${role}.what`)}
          checked={roles.includes(role)}
          disabled={role === fixed}
          onChange={(checked) => onChange(OFFICE_ROLES.filter((one) => (one === role ? checked : roles.includes(one))))}
        />
      ))}
      {wrong ? (
        <p className="field__wrong" role="alert">
          {w('wrong.roles')}
        </p>
      ) : null}
    </fieldset>
  );
}
