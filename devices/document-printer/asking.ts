/** Questions to the printer: numbered, in the version that it speaks, and noted as frames. */
import type { Clock } from '../../base/clock.ts';
import type { FrameRing } from '../driver/frames.ts';
import type { Result } from '../../base/result.ts';
import type { IppExchange, IppFailure } from './client.ts';
import type { Attribute, Message } from './ipp.ts';
import {
  ippRequest,
  JOB_STATE_NAMES,
  jobReport,
  type Operation,
  OPERATION_NAMES,
  STATUS,
  type Version,
} from './operations.ts';

export interface AskingDeps {
  readonly clock: Clock;
  readonly uri: string;
  readonly exchange: IppExchange;
  readonly ring: FrameRing;
}

const NOTHING = new Uint8Array();

export class Asking {
  readonly #deps: AskingDeps;
  #version: Version = 0x0200;
  #request = 0;

  constructor(deps: AskingDeps) {
    this.#deps = deps;
  }

  /**
   * A printer that does not speak the version of a request says so (server-error-version-not-supported) and has done
   * nothing: it is asked once more in the other one, which is kept for it. Old printers know 1.1 alone; after an update
   * it may be the other way round.
   */
  async ask(
    operation: Operation,
    attributes: readonly Attribute[],
    template: readonly Attribute[] = [],
    document: Uint8Array = NOTHING,
  ): Promise<Result<Message, IppFailure>> {
    const answer = await this.#once(operation, attributes, template, document);
    if (!answer.ok || answer.value.code !== STATUS.versionNotSupported) return answer;
    this.#version = this.#version === 0x0200 ? 0x0101 : 0x0200;
    return this.#once(operation, attributes, template, document);
  }

  async #once(
    operation: Operation,
    attributes: readonly Attribute[],
    template: readonly Attribute[],
    document: Uint8Array,
  ): Promise<Result<Message, IppFailure>> {
    const { clock, exchange, uri, ring } = this.#deps;
    this.#request = (this.#request % 0x7fffffff) + 1;
    const head = ippRequest(operation, this.#request, uri, attributes, template, this.#version);
    const name = OPERATION_NAMES[operation];
    ring.out(clock.now(), head, document.length === 0 ? name : `${name}, ${document.length} bytes of PDF`);
    const answer = await exchange(head, document);
    if (!answer.ok) ring.note(clock.now(), `${name}: ${answer.error}`);
    else ring.redacted(clock.now(), 'in', 0, `${name}: ${describe(answer.value)}`);
    return answer;
  }
}

/** An answer in a line: its status, and what it says of the printer or the job. */
function describe(message: Message): string {
  const job = jobReport(message);
  const status = `status 0x${message.code.toString(16).padStart(4, '0')}`;
  if (job !== null) {
    const state = JOB_STATE_NAMES[job.state] ?? job.state;
    const counted = `${job.impressions ?? '–'} impressions`;
    return `${status}, job ${job.id ?? '?'} ${state} (${job.reasons.join(', ')}), ${counted}`;
  }
  const all = message.groups.flatMap(({ attributes }) => attributes);
  const said = all.find(({ name }) => name === 'printer-state-reasons');
  const reasons = said?.values.map(({ value }) => String(value)) ?? [];
  return reasons.length === 0 ? status : `${status}, ${reasons.join(', ')}`;
}
