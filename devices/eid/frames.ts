/**
 * What of the conversation a technician may see: never a secret, an address with a session in it, or what the provider
 * tells the visitor.
 */
import type { FrameRing } from '../driver/frames.ts';
import type { SdkCommand, SdkMessage, SecretCommand } from './sdk.ts';

const REDACTED = '…';

const origin = (url: string): string => {
  try {
    return `${new URL(url).origin}/${REDACTED}`;
  } catch {
    return REDACTED;
  }
};

const bytes = (shown: object): Uint8Array => new TextEncoder().encode(JSON.stringify(shown));

export function frameOut(ring: FrameRing, at: number, command: SdkCommand): void {
  const shown = command.cmd === 'RUN_AUTH' ? { ...command, tcTokenURL: origin(command.tcTokenURL) } : command;
  ring.out(at, bytes(shown), command.cmd === 'SET_API_LEVEL' ? `${command.cmd} ${command.level}` : command.cmd);
}

/** A secret has left; only which. */
export function frameSecret(ring: FrameRing, at: number, command: SecretCommand): void {
  ring.redacted(at, 'out', 0, `${command} with a value`);
}

export function frameIn(ring: FrameRing, at: number, message: SdkMessage): void {
  ring.in(at, bytes(shownOf(message)), meaningOf(message));
}

function shownOf(message: SdkMessage): object {
  switch (message.msg) {
    case 'AUTH':
      return message.url === undefined ? message : { ...message, url: origin(message.url) };
    // Required ages, communities and what it is for belong to the visitor's business.
    case 'ACCESS_RIGHTS':
      return { msg: message.msg, chat: message.chat, ...(message.error === undefined ? {} : { error: message.error }) };
    default:
      return message;
  }
}

function meaningOf(message: SdkMessage): string {
  const error = 'error' in message && message.error !== undefined ? `: ${message.error}` : '';
  switch (message.msg) {
    case 'STATUS':
      return `STATUS ${message.workflow ?? 'no workflow'}${message.state === null ? '' : ` waits in ${message.state}`}${message.progress === null ? '' : `, ${message.progress} %`}`;
    case 'READER':
      return `READER ${message.name ?? ''}${error}: ${message.attached ? cardOf(message.card) : 'gone'}`;
    case 'ENTER_PIN':
    case 'ENTER_CAN':
    case 'ENTER_NEW_PIN':
    case 'ENTER_PUK':
      return `${message.msg}${error}, ${cardOf(message.reader.card)}${message.reader.keypad ? ', at its keypad' : ''}`;
    case 'AUTH':
      if (message.result === undefined) return `AUTH${error}`.trimEnd();
      const { major, reason, minor = '' } = message.result;
      return `AUTH${error} ${afterHash(major)} ${reason ?? afterHash(minor)}`.trimEnd();
    case 'CHANGE_PIN':
      return `CHANGE_PIN${error}${message.success === undefined ? '' : message.success ? ' done' : ` failed ${message.reason ?? ''}`}`.trimEnd();
    case 'INFO':
      return `INFO ${message.VersionInfo.Name} ${message.VersionInfo['Implementation-Version']}`;
    case 'API_LEVEL':
      return `API_LEVEL${error} ${message.current ?? ''}`.trimEnd();
    case 'PAUSE':
      return `PAUSE ${message.cause}`;
    default:
      return `${message.msg}${error}`;
  }
}

const afterHash = (uri: string): string => uri.slice(uri.indexOf('#') + 1);

function cardOf(
  card: { readonly inoperative: boolean; readonly deactivated: boolean; readonly retryCounter: number | null } | null,
): string {
  if (card === null) return 'no card';
  if (card.deactivated) return 'card deactivated';
  if (card.inoperative) return 'card inoperative';
  return card.retryCounter === null ? 'unknown card' : `card, ${card.retryCounter} tries`;
}
