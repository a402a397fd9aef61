/** A passkey of one's own, set up by its owner. */
import type { Caller, OfficeHandlers } from '../listener.ts';
import { hashOf } from '../../services/codes.ts';
import type { AccountsDeps } from './deps.ts';
import type { OwnAccount } from './own-account.ts';
import type { Passkeys } from './passkeys.ts';
import { notPossible } from './refusals.ts';

/** One at a time for each session. */
const ceremonyOf = (caller: Caller): string => `add:${hashOf(caller.token).toString('base64url')}`;

export function ownPasskeyHandlers(
  { db, clock }: Pick<AccountsDeps, 'db' | 'clock'>,
  passkeys: Passkeys,
  { own, settle }: OwnAccount,
): Pick<OfficeHandlers, 'newPasskey' | 'addPasskey'> {
  return {
    async newPasskey(_, caller) {
      const { session, row } = await own(caller);
      const { id, login, name } = row;
      // After a code those that are there are lost, or their owner adds one of them again.
      const has = session.setUp
        ? []
        : await db.selectFrom('office_passkey').select('id').where('account', '=', id).execute();
      const whose = { id, login, name, has: has.map((one) => one.id) };
      return { options: await passkeys.newOptions(ceremonyOf(caller), whose) };
    },
    async addPasskey({ response }, caller) {
      const { session, row } = await own(caller);
      const read = await passkeys.read(ceremonyOf(caller), response);
      if (!read.ok)
        throw notPossible(
          'Der Schlüssel wurde nicht angenommen. Beginnen Sie bitte noch einmal, oder nehmen Sie einen anderen.',
        );
      const { id, publicKey, counter, transports } = read.value;
      const taken = await db.selectFrom('office_passkey').select('account').where('id', '=', id).executeTakeFirst();
      if (taken !== undefined && !(session.setUp && taken.account === row.id))
        throw notPossible('Dieser Schlüssel ist schon eingetragen. Nehmen Sie einen anderen.');
      return settle(caller, session, (tx) =>
        tx
          .insertInto('office_passkey')
          .values({
            id,
            account: row.id,
            public_key: publicKey,
            counter,
            transports: JSON.stringify(transports),
            created_at: new Date(clock.now()),
          })
          .execute(),
      );
    },
  };
}
