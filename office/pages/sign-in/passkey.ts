/** Passkeys (Web Authentication Level 3) by the browser; what went wrong comes back as a value. */
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { err, ok, type Result } from '../../../base/result.ts';
import type { OfficeSession } from '../../../register/contract/office.ts';
import type { Client, Failure } from '../../data/client.ts';

/** `cancelled`: by the person, or after the browser's time. `known`: this device holds one of the account already. */
export type PasskeyFailure = Failure | 'cancelled' | 'known' | 'impossible';

export const hasPasskeys = (): boolean => browserSupportsWebAuthn();

async function atBrowser<T>(asked: () => Promise<T>): Promise<Result<T, PasskeyFailure>> {
  try {
    return ok(await asked());
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'NotAllowedError' || name === 'AbortError') return err('cancelled');
    return err(name === 'InvalidStateError' ? 'known' : 'impossible');
  }
}

export async function signInByPasskey(client: Client): Promise<Result<OfficeSession, PasskeyFailure>> {
  const asked = await client.ask('passkeyOptions');
  if (!asked.ok) return asked;
  const { id, options } = asked.value;
  const response = await atBrowser(() =>
    startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON }),
  );
  return response.ok ? client.ask('signInPasskey', { id, response: response.value }) : response;
}

export async function addPasskey(client: Client): Promise<Result<OfficeSession, PasskeyFailure>> {
  const asked = await client.ask('newPasskey');
  if (!asked.ok) return asked;
  const response = await atBrowser(() =>
    startRegistration({ optionsJSON: asked.value.options as PublicKeyCredentialCreationOptionsJSON }),
  );
  return response.ok ? client.ask('addPasskey', { response: response.value }) : response;
}
