import { OFFICE_ROLES, type OfficeRole } from '../../../register/contract/office.ts';
import { Choice } from '../../parts/field.tsx';
import { w } from '../../words.ts';

interface RolesProps {
  readonly roles: readonly OfficeRole[];
  readonly wrong: boolean;
  readonly onChange: (roles: OfficeRole[]) => void;
}

export function Roles({ roles, wrong, onChange }: RolesProps) {
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
          hint={w(`role.${role}.what`)}
          checked={roles.includes(role)}
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
