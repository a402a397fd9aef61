/**
 * Tells a system of the town by a signed POST. The signature is HMAC-SHA-256 over the time, a dot, and the body as it
 * was sent, so that neither can be changed or sent again later by somebody else.
 */
import { createHmac } from 'node:crypto';
import { err, ok } from '../../../base/result.ts';
import { AlarmMessage } from '../../contract/alarms.ts';
import { exchange } from '../forwarding/http.ts';
import type { Way } from './way.ts';

export interface WebhookSettings {
  /** https, or of this machine. */
  readonly url: string;
  readonly secret: string;
}

const SIGNATURE_HEADER = 'foyer-signature';

export function webhookWay({ url, secret }: WebhookSettings): Way {
  return {
    name: 'webhook',
    line: 'webhook',
    recipient: null,
    async send(message, now) {
      const body = JSON.stringify(AlarmMessage.parse(message));
      const answer = await exchange(
        url,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'idempotency-key': message.id,
            [SIGNATURE_HEADER]: sign(body, Math.floor(now / 1000), secret),
          },
          body,
        },
        now,
      );
      if (!answer.ok) return err({ outcome: 'later', code: answer.error, status: null });
      const { status } = answer.value;
      return status >= 200 && status < 300 ? ok(undefined) : err({ outcome: 'later', code: 'answer', status });
    },
  };
}

/** `t=SECONDS,v1=HEX`; seconds since 1970. */
function sign(body: string, seconds: number, secret: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
